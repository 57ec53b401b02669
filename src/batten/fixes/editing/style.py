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

_ENOUGH = 16
"""Nested values to look at: whoever writes a document keeps to a style."""


class Style(NamedTuple):
    """How nested values are indented.

    :ivar width: of a mapping under a key.
    :ivar offset: of the dashes of a list under a key.
    """

    width: int = 2
    offset: int = 2


def style_of(text: str) -> Style:
    """What most of its first part does; two spaces where it shows nothing."""
    widths: Counter[int] = Counter()
    offsets: Counter[int] = Counter()
    at = 0
    for _ in range(_ENOUGH):
        if not (found := _OPENING.search(text, at)):
            break
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
