"""Schemas of custom resources made structural, as apiextensions.k8s.io/v1 requires.

https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
"""

from __future__ import annotations

from collections.abc import Iterator

from batten.fixes.upgrade.draft import Mapping, Unsupported, mapping, mappings

ANYTHING = {"x-kubernetes-preserve-unknown-fields": True}
_INT_OR_STRING = "x-kubernetes-int-or-string"
_JUNCTORS = ("allOf", "anyOf", "oneOf")
_NOT_IN_JUNCTORS = ("type", "additionalProperties", "default", "title", "description", "nullable")


def make_structural(root: Mapping) -> None:
    """Gives every value a type: the one that its other keywords imply, or none that binds it.

    Raises Unsupported where a keyword stands that v1 has no way to say.
    """
    root.setdefault("type", "object")
    if "metadata" in mapping(root, "properties"):
        root["properties"]["metadata"] = _metadata(mapping(root, "properties", "metadata"))
    _typed(root, "")


def _metadata(schema: Mapping) -> Mapping:
    """The server knows what metadata is; v1 lets a schema restrict its names and nothing else."""
    properties = mapping(schema, "properties")
    names = {name: properties[name] for name in ("name", "generateName") if name in properties}
    return {"type": "object", "properties": names} if names else {"type": "object"}


def keep_unknown(root: Mapping) -> None:
    """Keeps fields that the schema does not name, at every level, as v1beta1 did by default."""
    _kept(root)
    for name, schema in mapping(root, "properties").items():
        if name != "metadata":  # the server's own, of which v1 lets nothing be said
            for node in _nodes(mapping(schema)):
                _kept(node)


def _kept(node: Mapping) -> None:
    if node.get("type") == "object" and "additionalProperties" not in node:
        node |= ANYTHING


def _nodes(schema: Mapping) -> Iterator[Mapping]:
    yield schema
    for _, child in _children(schema):
        yield from _nodes(child)


def _children(schema: Mapping) -> Iterator[tuple[str, Mapping]]:
    for name, child in mapping(schema, "properties").items():
        if isinstance(child, dict):
            yield f".{name}", child
    for keyword in ("items", "additionalProperties"):
        child = schema.get(keyword)
        if isinstance(child, dict):
            yield "[]", child


def _typed(schema: Mapping, path: str) -> None:
    if not schema.get("type") and not any(schema.get(key) for key in (*ANYTHING, _INT_OR_STRING)):
        schema |= _implied(schema)
    if schema.get("type") == "array" and not schema.get("items"):
        schema["items"] = dict(ANYTHING)
    _check(schema, path or "the schema")
    for name, child in _children(schema):
        _typed(child, path + name)


def _implied(schema: Mapping) -> Mapping:
    if sorted(_types(schema)) == ["integer", "string"]:
        if not _either(schema):
            del schema["anyOf"]  # v1 wants this order or none
        return {_INT_OR_STRING: True}
    if schema.keys() & {"properties", "additionalProperties"}:
        return {"type": "object"}
    return {"type": "array"} if "items" in schema else ANYTHING


def _either(schema: Mapping) -> bool:
    """`anyOf: [{type: integer}, {type: string}]`, the one use of types that a junctor may make."""
    return _types(schema) == ["integer", "string"]


def _types(schema: Mapping) -> list[str]:
    """The types that an `anyOf` of nothing but types lets a value have."""
    choices = mappings(schema, "anyOf")
    plain = all(choice.keys() == {"type"} for choice in choices)
    return [str(choice["type"]) for choice in choices] if plain else []


def _check(schema: Mapping, path: str) -> None:
    if schema.get("additionalProperties") is False or schema.get("uniqueItems"):
        raise Unsupported(f"{path}: v1 knows neither additionalProperties false nor uniqueItems")
    if "properties" in schema and "additionalProperties" in schema:
        raise Unsupported(f"{path}: v1 takes properties or additionalProperties, not both")
    for junctor in _JUNCTORS:
        if junctor == "anyOf" and schema.get(_INT_OR_STRING) and _either(schema):
            continue
        for choice in mappings(schema, junctor):
            _check_choice(choice, f"{path}.{junctor}")
    _check_choice(mapping(schema, "not"), f"{path}.not")


def _check_choice(schema: Mapping, path: str) -> None:
    for node in _nodes(schema):
        for keyword in _NOT_IN_JUNCTORS:
            if keyword in node:
                raise Unsupported(f"{path}: v1 takes no {keyword} there, write it outside")
