"""Makes docs/batten.schema.json, for editors, and the table of the policy in docs/configuration.md.

    python -m tools.build_config_schema

The types and the docstrings of batten.config.model say it all; the ids of the rules are added.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from batten.config.fixing import Budgets, Fixing, Rollouts
from batten.config.model import Config, Ignore
from batten.rules.catalogue import BY_ID
from batten.rules.policy import Policy, Production
from batten.sources.decode import DeclaredWorkload

FILE = Path(__file__).parent.parent / "docs/batten.schema.json"
PAGE = FILE.with_name("configuration.md")

_STRUCTS: tuple[type[msgspec.Struct], ...] = (
    Config, Ignore, Policy, Production, DeclaredWorkload, Fixing, Budgets, Rollouts,
)  # fmt: skip
_TABLES = {"policy": Policy, "fix": Fixing}
"""The parts of the page that are written, each between a comment of its name and an end."""
_FIELD = re.compile(r"^:ivar (\w+): (.*(?:\n +.*)*)", re.MULTILINE)

Schema = dict[str, Any]


def schema() -> Schema:
    """The schema of batten.yaml."""
    made = msgspec.json.schema(Config)
    parts: dict[str, Schema] = made["$defs"]
    del parts["Version"], parts["Policy"]["properties"]["kubernetesVersion"]  # said at the top
    for struct in _STRUCTS:
        _describe(parts[struct.__name__], struct)
    ids = {"enum": sorted(BY_ID)}
    parts["Config"]["properties"]["rules"]["propertyNames"] = ids
    _list_of(parts["Ignore"]["properties"]["rules"])["items"] = ids
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def text() -> str:
    """The schema as the file holds it."""
    return json.dumps(schema(), indent=2) + "\n"


def page() -> str:
    """The page on the configuration, its tables written again."""
    made, page = schema(), PAGE.read_text(encoding="utf-8")
    for name, struct in _TABLES.items():
        before, start, rest = page.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition("<!-- end -->\n")
        rows = "".join(_rows(made, struct.__name__))
        table = "| key | values | default | means |\n|---|---|---|---|\n" + rows
        page = before + start + table + end + after
    return page


def _rows(made: Schema, name: str) -> Iterator[str]:
    parts = made["$defs"]
    for key, value in parts[name]["properties"].items():
        if "$ref" in value:
            inner = parts[value["$ref"].rpartition("/")[2]]["properties"]
            wanted, default = ", ".join(f"`{name}`" for name in inner), ""
        else:
            wanted, default = _wanted(value), json.dumps(value.get("default"))
        described = value["description"].replace("|", "\\|")
        yield f"| `{key}` | {wanted} | {default} | {described} |\n"


def _wanted(value: Schema) -> str:
    if "enum" in value:
        return ", ".join(f"`{word}`" for word in value["enum"])
    kinds = {
        "integer": "whole number", "number": "number", "string": "text",
        "array": "list", "object": "by name", "null": "",
    }  # fmt: skip
    types = value.get("anyOf", [value])
    return "".join(kinds[each["type"]] for each in types)


def _describe(part: Schema, struct: type[msgspec.Struct]) -> None:
    doc = inspect.cleandoc(struct.__doc__ or "")
    part["description"] = _line(doc.partition(":ivar")[0])
    names = dict(zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True))
    for name, described in _fields(doc):
        if names[name] in part["properties"]:
            part["properties"][names[name]]["description"] = described


def _fields(doc: str) -> Iterator[tuple[str, str]]:
    for match in _FIELD.finditer(doc):
        yield match[1], _line(match[2])


def _line(described: str) -> str:
    return " ".join(described.split())


def _list_of(union: Schema) -> Schema:
    return next(each for each in union["anyOf"] if each.get("type") == "array")


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {FILE} and {PAGE}")
