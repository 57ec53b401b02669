"""Markdown for pull request comments and job summaries: a short table, the details folded.

A comment on GitHub holds 65,536 characters: more than a few findings are therefore grouped by
rule, unless all are asked for. Words from the input are escaped, so that they stay words: they
cannot draw tables, open tags, nor call people by their @names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from batten.check.result import Result
from batten.reports import phrases
from batten.reports.grouping import (
    Pile,
    by_object,
    by_rule,
    by_section,
    objects_of,
    severity_of,
    tally,
)
from batten.reports.options import DEFAULT, Options
from batten.reports.plain import clean
from batten.rules.finding import Finding

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~&]|(?<![A-Za-z0-9])@")
_MANY = 20
"""So many unreadable inputs and notes are told one by one unless all are asked for."""


def render(result: Result, options: Options = DEFAULT) -> Iterator[str]:
    """The document, a block at a time."""
    found = phrases.severities(tally(result.findings)) or "no findings"
    yield f"### Batten: {found}\n\n"
    yield f"{phrases.extent(result)}, judged for Kubernetes {result.kubernetes_version}.\n"
    most = None if options.verbose else _MANY
    if result.errors:
        count = phrases.number(len(result.errors), "input")
        yield f"\n**{count} could not be read, so not checked:**\n\n"
        places = (
            f"{_code(phrases.error_place(error) or 'input')}: {escaped(error.message)}"
            for error in result.errors
        )
        yield from _bullets(list(places), most)
    yield from _scores(result)
    grouped = not options.verbose and len(result.findings) > options.few
    for section, findings in by_section(result.findings).items():
        if findings:
            summary = f"{section.value}: {phrases.severities(tally(findings))}"
            rows = _groups(result, findings) if grouped else _findings(result, findings)
            yield from _details(summary, rows)
    yield from _suppressed(result, options)
    if result.notes:
        yield "\n"
        yield from _bullets([escaped(note) for note in result.notes], most)


def escaped(text: str) -> str:
    """Words that Markdown and HTML leave alone; an @ no longer calls anyone."""
    return _SPECIAL.sub(_escape, clean(text))


def _escape(match: re.Match[str]) -> str:
    entities = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "@&#8203;"}
    return entities.get(match[0], f"\\{match[0]}")


def _code(text: str) -> str:
    return "`" + clean(text).replace("`", "'").replace("|", "\\|") + "`" if text else ""


def _scores(result: Result) -> Iterator[str]:
    if result.scores.overall is None:
        return
    yield "\n| | Score | Critical | Warnings | Info |\n|---|---:|---:|---:|---:|\n"
    for section, findings in by_section(result.findings).items():
        points = result.scores.sections.get(section.id)
        if points is not None or findings:
            yield _score_row(section.value, points, findings)
    yield _score_row("**Overall**", result.scores.overall, result.findings)


def _score_row(title: str, points: int | None, findings: Pile) -> str:
    counts = " | ".join(f"{count:,}" for count in tally(findings).values())
    return f"| {title} | {phrases.score(points)} | {counts} |\n"


def _details(summary: str, rows: Iterable[str]) -> Iterator[str]:
    yield f"\n<details><summary>{summary}</summary>\n\n"
    yield from rows
    yield "\n</details>\n"


def _findings(result: Result, findings: Iterable[Finding]) -> Iterator[str]:
    yield "| Severity | Object | Finding | Where |\n|---|---|---|---|\n"
    for pile in by_object(findings):
        for finding in pile:
            yield _finding(result, finding)


def _finding(result: Result, finding: Finding, why: str = "") -> str:
    where = phrases.place(result.places.of(finding))
    title = escaped(finding.object.title)
    told = f"{escaped(finding.message)} {_code(finding.rule.id)}{why}"
    return f"| {severity_of(finding)} | {title} | {told} | {_code(where)} |\n"


def _groups(result: Result, findings: Iterable[Finding]) -> Iterator[str]:
    yield "| Severity | Rule | Findings | Objects | For example |\n|---|---|---:|---:|---|\n"
    for pile in by_rule(findings):
        rule = pile[0].rule
        where = phrases.place(result.places.of(pile[0]))
        title = rule.title.replace("|", "\\|").replace("<", "&lt;")
        yield (
            f"| {severity_of(pile[0])} | {_code(rule.id)} {title} | {len(pile):,} "
            f"| {len(objects_of(pile)):,} | {_code(where)} |\n"
        )


def _suppressed(result: Result, options: Options) -> Iterator[str]:
    if not result.suppressed:
        return
    count = phrases.number(len(result.suppressed), "finding")
    if not options.verbose:
        yield f"\n{count} suppressed.\n"
        return
    rows = ["| Severity | Object | Finding | Where |\n|---|---|---|---|\n"]
    for entry in result.suppressed:
        why = escaped(phrases.suppressed_by(entry))
        rows.append(_finding(result, entry.finding, f"<br>{why}"))
    yield from _details(f"Suppressed: {count}", rows)


def _bullets(lines: list[str], most: int | None) -> Iterator[str]:
    for line in lines[:most]:
        yield f"- {line}\n"
    if most is not None and len(lines) > most:
        yield f"- and {len(lines) - most:,} more\n"
