"""The small sentences that several formats share: counts, places, scores."""

from __future__ import annotations

from collections.abc import Iterable

from batten.check.result import Place, Result, Suppressed
from batten.errors import SourceError
from batten.model.source import Path
from batten.reports.grouping import severity_of, tally
from batten.rules.finding import Finding, Severity

STDIN = "stdin"
"""What reports for people call the file "-"."""


def number(count: int, noun: str) -> str:
    """`1 object`, `3,012 objects`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def severities(counts: dict[Severity, int]) -> str:
    """`9 critical, 25 warnings, 13 info`, leaving out what there is none of."""
    return ", ".join(
        number(count, "warning") if severity is Severity.WARNING else f"{count:,} {severity}"
        for severity, count in counts.items()
        if count
    )


def summary(result: Result) -> str:
    """`47 findings: 9 critical, 25 warnings, 13 info`, or `No findings`."""
    if not result.findings:
        return "No findings"
    found = number(len(result.findings), "finding")
    return f"{found}: {severities(tally(result.findings))}"


def extent(result: Result) -> str:
    """`18 objects in 7 files`."""
    objects = number(len(result.inventory.objects), "object")
    return f"{objects} in {number(result.files, 'file')}" if result.files else objects


def score(points: int | None) -> str:
    """`41/100`; an en dash where nothing was judged."""
    return "–" if points is None else f"{points}/100"


def file_name(file: str) -> str:
    """The file as people know it."""
    return STDIN if file == "-" else file


def place(where: Place) -> str:
    """`checkout.yaml:8`, as far as known."""
    name = file_name(where.file)
    return f"{name}:{where.line}" if where.line else name


def error_place(error: SourceError) -> str:
    """`orders.yaml:3:7`, as far as known."""
    where = (file_name(error.file), error.line, error.column)
    return ":".join(str(part) for part in where if part)


def whole(finding: Finding) -> Finding:
    """A stand-in whose place is that of the finding's whole object."""
    path: Path = ()
    return Finding(finding.object, path, "")


def remedy_of(finding: Finding) -> str:
    """What to do: the finding's own words, else its rule's."""
    return finding.remedy or finding.rule.remedy


def fixable(finding: Finding) -> str:
    """How it can be mended: "safe", "guided", "creates" or "none".

    A rule that is fixed safely in general may meet a case without a certain edit: that is guided.
    """
    if finding.fix is not None:
        return "safe" if finding.fix.safe else "guided"
    return "guided" if finding.rule.fixable == "safe" else finding.rule.fixable


def suppressed_by(entry: Suppressed) -> str:
    """`suppressed by annotation: its reason`."""
    text = f"suppressed by {entry.by}"
    return f"{text}: {entry.reason}" if entry.reason else text


def sentences(message: str, advice: str) -> str:
    """What is wrong and what to do, one after the other; the advice may be empty."""
    return f"{message}. {advice[0].upper()}{advice[1:]}" if advice else message


def failing(findings: Iterable[Finding], fail_on: Severity | None) -> list[Finding]:
    """The findings at or above the severity; none if it is None."""
    if fail_on is None:
        return []
    return [finding for finding in findings if severity_of(finding) >= fail_on]
