"""Annotations of GitHub Actions: a step that prints them marks the lines of a pull request.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
GitHub shows the first 10 errors, 10 warnings and 10 notices of a step, so the worst come first.
It hangs an annotation below the last line of its range and refuses columns over several lines: a
field of several lines is marked at its first one.
"""

from __future__ import annotations

from collections.abc import Iterator

from batten.check.result import Place, Result
from batten.errors import SourceError
from batten.reports import phrases
from batten.reports.files import relative
from batten.reports.grouping import severity_of
from batten.reports.options import DEFAULT, Options
from batten.reports.plain import clean
from batten.rules.finding import Finding, Severity

COMMANDS = {Severity.CRITICAL: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}

_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})


def render(result: Result, options: Options = DEFAULT) -> Iterator[str]:
    """One command a line, then the summary as an ordinary line of the log."""
    for error in result.errors:
        yield _unread(error, options.root)
    for finding in sorted(result.findings, key=severity_of, reverse=True):
        yield _annotation(finding, result.places.of(finding), options.root)
    suppressed = f", {len(result.suppressed):,} suppressed" if result.suppressed else ""
    yield f"{phrases.summary(result)}{suppressed}. {phrases.extent(result)}\n"


def _annotation(finding: Finding, where: Place, root: str) -> str:
    title = f"{finding.rule.id}: {finding.object.title}"
    message = phrases.sentences(finding.message, phrases.remedy_of(finding))
    return _command(COMMANDS[severity_of(finding)], where, title, message, root)


def _unread(error: SourceError, root: str) -> str:
    where = Place(error.file, error.line, error.column, error.line, error.column)
    message = phrases.sentences(error.message, error.hint)
    return _command("error", where, "could not be read", message, root)


def _command(command: str, where: Place, title: str, message: str, root: str) -> str:
    properties: dict[str, str | int] = {}
    if where.file not in ("", "-"):
        properties = {"file": relative(where.file, root), "line": where.line}
        if where.line == where.end_line:
            properties |= {
                "endLine": where.end_line,
                "col": where.column,
                "endColumn": where.end_column,
            }
    elif where.file:
        message = f"{phrases.place(where)}: {message}"
    properties["title"] = title
    told = ",".join(
        f"{name}={clean(str(value)).translate(_PROPERTY)}"
        for name, value in properties.items()
        if value
    )
    return f"::{command} {told}::{clean(message).translate(_MESSAGE)}\n"
