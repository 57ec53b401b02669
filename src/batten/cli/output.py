"""Where reports go: standard output, or files that are never half written."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from batten import atomic
from batten.check.result import Result
from batten.cli.style import WIDTH, wants_colour
from batten.errors import UsageError
from batten.reports import Options, render


class Output(NamedTuple):
    """A report to write: its format, and its file ("": standard output)."""

    format: str
    file: str = ""


def write(result: Result, outputs: Sequence[Output], options: Options) -> None:
    """Write every report. What could not be read is told on standard error too."""
    _only_one_to_stdout(outputs)
    options = replace(options, columns=_columns(), root=os.getcwd())
    for output in outputs:
        if output.file:
            report = render(output.format, result, options)
            atomic.write(Path(output.file), "".join(report).encode())
        else:
            painted = replace(options, colour=wants_colour(sys.stdout))
            sys.stdout.writelines(render(output.format, result, painted))
    if Output("text") not in outputs:
        for error in result.errors:
            print(f"batten: {error}", file=sys.stderr)


def _only_one_to_stdout(outputs: Sequence[Output]) -> None:
    if sum(not output.file for output in outputs) > 1:
        raise UsageError(
            "several reports would go to standard output",
            hint="give all but one a file: --format sarif --output batten.sarif --format text",
        )


def _columns() -> int:
    """A terminal's width within reason; WIDTH where nobody looks."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(60, min(os.get_terminal_size(sys.stdout.fileno()).columns, 120))
