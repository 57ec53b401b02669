"""A mistake in a configuration, and how all of them are told at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from batten.errors import ConfigError
from batten.model.source import Path
from batten.schemas.problems import nearest
from batten.sources import yaml

_LIKELY = 0.6
"""The least likeness of a name worth suggesting, as difflib counts it."""


class Problem(NamedTuple):
    """A mistake.

    :ivar path: of the value, or of what lacks a key.
    :ivar message: one sentence that names the key.
    """

    path: Path
    message: str


def near(name: str, names: Iterable[str]) -> str:
    """`; did you mean "policy"?`, or "" if no name comes near."""
    meant = nearest(name, names, cutoff=_LIKELY)
    return f'; did you mean "{meant}"?' if meant else ""


def refusal(problems: Iterable[Problem], text: str, file: str) -> ConfigError:
    """The error that tells all problems of the text, in the order of their places."""
    told = list(dict.fromkeys(problems))
    spans = yaml.locate(text, [problem.path for problem in told])
    lines = [
        f"{file}:{span.line}:{span.column}: {problem.message}"
        for span, problem in sorted(zip(spans, told, strict=True))
    ]
    if len(lines) == 1:
        return ConfigError(lines[0])
    return ConfigError("\n  ".join((f"{len(lines)} mistakes in {file}", *lines)))
