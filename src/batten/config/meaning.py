"""Mistakes of meaning in a configuration: what no type can say.

Read from the document itself, whose form may be wrong too: all mistakes are told at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from batten.config import patterns
from batten.config.problems import Problem, near
from batten.model.source import Path, dotted
from batten.model.versions import known


def mistakes_of_meaning(value: dict[str, Any], rules: Collection[str]) -> list[Problem]:
    """Versions that are none, rules that do not exist, entries that would ignore everything.

    `rules` are all ids that exist.
    """
    return [
        *_version(value.get("kubernetesVersion")),
        *_unknown_rules(value.get("rules"), ("rules",), rules),
        *_ignores(value.get("ignore"), rules),
    ]


_PATTERNS = ("paths", "namespaces", "kinds", "names", "labels")


def _version(version: Any) -> Iterator[Problem]:
    if isinstance(version, str) and version:
        try:
            known(version)
        except ValueError as error:
            yield Problem(("kubernetesVersion",), f"kubernetesVersion: {error}")


def _ignores(entries: Any, known: Collection[str]) -> Iterator[Problem]:
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if not isinstance(entry, dict):
            continue
        path: Path = ("ignore", index)
        yield from _unknown_rules(entry.get("rules"), (*path, "rules"), known)
        if entry.get("rules") == "*" and not any(entry.get(key) for key in _PATTERNS):
            message = f"{dotted(path)} would ignore everything: say where, by {_either(_PATTERNS)}"
            yield Problem((*path, "rules"), message)
        yield from _patterns(entry, path)


def _patterns(entry: dict[str, Any], path: Path) -> Iterator[Problem]:
    for key in _PATTERNS:
        for step, pattern in _items(entry.get(key)):
            try:
                patterns.names((str(pattern),))
            except re.error:
                yield Problem((*path, key, step), f'{dotted(path)}: "{pattern}" is no pattern')


def _unknown_rules(named: Any, path: Path, known: Collection[str]) -> Iterator[Problem]:
    """Of a mapping by rule, or a list of rules."""
    for step, item in _items(named):
        name = step if isinstance(named, dict) else item
        if isinstance(name, str) and name not in known:
            hint = near(name, known) or "; batten rules lists them all"
            yield Problem((*path, step), f'{dotted(path)}: there is no rule "{name}"{hint}')


def _items(value: Any) -> Iterable[tuple[str | int, Any]]:
    """Keys and values of a mapping, indexes and items of a list, else nothing."""
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def _either(words: Collection[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}"
