"""Positions by the complete parser: the marks of libyaml's events."""

from __future__ import annotations

from typing import Any

import yaml

from batten.sources.yaml import explain
from batten.sources.yaml.errors import YamlError
from batten.sources.yaml.events import is_merge, parse, typed_scalar
from batten.sources.yaml.positions import Node, Span
from batten.sources.yaml.resolve import key_text


def tree(text: str) -> Node:
    """The places, as Spans, of all that the first document holds."""
    marker = _Marker(text)
    for event in parse(text):
        marker.take(event)
    return marker.root


class _Frame:
    """One open collection: its node, and the key whose value comes next."""

    __slots__ = ("children", "first_key_is_place", "key", "key_event", "merging", "node")

    def __init__(self, node: Node, *, first_key_is_place: bool) -> None:
        self.node = node
        self.children = node.children
        self.first_key_is_place = first_key_is_place
        self.key = ""
        self.key_event: Any = None
        self.merging = False

    @property
    def wants_key(self) -> bool:
        return type(self.children) is dict and self.key_event is None


class _Marker:
    def __init__(self, text: str) -> None:
        self.text = text
        self.root = Node(Span(1, 1, 1, 1))
        self.stack: list[_Frame] = []
        self.anchors: dict[str, tuple[Any, Node]] = {}

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.AliasEvent:
            self._alias(event)
        elif kind is yaml.MappingStartEvent:
            self._start(event, {})
        elif kind is yaml.SequenceStartEvent:
            self._start(event, [])
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._end()

    def _scalar(self, event: Any) -> None:
        value = typed_scalar(event)
        if self.stack and self.stack[-1].wants_key:
            node = Node(None)
            self._key(value, event)
            self.stack[-1].merging = is_merge(event)
        else:
            node = self._value(event, self._end_of(event))
            if self.stack and self.stack[-1].merging:
                self._merge(self.stack[-1], [node])
        if event.anchor is not None:
            self.anchors[event.anchor] = value, node

    def _alias(self, event: Any) -> None:
        value, target = self.anchors.get(event.anchor, (None, Node(None)))
        if self.stack and self.stack[-1].wants_key:
            self._key(value, event)
            return
        end = event.end_mark.line + 1, event.end_mark.column + 1
        node = self._value(event, end, target.children, frozen=True)
        if self.stack and self.stack[-1].merging:
            self._merge(self.stack[-1], [node])

    def _start(self, event: Any, children: Any) -> None:
        if self.stack and self.stack[-1].wants_key:
            mark = event.start_mark
            raise explain.collection_as_key(self.text, mark.line + 1, mark.column + 1)
        in_mapping = bool(self.stack) and type(self.stack[-1].children) is dict
        first_key_is_place = not self.stack or not (in_mapping or event.flow_style)
        node = self._value(event, None, children)
        if event.anchor is not None:
            self.anchors[event.anchor] = None, node
        self.stack.append(_Frame(node, first_key_is_place=first_key_is_place))

    def _end(self) -> None:
        closed = self.stack.pop()
        if self.stack and self.stack[-1].merging:
            children = closed.children
            sources = children[::-1] if type(children) is list else [closed.node]
            self._merge(self.stack[-1], sources)

    def _key(self, value: Any, event: Any) -> None:
        frame = self.stack[-1]
        frame.key, frame.key_event = key_text(value) or "null", event
        if frame.first_key_is_place:
            frame.node.place = _span(event, self._end_of(event))
            frame.first_key_is_place = False

    def _value(
        self,
        event: Any,
        end: tuple[int, int] | None,
        children: Any = None,
        *,
        frozen: bool = False,
    ) -> Node:
        """Notes a value that ends at ``end``, None for a collection whose end does not matter."""
        frame = self.stack[-1] if self.stack else None
        first_token_end = end or (event.start_mark.line + 1, event.start_mark.column + 2)
        if frame is None:
            self.root = Node(_span(event, first_token_end), children)
            return self.root
        if type(frame.children) is list:
            node = Node(_span(event, first_token_end), children, frozen=frozen)
            frame.children.append(node)
            return node
        empty = end is not None and event.start_mark.index == event.end_mark.index
        key_end = self._end_of(frame.key_event)
        place = _span(frame.key_event, key_end if end is None or empty else end)
        node = Node(place, children, frozen=frozen)
        if not frame.merging:
            frame.children[frame.key] = node
            frame.key_event = None
        return node

    def _merge(self, frame: _Frame, sources: list[Node]) -> None:
        for source in sources:
            if type(source.children) is not dict:
                raise YamlError("a merge key << expects a mapping", *frame.node.place[:2])
            for key, child in source.children.items():
                place = source.place if source.frozen else child.place
                frozen = source.frozen or child.frozen
                frame.children[key] = Node(place, child.children, frozen=frozen)
        frame.key_event, frame.merging = None, False

    def _end_of(self, event: Any) -> tuple[int, int]:
        """Where a scalar ends; for block scalars the end of the last line that shows something."""
        mark = event.end_mark
        if getattr(event, "style", None) not in ("|", ">"):
            return mark.line + 1, mark.column + 1
        end = len(self.text[: mark.index].rstrip(" \t\r\n"))
        lines = self.text.count("\n", end, mark.index)
        return mark.line + 1 - lines, end - self.text.rfind("\n", 0, end)


def _span(event: Any, end: tuple[int, int]) -> Span:
    return Span(event.start_mark.line + 1, event.start_mark.column + 1, *end)
