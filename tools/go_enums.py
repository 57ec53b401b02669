"""The closed sets of strings in k8s.io/api: types marked `+enum`, and the fields that use them.

The OpenAPI documents of the releases are generated without enums; the Go source has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_ENUM = re.compile(r"^// \+enum\s*\n(?:^//.*\n)*^type (\w+) string", re.MULTILINE)
_CONST = re.compile(r'^\s*\w+\s+(\w+)\s*=\s*"([^"]*)"', re.MULTILINE)
_STRUCT = re.compile(r"^type (\w+) struct \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r'^\s+\w+\s+(?:\*|\[\])?([\w.]+)\s+`[^`]*json:"([^",]+)', re.MULTILINE)
_IMPORT = re.compile(r'^\s*(?:import )?(\w+)?\s*"k8s\.io/api/(\w+)/(\w+)"', re.MULTILINE)


class Enums(NamedTuple):
    """What one release of k8s.io/api says: values by enum, and the enum of (type, field)."""

    values: dict[str, tuple[str, ...]]
    fields: dict[tuple[str, str], str]


def read_enums(root: Path) -> Enums:
    """All enums below the folder of k8s.io/api, under names such as core.v1.Protocol."""
    sources = {
        f"{path.parent.parent.name}.{path.parent.name}": path.read_text()
        for path in sorted(root.glob("*/v*/types.go"))
    }
    values = {name: found for package in sources for name, found in _values(package, sources)}
    fields = {
        (owner, field): enum
        for package, text in sources.items()
        for owner, field, enum in _fields(package, text)
        if enum in values
    }
    return Enums(values, fields)


def _values(package: str, sources: dict[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    text = sources[package]
    constants = _CONST.findall(text)
    for enum in _ENUM.findall(text):
        allowed = sorted({value for kind, value in constants if kind == enum and value})
        if allowed:
            yield f"{package}.{enum}", tuple(allowed)


def _fields(package: str, text: str) -> Iterator[tuple[str, str, str]]:
    imports = {
        alias or version: f"{group}.{version}" for alias, group, version in _IMPORT.findall(text)
    }
    for struct, body in _STRUCT.findall(text):
        for kind, field in _FIELD.findall(body):
            alias, _, name = kind.rpartition(".")
            home = imports.get(alias, "") if alias else package
            yield f"{package}.{struct}", field, f"{home}.{name}"
