"""From a document as read to a typed object.

What the API server would refuse must not hide the rest of the object: an ill-typed field is dropped
(the schema check reports it) and the remainder is judged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from typing import Any

import msgspec

from batten.model.objects import type_of
from batten.model.objects.meta import CustomObject, Metadata, Object
from batten.model.objects.workloads import CustomWorkload
from batten.model.source import Path, Source

_MOST_DROPPED = 100
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\[\.\.\.\]")


class DeclaredWorkload(msgspec.Struct, rename="camel", forbid_unknown_fields=True, frozen=True):
    """A custom kind that makes pods, as `workloads:` of batten.yaml declares it.

    :ivar group: its API group.
    :ivar kind: its kind.
    :ivar pod_template: dotted path of its pod template.
    :ivar replicas: dotted path of its number of replicas.
    :ivar selector: dotted path of its label selector.
    """

    group: str
    kind: str
    pod_template: str = "spec.template"
    replicas: str = "spec.replicas"
    selector: str = "spec.selector"


def decode(
    document: dict[str, Any], source: Source, declared: Sequence[DeclaredWorkload] = ()
) -> Object:
    """The typed object; a CustomObject that keeps the document if Batten has no type for it."""
    api_version, kind = str(document.get("apiVersion", "")), str(document.get("kind", ""))
    typed = type_of(api_version, kind)
    obj = _convert(document, typed) if typed else _custom(document, api_version, kind, declared)
    obj.source = source
    return obj


def _convert(document: dict[str, Any], kind: type[Object]) -> Object:
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError:
        return _convert_what_fits(_without_nulls(document), kind)


def _custom(
    document: dict[str, Any], api_version: str, kind: str, declared: Sequence[DeclaredWorkload]
) -> Object:
    group = api_version.rpartition("/")[0]
    for workload in declared:
        if (workload.group, workload.kind) == (group, kind):
            return _declared(document, workload)
    try:
        metadata = msgspec.convert(document.get("metadata") or {}, Metadata)
    except msgspec.ValidationError:
        parts = _without_nulls({"metadata": document["metadata"]})
        metadata = _convert_what_fits(parts, Object).metadata
    return CustomObject(api_version=api_version, kind=kind, metadata=metadata, raw=document)


def _declared(document: dict[str, Any], workload: DeclaredWorkload) -> Object:
    paths = {
        "template": workload.pod_template,
        "replicas": workload.replicas,
        "selector": workload.selector,
    }
    parts = {name: _at(document, path) for name, path in paths.items()}
    head = {key: document.get(key) for key in ("apiVersion", "kind", "metadata")}
    flat = _without_nulls({**head, **parts})
    obj = _convert_what_fits(flat, CustomWorkload)
    assert isinstance(obj, CustomWorkload)
    obj.template_path = tuple(workload.pod_template.split("."))
    obj.replicas_path = tuple(workload.replicas.split("."))
    return obj


def _at(document: Any, path: str) -> Any:
    """What stands at a dotted path, None if nothing does."""
    return reduce(lambda value, key: value.get(key) if isinstance(value, dict) else None,
                  path.split("."), document)  # fmt: skip


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
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
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
