"""Documents of all styles, edits of them, and what edits make of a value, said independently."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path as File
from typing import Any

from batten.model.source import Path
from batten.rules.finding import Edit
from batten.sources import yaml

_TESTS = File(__file__).parents[2]
_FOLDERS = ("examples", "tests/sources/yaml/manifests", "tests/rules", "tests/fixes/editor/cases")
VALUES: list[Any] = [
    *(1, 2.5, True, None, "x", "yes", "a: b", "1e3", "", " lead", "#c", "- d", "0x1f", "é", "{a"),
    *("2024-01-01", "12:30", "l1\nl2\n", "l1\n\n  l2", "tab\tx", "long " * 30, {}, [], {"a": 1}),
    {"a": {"b": [1, "two", {"c": None}]}},
    ["x", ["y", {"z": "on"}]],
]


def documents() -> list[str]:
    """Every third once more with Windows' line endings; of the rules' many fixtures a sample."""
    texts = []
    for folder in _FOLDERS:
        files = sorted((_TESTS.parent / folder).rglob("*.yaml"))
        for file in files[:: 6 if folder == "tests/rules" else 1]:
            texts += [chunk.text for chunk in yaml.split(yaml.decode(file.read_bytes()))]
    texts = [text for text in texts if "\r" not in text]
    return [*texts, *(text.replace("\n", "\r\n") for text in texts[::3])]


def value_of(text: str) -> dict[str, Any] | None:
    """The value of a document, None unless it is a mapping."""
    try:
        value = yaml.load(text).value
    except yaml.YamlError:
        return None
    return value if isinstance(value, dict) and value else None


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of all that a value holds."""
    if path:
        yield path
    if isinstance(value, dict):
        for key in value:
            yield from paths(value[key], (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from paths(item, (*path, index))


def at(value: Any, path: Path) -> Any:
    """What stands there."""
    for step in path:
        value = value[step]
    return value


def some_edit(source: random.Random, value: dict[str, Any]) -> Edit:
    """Removes, replaces or inserts something."""
    path = source.choice([(), *paths(value)])
    here = at(value, path)
    kind = source.choice(("remove", "replace", "insert", "insert"))
    if kind == "insert" and isinstance(here, dict):
        key = source.choice(("zz", "name", "replicas", "a.b/c", "true"))
        return Edit("set", (*path, key), source.choice(VALUES))
    if kind == "insert" and isinstance(here, list):
        return Edit("set", (*path, len(here)), source.choice(VALUES))
    if not path:
        path = (next(iter(value)),)
    return Edit("remove", path) if kind == "remove" else Edit("set", path, source.choice(VALUES))


class _Numbered(dict[Any, Any]):
    """A list whose items keep their numbers."""


def made(value: Any, edits: list[Edit]) -> Any:
    """The value after the edits, one after the other, indexes being the original ones."""
    numbered = _numbered(value)
    for edit in edits:
        _make(numbered, edit)
    return _listed(numbered)


def _make(here: Any, edit: Edit) -> None:
    *way, last = edit.path
    for step, following in zip(way, edit.path[1:], strict=True):
        if here.get(step) is None:
            if edit.action == "remove":
                return
            here[step] = _Numbered() if isinstance(following, int) else {}
        here = here[step]
    if edit.action == "remove":
        here.pop(last, None)
    else:
        here[last] = _numbered(edit.value)


def _numbered(value: Any) -> Any:
    if isinstance(value, list):
        return _Numbered((index, _numbered(item)) for index, item in enumerate(value))
    if isinstance(value, dict):
        return {key: _numbered(item) for key, item in value.items()}
    return value


def _listed(value: Any) -> Any:
    if isinstance(value, _Numbered):
        return [_listed(value[index]) for index in sorted(value)]
    if isinstance(value, dict):
        return {key: _listed(item) for key, item in value.items()}
    return value
