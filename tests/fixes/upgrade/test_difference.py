"""The edits between two documents make the one out of the other, and touch nothing else."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from batten.fixes.upgrade.difference import difference
from batten.fixes.upgrade.draft import copied
from batten.rules.finding import Edit
from tests.fixes.upgrade.documents import made

SCALARS = st.none() | st.booleans() | st.integers(2, 9) | st.sampled_from("abc")
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(st.sampled_from("xyz"), VALUES)


@given(DOCUMENTS, DOCUMENTS)
def test_they_turn_one_document_into_the_other(old: Any, new: Any) -> None:
    assert made(old, list(difference(old, new))) == new


@given(DOCUMENTS)
def test_there_are_none_between_equals(document: Any) -> None:
    assert list(difference(document, copy.deepcopy(document))) == []


@given(VALUES)
def test_a_copy_is_equal_and_apart(value: Any) -> None:
    copy_of = copied(value)
    assert copy_of == value
    assert copy_of is not value or not isinstance(value, dict | list)


def test_they_go_as_deep_as_they_can() -> None:
    old = {"spec": {"list": [{"a": 1, "b": 2}, {"c": 3}], "kept": 1}}
    new = {"spec": {"list": [{"a": 1, "d": 2}, {"c": 4}], "kept": 1}}
    assert list(difference(old, new)) == [
        Edit("remove", ("spec", "list", 0, "b")),
        Edit("set", ("spec", "list", 0, "d"), 2),
        Edit("set", ("spec", "list", 1, "c"), 4),
    ]


def test_a_mapping_that_keeps_no_key_is_written_anew() -> None:
    old, new = {"backend": {"serviceName": "a"}}, {"backend": {"service": {"name": "a"}}}
    assert list(difference(old, new)) == [Edit("set", ("backend",), new["backend"])]
