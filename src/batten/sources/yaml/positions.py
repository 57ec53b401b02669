"""Where the fields of a document stand in its text.

Positions are found on demand, for documents with findings only: by the tokens of their lines when
they are in plain style, by a scan that skips what nobody asked for when they are JSON, by
libyaml's marks otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from batten.sources.yaml.loaded import Path


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


class NotJson(Exception):
    """The text only looks like JSON."""


Finder = Callable[[Path], Span]


def locate(text: str, paths: Sequence[Path]) -> list[Span]:
    """The span of each field path, in the order asked.

    A mapping entry spans from its key to the end of its value if that is a scalar or an alias,
    else its key; a sequence item spans its first token. A path that does not exist gives its
    deepest existing ancestor, the empty path the first key of the document. What comes through an
    alias or a merge key stands where the alias or the merge key stands. For a text that ``load``
    refuses: YamlError or spans of no use.
    """
    text = text.removeprefix("\ufeff")
    from batten.sources.yaml import plain_positions

    find = plain_positions.finder(text)
    return [find(path) for path in paths] if find else _complete(text, paths)


def deepest(root: Node, path: Path) -> Node:
    """The node at the path, or the last one on the way that exists."""
    node, fixed = root, None
    for step in path:
        children = node.children
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


def _complete(text: str, paths: Sequence[Path]) -> list[Span]:
    from batten.sources.yaml import event_positions, json_positions

    if text.lstrip(" \t\r\n")[:1] in ("{", "["):
        try:
            return json_positions.locate(text, paths)
        except NotJson:
            pass  # flow YAML that only looks like JSON
    root = event_positions.tree(text)
    return [deepest(root, path).place for path in paths]
