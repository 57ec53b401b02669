"""From a document as read to a typed object.

What the API server would refuse must not hide the rest of the object: an ill-typed field is dropped
(the schema check reports it) and the remainder is judged.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from batten.model.objects import type_of
from batten.model.objects.meta import CustomObject, Metadata, Object
from batten.model.source import Path, Source

_MOST_DROPPED = 100
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\[\.\.\.\]")


def decode(document: dict[str, Any], source: Source) -> Object:
    """The typed object; a CustomObject that keeps the document if Batten has no type for it."""
    kind = type_of(str(document.get("apiVersion", "")), str(document.get("kind", "")))
    obj = _convert(document, kind) if kind else _custom(document)
    obj.source = source
    return obj


def _convert(document: dict[str, Any], kind: type[Object]) -> Object:
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError:
        return _convert_what_fits(_without_nulls(document), kind)


def _custom(document: dict[str, Any]) -> Object:
    try:
        metadata = msgspec.convert(document.get("metadata") or {}, Metadata)
    except msgspec.ValidationError:
        metadata = _convert_what_fits({"metadata": document["metadata"]}, Object).metadata
    return CustomObject(
        api_version=str(document.get("apiVersion", "")),
        kind=str(document.get("kind", "")),
        metadata=metadata,
        raw=document,
    )


def _convert_what_fits(document: dict[str, Any], kind: type[Object]) -> Object:
    for _ in range(_MOST_DROPPED):
        try:
            return msgspec.convert(document, kind)
        except msgspec.ValidationError as error:
            document = _without(document, _path_in(str(error)))
    return kind(api_version=str(document.get("apiVersion")), kind=str(document.get("kind")))


def _path_in(message: str) -> Path:
    """The path in "Expected `int`, got `str` - at `$.spec.ports[0].port`".

    It ends before `[...]`, msgspec's way to say "some key of this map".
    """
    _, _, path = message.rpartition("`$")
    steps: list[str | int] = []
    for match in _STEP.finditer(path.rstrip("`")):
        key, index = match.groups()
        if key is None and index is None:
            break
        steps.append(key if key is not None else int(index))
    return tuple(steps)


def _without(value: Any, path: Path) -> Any:
    """A copy of the value without what stands at the path."""
    if not path:
        return {}
    head, *rest = path
    if isinstance(value, dict):
        copy: Any = dict(value)
    else:
        copy = list(value)
    if rest:
        copy[head] = _without(copy[head], tuple(rest))
    else:
        del copy[head]
    return copy


def _without_nulls(value: Any) -> Any:
    """A copy without null fields: to Kubernetes, null is unset."""
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value if item is not None]
    return value
