"""Kubernetes' own types, read from data/schemas.json as far as they are needed.

The table serves all releases; tools/build_schemas.py makes it and explains how it is written.
Reading it takes under a millisecond. A type is compiled for a release when the first object of it
is seen, so that checking one Deployment never looks at what it does not use.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from batten.model.versions import NEWEST, OLDEST, Version
from batten.schemas.lifecycle import lifecycle
from batten.schemas.nodes import (
    SCALARS,
    STRING,
    Enum,
    Fields,
    IfObject,
    ListOf,
    MapOf,
    Node,
    Struct,
)
from batten.schemas.problems import Place, Problem, nearest

_DATA = Path(__file__).parent / "data" / "schemas.json"


class Table(msgspec.Struct, frozen=True):
    """The file: each entry one line of words, most of them with the releases they hold for."""

    versions: list[str]
    kinds: dict[str, str]
    types: dict[str, str]
    enums: dict[str, str]


@cache
def table() -> Table:
    """The tables of all releases."""
    return msgspec.json.decode(_DATA.read_bytes(), type=Table)


def split(word: str) -> tuple[str, int, int]:
    """`hostUsers:bool@28-30` -> the text and the first and last minor; no range means always."""
    if "@" not in word:
        return word, OLDEST.minor, NEWEST.minor
    text, _, span = word.partition("@")
    since, _, until = span.partition("-")
    return text, int(since or OLDEST.minor), int(until or NEWEST.minor)


class Schemas:
    """The types of one release."""

    def __init__(self, minor: int) -> None:
        self.minor = minor
        self._nodes: dict[tuple[str, bool], Node] = {}
        self._roots: dict[tuple[str, str], Struct | None] = {}

    def root(self, api_version: str, kind: str) -> Struct | None:
        """The type of a kind; None if this release does not have it."""
        key = api_version, kind
        if key not in self._roots:
            self._roots[key] = self._find(api_version, kind)
        return self._roots[key]

    def type(self, code: str, *, lenient: bool = False) -> Node:
        """The node of a type as the table writes it. `lenient` asks for no required fields."""
        key = code, lenient
        if key not in self._nodes:
            self._nodes[key] = SCALARS.get(code) or self._make(code, lenient)
        return self._nodes[key]

    def kinds(self, api_version: str) -> dict[str, tuple[str, int, int]]:
        """By kind of a group/version: its type, its first and its last minor, in any release."""
        prefix, *words = table().kinds.get(api_version, "").split(" ")
        spans = (split(word) for word in words)
        return {kind: (f"{prefix}.{kind}", since, until) for kind, since, until in spans}

    def unknown_kind(self, api_version: str, kind: str) -> list[Problem]:
        """What to say of a kind that is not there: it came later, or was misspelt.

        Nothing of kinds that were removed, of groups that are not Kubernetes' own, and of the
        kinds that exist only on the wire (lists, Status, options).
        """
        kinds = self.kinds(api_version)
        if kind in kinds:
            since = kinds[kind][1]
            if since <= self.minor:
                return []
            message = f"{api_version} {kind} does not exist before Kubernetes 1.{since}"
            return [Problem(("apiVersion",), message, "unknown")]
        served = [name for name, (_, since, until) in kinds.items() if since <= self.minor <= until]
        # Likeness of 0.85: a kubeconfig is "v1 Config", and no misspelt ConfigMap.
        near = nearest(kind, served, cutoff=0.85)
        if near is None or lifecycle(api_version, kind) or kind.endswith(("List", "Options")):
            return []
        message = f'{api_version} has no kind "{kind}"; did you mean "{near}"?'
        return [Problem(("kind",), message, "unknown", near)]

    def _find(self, api_version: str, kind: str) -> Struct | None:
        name, since, until = self.kinds(api_version).get(kind, ("", NEWEST.minor + 1, 0))
        if not since <= self.minor <= until:
            return None
        node = self.type(name)
        return node if isinstance(node, Struct) else None

    def _make(self, code: str, lenient: bool) -> Node:
        if code.startswith("[]"):
            return ListOf(self.type(code[2:], lenient=lenient))
        if code.startswith("{}"):
            return MapOf(self.type(code[2:], lenient=lenient))
        if code.startswith("="):
            return STRING if lenient else self._enum(code[1:])
        if code.startswith("?"):
            return IfObject(self.type(code[1:], lenient=lenient))
        if code.startswith("~"):
            return self.type(code[1:], lenient=True)
        return Struct(lambda: self._fields(code, lenient))

    def _enum(self, name: str) -> Enum:
        spans = (split(word) for word in table().enums[name].split("|"))
        held = frozenset(text for text, since, until in spans if since <= self.minor <= until)
        return Enum(held | {""})  # Go decodes an absent string as an empty one

    def _fields(self, name: str, lenient: bool) -> Fields:
        nodes: dict[str, Node] = {}
        required: list[str] = []
        dated: dict[str, str] = {}
        for word in table().types[name].split(" ") if table().types[name] else ():
            text, since, until = split(word)
            field, _, code = text.partition(":")
            if not since <= self.minor <= until:
                dated[field.rstrip("!")] = _when(since, until, self.minor)
                continue
            if field.endswith("!"):
                field = field[:-1]
                required.append(field)
            nodes[field] = self.type(code, lenient=lenient)
        return Fields(nodes, frozenset(() if lenient else required), dated)


def _when(since: int, until: int, minor: int) -> str:
    if minor < since:
        return f"it does not exist before Kubernetes 1.{since}"
    return f"it does not exist after Kubernetes 1.{until}"


@cache
def schemas(version: Version) -> Schemas:
    """The types of a release; of the oldest or newest known one for a release beyond."""
    return Schemas(min(max(version, OLDEST), NEWEST).minor)


def problems_of(root: Struct, document: dict[str, object]) -> list[Problem]:
    """What is wrong with a document of a known type."""
    try:
        if root.check(document):
            return []
        return list(root.problems(document, Place(secret=document.get("kind") == "Secret")))
    except RecursionError:
        return [Problem((), "nested too deeply to be checked", "type")]
