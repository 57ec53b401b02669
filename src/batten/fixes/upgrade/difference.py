"""The edits that turn one document into another: as few and as deep as can be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from batten.model.source import Path
from batten.rules.finding import Edit


def difference(old: Any, new: Any, path: Path = ()) -> Iterator[Edit]:
    """The edits of `old` that make it equal to `new`; both are JSON-like.

    A mapping that keeps none of its keys is written anew as a whole; so is a list that changes
    its length.
    """
    if isinstance(old, dict) and isinstance(new, dict) and (old.keys() & new.keys() or not path):
        yield from _fields(old, new, path)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from difference(before, after, (*path, index))
    elif old != new:
        yield Edit("set", path, new)


def _fields(old: dict[str, Any], new: dict[str, Any], path: Path) -> Iterator[Edit]:
    for key, value in old.items():
        if key not in new:
            yield Edit("remove", (*path, key))
        elif value != new[key]:
            yield from difference(value, new[key], (*path, key))
    for key, value in new.items():
        if key not in old:
            yield Edit("set", (*path, key), value)
