"""Changes of block style: whole lines come and go, or a value on its line is exchanged."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from batten.fixes.editing import order, rendering
from batten.fixes.editing.draft import Draft
from batten.fixes.editing.tree import Place, Slot

_ANCHOR = re.compile(r"&\S+")
_COLON = re.compile(r"[ \t]*:")
_BLANK_LINES = re.compile(r"(?:\r?\n[ \t]*(?=\r?\n))+")
_TOKEN = re.compile(r"[^ \t\r\n]")


def replace(draft: Draft, place: Place, new: Any) -> None:
    """Let a new value stand where the place's value stands; a comment on its line stays."""
    slot, node = place.slot, place.node
    assert slot is not None
    head = _head(draft, place)
    start, end = _content(draft, place, head)
    column = draft.column(slot.start)
    here = draft.line_start(start) == draft.line_start(head)
    first, rest = _written(draft, place, new, draft.column(start) if here else 0, head == start)
    if here:
        if first:
            draft.replace(start, end, f" {first}" if start == head else first)
        else:
            draft.replace(head, end, "")
        below = draft.line_end(end)
    else:
        draft.replace(head, head, f" {first}" if first else "")
        below = draft.end_with_comments(node.end, column)
        draft.replace(draft.line_end(head), below, "")
    draft.insert_lines(below, rest)


def _head(draft: Draft, place: Place) -> int:
    """After the colon or the dash, and after the anchor if there is one."""
    slot, node = place.slot, place.node
    assert slot is not None
    if node.anchor and (anchor := _ANCHOR.match(draft.text, node.start)):
        return anchor.end()
    if draft.text[slot.start : slot.key_end] == "-":
        return slot.key_end
    colon = _COLON.match(draft.text, slot.key_end)
    if colon is None:
        raise draft.refusal("a key without a colon behind it", slot.start)
    return colon.end()


def _content(draft: Draft, place: Place, head: int) -> tuple[int, int]:
    node = place.node
    start = node.start
    if node.slots and not node.style:
        start = node.slots[0].start
    elif start < head:  # at its anchor
        token = _TOKEN.search(draft.text, head)
        start = token.start() if token and token.start() < node.end else head
    return (start, node.end) if start < node.end else (head, head)


def _written(
    draft: Draft, place: Place, new: Any, inside: int, empty: bool
) -> tuple[str, list[str]]:
    """What comes behind the colon or dash, and the lines below."""
    slot, style = place.slot, draft.style
    assert slot is not None
    column = draft.column(slot.start)
    if draft.text[slot.start : slot.key_end] == "-":
        first, *rest = rendering.item(new, column + 2 if empty or not inside else inside, style)
        if not rest and not isinstance(new, dict | list):
            first = rendering.scalar(new, quote=place.node.style)
        return first, rest
    if isinstance(new, dict | list) and new:
        deeper = style.offset if isinstance(new, list) else style.width
        return "", rendering.block(new, column + deeper, style)
    if rendering.is_literal(new):
        return rendering.literal(new, column + style.width)
    return rendering.scalar(new, quote=place.node.style), []


def reshape_mapping(
    draft: Draft, place: Place, gone: Sequence[Slot], added: Mapping[str, Any]
) -> None:
    """Remove entries of a block mapping, of which some stay, and add new ones."""
    column = _column(draft, place)
    _remove(draft, place, gone, column, tidy=not added)
    ranks = order.ranks(place.path)
    last = len(ranks)
    for name in sorted(added, key=lambda name: ranks.get(name, last)):
        after = _position(draft, place, gone, column, name)
        draft.insert_lines(after, rendering.entry(name, added[name], column, draft.style))


def reshape_list(
    draft: Draft, place: Place, gone: Sequence[Slot], added: Mapping[int, Sequence[Any]]
) -> None:
    """Remove items of a block list, of which some stay, and add new ones before the indexes."""
    slots = place.node.slots
    column = _column(draft, place)
    _remove(draft, place, gone, column, tidy=not added)
    inside = _inside(draft, slots)
    for index, values in added.items():
        kept = [slot for slot in slots[:index] if slot not in gone]
        after = _after(draft, kept[-1], column) if kept else _top(draft, place)
        if after is None:
            raise draft.refusal("a new first item in a list within a list", slots[0].start)
        for value in values:
            first, *rest = rendering.item(value, inside, draft.style)
            dash = " " * column + "-" + " " * (inside - column - 1)
            draft.insert_lines(after, [dash + first, *rest])


def _column(draft: Draft, place: Place) -> int:
    return draft.column(place.node.slots[0].start)


def _inside(draft: Draft, slots: Sequence[Slot]) -> int:
    """The column in which the items of a list start."""
    for slot in reversed(slots):
        node = slot.node
        if node.end > slot.key_end and "\n" not in draft.text[slot.start : node.start]:
            return draft.column(node.start)
    return draft.column(slots[0].start) + 2


def _after(draft: Draft, slot: Slot, column: int) -> int:
    return draft.end_with_comments(slot.node.end, column)


def _top(draft: Draft, place: Place) -> int | None:
    """The end of the line above the first entry, if that line opens the collection."""
    if place.slot is None or draft.is_inline(place.node.slots[0].start):
        return None
    return draft.line_end(place.slot.key_end)


def _position(draft: Draft, place: Place, gone: Sequence[Slot], column: int, name: str) -> int:
    """After the entry that people write before the new one; at the end if any place will do."""
    entries: Any = place.node.children
    kept = {key: slot for key, slot in entries.items() if slot not in gone}
    ranks = order.ranks(place.path)
    rank = ranks.get(name)
    if rank is not None:
        earlier = [key for key in kept if ranks.get(key, rank) < rank]
        if earlier:
            return _after(draft, kept[max(earlier, key=ranks.__getitem__)], column)
        if any(ranks.get(key, rank) > rank for key in kept):
            top = _top(draft, place)
            if top is not None:
                return top
    return _after(draft, list(kept.values())[-1], column)


def _remove(draft: Draft, place: Place, gone: Sequence[Slot], column: int, *, tidy: bool) -> None:
    slots = place.node.slots
    first = slots[0].start
    if slots[0] in gone and (draft.is_inline(first) or draft.line_start(first) == 0):
        gone = _remove_leading(draft, slots, gone, column)
    for slot in gone:
        start = _start_with_comment(draft, slot, column)
        end = _after(draft, slot, column)
        top = slot is slots[0]
        if tidy and (top or not draft.text[draft.line_start(start) : start].strip()):
            end = _after_blank_lines(draft, end)
        draft.replace(start, end, "")


def _remove_leading(
    draft: Draft, slots: Sequence[Slot], gone: Sequence[Slot], column: int
) -> list[Slot]:
    """What follows moves to the dash, or to the top of the document; the others that go."""
    leading = next(index for index, slot in enumerate(slots) if slot not in gone)
    end = _after(draft, slots[leading - 1], column)
    token = _TOKEN.search(draft.text, end)
    assert token is not None
    draft.replace(slots[0].start, token.start(), "")
    return [slot for slot in gone if slot not in slots[:leading]]


def _after_blank_lines(draft: Draft, end: int) -> int:
    """Blank lines above and below something, or at the top, would be too many without it."""
    blank = _BLANK_LINES.match(draft.text, end)
    return blank.end() if blank else end


def _start_with_comment(draft: Draft, slot: Slot, column: int) -> int:
    """The end of the line above.

    Comment lines directly above go too if they name what goes; what they say would be wrong. A
    comment at the very top is the document's.
    """
    start = _line_break_before(draft, slot.start)
    top, comments = start, ""
    while top > 0:
        line_start = draft.line_start(top)
        line = draft.text[line_start:top]
        if not line_start or not line.startswith(" " * column + "#"):
            break
        comments += line
        top = _line_break_before(draft, top)
    name = _name(draft, slot)
    named = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", comments) if name else None
    return top if named else start


def _line_break_before(draft: Draft, offset: int) -> int:
    start = draft.line_start(offset)
    return draft.line_end(draft.line_start(start - 1)) if start else 0


def _name(draft: Draft, slot: Slot) -> str:
    node = slot.node
    if draft.text[slot.start : slot.key_end] == "-":
        node = node.slots[0].node if node.slots else node
        return draft.text[node.start : node.end].strip("\"'")
    return draft.text[slot.start : slot.key_end].strip("\"'")
