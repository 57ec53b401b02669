"""Until when the APIs of Kubernetes live, and the fields and annotations that are going.

`data/lifecycle.json` is made by tools/build_lifecycle.py from the Kubernetes sources;
`data/fields.json` is written by hand, each entry with its source.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from batten.model.versions import Version, parse

_DATA = Path(__file__).parent / "data"


class Lifecycle(msgspec.Struct, frozen=True):
    """The end of a kind: the release that deprecates it, and the one that no longer serves it.

    `removed_in` is None when no removal is announced; it may lie in the future.
    `replacement` is a group/version such as policy/v1, with `replacement_kind` as its kind; both
    are None where nothing takes the place, and `note` says what to do.
    """

    deprecated_in: Version
    removed_in: Version | None
    replacement: str | None
    replacement_kind: str | None
    note: str


class DeprecatedField(msgspec.Struct, frozen=True):
    """A field, annotation or label that is going, whatever the version of its kind.

    `kind` is the object it stands in; Pod also means every pod template. NodeLabel is a label of
    nodes wherever one is named: nodeSelector, node affinity, topologyKey. `path` is dotted, with []
    for the items of a list, and ["..."] around a key that holds dots; a * at its end stands for any
    rest. From `removed_in` on the server ignores the field. `source` is where this is stated.
    """

    kind: str
    path: str
    deprecated_in: Version
    removed_in: Version | None
    replacement: str
    source: str


class _Row(msgspec.Struct, frozen=True):
    deprecated: str
    removed: str = ""
    replacement: str = ""
    kind: str = ""
    note: str = ""


class _FieldRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    path: str
    deprecated: str
    replacement: str
    source: str
    removed: str = ""


@cache
def _rows() -> dict[str, _Row]:
    return msgspec.json.decode((_DATA / "lifecycle.json").read_bytes(), type=dict[str, _Row])


def lifecycle(api_version: str, kind: str) -> Lifecycle | None:
    """When a kind of Kubernetes ends; None for one that is not known to end."""
    row = _rows().get(f"{api_version}/{kind}")
    if row is None:
        return None
    return Lifecycle(
        deprecated_in=parse(row.deprecated),
        removed_in=parse(row.removed) if row.removed else None,
        replacement=row.replacement or None,
        replacement_kind=(row.kind or kind) if row.replacement else None,
        note=row.note,
    )


def ending() -> list[tuple[str, str]]:
    """Every (group/version, kind) that has a lifecycle, in order."""
    return [(api, kind) for api, _, kind in (key.rpartition("/") for key in sorted(_rows()))]


@cache
def deprecated_fields() -> tuple[DeprecatedField, ...]:
    """The fields, annotations and labels that are going."""
    rows = msgspec.json.decode((_DATA / "fields.json").read_bytes(), type=list[_FieldRow])
    return tuple(
        DeprecatedField(
            kind=row.kind,
            path=row.path,
            deprecated_in=parse(row.deprecated),
            removed_in=parse(row.removed) if row.removed else None,
            replacement=row.replacement,
            source=row.source,
        )
        for row in rows
    )
