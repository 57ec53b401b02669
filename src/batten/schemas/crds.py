"""Schemas of custom resources, compiled from the CustomResourceDefinitions among the inputs.

The rules are those of structural schemas: a field that is not declared is pruned by the server,
and refused by strict decoding, unless x-kubernetes-preserve-unknown-fields keeps it.
What needs more than types (oneOf, patterns, limits, CEL) is not judged.
https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/

A megabyte of definition costs nothing until an object uses it, and then only the parts it uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from batten.schemas.nodes import ANY, SCALARS, Enum, Fields, ListOf, MapOf, Node, Struct
from batten.schemas.tables import Schemas

Raw = dict[str, Any]

_PLAIN = {"boolean": "bool", "number": "number", "integer": "int64", "string": "str"}
_FORMATS = {
    ("integer", "int32"): "int",
    ("string", "byte"): "bytes",
    ("string", "date-time"): "time",
}
_PRESERVE = "x-kubernetes-preserve-unknown-fields"


class CustomSchemas:
    """The custom kinds that can be judged."""

    def __init__(self, raw: Mapping[tuple[str, str], Raw]) -> None:
        self._raw = raw
        self._roots: dict[tuple[str, str, int], Struct] = {}

    @classmethod
    def from_crds(cls, crds: Iterable[Raw]) -> CustomSchemas:
        """The served versions of the definitions; what is malformed or has no schema is skipped."""
        return cls({key: schema for crd in crds for key, schema in _served(crd)})

    def __len__(self) -> int:
        return len(self._raw)

    def root(self, api_version: str, kind: str, release: Schemas) -> Struct | None:
        """The type of a custom kind, with the metadata of a Kubernetes release; None if unknown."""
        schema = self._raw.get((api_version, kind))
        if schema is None:
            return None
        key = api_version, kind, release.minor
        if key not in self._roots:
            self._roots[key] = _Compiler(release).root(schema)
        return self._roots[key]


def _served(crd: Raw) -> Iterator[tuple[tuple[str, str], Raw]]:
    if crd.get("apiVersion") == "apiextensions.k8s.io/v1beta1":
        return  # there, unknown fields were kept by default
    spec = _dict(crd.get("spec"))
    group, kind = spec.get("group"), _dict(spec.get("names")).get("kind")
    if not isinstance(group, str) or not isinstance(kind, str) or spec.get("preserveUnknownFields"):
        return
    versions = spec.get("versions")
    for version in versions if isinstance(versions, list) else ():
        version = _dict(version)
        schema = _dict(version.get("schema")).get("openAPIV3Schema")
        if isinstance(schema, dict) and version.get("served") is not False:
            yield (f"{group}/{version.get('name')}", kind), schema


class _Compiler:
    """Makes nodes of raw schemas; a struct is compiled when an object first needs it."""

    def __init__(self, release: Schemas) -> None:
        self._release = release

    def root(self, schema: Raw) -> Struct:
        return Struct(lambda: self._fields(schema, lenient=False, resource=True, root=True))

    def _node(self, raw: Any, lenient: bool) -> Node:
        schema = _dict(raw)
        if schema.get("x-kubernetes-int-or-string"):
            return SCALARS["int64str"]
        match schema.get("type"):
            case "object":
                return self._object(schema, lenient)
            case "array":
                return ListOf(self._node(schema.get("items"), lenient))
            case "string" if not lenient and isinstance(schema.get("enum"), list):
                return Enum(frozenset(v for v in schema["enum"] if isinstance(v, str)))
            case str() as plain:
                code = _FORMATS.get((plain, str(schema.get("format"))), _PLAIN.get(plain, "any"))
                return SCALARS[code]
        return ANY

    def _object(self, schema: Raw, lenient: bool) -> Node:
        resource = bool(schema.get("x-kubernetes-embedded-resource"))
        if not resource and not schema.get("properties"):
            if extra := schema.get("additionalProperties"):
                return MapOf(self._node(extra, lenient))
            if schema.get(_PRESERVE):
                return MapOf(ANY)
        return Struct(lambda: self._fields(schema, lenient=lenient, resource=resource))

    def _fields(self, schema: Raw, *, lenient: bool, resource: bool, root: bool = False) -> Fields:
        properties = _dict(schema.get("properties"))
        nodes = {
            name: self._node(inner, lenient or (root and name == "status"))
            for name, inner in properties.items()
        }
        if resource:
            meta = self._release.type("meta.v1.ObjectMeta")
            nodes |= {"apiVersion": SCALARS["str"], "kind": SCALARS["str"], "metadata": meta}
        required = frozenset() if lenient else frozenset(_required(schema, properties))
        nullable = frozenset(
            name for name in required if _dict(properties.get(name)).get("nullable")
        )
        is_open = bool(schema.get(_PRESERVE) or schema.get("additionalProperties"))
        return Fields(nodes, required, open=is_open, nullable=nullable)


def _required(schema: Raw, properties: Raw) -> Iterator[str]:
    """The required fields; the server fills in those that have a default."""
    required = schema.get("required")
    for name in required if isinstance(required, list) else ():
        if isinstance(name, str) and "default" not in _dict(properties.get(name)):
            yield name


def _dict(value: Any) -> Raw:
    return value if isinstance(value, dict) else {}
