"""Where reports go: standard output, or files that are never half written."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from batten import atomic
from batten.check.result import Result
from batten.cli.style import WIDTH, wants_colour
from batten.errors import UsageError
from batten.reports import Options, render
from batten.rules.finding import Severity


class Output(NamedTuple):
    """A report to write: its format, and its file ("": standard output)."""

    format: str
    file: str = ""


def write(result: Result, outputs: Sequence[Output], *, verbose: bool, fail_on: str) -> None:
    """Write every report. What could not be read is told on standard error too."""
    _only_one_to_stdout(outputs)
    for output in outputs:
        if output.file:
            report = render(output.format, result, _options(verbose, fail_on))
            atomic.write(Path(output.file), "".join(report).encode())
        else:
            colour = wants_colour(sys.stdout)
            options = _options(verbose, fail_on, colour=colour)
            sys.stdout.writelines(render(output.format, result, options))
    if Output("text") not in outputs:
        for error in result.errors:
            print(f"batten: {error}", file=sys.stderr)


def _only_one_to_stdout(outputs: Sequence[Output]) -> None:
    if sum(not output.file for output in outputs) > 1:
        raise UsageError(
            "several reports would go to standard output",
            hint="give all but one a file: --format sarif --output batten.sarif --format text",
        )


def _options(verbose: bool, fail_on: str, *, colour: bool = False) -> Options:
    limit = None if fail_on == "never" else Severity[fail_on.upper()]
    return Options(
        colour=colour, verbose=verbose, columns=_columns(), fail_on=limit, root=os.getcwd()
    )


def _columns() -> int:
    """A terminal's width within reason; WIDTH where nobody looks."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(60, min(os.get_terminal_size(sys.stdout.fileno()).columns, 120))
