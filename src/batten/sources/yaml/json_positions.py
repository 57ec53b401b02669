"""Positions in JSON text: walks down the wanted paths and skips all else at C speed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from json import JSONDecoder

from batten.sources.yaml.loaded import Path
from batten.sources.yaml.positions import NotJson, Span

_BLANKS = re.compile(r"[ \t\r\n]*+")


class _Wanted:
    """A step on the way to a wanted path, and where it stands once that is known."""

    __slots__ = ("children", "place")

    def __init__(self) -> None:
        self.children: dict[str | int, _Wanted] = {}
        self.place: tuple[int, int] | None = None


def locate(text: str, paths: Sequence[Path]) -> list[Span]:
    """The span of each path; NotJson if the text is no JSON."""
    root = _Wanted()
    for path in paths:
        step = root
        for name in path:
            step = step.children.setdefault(name, _Wanted())
    try:
        _Scanner(text).scan(root)
    except (ValueError, IndexError, RecursionError):
        raise NotJson from None
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return [_span(starts, _deepest_place(root, path)) for path in paths]


def _deepest_place(root: _Wanted, path: Path) -> tuple[int, int]:
    step, place = root, root.place or (0, 1)
    for name in path:
        step = step.children[name]
        if step.place is None:
            break
        place = step.place
    return place


def _span(starts: list[int], place: tuple[int, int]) -> Span:
    line, end_line = (bisect_right(starts, at) for at in place)
    return Span(
        line, place[0] - starts[line - 1] + 1, end_line, place[1] - starts[end_line - 1] + 1
    )


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.skip = JSONDecoder().raw_decode

    def scan(self, root: _Wanted) -> None:
        """Notes the places of all wanted steps; ValueError or IndexError for what is no JSON."""
        start = self._blanks(0)
        end = self._value(start, root)
        if self._blanks(end) != len(self.text):
            raise ValueError("more than one JSON value")
        root.place = self._first_key(start)

    def _value(self, at: int, wanted: _Wanted) -> int:
        """The end of the value at ``at``, after noting what is wanted inside."""
        opener = self.text[at]
        if not wanted.children or opener not in "{[":
            return self.skip(self.text, at)[1]
        return self._object(at, wanted) if opener == "{" else self._array(at, wanted)

    def _object(self, at: int, wanted: _Wanted) -> int:
        at = self._blanks(at + 1)
        while self.text[at] != "}":
            start = at
            key, key_end = self._key(at)
            at = self._blanks(self._expect(self._blanks(key_end), ":"))
            child = wanted.children.get(key)
            if child is None:
                at = self.skip(self.text, at)[1]
            else:
                scalar = self.text[at] not in "{["
                _forget(child)
                at = self._value(at, child)
                child.place = start, at if scalar else key_end
            at = self._next(at, "}")
        return at + 1

    def _array(self, at: int, wanted: _Wanted) -> int:
        at = self._blanks(at + 1)
        index = 0
        while self.text[at] != "]":
            child = wanted.children.get(index)
            if child is None:
                at = self.skip(self.text, at)[1]
            else:
                start, scalar = at, self.text[at] not in "{["
                at = self._value(at, child)
                child.place = start, at if scalar else start + 1
            at = self._next(at, "]")
            index += 1
        return at + 1

    def _first_key(self, at: int) -> tuple[int, int]:
        if self.text[at] == "{" and self.text[first := self._blanks(at + 1)] == '"':
            return first, self._key(first)[1]
        return at, at + 1

    def _key(self, at: int) -> tuple[str, int]:
        key, end = self.skip(self.text, at)
        if not isinstance(key, str):
            raise ValueError("expected a key")
        return key, end

    def _next(self, at: int, closer: str) -> int:
        """The start of the next member, or the closing bracket."""
        at = self._blanks(at)
        if self.text[at] == closer:
            return at
        at = self._blanks(self._expect(at, ","))
        if self.text[at] == closer:
            raise ValueError("expected a value after the comma")
        return at

    def _expect(self, at: int, character: str) -> int:
        if self.text[at] != character:
            raise ValueError(f"expected {character}")
        return at + 1

    def _blanks(self, at: int) -> int:
        match = _BLANKS.match(self.text, at)
        return match.end() if match else at


def _forget(wanted: _Wanted) -> None:
    """A repeated key: what its earlier value held counts no more."""
    if wanted.place is None:
        return
    todo = [wanted]
    while todo:
        step = todo.pop()
        step.place = None
        todo.extend(step.children.values())
