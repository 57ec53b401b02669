"""The complete parser: libyaml's events, Kubernetes' meaning.

libyaml and Go's YAML library are the same scanner, so text is accepted or refused alike. On the
events, this module does what go.yaml.in/yaml/v2 (``decode.go``) and sigs.k8s.io/yaml do: scalars
resolved by their rules, the later of two equal keys wins, a merge key assigns where it stands,
aliases within a budget, at most 10,000 levels. It never recurses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml._yaml import CParser

from batten.sources.yaml import explain
from batten.sources.yaml.aliases import Anchor, Budget
from batten.sources.yaml.errors import YamlError, position
from batten.sources.yaml.loaded import Duplicate, Json, Loaded, Path
from batten.sources.yaml.resolve import as_json, key_text, tagged, typed

MAX_DEPTH = 10_000
# libyaml looks at every open bracket for every token: past this many looks, give up.
MAX_WORK = 200_000_000

_ESCAPED = re.compile(r"\\(.)")
# libyaml skips it, Go makes it a part of the key: it can only be an accident.
_BOM_BEFORE_TEXT = re.compile(r"\n *+\ufeff")
_MERGE_TAG = "tag:yaml.org,2002:merge"


class _Refused(str):
    """A key Kubernetes refuses, unless a later duplicate or merge drops its mapping."""

    line: int
    column: int


class _NonFinite(float):
    """An infinity or NaN, which JSON cannot say; refused if it is still there at the end."""

    line: int
    column: int


class _Frame:
    """One open mapping or sequence."""

    __slots__ = ("anchor", "key", "lines", "merging", "value", "wants_key")

    def __init__(self, value: Json, anchor: Anchor | None) -> None:
        self.value = value
        self.anchor = anchor
        self.key = ""
        self.wants_key = type(value) is dict
        self.merging = False
        self.lines: dict[str, int] = {}


def parse(text: str) -> Iterator[Any]:
    """The events of the first document; YamlError for what Kubernetes' parser refuses."""
    if bom := _BOM_BEFORE_TEXT.search(text):
        raise YamlError("a byte order mark inside the text", *position(text, bom.end() - 1))
    flow = depth = work = 0
    slashes = "\\/" in text
    try:
        parser = CParser(text)
        while parser.check_event():
            event: Any = parser.get_event()
            kind = type(event)
            if kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                depth += 1
                flow += bool(flow or event.flow_style)
                if flow > MAX_DEPTH or depth - flow > MAX_DEPTH:
                    raise _at(event, f"nested too deeply: expected at most {MAX_DEPTH} levels")
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                depth -= 1
                flow -= flow > 0
            elif kind is yaml.ScalarEvent:
                if event.style == '"':
                    if slashes and _escapes_slash(text, event):
                        raise _at(event, "unknown escape \\/: expected a plain / in a quoted text")
                elif flow and not event.style and "?" in event.value:
                    raise _at(event, '"?" in a value between brackets must be in quotes')
            work += flow
            if work > MAX_WORK:
                raise _at(event, "too much inside too many brackets: expected fewer levels")
            yield event
            if kind is yaml.DocumentEndEvent:
                return
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        raise explain.refusal(text, error) from None


def _escapes_slash(text: str, event: Any) -> bool:
    """Whether a quoted scalar holds ``\\/``, which libyaml knows and Go does not."""
    raw = text[event.start_mark.index : event.end_mark.index] if event.style == '"' else ""
    return "/" in _ESCAPED.findall(raw)


def load(text: str) -> Loaded:
    """The first document of the text, exactly as sigs.k8s.io/yaml reads it."""
    builder = _Builder(text)
    handlers: dict[Any, Any] = {
        yaml.ScalarEvent: builder.scalar,
        yaml.AliasEvent: builder.alias,
        yaml.MappingStartEvent: builder.start_mapping,
        yaml.SequenceStartEvent: builder.start_sequence,
        yaml.MappingEndEvent: builder.end,
        yaml.SequenceEndEvent: builder.end,
    }
    for event in parse(text):
        handler = handlers.get(type(event))
        if handler is not None:
            handler(event)
    return builder.finish()


def typed_scalar(event: Any) -> Json:
    """The value of a scalar event as Go's YAML library types it."""
    if event.tag is None:
        return typed(event.value) if event.implicit[0] else event.value
    try:
        return tagged(event.tag, event.value)
    except ValueError as error:
        raise _at(event, f"{error}, as the tag demands") from None


def is_merge(event: Any) -> bool:
    """Whether a scalar event in the place of a key is a merge key."""
    return bool(event.value == "<<" and (event.implicit[0] or event.tag == _MERGE_TAG))


class _Builder:
    """Builds the value from events, keeping the open collections on a stack of its own."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Json = None
        self.stack: list[_Frame] = []
        self.anchors: dict[str, Anchor] = {}
        self.budget = Budget()
        self.duplicates: list[Duplicate] = []
        self.suspect = False

    def scalar(self, event: Any) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame and frame.wants_key and is_merge(event):
            frame.key, frame.wants_key, frame.merging = "<<", False, True
            return
        self.budget.count()
        value = typed_scalar(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = Anchor(value, size=1)
        if frame and frame.wants_key:
            self._key(frame, value, event)
        else:
            self._value(self._json(value, event), event)

    def alias(self, event: Any) -> None:
        anchor = self.anchors.get(event.anchor)
        if anchor is None:
            raise _at(event, f"unknown anchor: expected &{event.anchor} before *{event.anchor}")
        if anchor.size is None:
            raise _at(event, f"anchor &{event.anchor} contains itself through *{event.anchor}")
        if not self.budget.expand(anchor.size):
            raise _at(event, "too many aliases: the document would grow without bounds")
        frame = self.stack[-1] if self.stack else None
        if frame and frame.wants_key:
            self._key(frame, anchor.value, event)
        else:
            self._value(self._json(anchor.value, event), event)

    def start_mapping(self, event: Any) -> None:
        self._start({}, event)

    def start_sequence(self, event: Any) -> None:
        self._start([], event)

    def end(self, event: Any) -> None:
        frame = self.stack.pop()
        if frame.anchor is not None:
            frame.anchor.close(self.budget)
        parent = self.stack[-1] if self.stack else None
        if parent is None:
            self.root = frame.value
        elif parent.merging:
            self._merge(parent, frame.value, event)

    def finish(self) -> Loaded:
        if not self.budget.end():
            raise YamlError("too many aliases: the document would grow without bounds")
        if self.suspect:
            _refuse_leftovers(self.root)
        return Loaded(self.root, self.duplicates)

    def _start(self, value: Json, event: Any) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame and frame.wants_key:
            raise explain.collection_as_key(self.text, *_place(event))
        merged_list = frame is not None and frame.merging and type(value) is list
        if not merged_list:
            self.budget.count()
        anchor = None
        if event.anchor is not None:
            anchor = self.anchors[event.anchor] = Anchor(value, opened=self.budget.decoded - 1)
        if frame is not None and not frame.merging:
            self._value(value, event)
        self.stack.append(_Frame(value, anchor))

    def _value(self, value: Json, event: Any) -> None:
        if not self.stack:
            self.root = value
            return
        frame = self.stack[-1]
        if type(frame.value) is list:
            frame.value.append(value)
        elif frame.merging:
            self._merge(frame, value, event)
        else:
            frame.value[frame.key] = value
            frame.wants_key = True

    def _key(self, frame: _Frame, value: Json, event: Any) -> None:
        if isinstance(value, dict | list):
            raise explain.collection_as_key(self.text, *_place(event))
        key = key_text(value)
        if key is None:
            key = _Refused("null" if value is None else str(value))
            key.line, key.column = _place(event)
            self.suspect = True
        line, column = _place(event)
        frame.key, frame.wants_key = key, False
        if key in frame.lines:
            first = frame.lines[key]
            self.duplicates.append(Duplicate(self._path(), line, column, first))
        frame.lines[key] = line

    def _merge(self, frame: _Frame, value: Json, event: Any) -> None:
        sources = value[::-1] if type(value) is list and type(event) is _LIST_END else [value]
        line, column = _place(event)
        for source in sources:
            if type(source) is not dict:
                raise _at(event, "a merge key << expects a mapping or a list of mappings")
            for key in source:
                if key in frame.lines:
                    frame.key = key
                    first = frame.lines[key]
                    self.duplicates.append(Duplicate(self._path(), line, column, first))
            frame.value.update(source)
        frame.wants_key, frame.merging = True, False

    def _path(self) -> Path:
        return tuple(
            len(frame.value) - 1 if type(frame.value) is list else frame.key for frame in self.stack
        )

    def _json(self, value: Json, event: Any) -> Json:
        if type(value) is not float:
            return value
        number = as_json(value)
        if number - number == 0:
            return number
        self.suspect = True
        marked = _NonFinite(number)
        marked.line, marked.column = _place(event)
        return marked


_LIST_END = yaml.SequenceEndEvent


def _refuse_leftovers(root: Json) -> None:
    todo, seen = [root], set()
    while todo:
        value = todo.pop()
        if isinstance(value, _NonFinite):
            raise YamlError(
                f"{float(value)} is no JSON number: expected a finite one", value.line, value.column
            )
        if not isinstance(value, dict | list) or id(value) in seen:
            continue
        seen.add(id(value))
        for key in value if isinstance(value, dict) else ():
            if isinstance(key, _Refused):
                raise YamlError(f"{key!s} as a key: expected text", key.line, key.column)
        todo.extend(value.values() if isinstance(value, dict) else value)


def _place(event: Any) -> tuple[int, int]:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1


def _at(event: Any, message: str) -> YamlError:
    return YamlError(message, *_place(event))
