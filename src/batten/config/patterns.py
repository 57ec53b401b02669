"""Patterns of names and paths: `*` and `?` within a folder, `**` across folders, `[...]`."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TOKEN = re.compile(r"\*\*/|\*\*|\*|\?|\[(?P<not>!?)(?P<set>.[^\]]*)\]|.", re.DOTALL)

_LITERAL = re.compile(r"(?<!\w)-|-(?!\w)|[^\w-]")
"""In a set, what is no letter, digit or range of them."""


def names(patterns: Iterable[str]) -> re.Pattern[str]:
    """Matches, with `fullmatch`, what fits one of the patterns."""
    return re.compile("|".join(map(_translated, patterns)))


def paths(patterns: Iterable[str]) -> re.Pattern[str]:
    """Matches, with `fullmatch`, paths that fit one of the patterns or stand below one."""
    return re.compile("|".join(f"{_translated(pattern)}(?:/.*)?" for pattern in patterns))


def _translated(pattern: str) -> str:
    return "".join(map(_step, _TOKEN.finditer(pattern)))


def _step(token: re.Match[str]) -> str:
    match token[0]:
        case "**/":
            return "(?:.*/)?"
        case "**":
            return ".*"
        case "*":
            return "[^/]*"
        case "?":
            return "[^/]"
    if token["set"] is None:
        return re.escape(token[0])
    inside = _LITERAL.sub(r"\\\g<0>", token["set"])
    return f"[{'^' if token['not'] else ''}{inside}]"
