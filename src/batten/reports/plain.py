"""Plain text for terminals: cleaned of what could harm, measured, cut and wrapped in columns."""

from __future__ import annotations

import re
from unicodedata import combining, east_asian_width

# As text: compiling them takes longer than the whole report of a small check, which needs none.
_ESCAPES = (
    r"(?s:(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b\].*?(?:\x07|\x1b\\))"  # OSC: titles, links
)
_CONTROL = "[\x00-\x1f\x7f-\x9f\u2028\u2029]+"
_INVISIBLE = "[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]"
_SURROGATE = "[\ud800-\udfff]"
_JOINERS = "\u200c\u200d\ufe0e\ufe0f"


def clean(text: str) -> str:
    """The text without anything a terminal or a reader could be tricked with.

    Names and messages carry words from the input. Escape sequences, invisible characters and those
    that turn the direction of writing go; control characters and line ends become spaces; bytes
    of a file name that are not UTF-8 become U+FFFD.
    """
    if text.isascii() and text.isprintable():
        return text
    text = re.sub(_INVISIBLE, "", re.sub(_CONTROL, " ", re.sub(_ESCAPES, "", text)))
    return whole_characters(text)


def whole_characters(text: str) -> str:
    """The text with U+FFFD for what stands for bytes that are not UTF-8: it cannot be written."""
    return re.sub(_SURROGATE, "\ufffd", text)


def width(text: str) -> int:
    """How many columns the text takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if combining(character) or character in _JOINERS:
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def elide(text: str, columns: int) -> str:
    """The text cut in its middle to at most so many columns; its end keeps the larger part."""
    if width(text) <= columns:
        return text
    head = max(columns - 1, 0) // 3
    tail = max(columns - 1, 0) - head
    return f"{_fit(text, head)}…{_fit(text[::-1], tail)[::-1]}"


def _fit(text: str, columns: int) -> str:
    taken = 0
    for index, character in enumerate(text):
        taken += _columns(character)
        if taken > columns:
            return text[:index]
    return text


def pad(text: str, columns: int) -> str:
    """The text, filled with spaces to at least so many columns."""
    return text + " " * (columns - width(text))


def wrap(text: str, columns: int, *, first: int | None = None) -> list[str]:
    """The words of the text in lines of so many columns; the first line may be shorter.

    A single word wider than a line stands alone and is left whole: it may have to be copied.
    """
    lines: list[str] = []
    line, room = "", columns if first is None else first
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and width(longer) > room:
            lines.append(line)
            line, room = word, columns
        else:
            line = longer
    return [*lines, line] if line else lines


def apart(left: str, right: str, columns: int) -> tuple[str, str]:
    """Two texts for the two ends of one line, padded so that they fill it; the right one is cut."""
    right = elide(right, columns - (width(left) + 2 if left else 0))
    return pad(left, columns - width(right)), right
