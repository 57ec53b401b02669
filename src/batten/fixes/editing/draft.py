"""A text with splices to be made, and its lines."""

from __future__ import annotations

import re
from functools import cached_property

from batten.fixes.editing import tree
from batten.fixes.editing.errors import CannotEdit
from batten.fixes.editing.style import Style, style_of

_FILLED_LINE = re.compile(r"\r?\n( *)#")


class Draft:
    """Collects splices of a text. Offsets are those of the original text.

    :ivar eol: the line break that most lines of the text end with.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.eol = "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"
        self._splices: list[tuple[int, int, str]] = []

    @cached_property
    def style(self) -> Style:
        """The indentation of new nested values."""
        return style_of(self.text)

    @cached_property
    def is_json(self) -> bool:
        """Whether the document is JSON, or written as if it were."""
        return self.text.lstrip()[:1] in ("{", "[")

    @property
    def is_untouched(self) -> bool:
        """Whether no splice was asked for."""
        return not self._splices

    def replace(self, start: int, end: int, new: str) -> None:
        """Let `new`, whose lines end with a line feed, stand where text stood."""
        self._splices.append((start, end, new.replace("\n", self.eol)))

    def insert_lines(self, after: int, lines: list[str]) -> None:
        """New lines after the line that ends at the offset `after`."""
        self.replace(after, after, "".join(f"\n{line}" for line in lines))

    def result(self) -> str:
        """The text with all splices made."""
        pieces: list[str] = []
        at = 0
        for start, end, new in sorted(self._splices, key=lambda splice: splice[:2]):
            if start < at:
                raise self.refusal("two edits change the same piece of text", start)
            pieces += (self.text[at:start], new)
            at = end
        return "".join(pieces) + self.text[at:]

    def line_start(self, offset: int) -> int:
        """Where the line of the offset starts."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Where the line of the offset ends, before its line break."""
        end = self.text.find("\n", offset)
        if end < 0:
            return len(self.text)
        return end - 1 if end > offset and self.text[end - 1] == "\r" else end

    def column(self, offset: int) -> int:
        """The 0-based column of the offset."""
        return tree.column(self.text, offset)

    def is_inline(self, offset: int) -> bool:
        """Whether something stands before the offset on its line: a dash, a key."""
        return bool(self.text[self.line_start(offset) : offset].strip(" "))

    def end_with_comments(self, end: int, column: int) -> int:
        """The end of the line of an entry and of the comments below it that are deeper than it."""
        end = self.line_end(end)
        while (found := _FILLED_LINE.match(self.text, end)) and len(found[1]) > column:
            end = self.line_end(found.end())
        return end

    def refusal(self, message: str, offset: int) -> CannotEdit:
        """The error that points at the offset."""
        return CannotEdit(message, self.text.count("\n", 0, offset) + 1)
