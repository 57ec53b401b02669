"""Changes inside brackets: `{a: 1, b: [x, y]}`, and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from batten.fixes.editing import rendering
from batten.fixes.editing.draft import Draft
from batten.fixes.editing.tree import Place, Slot

_LONGEST = 80
"""Columns: what yamllint and prettier allow a line by default."""
_REST = re.compile(r"[ \t]*(,?)[ \t]*(?:#[^\n]*?)?(?=\r?\n)")


def may_outgrow(draft: Draft, place: Place) -> bool:
    """Whether it is a collection on one line in a block, which could be written as a block."""
    node = place.node
    if not node.style or place.in_flow or place.slot is None or draft.is_json:
        return False
    return "\n" not in draft.text[node.start : node.end] and draft.column(node.end) <= _LONGEST


def outgrows(draft: Draft, place: Place, new: Any) -> bool:
    """Whether the new value would be too long for the line."""
    return draft.column(place.node.start) + len(rendering.flow(new)) > _LONGEST


def replace(draft: Draft, place: Place, new: Any) -> None:
    """Let a new value stand where the place's value stands."""
    node = place.node
    if node.anchor:
        raise draft.refusal("a value with an anchor between brackets", node.start)
    if node.start == node.end:
        if draft.text[node.start - 1 : node.start] != ":":
            raise draft.refusal("a key without a value between brackets", node.start)
        draft.replace(node.start, node.end, " " + _value(draft, new, node.start))
    elif isinstance(new, str) and node.style in ("'", '"'):
        draft.replace(node.start, node.end, rendering.scalar(new, quote=node.style, flow=True))
    else:
        assert place.slot is not None
        draft.replace(node.start, node.end, _value(draft, new, place.slot.start))


def reshape_mapping(
    draft: Draft, place: Place, gone: Sequence[Slot], added: Mapping[str, Any]
) -> None:
    """Remove entries of a mapping, of which some stay, and add new ones at its end."""
    slots = place.node.slots
    _remove(draft, slots, gone)
    kept = [slot for slot in slots if slot not in gone]
    start = kept[-1].start
    entries = [f"{_key(draft, key)}: {_value(draft, added[key], start)}" for key in added]
    if entries:
        _add(draft, place, kept[-1], entries, cut=kept[-1] is not slots[-1])


def reshape_list(
    draft: Draft, place: Place, gone: Sequence[Slot], added: Mapping[int, Sequence[Any]]
) -> None:
    """Remove items of a list, of which some stay, and add new ones before the indexes."""
    slots = place.node.slots
    _remove(draft, slots, gone)
    for index, values in added.items():
        kept = [slot for slot in slots[:index] if slot not in gone]
        start = kept[-1].start if kept else slots[0].start
        texts = [_value(draft, value, start) for value in values]
        if kept:
            _add(draft, place, kept[-1], texts, cut=kept[-1] is not slots[index - 1])
        else:
            draft.replace(start, start, "".join(f"{text}, " for text in texts))


def _add(draft: Draft, place: Place, last: Slot, texts: Iterable[str], *, cut: bool) -> None:
    """New members behind the last one, each on a line of its own if that one is.

    :param cut: whether what stood behind the last one goes.
    """
    end = last.node.end
    lines = place.node.start < draft.line_start(last.start) and not draft.is_inline(last.start)
    pad = "\n" + " " * draft.column(last.start) if lines else " "
    rest = _REST.match(draft.text, end) if lines and not cut else None
    if rest is None:
        draft.replace(end, end, "".join(f",{pad}{text}" for text in texts))
    elif rest[1]:
        draft.replace(rest.end(), rest.end(), "".join(f"{pad}{text}," for text in texts))
    else:
        draft.replace(end, end, ",")
        draft.replace(rest.end(), rest.end(), pad + f",{pad}".join(texts))


def _remove(draft: Draft, slots: Sequence[Slot], gone: Sequence[Slot]) -> None:
    kept = [index for index, slot in enumerate(slots) if slot not in gone]
    if kept[0] > 0:
        draft.replace(slots[0].start, slots[kept[0]].start, "")
    for index in range(kept[0] + 1, len(slots)):
        if slots[index] in gone:
            draft.replace(slots[index - 1].node.end, slots[index].node.end, "")


def _key(draft: Draft, key: str) -> str:
    return json.dumps(key) if draft.is_json else rendering.key(key, flow=True)


def _value(draft: Draft, value: Any, start: int) -> str:
    """The text of a value; in JSON, nested over lines if the member at `start` has its own."""
    if not draft.is_json:
        return rendering.flow(value)
    if draft.is_inline(start):
        return json.dumps(value, ensure_ascii=False)
    column = draft.column(start)
    text = json.dumps(value, ensure_ascii=False, indent=draft.style.width)
    return text.replace("\n", "\n" + " " * column)
