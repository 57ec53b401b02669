"""The editor makes the edits, all of them and nothing else, in documents of every style."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st

from batten.fixes.editing import plain_tree
from batten.fixes.editing.changes import MISSING, child
from batten.fixes.editing.tree import Node, tree
from batten.fixes.editor import CannotEdit, edit, render
from batten.rules.finding import Edit
from batten.sources import yaml
from batten.sources.yaml.resolve import as_json
from tests.fixes.editor.documents import at, documents, made, paths, some_edit, value_of
from tests.sources.yaml import mutations

DOCUMENTS = [(text, value) for text in documents() if (value := value_of(text))]


def same(first: Any, second: Any) -> bool:
    """Also in the types of scalars, but for the order of keys."""
    return json.dumps(first, sort_keys=True) == json.dumps(second, sort_keys=True)


def edited(seed: int) -> Iterator[tuple[str, Any, Edit, str]]:
    """Every document with one edit made."""
    source = random.Random(seed)
    for text, value in DOCUMENTS:
        change = some_edit(source, value)
        try:
            yield text, value, change, edit(text, [change])
        except CannotEdit:
            assert any(sign in text for sign in ("*", "? ", "!", '{"')) or len(value) == 1


@pytest.mark.parametrize("seed", range(3))
def test_edited_text_says_the_edited_value(seed: int) -> None:
    count = 0
    for _, value, change, after in edited(seed):
        assert same(yaml.load(after).value, made(value, [change])), (change, after)
        count += 1
    assert count > 0.9 * len(DOCUMENTS)


@pytest.mark.parametrize("seed", range(10, 12))
def test_edited_twice_is_edited_once(seed: int) -> None:
    for _, _, change, after in edited(seed):
        if change.action == "set":
            assert edit(after, [change]) == after, change


@pytest.mark.parametrize("seed", range(20, 22))
def test_line_endings_stay(seed: int) -> None:
    for text, _, _, after in edited(seed):
        if "\r\n" in text:
            assert "\n" not in after.replace("\r\n", "")
        else:
            assert "\r" not in after
        assert text.endswith("\n") == after.endswith("\n")


@pytest.mark.parametrize("seed", range(30, 33))
def test_lines_outside_the_edit_stay(seed: int) -> None:
    for text, value, change, after in edited(seed):
        before, now = text.splitlines(), after.splitlines()
        start, end = changed_lines(before, now)
        first, last = lines_of(text, value, change)
        assert first <= start and end <= last, (change, after)


def changed_lines(before: list[str], now: list[str]) -> tuple[int, int]:
    """The stretch of lines of the old text outside of which both texts agree."""
    start, end, tail = 0, len(before), len(now)
    while start < min(end, tail) and before[start] == now[start]:
        start += 1
    while end > start and tail > start and before[end - 1] == now[tail - 1]:
        end, tail = end - 1, tail - 1
    return start, end


def lines_of(text: str, value: Any, change: Edit) -> tuple[int, int]:
    """The lines that the edit may change: those of the deepest of its fields that exists, with the
    comments and blank lines around.

    If it takes the first member of a collection, the next one may move to its place; if it takes
    the only one, the empty collection moves to its key.
    """
    node, here = tree(text).root, value
    start, end = node.start, node.end
    for step in change.path:
        if (here := child(here, step)) is MISSING:
            break
        children: Any = node.children
        slots = node.slots
        slot = children[step]
        if change.action == "set" or len(slots) > 1:
            start = slot.start
            end = slots[1].start if slot is slots[0] and len(slots) > 1 else slot.node.end
        node = slot.node
    lines = text.splitlines()
    first, last = text.count("\n", 0, start), text.count("\n", 0, end) + 1
    while first > 0 and not lines[first - 1].partition("#")[0].strip():
        first -= 1
    while last < len(lines) and not lines[last].partition("#")[0].strip():
        last += 1
    return first, last


def test_new_keys_and_items_change_no_line() -> None:
    for text, value, change, after in edited(40):
        way = change.path[:-1]
        parent = at(value, way)
        new = isinstance(parent, dict | list) and change.path not in set(paths(value))
        if new and parent and not in_brackets(text, way):
            before, now = text.splitlines(), iter(after.splitlines())
            assert all(line in now for line in before), (change, after)


def in_brackets(text: str, path: tuple[Any, ...]) -> bool:
    node = tree(text).root
    for step in path:
        children: Any = node.children
        node = children[step].node
    return bool(node.style)


def test_many_edits_at_once() -> None:
    source = random.Random(7)
    count = 0
    for text, value in DOCUMENTS:
        changes = apart([some_edit(source, value) for _ in range(6)])
        try:
            after = edit(text, changes)
        except CannotEdit:
            continue
        assert same(yaml.load(after).value, made(value, changes)), (changes, after)
        count += 1
    assert count > 0.8 * len(DOCUMENTS)


def apart(edits: list[Edit]) -> list[Edit]:
    """Without edits of the same field: which of them counts is another test's matter."""
    kept: list[Edit] = []
    for change in edits:
        length = len(change.path)
        if not any(
            other.path[:length] == change.path or change.path[: len(other.path)] == other.path
            for other in kept
        ):
            kept.append(change)
    return kept


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: x != 0 or str(x) == "0.0"),
    st.text(max_size=30),
    st.text("ab01:-#.\n\t '\"{}[],&*!|>%@`~=?xeEyno/", max_size=12),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=12,
)
MAPPINGS = st.dictionaries(st.text(max_size=8), JSON, min_size=1, max_size=4)


def as_read(value: Any) -> Any:
    """The value as Kubernetes reads it: 1.0 is 1."""
    if isinstance(value, dict):
        return {key: as_read(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_read(item) for item in value]
    return as_json(value) if isinstance(value, float) else value


@settings(max_examples=150, deadline=None)
@given(MAPPINGS)
def test_rendered_documents_say_their_value(value: dict[str, Any]) -> None:
    assert same(yaml.load(render(value)).value, as_read(value))


KEYS = st.sampled_from(["a", "b", "c", "d", "spec", "yes", "1e3", "example.com/a"])
TEXT = st.text("ab01:-#.\n\t '\"{}[],&*!|>%@`~=?xeEyno/é𐀀", max_size=7)
MODEST = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), TEXT),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=14,
)
OBJECTS = st.dictionaries(KEYS, MODEST, max_size=5)


def written(value: dict[str, Any], style: str) -> str:
    if style == "ours":
        return render(value)
    if style == "json":
        return json.dumps(value, indent=2, ensure_ascii=False)
    return pyyaml.safe_dump(value, default_flow_style=style == "flow", allow_unicode=True)


@settings(max_examples=200, deadline=None)
@given(OBJECTS, OBJECTS, st.sampled_from(["ours", "flow", "block", "json"]))
def test_any_value_becomes_any_other(old: dict[str, Any], new: dict[str, Any], style: str) -> None:
    old["kind"], new["kind"] = "Old", "New"
    after = edit(written(old, style), [Edit("set", (), new)])
    assert same(yaml.load(after).value, new)
    if style == "json":
        assert same(json.loads(after), new)


def shape(node: Node) -> Any:
    """Everything that the tree says, as plain data."""
    if isinstance(node.children, dict):
        held: Any = {
            key: (slot.start, slot.key_end, shape(slot.node)) for key, slot in node.children.items()
        }
    else:
        held = [(slot.start, slot.key_end, shape(slot.node)) for slot in node.slots]
    return node.start, node.end, node.style, held


def test_lines_and_marks_give_the_same_tree() -> None:
    plain = 0
    for text in (*(text for text, _ in DOCUMENTS), *mutations.mutations(3, 4_000)):
        found = plain_tree.tree(text)
        if found is not None and value_of(text):
            assert shape(found.root) == shape(tree(text).root), text
            plain += 1
    assert plain > 800
