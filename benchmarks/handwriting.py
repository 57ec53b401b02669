"""YAML as people write it: comments, quotes and indentation that differ from team to team.

A benchmark on the output of one serialiser measures that serialiser. This writer varies what
hand-written manifests vary, and its text always reads back as the very same data (a test
compares), so the YAML and the JSON form of the generated objects stay comparable.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9 _./@+=,()%:-]*[A-Za-z0-9/)]|[A-Za-z/]")
_QUANTITY = re.compile(r"\d+(m|Ki|Mi|Gi|s|h|%)|\d+\.\d+\.\d+")
_FLOW_SAFE = re.compile(r"[A-Za-z/][A-Za-z0-9_./-]*")
_WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))

_COMMENTS = {
    "replicas": ("TODO: back to 2 after the sale", "was 5, see the cost review", "scaled by hand"),
    "image": ("bumped by the release job", "pinned, 2.x breaks the import"),
    "resources": ("measured in the load test", "guessed, please review", "copied from staging"),
    "livenessProbe": ("see the runbook before changing this", "/health also checks the database"),
    "readinessProbe": ("slow start: warms its caches first",),
    "env": ("keep in the order of the README", "the rest comes from the config map"),
    "strategy": ("never two at once, they share a lock file",),
    "affinity": ("one a node, please",),
    "annotations": ("read by the deploy bot",),
    "ports": ("the second one is for metrics only",),
    "volumes": ("no persistent data in here",),
    "data": ("generated once, edited by hand since",),
    "rules": ("needed for leader election",),
    "schedule": ("UTC!",),
    "minAvailable": ("platform team asked for this",),
    "securityContext": ("required by the cluster policy",),
}


class Style(NamedTuple):
    """One team's habits: widths in columns, habits as probabilities from 0 to 1."""

    step: int
    """Columns a nested mapping moves to the right."""
    dash: int
    """Columns a sequence stands to the right of its key."""
    item: int
    """Columns from a dash to what follows it."""
    quote: str
    quoted: float
    """How often a string that needs no quotes gets them."""
    commented: float
    flow: float
    """How often a small mapping is written in braces."""


def draw_style(rng: random.Random) -> Style:
    """Draw the habits of one team."""
    four = rng.random() < 0.12
    return Style(
        step=4 if four else 2,
        dash=(4 if four else rng.choice((0, 2, 2))),
        item=(4 if four and rng.random() < 0.5 else 2),
        quote=rng.choice(('"', '"', "'")),
        quoted=rng.choice((0.0, 0.1, 0.1, 0.4, 0.9)),
        commented=rng.choice((0.0, 0.1, 0.25, 0.5)),
        flow=rng.choice((0.0, 0.0, 0.05, 0.3)),
    )


class Pen:
    """Writes objects in one team's style."""

    def __init__(self, style: Style, rng: random.Random) -> None:
        self._style = style
        self._rng = rng

    def document(self, value: dict[str, Any]) -> str:
        """Write one YAML document, with a final line break and without a `---`."""
        return "\n".join(self._mapping(value, 0)) + "\n"

    def _mapping(self, value: dict[str, Any], column: int) -> Iterator[str]:
        pad = " " * column
        for key, child in value.items():
            comment = self._comment(key)
            if comment and (isinstance(child, dict | list) or "\n" in str(child)):
                yield f"{pad}# {comment}"
                comment = ""
            trailer = f"  # {comment}" if comment else ""
            yield from self._entry(f"{pad}{self._key(key)}:", child, column, trailer)

    def _entry(self, head: str, child: Any, column: int, trailer: str) -> Iterator[str]:
        if isinstance(child, dict) and child and not self._in_braces(child):
            yield head
            yield from self._mapping(child, column + self._style.step)
        elif isinstance(child, list) and child:
            yield head
            yield from self._sequence(child, column + self._style.dash)
        elif isinstance(child, str) and "\n" in child:
            yield f"{head} |" if child.endswith("\n") else f"{head} |-"
            pad = " " * (column + self._style.step)
            yield from (pad + line if line else "" for line in child.removesuffix("\n").split("\n"))
        else:
            yield f"{head} {self._inline(child)}{trailer}"

    def _sequence(self, value: list[Any], column: int) -> Iterator[str]:
        dash = " " * column + "-" + " " * (self._style.item - 1)
        for child in value:
            if isinstance(child, dict) and child and not self._in_braces(child):
                lines = self._mapping(child, column + self._style.item)
                first = next(lines)
                while first.lstrip().startswith("#"):
                    yield first
                    first = next(lines)
                yield dash + first.lstrip()
                yield from lines
            elif isinstance(child, str) and "\n" in child:
                yield from self._entry(dash.rstrip(), child, column, "")
            else:
                yield dash + self._inline(child)

    def _comment(self, key: str) -> str:
        known = _COMMENTS.get(key)
        if known and self._rng.random() < self._style.commented:
            return self._rng.choice(known)
        return ""

    def _in_braces(self, value: dict[str, Any]) -> bool:
        return (
            self._style.flow > 0
            and len(value) <= 3
            and all(not isinstance(child, dict | list) for child in value.values())
            and all(_FLOW_SAFE.fullmatch(key) for key in value)
            and all("\n" not in str(child) for child in value.values())
            and self._rng.random() < self._style.flow
        )

    def _inline(self, value: Any) -> str:
        if isinstance(value, dict):
            inner = ", ".join(f"{key}: {self._braced(child)}" for key, child in value.items())
            return "{" + inner + "}"
        if isinstance(value, str):
            return self._string(value)
        return json.dumps(value)

    def _braced(self, value: Any) -> str:
        if isinstance(value, str) and not _FLOW_SAFE.fullmatch(value):
            return self._quoted(value)
        return self._inline(value)

    def _key(self, key: str) -> str:
        return key if _is_plain(key) else self._quoted(key)

    def _string(self, value: str) -> str:
        if _is_plain(value) and self._rng.random() >= self._style.quoted:
            return value
        return self._quoted(value)

    def _quoted(self, value: str) -> str:
        if self._style.quote == "'":
            return "'" + value.replace("'", "''") + "'"
        return json.dumps(value, ensure_ascii=False)


def _is_plain(value: str) -> bool:
    """Tell whether `value` reads back as the same string without quotes."""
    if value.lower() in _WORDS or ": " in value or "  " in value:
        return False
    return bool(_PLAIN.fullmatch(value) or _QUANTITY.fullmatch(value))
