"""Keys that stand twice in one JSON object: msgspec keeps the later value and says nothing."""

from __future__ import annotations

import re

import msgspec

from batten.sources.yaml.loaded import Duplicate, Json

_KEY = re.compile(r'(?<!\\)"[ \t\r\n]*+:')
_TOKEN = re.compile(r'("(?:[^"\\]++|\\.)*+")([ \t\r\n]*+:)?|[{}\[\],]')


def duplicates(text: str, value: Json) -> list[Duplicate]:
    """The repeated keys of a JSON text and its value; cheap when there are none."""
    # Fewer keys in the value than in the text: some were dropped. A backslash at the end of a
    # string would make the count wrong, so then look properly as well.
    if '\\\\"' not in text and _count_keys(value) == len(_KEY.findall(text)):
        return []
    return _find(text)


def _count_keys(value: Json) -> int:
    total, todo = 0, [value]
    while todo:
        each = todo.pop()
        if type(each) is dict:
            total += len(each)
            todo += [child for child in each.values() if type(child) in (dict, list)]
        elif type(each) is list:
            todo += [child for child in each if type(child) in (dict, list)]
    return total


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
