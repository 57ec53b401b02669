"""What loading one document gives."""

from __future__ import annotations

from typing import Any, NamedTuple

from batten.model.source import Path

__all__ = ["Duplicate", "Json", "Loaded", "Path"]

# Mappings with string keys, lists, str, int, float, bool and None: whatever JSON can say.
Json = Any


class Duplicate(NamedTuple):
    """A key that stands twice in one mapping, where the later value silently wins.

    ``line`` and ``column`` point at the later key, ``first_line`` at the earlier one; all 1-based
    and relative to the text given. ``path`` leads to the key's value.
    """

    path: Path
    line: int
    column: int
    first_line: int


class Loaded(NamedTuple):
    """One document: its value as JSON would hold it, and the keys that were written twice.

    Values reached through a YAML alias are shared, not copied: treat the value as read-only.
    """

    value: Json
    duplicates: list[Duplicate]
