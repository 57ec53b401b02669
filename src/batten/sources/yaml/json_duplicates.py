"""Keys that stand twice in one JSON object: msgspec keeps the later value and says nothing."""

from __future__ import annotations

import re

import msgspec

from batten.sources.yaml.loaded import Duplicate, Json

_TOKEN = re.compile(r'("(?:[^"\\]++|\\.)*+")([ \t\r\n]*+:)?|[{}\[\],]')


def duplicates(source: str | bytes, value: Json) -> list[Duplicate]:
    """The repeated keys of a JSON text and its value; cheap when there are none."""
    if not _may_lack_keys(source, value):
        return []
    return _find(source if isinstance(source, str) else source.decode())


def _may_lack_keys(source: str | bytes, value: Json) -> bool:
    """Whether the value, written again, has another number of `":` than the text.

    What stands in strings is alike on both sides, unless it was escaped another way, or keys were
    written with a blank before the colon: then it is looked at properly.
    """
    try:
        written = msgspec.json.encode(value)
    except (msgspec.MsgspecError, OverflowError, RecursionError, UnicodeError):
        return True
    colons = source.count('":') if isinstance(source, str) else source.count(b'":')
    return written.count(b'":') != colons


class _Open:
    """An open object or array: the lines of its keys so far, and where in it we are."""

    def __init__(self, *, is_array: bool) -> None:
        self.lines: dict[str, int] = {}
        self.is_array = is_array
        self.step: str | int = 0 if is_array else ""


def _find(text: str) -> list[Duplicate]:
    found: list[Duplicate] = []
    stack: list[_Open] = []
    line, counted = 1, 0
    for token in _TOKEN.finditer(text):
        if token[0] in ("{", "["):
            stack.append(_Open(is_array=token[0] == "["))
        elif token[0] in ("}", "]"):
            stack.pop()
        elif token[0] == ",":
            if type(step := stack[-1].step) is int:
                stack[-1].step = step + 1
        elif token[2] is not None:
            line += text.count("\n", counted, token.start())
            counted = token.start()
            here, key = stack[-1], msgspec.json.decode(token[1])
            here.step = key
            if key in here.lines:
                path = tuple(each.step for each in stack)
                column = counted - text.rfind("\n", 0, counted)
                found.append(Duplicate(path, line, column, here.lines[key]))
            here.lines[key] = line
    return found
