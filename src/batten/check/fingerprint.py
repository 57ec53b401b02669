"""What makes a finding the same finding from one run to the next."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any, cast

import msgspec

from batten.model.objects.meta import CustomObject, Object
from batten.model.objects.workloads import CustomWorkload
from batten.model.source import Path
from batten.rules.finding import Finding

_VALUES = re.compile(r'"[^"]+"|[^\s"]*[A-Z_/][^\s",;:]*')
"""What a message names: quoted, or no word of plain prose."""
_NUMBERS = re.compile(r"[0-9]+")


def fingerprint(finding: Finding) -> str:
    """A short hash that stays the same while lines move and other findings come or go.

    Made of the rule, the kind, namespace and name of the object, the field and the values that the
    message names. Items of lists count by their names, or by themselves if they are text, so that
    a container more renames no finding of another. The message's words and numbers and the API
    version do not count: neither a new release of Batten nor an upgraded API makes it another.

    Findings that differ in nothing of this share it: whoever compares has to count.
    """
    obj = finding.object
    field = _steps(obj, finding.path)
    values = sorted(_NUMBERS.sub("#", value) for value in _VALUES.findall(finding.message))
    parts = (finding.rule.id, obj.kind, obj.namespace, obj.name, *field, "", *values)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _steps(obj: Object, path: Path) -> Sequence[str]:
    if all(type(step) is str for step in path):
        return cast(tuple[str, ...], path)
    value: Any = obj.raw if isinstance(obj, CustomObject) else obj
    steps: list[str] = []
    if isinstance(obj, CustomWorkload) and path[: len(obj.template_path)] == obj.template_path:
        steps, path = list(obj.template_path), path[len(obj.template_path) :]
        value = obj.template
    for step in path:
        value = _inside(value, step)
        steps.append(step if isinstance(step, str) else f"[{_name(value)}]")
    return steps


def _inside(value: Any, step: str | int) -> Any:
    """The field or item of a value; None where Batten does not read it."""
    if isinstance(value, msgspec.Struct):
        return getattr(value, _attribute(type(value), step), None)
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _name(item: Any) -> str:
    """What tells an item of a list from the others, whatever its index; "" if nothing does."""
    name = item.get("name") if isinstance(item, dict) else getattr(item, "name", item)
    return name if isinstance(name, str) else ""


_attributes: dict[type, dict[str, str]] = {}


def _attribute(struct: type[msgspec.Struct], key: str | int) -> str:
    """The attribute that holds a field written in camelCase."""
    known = _attributes.get(struct)
    if known is None:
        names = zip(struct.__struct_encode_fields__, struct.__struct_fields__, strict=True)
        known = _attributes[struct] = dict(names)
    return known.get(str(key), "")
