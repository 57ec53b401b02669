"""Values as YAML text that Kubernetes, and every other reader of YAML, reads back the same."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from batten.fixes.editing.style import Style
from batten.sources.yaml.resolve import as_json, resolve

_PLAIN = re.compile(r"(?:[A-Za-z0-9_/.$(\\^;~+<]|-(?=[^\s\-]|-[^\s\-]))[^\x00-\x1f\x7f-\x9f]*")
_NOT_PLAIN = re.compile(r": |:$| #|^[\s]|\s$|[\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_NOT_IN_FLOW = re.compile(r"[,\[\]{}?:\"']")
# Strings for Kubernetes, but dates, base-60 numbers and the like for other readers.
_ELSEWHERE_TYPED = re.compile(
    r"[-+]?\.?[0-9][0-9_,]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-9]+)+(?:\.[0-9_]*)?"
    r"|0[xob]?[0-9a-fA-F_]+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?|<<|=|[-+]?\.(?:inf|nan)",
    re.IGNORECASE,
)
_LITERAL = re.compile(
    r"(?![ \t\n])[\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd"
    r"\U00010000-\U0010ffff]+"
)
_UNSAFE_RAW = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def scalar(value: Any, *, quote: str = "", flow: bool = False) -> str:
    """A scalar or an empty collection on one line.

    :param quote: the quote a string is to have where that is possible; anything else for none if
        none is needed.
    :param flow: whether it stands between brackets.
    """
    if isinstance(value, str):
        return _string(value, quote, flow)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is no JSON number")
    if isinstance(value, float):
        value = as_json(value)
    return json.dumps(value)


def key(text: str, *, flow: bool = False) -> str:
    """The key of a mapping."""
    return _string(text, "", flow)


def _string(text: str, quote: str, flow: bool) -> str:
    if quote not in ("'", '"') and is_plain(text, flow=flow):
        return text
    if quote == "'" and not _UNSAFE_RAW.search(text) and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSAFE_RAW.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def is_plain(text: str, *, flow: bool = False) -> bool:
    """Whether the string may stand without quotes."""
    if not _PLAIN.fullmatch(text) or _NOT_PLAIN.search(text) or _ELSEWHERE_TYPED.fullmatch(text):
        return False
    if flow and _NOT_IN_FLOW.search(text):
        return False
    return isinstance(resolve(text), str)


def is_literal(value: Any) -> bool:
    """Whether it is a text of several lines that can stand as a block scalar."""
    if not isinstance(value, str) or "\n" not in value[:-1] or value.endswith("\n\n"):
        return False
    return _LITERAL.fullmatch(value) is not None


def literal(text: str, indent: int) -> tuple[str, list[str]]:
    """The header and the lines of a block scalar."""
    body = text.removesuffix("\n")
    lines = [" " * indent + line if line else "" for line in body.split("\n")]
    return "|" if text.endswith("\n") else "|-", lines


def block(value: Any, column: int, style: Style) -> list[str]:
    """The lines of a collection that is not empty, in block style from the column."""
    pad = " " * column
    if isinstance(value, dict):
        return [line for name in value for line in entry(name, value[name], column, style)]
    lines = []
    for each in value:
        first, *rest = item(each, column + 2, style)
        lines += [f"{pad}- {first}", *rest]
    return lines


def entry(name: str, value: Any, column: int, style: Style) -> list[str]:
    """The lines of an entry of a mapping whose keys stand in the column."""
    head = f"{' ' * column}{key(name)}:"
    if isinstance(value, dict | list) and value:
        deeper = style.offset if isinstance(value, list) else style.width
        return [head, *block(value, column + deeper, style)]
    if is_literal(value):
        header, lines = literal(value, column + style.width)
        return [f"{head} {header}", *lines]
    return [f"{head} {scalar(value)}"]


def item(value: Any, column: int, style: Style) -> list[str]:
    """The lines of an item of a list; the first without what stands before its column."""
    if isinstance(value, dict | list) and value:
        first, *rest = block(value, column, style)
        return [first[column:], *rest]
    if is_literal(value):
        header, lines = literal(value, column)
        return [header, *lines]
    return [scalar(value)]


def flow(value: Any) -> str:
    """A value between brackets, on one line."""
    if isinstance(value, dict) and value:
        return "{" + ", ".join(flow_entry(name, value[name]) for name in value) + "}"
    if isinstance(value, list) and value:
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value, flow=True)


def flow_entry(name: str, value: Any) -> str:
    """An entry of a mapping between braces."""
    return f"{key(name, flow=True)}: {flow(value)}"
