"""Mistakes of form in a configuration: unknown and missing keys, values of another type.

Only run on a file that msgspec has refused: it reads a sound one in microseconds, but stops at the
first mistake and does not know what was meant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from msgspec import inspect

from batten.config.problems import Problem, near
from batten.model.source import Path, dotted

Homes = dict[str, list[str]]
"""Where a key belongs, in words."""


def mistakes_of_form(value: Any, struct: type) -> list[Problem]:
    """Every mistake of a value that should be the struct, in the order written."""
    kind = inspect.type_info(struct)
    homes: Homes = {}
    for key, path in _homes(kind, ()):
        homes.setdefault(key, []).append(_place(path))
    return list(_form(value, kind, (), homes))


def _form(value: Any, kind: inspect.Type, path: Path, homes: Homes) -> Iterator[Problem]:
    match kind, value:
        case inspect.UnionType(), _:
            yield from _form_of_union(value, kind, path, homes)
        case inspect.StructType(), dict():
            yield from _form_of_struct(value, kind, path, homes)
        case inspect.DictType(), dict():
            for key, item in value.items():
                yield from _form(item, kind.value_type, (*path, key), homes)
        case inspect.ListType(), list():
            for index, item in enumerate(value):
                yield from _form(item, kind.item_type, (*path, index), homes)
        case inspect.StrType(min_length=1), "":
            yield Problem(path, f"{dotted(path)} is empty")
        case _ if not _fits(value, kind):
            yield Problem(path, f"{_label(path)}: {_expected(kind)}, found {_shown(value, kind)}")


def _form_of_struct(
    value: dict[str, Any], kind: inspect.StructType, path: Path, homes: Homes
) -> Iterator[Problem]:
    fields = {field.encode_name: field for field in kind.fields if _settable(field)}
    for key, item in value.items():
        if key in fields:
            yield from _form(item, fields[key].type, (*path, key), homes)
        else:
            where = f" in {dotted(path)}" if path else ""
            yield Problem((*path, key), f'unknown key "{key}"{where}{_meant(key, fields, homes)}')
    for key, field in fields.items():
        if field.required and key not in value:
            yield Problem(path, f"{dotted(path)} lacks the key {key}")


def _form_of_union(
    value: Any, kind: inspect.UnionType, path: Path, homes: Homes
) -> Iterator[Problem]:
    """The list of a union if the value is one, else all that it may be."""
    if any(_fits(value, each) for each in kind.types):
        return
    for each in kind.types:
        if isinstance(each, inspect.ListType) and isinstance(value, list):
            yield from _form(value, each, path, homes)
            return
    known = [each for each in kind.types if not isinstance(each, inspect.NoneType)]
    wanted = " or ".join(_WANTED.get(type(each), "") or _choice(each) for each in known)
    yield Problem(path, f"{_label(path)}: expected {wanted}, found {_shown(value, known[0])}")


_WANTED: dict[type[inspect.Type], str] = {
    inspect.StructType: "keys and values",
    inspect.DictType: "keys and values",
    inspect.ListType: "a list",
    inspect.StrType: "text",
    inspect.BoolType: "true or false",
    inspect.IntType: "a whole number",
    inspect.FloatType: "a number",
    inspect.DateType: "a date such as 2027-01-31",
}


def _fits(value: Any, kind: inspect.Type) -> bool:
    match kind:
        case inspect.AnyType():
            return True
        case inspect.LiteralType():
            return value in kind.values
        case inspect.StrType():
            return isinstance(value, str)
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.IntType():
            return isinstance(value, int) and not isinstance(value, bool)
        case inspect.FloatType():
            return isinstance(value, int | float) and not isinstance(value, bool)
        case inspect.DateType():
            return _is_date(value)
    return False


def _is_date(value: Any) -> bool:
    from datetime import date

    try:
        return bool(date.fromisoformat(value)) and len(value) == len("2027-01-31")
    except (TypeError, ValueError):
        return False


def _expected(kind: inspect.Type) -> str:
    return f"expected {_WANTED.get(type(kind)) or _choice(kind)}"


def _choice(kind: inspect.Type) -> str:
    """`a, b or c`, of the words that are allowed."""
    words = [f'"{value}"' for value in kind.values] if isinstance(kind, inspect.LiteralType) else []
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _shown(value: Any, kind: inspect.Type) -> str:
    match value:
        case str():
            words = kind.values if isinstance(kind, inspect.LiteralType) else ()
            return f'"{value}"{near(value, map(str, words))}'
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case int() | float():
            quotes = "; write it in quotes" if isinstance(kind, inspect.StrType) else ""
            return f"the number {value}{quotes}"
    return "a list" if isinstance(value, list) else "keys and values"


def _settable(field: inspect.Field) -> bool:
    """The policy carries a version for the rules; batten.yaml says it at the top."""
    return not isinstance(field.type, inspect.NamedTupleType)


def _homes(kind: inspect.Type, path: Path) -> Iterator[tuple[str, Path]]:
    """Each key outside of lists, and where it belongs."""
    if isinstance(kind, inspect.StructType):
        for field in filter(_settable, kind.fields):
            yield field.encode_name, path
            yield from _homes(field.type, (*path, field.encode_name))


def _meant(key: str, fields: Collection[str], homes: Homes) -> str:
    if meant := near(key, fields):
        return meant
    if key in homes:
        return f"; it belongs {' or '.join(homes[key])}"
    return f"; known are {', '.join(fields)}"


def _place(path: Path) -> str:
    return f"in {dotted(path)}" if path else "at the top level"


def _label(path: Path) -> str:
    return dotted(path) or "the file"
