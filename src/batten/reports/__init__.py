"""Reports: what a check found, told in the words of whoever reads it. One file a format.

Each format's module has one `render(result, options)` that yields pieces of text, so that a very
large report never stands in memory whole. Only the format asked for is imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from batten.reports.options import DEFAULT, Options

if TYPE_CHECKING:
    from batten.check.result import Result

FORMATS: dict[str, str] = {
    "text": "for people, in a terminal",
    "json": "for programs; stable and versioned",
    "sarif": "SARIF 2.1.0, for code scanning",
    "junit": "JUnit XML, for the test page of a pipeline",
    "markdown": "for pull request comments and job summaries",
    "github": "annotations, printed by a step of GitHub Actions",
}
"""The formats, and who reads them. Each is the module of the same name."""


def render(name: str, result: Result, options: Options = DEFAULT) -> Iterator[str]:
    """The report in the format of that name (one of FORMATS), in pieces."""
    pieces: Iterator[str] = import_module(f"batten.reports.{name}").render(result, options)
    return pieces


__all__ = ["DEFAULT", "FORMATS", "Options", "render"]
