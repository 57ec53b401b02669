"""Where the fields of a document stand in its text.

Positions are found on demand, for documents with findings only: by the tokens of their lines when
they are in plain style, by a scan that skips what nobody asked for when they are JSON, by
libyaml's marks otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from batten.sources.yaml.loaded import Path

# The children of a flow collection whose inside its finder did not look at.
IN_FLOW: Final = object()


class Span(NamedTuple):
    """A stretch of text: 1-based lines and columns, the end column exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Node:
    """A place in a document and the places of what it holds.

    ``place`` is what its maker turns into a Span. Below a ``frozen`` node (an alias) everything
    stands where the node stands. ``children`` is None for a scalar.
    """

    __slots__ = ("children", "frozen", "place")

    def __init__(self, place: Any, children: Any = None, *, frozen: bool = False) -> None:
        self.place = place
        self.children = children
        self.frozen = frozen


class Unknown(Exception):
    """This way of finding positions cannot tell; the complete parser can."""


Finder = Callable[[Path], Span | None]


def locate(text: str, paths: Sequence[Path]) -> list[Span]:
    """The span of each field path, in the order asked.

    A mapping entry spans from its key to the end of its value if that is a scalar or an alias,
    else its key; a sequence item spans its first token. A path that does not exist gives its
    deepest existing ancestor, the empty path the first key of the document. What comes through an
    alias or a merge key stands where the alias or the merge key stands. For a text that ``load``
    refuses: YamlError or spans of no use.
    """
    text = text.removeprefix("\ufeff")
    known = _plain(text, paths)
    missing = [path for path, span in zip(paths, known, strict=True) if span is None]
    rest = iter(_complete(text, missing) if missing else ())
    return [next(rest) if span is None else span for span in known]


def deepest(root: Node, path: Path) -> Node:
    """The node at the path, or the last one on the way that exists; Unknown below IN_FLOW."""
    node, fixed = root, None
    for step in path:
        children = node.children
        if children is IN_FLOW:
            raise Unknown
        if type(step) is int:
            exists = type(children) is list and 0 <= step < len(children)
        else:
            exists = type(children) is dict and step in children
        if not exists:
            break
        if node.frozen and fixed is None:
            fixed = node
        node = children[step]
    return fixed or node


def _plain(text: str, paths: Sequence[Path]) -> Sequence[Span | None]:
    from batten.sources.yaml import plain_positions

    find = plain_positions.finder(text)
    return [find(path) for path in paths] if find else [None] * len(paths)


def _complete(text: str, paths: Sequence[Path]) -> list[Span]:
    from batten.sources.yaml import event_positions, json_positions

    if text.lstrip(" \t\r\n")[:1] in ("{", "["):
        try:
            return json_positions.locate(text, paths)
        except Unknown:
            pass  # flow YAML that only looks like JSON
    root = event_positions.tree(text)
    return [deepest(root, path).place for path in paths]
