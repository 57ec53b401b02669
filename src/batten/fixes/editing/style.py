"""The indentation that a document uses."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

_OPENING = re.compile(
    r"^(?P<indent> *(?:- +)*)(?P<quote>[\"']?)[\w./-]+(?P=quote) *: *(?:#.*)?\r?\n"
    r"(?: *(?:#.*)?\r?\n)*(?P<below> *)(?P<dash>- )?",
    re.MULTILINE,
)


class Style(NamedTuple):
    """How nested values are indented.

    :ivar width: of a mapping under a key.
    :ivar offset: of the dashes of a list under a key.
    """

    width: int = 2
    offset: int = 2


def style_of(text: str) -> Style:
    """What most of the text does; two spaces where it shows nothing."""
    widths: Counter[int] = Counter()
    offsets: Counter[int] = Counter()
    at = 0
    while found := _OPENING.search(text, at):
        at = found.start("below")
        deeper = len(found["below"]) - len(found["indent"])
        if found["dash"]:
            offsets[deeper] += deeper >= 0
        else:
            widths[deeper] += deeper > 0
    width = _most(widths, 2)
    return Style(width, _most(offsets, width))


def _most(counted: Counter[int], default: int) -> int:
    [(number, count)] = counted.most_common(1) or [(default, 1)]
    return number if count else default
