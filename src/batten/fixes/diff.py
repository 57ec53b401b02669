"""Unified diffs, as `patch -p1` and `git apply` read them.

Only stretches that are known to differ are compared, so that a long file costs no more than its
changed documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_CONTEXT = 3
"""Lines around a change, as every diff has them."""
_NO_NEWLINE = "\\ No newline at end of file\n"


class Stretch(NamedTuple):
    """Part of a text, in whole lines, and what takes its place. `start` is a character's index."""

    start: int
    old: str
    new: str


class _Change(NamedTuple):
    """Lines [a, b) of the old text become lines [c, d) of the new one; 0-based."""

    a: int
    b: int
    c: int
    d: int


def lines_of(text: str) -> list[str]:
    """The lines with their ends. Only a newline ends one: a diff knows no other."""
    return _LINES.findall(text)


def replaced(text: str, stretches: Sequence[Stretch]) -> str:
    """The text with its stretches replaced; they are in order."""
    pieces: list[str] = []
    at = 0
    for stretch in stretches:
        pieces += (text[at : stretch.start], stretch.new)
        at = stretch.start + len(stretch.old)
    return "".join(pieces) + text[at:]


def diff(name: str, text: str, stretches: Sequence[Stretch]) -> str:
    """The diff of a file whose stretches are replaced; "" if nothing differs."""
    changes, shift = [], 0
    for stretch in stretches:
        first = text.count("\n", 0, stretch.start)
        for change in _compare(lines_of(stretch.old), lines_of(stretch.new)):
            a, b, c, d = (number + first for number in change)
            changes.append(_Change(a, b, c + shift, d + shift))
        shift += stretch.new.count("\n") - stretch.old.count("\n")
    if not changes:
        return ""
    old, new = lines_of(text), lines_of(replaced(text, stretches))
    head = f"--- {_named('a', name)}\n+++ {_named('b', name)}\n"
    return head + "".join(_hunks(changes, old, new))


def created(name: str, text: str) -> str:
    """The diff that makes a new file."""
    lines = lines_of(text)
    head = f"--- /dev/null\n+++ {_named('b', name)}\n@@ -0,0 +{_range(0, len(lines))} @@\n"
    return head + "".join(_marked("+", lines))


def coloured(text: str) -> Iterator[str]:
    """The lines of diffs in a terminal's colours."""
    for line in lines_of(text):
        style = _style(line)
        content = line.rstrip("\n")
        yield f"\x1b[{style}m{content}\x1b[0m\n" if style else line


def _style(line: str) -> str:
    if line.startswith(("--- ", "+++ ")):
        return "1"
    return {"+": "32", "-": "31", "@": "36"}.get(line[:1], "")


def _named(side: str, name: str) -> str:
    return name if name.startswith(("/", "..")) else f"{side}/{name}"


def _compare(old: list[str], new: list[str]) -> Iterator[_Change]:
    start = 0
    least = min(len(old), len(new))
    while start < least and old[start] == new[start]:
        start += 1
    end = 0
    while end < least - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if not old or not new:
        if old or new:
            yield _Change(start, start + len(old), start, start + len(new))
        return
    from difflib import SequenceMatcher

    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield _Change(a + start, b + start, c + start, d + start)


def _hunks(changes: Iterable[_Change], old: list[str], new: list[str]) -> Iterator[str]:
    hunk: list[_Change] = []
    for change in changes:
        if hunk and change.a - hunk[-1].b > 2 * _CONTEXT:
            yield from _hunk(hunk, old, new)
            hunk = []
        hunk.append(change)
    yield from _hunk(hunk, old, new)


def _hunk(changes: list[_Change], old: list[str], new: list[str]) -> Iterator[str]:
    first, last = changes[0], changes[-1]
    before = min(_CONTEXT, first.a)
    a, b = first.a - before, min(last.b + _CONTEXT, len(old))
    c, d = first.c - before, min(last.d + _CONTEXT, len(new))
    yield f"@@ -{_range(a, b)} +{_range(c, d)} @@\n"
    at = a
    for change in changes:
        yield from _marked(" ", old[at : change.a])
        yield from _marked("-", old[change.a : change.b])
        yield from _marked("+", new[change.c : change.d])
        at = change.b
    yield from _marked(" ", old[at:b])


def _range(start: int, end: int) -> str:
    """Lines as a hunk's head counts them: of none, the line before."""
    count = end - start
    if count == 1:
        return str(start + 1)
    return f"{start + 1 if count else start},{count}"


def _marked(mark: str, lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield mark + line if line.endswith("\n") else f"{mark}{line}\n{_NO_NEWLINE}"
