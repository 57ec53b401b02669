"""The report for programs: stable, documented in docs/json-report.md, versioned.

Nothing in it depends on the moment or the machine: the same input gives the same bytes. Findings
stand one a line, so that large reports can be read as a stream.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

import msgspec

from batten import __version__, workers
from batten.check.fingerprint import fingerprint
from batten.check.result import Places, Result
from batten.model.source import dotted
from batten.reports import phrases
from batten.reports.grouping import severity_of, tally
from batten.reports.jsontext import encode
from batten.reports.options import DEFAULT, Options
from batten.rules.finding import Finding

VERSION: Literal["1"] = "1"
"""Of the format. A new field keeps it; a field that goes or changes its meaning raises it."""

_WORTH_A_FORK = 5_000
"""Findings: about a tenth of a second of writing."""
SectionId = Literal["uptime", "performance", "security"]
SeverityName = Literal["critical", "warning", "info"]


class Tool(msgspec.Struct):
    """What wrote the report."""

    name: Literal["batten"]
    version: str


class ObjectName(msgspec.Struct, rename="camel"):
    """The identity of a Kubernetes object; an empty namespace: none is written."""

    kind: str
    api_version: str
    namespace: str
    name: str


class FindingEntry(msgspec.Struct, rename="camel", kw_only=True):
    """A finding. Lines and columns are 1-based, the end is exclusive, 0 means unknown.

    `file` is as the user named it, "-" for standard input. `path` is the field, as Kubernetes
    writes it; where the field is missing, the lines are those of its deepest existing parent.
    """

    rule: str
    section: SectionId
    severity: SeverityName
    object: ObjectName
    path: str
    message: str
    remedy: str
    fixable: Literal["safe", "guided", "creates", "none"]
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    fingerprint: str


class SuppressedEntry(FindingEntry, rename="camel", kw_only=True):
    """A finding set aside: by "annotation", "configuration" or "baseline", and why."""

    by: str
    reason: str


class ErrorEntry(msgspec.Struct):
    """An input that could not be read; 0: the whole input, or the whole line, is meant."""

    file: str
    line: int
    column: int
    message: str
    hint: str


class Counts(msgspec.Struct):
    """How many there are of what."""

    findings: int
    critical: int
    warning: int
    info: int
    suppressed: int
    errors: int
    objects: int
    files: int


class ScoresEntry(msgspec.Struct):
    """0 to 100; null where nothing was judged."""

    overall: int | None
    uptime: int | None
    performance: int | None
    security: int | None


class Head(msgspec.Struct, rename="camel", kw_only=True):
    """All that stands before the lists."""

    version: Literal["1"]
    tool: Tool
    kubernetes_version: str
    targets: list[str]
    scores: ScoresEntry
    counts: Counts


class Report(Head, rename="camel", kw_only=True):
    """The whole document, as its JSON schema is made from."""

    errors: list[ErrorEntry]
    notes: list[str]
    findings: list[FindingEntry]
    suppressed: list[SuppressedEntry]


def render(result: Result, options: Options = DEFAULT) -> Iterator[str]:
    """The report, a line at a time."""
    places = result.places
    suppressed = (
        SuppressedEntry(**_fields(entry.finding, places), by=entry.by, reason=entry.reason)
        for entry in result.suppressed
    )
    errors = (
        ErrorEntry(error.file, error.line, error.column, error.message, error.hint)
        for error in result.errors
    )
    yield encode(_head(result)).removesuffix("}")
    yield from _listed("errors", errors)
    yield from _listed("notes", result.notes)
    yield ',\n"findings": ['
    yield from _findings(result, options.processes)
    yield "\n]" if result.findings else "]"
    yield from _listed("suppressed", suppressed)
    yield "}\n"


def _findings(result: Result, processes: int) -> Iterator[str]:
    """The lines of the findings, written on all processors where it is worth it."""
    findings, places = result.findings, result.places

    def lines(share: Sequence[Finding]) -> str:
        return ",\n".join(encode(FindingEntry(**_fields(each, places))) for each in share)

    shares: list[Sequence[Finding]] = [findings] if findings else []
    if processes > 1 and len(findings) > _WORTH_A_FORK:
        for finding in findings:
            places.of(finding)  # looked up here, workers need not look again
        shares = workers.share(findings, processes, lambda finding: 1)
    separator = "\n"
    task = workers.Task(lines, _pack, bytes.decode)
    for text in workers.spread(task, shares):
        yield separator + text
        separator = ",\n"


def _pack(text: str) -> bytes:
    return text.encode()


def _listed(name: str, entries: Iterable[object]) -> Iterator[str]:
    yield f',\n"{name}": ['
    separator = "\n"
    for entry in entries:
        yield separator + encode(entry)
        separator = ",\n"
    yield "\n]" if separator != "\n" else "]"


def _head(result: Result) -> Head:
    sections = result.scores.sections
    return Head(
        version=VERSION,
        tool=Tool("batten", __version__),
        kubernetes_version=str(result.kubernetes_version),
        targets=result.targets,
        scores=ScoresEntry(
            result.scores.overall,
            *(sections.get(section) for section in ("uptime", "performance", "security")),
        ),
        counts=Counts(
            findings=len(result.findings),
            **{str(severity): count for severity, count in tally(result.findings).items()},
            suppressed=len(result.suppressed),
            errors=len(result.errors),
            objects=len(result.inventory.objects),
            files=result.files,
        ),
    )


def _fields(finding: Finding, places: Places) -> dict[str, Any]:
    where, obj = places.of(finding), finding.object
    return {
        "rule": finding.rule.id,
        "section": finding.rule.section.id,
        "severity": str(severity_of(finding)),
        "object": ObjectName(obj.kind, obj.api_version, obj.namespace, obj.name),
        "path": dotted(finding.path),
        "message": finding.message,
        "remedy": phrases.remedy_of(finding),
        "fixable": phrases.fixable(finding),
        "file": where.file,
        "line": where.line,
        "column": where.column,
        "end_line": where.end_line,
        "end_column": where.end_column,
        "fingerprint": fingerprint(finding),
    }
