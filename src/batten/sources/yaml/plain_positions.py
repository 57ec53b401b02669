"""Positions in a document of plain style, from the tokens of its lines (see ``fast``)."""

from __future__ import annotations

from typing import Any, NamedTuple

from batten.sources.yaml.lines import (
    BLANK_LEVEL,
    BLOCK,
    FLOW,
    OPEN,
    block,
    columns,
    elements,
    token,
    usual,
)
from batten.sources.yaml.loaded import Json, Path
from batten.sources.yaml.positions import Finder, Node, Span, deepest


def finder(text: str) -> Finder | None:
    """Finds spans in the text; None if it is not plain."""
    lines = usual(text)
    root = None if lines is None else _tree(lines)
    if lines is None or root is None:
        return None

    def find(path: Path) -> Span:
        place = deepest(root, path).place
        if type(place) is _InFlow:
            return _flow_span(lines[place.number], place)
        return place if type(place) is Span else _span(lines, *place)

    return find


def _tree(lines: list[str]) -> Node | None:
    # The twin of fast._build, with places for values: (line index, index of its last line, item?).
    root = Node(Span(1, 1, 1, 1))
    container: Any = [root]
    current = -1
    pending: str | int | None = 0
    stack: list[tuple[int, Any]] = []
    resume = 0
    for number, line in enumerate(lines):
        if number < resume:
            continue
        found = token(line)
        if found is None:
            return None
        level, inner, kind, key, value = found
        if level == BLANK_LEVEL:
            continue
        if level > current:
            if pending is None:
                return None
            if current < 0:
                root.place = _first_token(line, number)
            child: Any = [] if level & 1 else {}
            container[pending].children = child
            stack.append((current, container))
            current, container = level, child
        elif level < current:
            while level < current:
                current, container = stack.pop()
            if level != current:
                return None
        last = number
        if kind == BLOCK:
            scalar = block(lines, number + 1, (inner or level) // 2, value)
            if scalar is None:
                return None
            resume = scalar[1]
            last = _last_filled(lines, resume)
        if inner:
            item = Node((number, number, True), {})
            container.append(item)
            stack.append((current, container))
            current, container = inner, item.children
        node = Node((number, last, key is None), _inside(number, value) if kind == FLOW else None)
        if key is None:
            container.append(node)
        elif key in container:
            return None
        else:
            container[key] = node
        pending = key if kind == OPEN else None
    return root


class _InFlow(NamedTuple):
    """The place of an entry or item of a one-line flow collection."""

    number: int
    position: int


def _inside(number: int, value: Json) -> Any:
    places = (Node(_InFlow(number, index)) for index in range(len(value)))
    return dict(zip(value, places, strict=True)) if type(value) is dict else list(places)


def _flow_span(line: str, place: _InFlow) -> Span:
    opening = columns(line)[1][0]
    start, end = elements(line, opening)[place.position]
    return Span(place.number + 1, start + 1, place.number + 1, end + 1)


def _first_token(line: str, number: int) -> Span:
    """The first key, or the dash of a sequence."""
    start = len(line) - len(line.lstrip(" "))
    end = start + 1 if line[start] == "-" else columns(line)[0][1]
    return Span(number + 1, start + 1, number + 1, end + 1)


def _last_filled(lines: list[str], end: int) -> int:
    last = end - 1
    while not lines[last].strip(" \t"):
        last -= 1
    return last


def _span(lines: list[str], number: int, last: int, item: bool) -> Span:
    line = lines[number]
    key, value = columns(line)
    if last > number:
        start = key[0] if key[0] >= 0 else value[0]
        return Span(number + 1, start + 1, last + 1, len(lines[last].rstrip(" \t")) + 1)
    flow = value[0] >= 0 and line[value[0]] in "[{"
    if key[0] < 0:
        start, end = (value[0], value[0] + 1) if flow else value
    elif item or flow or value[0] < 0:
        start, end = key
    else:
        start, end = key[0], value[1]
    return Span(number + 1, max(start, 0) + 1, number + 1, max(end, 0) + 1)
