"""Whatever stands in a document, an upgrade ends in edits or in a reason, never in a crash."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from batten.fixes.upgrade import upgrade
from batten.model.versions import NEWEST
from tests.fixes.upgrade.documents import Document, made, pairs

JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, 1.5, "", "text", "80", [], {}, [None], ["*"], [{}], [[]], {"a": {}}, {"": []}]
)
PAIRS = list(pairs())


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a document but the root, the apiVersion and the kind."""
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    found = [path] if path and path[0] not in ("apiVersion", "kind") else []
    return found + [place for key, child in children for place in places(child, (*path, key))]


@st.composite
def broken(draw: st.DrawFn) -> Document:
    document = copy.deepcopy(draw(st.sampled_from(PAIRS)).before)
    *way, last = draw(st.sampled_from(places(document)))
    here: Any = document
    for step in way:
        here = here[step]
    here[last] = draw(JUNK)
    return document


@given(broken())
def test_it_never_crashes(document: Document) -> None:
    found = upgrade(document, NEWEST)
    if found is not None and found.edits:
        after = made(document, found.edits)
        again = upgrade(after, NEWEST)
        assert again is None or not again.edits
