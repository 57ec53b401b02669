"""The edits of a document, gathered into one tree of changes, and what they make of its value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from batten.fixes.editing.errors import CannotEdit
from batten.model.source import Path
from batten.rules.finding import Edit
from batten.sources.yaml.resolve import as_json

Step = str | int


class Put(NamedTuple):
    """This value shall stand here."""

    value: Any


class Remove(NamedTuple):
    """Nothing shall stand here."""


class Within(NamedTuple):
    """Something below changes.

    :ivar children: by key, or by index of the original list; indexes past its end append.
    :ivar inserts: new items of a list, by the original index that they come to stand before.
    """

    children: dict[Step, Change]
    inserts: dict[int, list[Any]]


Change = Put | Remove | Within
MISSING: Final = object()


def gather(edits: Iterable[Edit], value: Any) -> Change:
    """All edits as one tree; paths and indexes are those of the original value.

    Of two edits of one field the later one counts. Two different values for one place past the end
    of a list are both appended: whoever proposed them did not know of each other.
    """
    root: Change = Within({}, {})
    for edit in edits:
        root = _added(root, value, edit, edit.path)
    return root


def _added(change: Change | None, old: Any, edit: Edit, path: Path) -> Change:
    if not path:
        return Put(as_read(edit.value)) if edit.action == "set" else Remove()
    if isinstance(change, Put | Remove):
        value = change.value if isinstance(change, Put) else MISSING
        made = applied(value, _added(None, value, edit, path))
        return Remove() if made is MISSING else Put(made)
    within = change or Within({}, {})
    step, *rest = path
    if isinstance(step, int) and not rest and edit.action == "set":
        step = _free(within, len(old) if isinstance(old, list) else 0, step, as_read(edit.value))
    below = _added(within.children.get(step), child(old, step), edit, tuple(rest))
    within.children[step] = below
    return within


def as_read(value: Any) -> Any:
    """The value as it is read back: a float of integral value becomes an integer."""
    if isinstance(value, dict):
        return {key: as_read(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_read(item) for item in value]
    return as_json(value) if isinstance(value, float) else value


def _free(within: Within, length: int, index: int, value: Any) -> int:
    while index >= length and within.children.get(index, Put(value)) != Put(value):
        index += 1
    return index


def child(value: Any, step: Step) -> Any:
    """What stands at the step, MISSING if nothing does."""
    if isinstance(value, dict):
        return value.get(step, MISSING)
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return value[step]
    return MISSING


def applied(old: Any, change: Change) -> Any:
    """The value with the change made; the old one stays as it is. MISSING if nothing is left."""
    if isinstance(change, Put):
        return change.value
    if isinstance(change, Remove):
        return MISSING
    if old is None or old is MISSING:
        return _built(old, change)
    if not fits(old, change):
        raise CannotEdit(mismatch(old, change))
    if isinstance(old, dict):
        made = {step: applied(old.get(step, MISSING), c) for step, c in change.children.items()}
        return {step: value for step, value in {**old, **made}.items() if value is not MISSING}
    return _applied_to_list(old, change)


def fits(old: Any, change: Within) -> bool:
    """Whether the steps of the change are keys of a mapping, or indexes of a list."""
    kind = str if isinstance(old, dict) else int
    return isinstance(old, dict | list) and all(isinstance(s, kind) for s in change.children)


def _built(old: Any, change: Within) -> Any:
    made = {step: applied(MISSING, below) for step, below in change.children.items()}
    made = {step: value for step, value in made.items() if value is not MISSING}
    if not made:
        return old
    if all(isinstance(step, int) for step in made):
        return [made[step] for step in sorted(made)]
    if all(isinstance(step, str) for step in made):
        return made
    raise CannotEdit(mismatch(old, change))


def _applied_to_list(old: list[Any], change: Within) -> list[Any]:
    items: list[Any] = []
    for index in sorted({*range(len(old) + 1), *change.children}):
        items += change.inserts.get(index, [])
        now = child(old, index)
        below = change.children.get(index)
        items.append(now if below is None else applied(now, below))
    return [item for item in items if item is not MISSING]


def mismatch(old: Any, change: Within) -> str:
    """Why the change does not fit."""
    names: dict[type[Any], str] = {dict: "a mapping", list: "a list"}
    found = names.get(type(old), "nothing" if old in (None, MISSING) else f"the value {old!r}")
    kind = str if isinstance(old, list) else int
    step = next((s for s in change.children if isinstance(s, kind)), next(iter(change.children)))
    wanted = f"item {step}" if isinstance(step, int) else f'the key "{step}"'
    return f"{found} stands where {wanted} should be changed"


def difference(old: Any, new: Any) -> Change | None:
    """The smallest changes that make the old value the new one; None if they are the same.

    The items of lists are matched from both ends; what remains in the middle is matched in order.
    """
    if isinstance(old, dict) and isinstance(new, dict) and old and new:
        below = {key: difference(old.get(key, MISSING), new[key]) for key in new}
        gone: dict[Step, Change] = {key: Remove() for key in old if key not in new}
        children = gone | {key: change for key, change in below.items() if change is not None}
        return Within(children, {}) if children else None
    if isinstance(old, list) and isinstance(new, list) and old and new:
        return _list_difference(old, new)
    return None if _same(old, new) else Put(new)


def _list_difference(old: Sequence[Any], new: Sequence[Any]) -> Change | None:
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and difference(old[start], new[start]) is None:
        start += 1
    tail = 0
    while tail < shorter - start and difference(old[-1 - tail], new[-1 - tail]) is None:
        tail += 1
    pairs = shorter - start - tail
    children: dict[Step, Change] = {}
    for index in range(start, start + pairs):
        change = difference(old[index], new[index])
        if change is not None:
            children[index] = change
    left = range(start + pairs, len(old) - tail)
    children |= {index: Remove() for index in left}
    added = list(new[start + pairs : len(new) - tail])
    inserts = {start + pairs: added} if added else {}
    return Within(children, inserts) if children or inserts else None


def _same(old: Any, new: Any) -> bool:
    return isinstance(old, bool) == isinstance(new, bool) and bool(old == new)
