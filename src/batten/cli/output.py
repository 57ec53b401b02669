"""Where reports go: standard output, or files that are never half written."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

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
            write_file(Path(output.file), render(output.format, result, _options(verbose, fail_on)))
        else:
            colour = wants_colour(sys.stdout)
            options = _options(verbose, fail_on, colour=colour)
            sys.stdout.writelines(render(output.format, result, options))
    if Output("text") not in outputs:
        for error in result.errors:
            print(f"batten: {error}", file=sys.stderr)


def write_file(path: Path, pieces: Iterable[str]) -> None:
    """Write a whole file or leave it as it was. UsageError if it cannot be written."""
    from tempfile import mkstemp

    try:
        handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
    temporary = Path(name)
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.writelines(pieces)
        os.chmod(temporary, _mode(path))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """The mode the file has, or would get."""
    if path.exists():
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


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
