"""What was probably meant by a field that does not exist where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from batten.model.source import dotted
from batten.schemas.problems import Place, Problem, nearest

if TYPE_CHECKING:
    from batten.schemas.nodes import Struct

# A name that exists in more places than these says nothing about what was meant.
_MANY = 3
# The objects beside a parent that may lend a name; volumes, say, know the names of each other.
_SIBLINGS = frozenset({"metadata", "spec"})


def unknown_field(name: str, place: Place) -> Problem:
    """The problem, with the best explanation: a release, another place, a slip of the pen.

    `place` is the object that holds the field.
    """
    fields = place.owners[-1][1].fields
    near = nearest(name, fields.nodes)
    if when := fields.dated.get(name):
        near, hint = None, f": {when}"
    elif near is not None and near.casefold() == name.casefold():
        hint = f'; did you mean "{near}"?'
    elif home := _home(name, place):
        near, hint = None, f"; it belongs in {home}"
    else:
        hint = f'; did you mean "{near}"?' if near else ""
    return Problem((*place.path, name), f'unknown field "{name}"{hint}', "unknown", near)


def _home(name: str, place: Place) -> str | None:
    """Where the field exists: one level below, in an object around it, or in a sibling."""
    for path, struct in reversed(place.owners):
        here = path == place.path
        if not here and name in struct.fields.nodes:
            return dotted(path) or "the top level"
        homes = [
            dotted((*path, step))
            for step, inner in _children(struct)
            if name in inner.fields.nodes and (here or step in _SIBLINGS)
        ]
        if 0 < len(homes) <= _MANY:
            return homes[0]
    return None


def _children(struct: Struct) -> Iterator[tuple[str, Struct]]:
    from batten.schemas.nodes import ListOf, Struct

    for field, node in struct.fields.nodes.items():
        inner: Any = node.item if isinstance(node, ListOf) else node
        if isinstance(inner, Struct) and field != "status":
            yield (f"{field}[]" if inner is not node else field), inner
