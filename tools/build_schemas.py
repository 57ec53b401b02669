"""Makes src/batten/schemas/data/schemas.json from the OpenAPI documents of Kubernetes.

Run by hand when a new minor is out (add it to tools/go_modules.py first, and raise
batten.model.versions.NEWEST):

    python -m tools.build_schemas

It needs the Go toolchain to download k8s.io/kubernetes and k8s.io/api at the pinned releases;
the output depends on nothing else. How the table is written, one line a type:

    "apps.v1.DeploymentSpec": "minReadySeconds:int paused:bool selector!:meta.v1.LabelSelector"

    name!:type@since-until   a required field that exists in the minors since..until (both included;
                             a missing end means the oldest or newest minor of the table)
    []T {}T                  a list of T, a map with string keys to T
    str bool int int64 number quantity intstr time bytes any   what they say; int has 32 bits
    =T ?T ~T                 one of the strings of enum T; T if it is an object, else anything;
                             T without its required fields (a status is not the author's to write)
    "kinds"                  "group/version": the prefix of its types, then its kinds
    "enums"                  the strings an enum allows, parted by | as some hold spaces
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tools.go_enums import Enums, read_enums
from tools.go_modules import API, KUBERNETES, definitions, module_dir

OLDEST = 27  # as batten.model.versions has it
OUTPUT = Path(__file__).parent.parent / "src/batten/schemas/data/schemas.json"

_PREFIXES = {
    "io.k8s.api.": "",
    "io.k8s.apimachinery.pkg.apis.meta.": "meta.",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.": "apiextensions.",
    "io.k8s.kube-aggregator.pkg.apis.apiregistration.": "apiregistration.",
}
_WELL_KNOWN = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "intstr",
    "io.k8s.apimachinery.pkg.runtime.RawExtension": "any",
    "meta.v1.Time": "time",
    "meta.v1.MicroTime": "time",
    "meta.v1.FieldsV1": "any",
    "meta.v1.Patch": "any",
    "apiextensions.v1.JSON": "any",
    "apiextensions.v1.JSONSchemaPropsOrArray": "?apiextensions.v1.JSONSchemaProps",
    "apiextensions.v1.JSONSchemaPropsOrBool": "?apiextensions.v1.JSONSchemaProps",
    "apiextensions.v1.JSONSchemaPropsOrStringArray": "?apiextensions.v1.JSONSchemaProps",
}
_SCALARS = {
    ("string", None): "str",
    ("string", "byte"): "bytes",
    ("string", "date-time"): "time",
    ("boolean", None): "bool",
    ("integer", "int32"): "int",
    ("integer", "int64"): "int64",
    ("number", "double"): "number",
}

Schema = dict[str, Any]
Fields = dict[str, tuple[str, bool]]
"""Of one type in one release: the type of each field, and whether it is required."""

Seen = dict[str, dict[str, dict[int, str]]]
"""Of a table: entry -> word -> what the word says in each minor."""


def short_name(definition: str) -> str:
    """`io.k8s.api.apps.v1.Deployment` -> `apps.v1.Deployment`; well-known types by their own."""
    for prefix, short in _PREFIXES.items():
        if definition.startswith(prefix):
            definition = short + definition.removeprefix(prefix)
    return _WELL_KNOWN.get(definition, definition)


def type_code(schema: Schema) -> str:
    """How the table writes the type of one property."""
    if reference := schema.get("$ref"):
        return short_name(reference.removeprefix("#/definitions/"))
    if schema.get("type") == "array":
        return "[]" + type_code(schema["items"])
    if schema.get("type") == "object":
        inner = schema.get("additionalProperties")
        return "{}" + type_code(inner) if inner else "{}any"
    return _SCALARS[schema["type"], schema.get("format")]


def fields_of(name: str, schema: Schema, enums: Enums) -> Fields:
    """The fields of one type in one release."""
    required = set(schema.get("required", ()))
    root = "metadata" in schema.get("properties", ())
    fields: Fields = {}
    for field, inner in sorted(schema.get("properties", {}).items()):
        code = type_code(inner)
        if enum := enums.fields.get((name, field)):
            code = code.replace("str", "=" + enum)
        if root and field == "status" and "." in code:
            code = "~" + code
        fields[field] = code, field in required
    return fields


def reachable(roots: Iterable[str], types: dict[str, Fields]) -> set[str]:
    """The types that a manifest can hold."""
    seen: set[str] = set()
    todo = list(roots)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            codes = (code for code, _ in types[name].values() if "=" not in code)
            todo += [plain for code in codes if (plain := code.lstrip("[]{}~?")) in types]
    return seen


def kinds_of(document: Schema) -> Iterable[tuple[str, str, str]]:
    """(group/version, kind, type) of what can be written in a manifest: it has metadata."""
    for definition, schema in document.items():
        kinds = schema.get("x-kubernetes-group-version-kind", ())
        properties = schema.get("properties", {})
        if len(kinds) != 1 or "ListMeta" in str(properties.get("metadata", "ListMeta")):
            continue
        group, version, kind = (kinds[0][key] for key in ("group", "version", "kind"))
        yield f"{group}/{version}".lstrip("/"), kind, short_name(definition)


def add_release(minor: int, kinds: Seen, types: Seen, enums: Seen) -> None:
    """Notes in the three tables what one release has."""
    found = read_enums(module_dir("k8s.io/api", API[minor]))
    document = definitions(minor)
    named = {short_name(name): schema for name, schema in document.items()}
    plain = set(_WELL_KNOWN.values())
    release = {
        name: fields_of(name, schema, found) for name, schema in named.items() if name not in plain
    }
    roots = list(kinds_of(document))
    for api, kind, name in roots:
        prefix = name.removesuffix("." + kind)
        kinds.setdefault(api, {}).setdefault(kind, {})[minor] = prefix
    for name in reachable((name for _, _, name in roots), release):
        seen = types.setdefault(name, {})
        for field, (code, required) in release[name].items():
            seen.setdefault(field, {})[minor] = f"{'!' if required else ''}:{code}"
            if "=" in code:
                enum = code.partition("=")[2]
                for value in found.values[enum]:
                    enums.setdefault(enum, {}).setdefault(value, {})[minor] = ""


def forgive(types: Seen) -> None:
    """A field that a later release calls optional is not required before it either.

    Such changes correct the document, not the server: StatefulSetSpec.serviceName and
    NetworkPolicySpec.podSelector were always accepted when missing.
    """
    for fields in types.values():
        for says in fields.values():
            optional = False
            for minor in sorted(says, reverse=True):
                optional = optional or not says[minor].startswith("!")
                says[minor] = says[minor].lstrip("!") if optional else says[minor]


def require_specs(types: Seen) -> None:
    """A spec with required fields is required itself, though the documents often forget to say so.

    The server decodes a missing Deployment.spec as an empty one, and then refuses that. Only of a
    LimitRange it minds neither.
    """
    for name, fields in types.items():
        for minor, text in fields.get("spec", {}).items() if name != "core.v1.LimitRange" else ():
            inner = types.get(text.lstrip("!:"), {})
            if any(says.get(minor, "").startswith("!") for says in inner.values()):
                fields["spec"][minor] = "!" + text.lstrip("!")


def words(seen: dict[str, dict[int, str]], minors: list[int]) -> list[str]:
    """Each word of an entry with the minors it holds for: `replicas:int`, `hostUsers:bool@28-`."""
    out = []
    for word, says in sorted(seen.items()):
        for text in dict.fromkeys(says.values()):
            held = [minor for minor in minors if says.get(minor) == text]
            if held != [minor for minor in minors if held[0] <= minor <= held[-1]]:
                raise ValueError(f"{word}{text} came, went and came back: {held}")
            since = "" if held[0] == minors[0] else str(held[0])
            until = "" if held[-1] == minors[-1] else str(held[-1])
            out.append(word + text + (f"@{since}-{until}" if since or until else ""))
    return out


def build() -> dict[str, Any]:
    """The whole table."""
    kinds: Seen = {}
    types: Seen = {}
    enums: Seen = {}
    minors = [minor for minor in sorted(KUBERNETES) if minor >= OLDEST]
    for minor in minors:
        add_release(minor, kinds, types, enums)
    forgive(types)
    require_specs(types)
    for entry in kinds.values():
        (prefix,) = {text for says in entry.values() for text in says.values()}
        entry.update({kind: dict.fromkeys(says, "") for kind, says in entry.items()})
        entry[f" {prefix}"] = dict.fromkeys(minors, "")
    tables = {"kinds": kinds, "types": types, "enums": enums}
    lines = {
        table: {
            entry: ("|" if table == "enums" else " ").join(words(seen, minors)).lstrip()
            for entry, seen in sorted(rows.items())
        }
        for table, rows in tables.items()
    }
    return {"versions": [f"1.{minor}" for minor in minors], **lines}


def main() -> None:
    """Writes the table, one line an entry, so that a diff shows what a release changed."""
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps(build(), indent=0, sort_keys=False) + "\n")
    print(f"{OUTPUT}: {OUTPUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
