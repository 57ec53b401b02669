"""Fixes of one document, together."""

from __future__ import annotations

from typing import Any

import pytest

from batten.fixes.merge import Group, merge
from batten.rules.finding import Edit


def put(path: str, value: Any) -> Edit:
    return Edit("set", steps(path), value)


def drop(path: str) -> Edit:
    return Edit("remove", steps(path))


def steps(path: str) -> tuple[str | int, ...]:
    return tuple(int(step) if step.isdigit() else step for step in path.split("."))


def together(*edits: Edit, document: Any = None) -> list[Edit]:
    merged = merge([Group([edit]) for edit in edits], lambda: document)
    assert not merged.clashes
    return merged.edits


@pytest.mark.parametrize(
    ("edits", "merged"),
    [
        ([put("a", 1), put("b", 2)], [put("a", 1), put("b", 2)]),
        ([put("a", 1), put("a", 1)], [put("a", 1)]),
        ([drop("a"), drop("a")], [drop("a")]),
        ([put("a", {"b": 1}), put("a.c", 2)], [put("a", {"b": 1, "c": 2})]),
        ([put("a.c", 2), put("a", {"b": 1})], [put("a", {"b": 1, "c": 2})]),
        ([put("a", {"b": 1}), put("a.c.d", 2)], [put("a", {"b": 1, "c": {"d": 2}})]),
        ([put("a", [{"b": 1}]), put("a.0.c", 2)], [put("a", [{"b": 1, "c": 2}])]),
        ([drop("a"), drop("a.b")], [drop("a")]),
        ([drop("a.b"), drop("a")], [drop("a")]),
    ],
)
def test_what_can_stand_together(edits: list[Edit], merged: list[Edit]) -> None:
    assert together(*edits) == merged


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (put("a", 1), put("a", 2)),
        (put("a", 1), drop("a")),
        (drop("a"), put("a", 1)),
        (drop("a"), put("a.b", 1)),
        (put("a", 1), put("a.b", 1)),
        (put("a", {"b": 1}), put("a.b", 2)),
        (put("a", {"b": 1}), drop("a.b")),
        (put("a.b", 1), drop("a")),
        (put("a.b", 1), put("a", {"b": 2})),
    ],
)
def test_the_first_of_two_that_contradict_each_other(first: Edit, second: Edit) -> None:
    merged = merge([Group([first]), Group([put("z", 1), second])], lambda: {"a": {"b": 0}})
    assert merged.edits == [first], "nothing of the second fix, not even what could stand"
    assert merged.clashes[1].startswith("another fix ")


def test_both_append() -> None:
    document = {"ports": [{"name": "http"}]}
    edits = together(put("ports.1", "a"), put("ports.1", "b"), document=document)
    assert edits == [put("ports.1", "a"), put("ports.2", "b")]


def test_an_item_that_is_there_is_not_appended_to() -> None:
    merged = merge([Group([put("a.0", 1)]), Group([put("a.0", 2)])], lambda: {"a": [0]})
    assert merged.clashes.keys() == {1}


def test_nothing_is_put_into_what_an_upgrade_makes() -> None:
    upgrade = Group([put("spec.metrics", [{"type": "External"}])], closed=True)
    merged = merge([upgrade, Group([put("spec.metrics.0.type", "Pods")])], lambda: {})
    assert merged.clashes == {1: "another fix sets spec.metrics"}


def test_values_are_not_changed_in_place() -> None:
    value = {"b": {"c": 1}}
    together(put("a", value), put("a.b.d", 2))
    assert value == {"b": {"c": 1}}
