"""The nodes of a document in plain style, from the tokens of its lines.

The third reader of the lines beside `sources.yaml.fast`, which builds values, and
`sources.yaml.plain_positions`, which builds places. Most nodes are never asked where they stand, so
that is found out on demand. The tests compare the tree with the parser's.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Any

from batten.fixes.editing.tree import Node, Slot, Tree
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

_PAIR = re.compile(r"([^ :]+) *: +")


class _Line:
    """A line and where it starts in the text."""

    __slots__ = ("offset", "text")

    def __init__(self, offset: int, text: str) -> None:
        self.offset = offset
        self.text = text

    def key(self) -> tuple[int, int]:
        start, end = columns(self.text)[0]
        return self.offset + start, self.offset + end

    def value(self) -> tuple[int, int]:
        """Without a value: after the colon or the dash, where one would begin."""
        (_, key_end), (start, end) = columns(self.text)
        if start < 0:
            start = end = self.text.index(":", key_end) + 1
        return self.offset + start, self.offset + end


class _LazyNode(Node):
    """A node on a line. Attributes that are not set are found out when asked for."""

    __slots__ = ("line",)

    def __init__(self, line: _Line) -> None:
        self.line = line
        self.anchor = None
        self.tagged = False
        self.doubled = frozenset()
        self.odd = ""

    def __getattr__(self, name: str) -> Any:
        if name == "start" and not self.style and self.children:
            self.start = self.slots[0].start
        elif name == "end" and not self.style and self.children:
            self.end = self.slots[-1].node.end
        elif name == "children":
            self.children = self._in_brackets()
        elif name in ("start", "end", "style"):
            self._find()
        else:
            raise AttributeError(name)
        return getattr(self, name)

    def _find(self) -> None:
        start, end = self.line.value()
        self.start = start
        self.style = _style_at(self.line, start)
        if self.style not in ("|", ">"):  # the end of a block scalar is known already
            self.end = end

    def _in_brackets(self) -> Any:
        line, opening, closing = self.line, self.start, self.end
        found = elements(line.text, opening - line.offset)
        spans = [span for span in found if line.offset + span[1] < closing]  # none in the comment
        if self.style == "[":
            return [
                Slot(node.start, node.start, node) for node in (_member(line, *s) for s in spans)
            ]
        children = {}
        for start, end in spans:
            pair = _PAIR.match(line.text, start)
            assert pair is not None
            node = _member(line, pair.end(), end)
            children[pair[1]] = Slot(line.offset + start, line.offset + pair.end(1), node)
        return children


class _LazySlot(Slot):
    """The entry of a key on a line."""

    __slots__ = ("line",)

    def __init__(self, line: _Line, start: int, node: Node) -> None:
        self.line = line
        self.start = start
        self.node = node

    def __getattr__(self, name: str) -> Any:
        if name != "key_end":
            raise AttributeError(name)
        self.key_end = self.line.key()[1]
        return self.key_end


def _member(line: _Line, start: int, end: int) -> Node:
    offset = line.offset
    return Node(offset + start, offset + end, _style_at(line, offset + start))


def _style_at(line: _Line, offset: int) -> str:
    first = line.text[offset - line.offset : offset - line.offset + 1]
    return first if first and first in "\"'|>{[" else ""


def tree(text: str) -> Tree | None:
    """The nodes of the document; None if it is not in plain style."""
    lines = usual(text)
    if lines is None:
        return None
    eol = 1
    if "\r" in text:
        eol = 2
        if text.count("\n") != text.count("\r\n"):
            return None
    first = text.find("\n")
    lengths = [first if first >= 0 else len(text), *map(len, lines[1:])]
    lengths[0] -= eol - 1 if first >= 0 else 0
    offsets = list(accumulate((length + eol for length in lengths), initial=0))
    root = _build(lines, offsets)
    return Tree(root) if root else None


def _build(lines: list[str], offsets: list[int]) -> Node | None:
    # The twin of sources.yaml.fast._build, with nodes for values.
    root = _LazyNode(_Line(0, ""))
    container: Any = None
    current = -1
    pending: Node | None = root  # whose value may begin on the next line
    stack: list[tuple[int, Any]] = []
    resume = 0
    for number, text in enumerate(lines):
        if number < resume:
            continue
        found = token(text)
        if found is None:
            return None
        level, inner, kind, key, value = found
        if level == BLANK_LEVEL:
            continue
        if level > current:
            if pending is None:
                return None
            stack.append((current, container))
            current, container = level, [] if level & 1 else {}
            pending.children = container
            pending.style = ""
        elif level < current:
            while level < current:
                current, container = stack.pop()
            if level != current:
                return None
        line = _Line(offsets[number], text)
        node = _LazyNode(line)
        if kind != FLOW:
            node.children = None
        if kind == BLOCK:
            scalar = block(lines, number + 1, (inner or level) // 2, value)
            if scalar is None or "+" in value:
                return None
            resume = scalar[1]
            node.end = _end(lines, offsets, resume)
        start = line.offset + level // 2
        if inner:
            item = _LazyNode(line)
            item.style = ""
            item.children = {}
            container.append(Slot(start, start + 1, item))
            stack.append((current, container))
            current, container = inner, item.children
            start = line.offset + inner // 2
        if key is None:
            container.append(Slot(start, start + 1, node))
        elif key in container:
            return None
        else:
            container[key] = _LazySlot(line, start, node)
        pending = node if kind == OPEN else None
    return root


def _end(lines: list[str], offsets: list[int], after: int) -> int:
    last = after - 1
    while not lines[last].strip(" \t"):
        last -= 1
    return offsets[last] + len(lines[last].rstrip(" \t"))
