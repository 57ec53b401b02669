"""Where the nodes of a document stand in its text: offsets of characters.

The marks are those of libyaml, trimmed to what a person would call the node: a block collection
ends with its last value, a block scalar before the blank lines that follow it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

import yaml

from batten.model.source import Path
from batten.sources.yaml.events import is_merge, parse, typed_scalar
from batten.sources.yaml.resolve import key_text

MERGE = "\0<<"
"""The slot of a merge key, which no key of a document can be named."""


class Node:
    """One node: a scalar, a mapping, a list, an alias.

    :ivar start: its first character, that of its anchor or tag if it has one.
    :ivar end: after its last character; equal to start for a null that is not written.
    :ivar style: of a scalar: "" plain, or the first character of a quoted or block scalar; of a
        collection: "{" or "[" between brackets, "" in block style; "*" for an alias.
    :ivar children: the entries of a mapping, the items of a list, None for a scalar.
    :ivar doubled: keys that are written more than once.
    :ivar odd: written in a way that the editor leaves alone, in words; "" if it is not.
    """

    __slots__ = ("anchor", "children", "doubled", "end", "odd", "start", "style", "tagged")

    def __init__(self, start: int, end: int, style: str = "", children: Any = None) -> None:
        self.start = start
        self.end = end
        self.style = style
        self.children: dict[str, Slot] | list[Slot] | None = children
        self.anchor: str | None = None
        self.tagged = False
        self.doubled: frozenset[str] = frozenset()
        self.odd = ""

    @property
    def slots(self) -> list[Slot]:
        """The entries or items in the order of the text."""
        children = self.children
        return list(children.values()) if isinstance(children, dict) else children or []


class Slot:
    """An entry of a mapping or an item of a list.

    :ivar start: the first character of the key, the dash, or the item between brackets.
    :ivar key_end: after the key or the dash.
    """

    __slots__ = ("key_end", "node", "start")

    def __init__(self, start: int, key_end: int, node: Node) -> None:
        self.start = start
        self.key_end = key_end
        self.node = node


class Place(NamedTuple):
    """A node on the way of an edit.

    :ivar slot: what holds it, None for the root.
    :ivar in_flow: whether it stands between the brackets of its parent.
    """

    node: Node
    path: Path = ()
    slot: Slot | None = None
    in_flow: bool = False


class Tree:
    """The nodes of a document, and the names of the anchors that aliases use."""

    __slots__ = ("aliased", "root")

    def __init__(self, root: Node, aliased: frozenset[str] = frozenset()) -> None:
        self.root = root
        self.aliased = aliased


def tree(text: str) -> Tree:
    """The nodes of the first document of a text that ``load`` accepts."""
    builder = _Builder(text)
    for event in parse(text):
        builder.take(event)
    assert builder.root is not None
    return Tree(builder.root, frozenset(builder.aliased))


class _Frame:
    """One open collection, and the key whose value comes next."""

    __slots__ = ("key", "key_event", "merging", "node")

    def __init__(self, node: Node) -> None:
        self.node = node
        self.key: str | None = None
        self.key_event: Any = None
        self.merging = False


class _Builder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Node | None = None
        self.stack: list[_Frame] = []
        self.aliased: set[str] = set()
        self.scalars: dict[str, Any] = {}

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.AliasEvent:
            self._alias(event)
        elif kind is yaml.MappingStartEvent:
            self._start(event, {}, "{")
        elif kind is yaml.SequenceStartEvent:
            self._start(event, [], "[")
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._end(event)

    def _scalar(self, event: Any) -> None:
        if event.anchor is not None:
            self.scalars[event.anchor] = typed_scalar(event)
        if self._wants_key():
            self._key(event, typed_scalar(event), merging=is_merge(event))
        else:
            style = event.style or ""
            start, end = event.start_mark.index, event.end_mark.index
            if style in ("|", ">"):
                end = _end_of_block(self.text, start, end)
            self._value(event, Node(start, end, style))

    def _alias(self, event: Any) -> None:
        self.aliased.add(event.anchor)
        if self._wants_key():
            self._key(event, self.scalars.get(event.anchor))
        else:
            node = Node(event.start_mark.index, event.end_mark.index, "*")
            self._value(event, node)
            node.anchor = None

    def _start(self, event: Any, children: Any, bracket: str) -> None:
        style = bracket if event.flow_style else ""
        node = Node(event.start_mark.index, event.end_mark.index, style, children)
        self._value(event, node)
        self.stack.append(_Frame(node))

    def _end(self, event: Any) -> None:
        node = self.stack.pop().node
        if node.style:
            node.end = event.end_mark.index
            if self.text[node.end - 1 : node.end] not in ("}", "]"):
                node.odd = "a pair in a list without braces"
        elif node.children:
            node.end = node.slots[-1].node.end

    def _wants_key(self) -> bool:
        frame = self.stack[-1] if self.stack else None
        return frame is not None and type(frame.node.children) is dict and frame.key_event is None

    def _key(self, event: Any, value: Any, *, merging: bool = False) -> None:
        frame = self.stack[-1]
        frame.key = "<<" if merging else key_text(value)
        frame.key_event = event
        frame.merging = merging
        start = event.start_mark.index
        before = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        if not frame.node.style and before.rstrip().endswith("?"):
            frame.node.odd = 'a key written with "?"'

    def _value(self, event: Any, node: Node) -> None:
        node.anchor = event.anchor
        node.tagged = getattr(event, "tag", None) is not None
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if type(frame.node.children) is list:
            frame.node.children.append(self._item(node, frame.node))
            return
        mark = frame.key_event
        slot = Slot(mark.start_mark.index, mark.end_mark.index, node)
        children: Any = frame.node.children
        if frame.key in children:
            frame.node.doubled |= {frame.key or ""}
            del children[frame.key]  # keeps the order of the text
        children[MERGE if frame.merging else frame.key] = slot
        frame.key_event = None

    def _item(self, node: Node, parent: Node) -> Slot:
        if parent.style:
            return Slot(node.start, node.start, node)
        before = parent.slots
        if not before and self.text[parent.start] == "-":  # neither anchor nor tag
            return Slot(parent.start, parent.start + 1, node)
        pattern = _dash(column(self.text, before[0].start)) if before else _ANY_DASH
        found = pattern.search(self.text, before[-1].node.end if before else parent.start)
        assert found is not None
        return Slot(found.end() - 1, found.end(), node)


@cache
def _dash(column: int) -> re.Pattern[str]:
    return re.compile(rf"\n {{{column}}}-")


def column(text: str, offset: int) -> int:
    """The 0-based column of a character."""
    return offset - text.rfind("\n", 0, offset) - 1


_ANY_DASH = re.compile(r"\n *-")


def _end_of_block(text: str, start: int, end: int) -> int:
    """Without the line break of the last line; blank lines belong to it only if kept by "+"."""
    header = text[start : text.find("\n", start) if "\n" in text[start:] else len(text)]
    if "+" in header.partition("#")[0]:
        return start + len(text[start:end].removesuffix("\n").removesuffix("\r"))
    return start + len(text[start:end].rstrip(" \t\r\n"))
