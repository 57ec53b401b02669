"""A document while it is being rewritten, and the means to reach into it whatever it holds."""

from __future__ import annotations

from typing import Any

import msgspec

from batten.model.versions import Version

Mapping = dict[str, Any]


class Unsupported(Exception):
    """A document that cannot be rewritten; its text says why and what to do instead."""


class Draft(msgspec.Struct):
    """A copy of the document that a conversion changes, and what it has to say about it.

    :ivar document: its apiVersion is the new one already.
    :ivar version: the release it is written for.
    :ivar notes: what is worth knowing and does no harm.
    :ivar doubts: what changes in meaning.
    """

    document: Mapping
    version: Version
    notes: list[str] = []
    doubts: list[str] = []

    @property
    def spec(self) -> Mapping:
        """The specification; an empty one of its own if there is none."""
        return mapping(self.document, "spec")


def copied(value: Any) -> Any:
    """A copy of JSON-like data, much faster than copy.deepcopy."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) for item in value]
    return value


def mapping(value: Any, *way: str) -> Mapping:
    """The mapping there; an empty one, that is no part of the document, if there is none."""
    for key in way:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def mappings(value: Any, *way: str) -> list[Mapping]:
    """The mappings of the list there; none if there is no list."""
    *parents, last = way
    items = mapping(value, *parents).get(last)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def default(value: Mapping, key: str, written: Any) -> bool:
    """Writes a value where none (or null) stands; says whether it did."""
    if value.get(key) is not None:
        return False
    value[key] = written
    return True


def given(**fields: Any) -> Mapping:
    """A mapping of the fields that are not None."""
    return {key: value for key, value in fields.items() if value is not None}
