"""Label selectors as k8s.io/apimachinery/pkg/labels matches them."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batten.model.selectors import LabelSelector, Requirement

names = st.sampled_from(["app", "tier", "zone"])
values = st.sampled_from(["a", "b", "c", ""])
labels = st.dictionaries(names, values)
value_lists = st.lists(values, min_size=1)


def requires(operator: str, *values: str, key: str = "app") -> Requirement:
    return Requirement(key, operator, list(values))


@pytest.mark.parametrize(
    ("requirement", "of_a", "of_none"),
    [
        (requires("In", "a", "b"), True, False),
        (requires("In", "b"), False, False),
        (requires("NotIn", "a"), False, True),
        (requires("NotIn", "b"), True, True),
        (requires("Exists"), True, False),
        (requires("DoesNotExist"), False, True),
        (requires("in", "a"), False, False),
        (requires(""), False, False),
    ],
)
def test_operators(requirement: Requirement, of_a: bool, of_none: bool) -> None:
    assert requirement.matches({"app": "a"}) is of_a
    assert requirement.matches({}) is of_none


@pytest.mark.parametrize(
    ("operator", "value", "bound", "matches"),
    [
        ("Gt", "5", "4", True),
        ("Gt", "4", "4", False),
        ("Lt", "3", "4", True),
        ("Lt", "4", "4", False),
        ("Gt", "x", "4", False),
        ("Lt", "3", "x", False),
    ],
)
def test_numbers_of_nodes(operator: str, value: str, bound: str, matches: bool) -> None:
    assert requires(operator, bound, key="cores").matches({"cores": value}) is matches


def test_a_number_that_is_missing() -> None:
    assert not requires("Gt", "4").matches({})
    assert not Requirement("app", "Gt", []).matches({"app": "5"})


def test_all_labels_must_match() -> None:
    selector = LabelSelector({"app": "web", "tier": "front"})
    assert selector.matches({"app": "web", "tier": "front", "more": "x"})
    assert not selector.matches({"app": "web"})
    assert not selector.matches({"app": "web", "tier": "back"})


def test_labels_and_expressions_together() -> None:
    selector = LabelSelector({"app": "web"}, [requires("NotIn", "back", key="tier")])
    assert selector.matches({"app": "web"})
    assert not selector.matches({"app": "web", "tier": "back"})
    assert not selector.matches({"tier": "front"})


def test_empty_matches_everything() -> None:
    assert LabelSelector().empty
    assert LabelSelector().matches({})
    assert not LabelSelector({"app": "web"}).empty
    assert not LabelSelector(match_expressions=[requires("Exists")]).empty


def test_decoded_as_written() -> None:
    document = {"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "x", "operator": "In"}]}
    selector = msgspec.convert(document, LabelSelector)
    assert selector.match_labels == {"app": "web"}
    assert selector.match_expressions == [Requirement("x", "In", [])]


def test_as_kubectl_writes_it() -> None:
    selector = LabelSelector(
        {"app": "web"},
        [
            requires("In", "a", "b", key="tier"),
            requires("NotIn", "c", key="zone"),
            requires("Exists", key="x"),
            requires("DoesNotExist", key="y"),
        ],
    )
    assert str(selector) == "app=web,tier in (a,b),zone notin (c),x,!y"


@given(labels, names, value_lists)
def test_in_and_not_in_are_opposites(of: dict[str, str], key: str, some: list[str]) -> None:
    inside = requires("In", *some, key=key).matches(of)
    assert inside is not requires("NotIn", *some, key=key).matches(of)


@given(labels, names)
def test_exists_and_does_not_are_opposites(of: dict[str, str], key: str) -> None:
    exists = requires("Exists", key=key).matches(of)
    assert exists is not requires("DoesNotExist", key=key).matches(of)


@given(labels, labels)
def test_match_labels_are_a_subset(of: dict[str, str], wanted: dict[str, str]) -> None:
    assert LabelSelector(wanted).matches(of) is (wanted.items() <= of.items())


@given(labels, labels)
def test_a_label_is_an_in_of_one_value(of: dict[str, str], wanted: dict[str, str]) -> None:
    expressions = [requires("In", value, key=key) for key, value in wanted.items()]
    as_expressions = LabelSelector(match_expressions=expressions)
    assert LabelSelector(wanted).matches(of) is as_expressions.matches(of)
