"""SARIF 2.1.0, for code scanning (GitHub), Azure DevOps, and editors.

The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. What GitHub reads of
it: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
No `primaryLocationLineHash` is given: GitHub's upload action computes its own and warns about
every other (https://github.com/github/codeql-action/issues/4052). Nor does GitHub read
`suppressions`: it would open an alert for each, so suppressed findings are only written when asked
for (-v).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from batten import __version__
from batten.check.fingerprint import fingerprint
from batten.check.result import Place, Result, Suppressed
from batten.errors import SourceError
from batten.model.source import dotted
from batten.reports import pages, phrases
from batten.reports.files import SOURCE_ROOT, artifact
from batten.reports.grouping import severity_of
from batten.reports.jsontext import encode
from batten.reports.options import DEFAULT, Options
from batten.reports.plain import clean
from batten.rules.finding import Finding, Severity
from batten.rules.rule import Rule

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {Severity.CRITICAL: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

Json = dict[str, Any]


def render(result: Result, options: Options = DEFAULT) -> Iterator[str]:
    """The log, one result a line; the suppressed ones too if all are asked for."""
    shown = result.suppressed if options.verbose else []
    set_aside = {id(entry.finding): entry for entry in shown}
    every = [*result.findings, *(entry.finding for entry in shown)]
    rules = sorted({finding.rule for finding in every}, key=lambda rule: rule.id)
    numbers = {rule: number for number, rule in enumerate(rules)}
    run = encode(_run(result, rules, options)).removesuffix("}")
    yield f'{{"$schema":"{SCHEMA}","version":"2.1.0","runs":[\n{run},"results":['
    separator = "\n"
    for finding in every:
        where = result.places.of(finding)
        entry = _result(finding, where, numbers[finding.rule], options.root)
        if id(finding) in set_aside:
            entry["suppressions"] = [_suppression(set_aside[id(finding)])]
        yield separator + encode(entry)
        separator = ",\n"
    yield "\n]}]}\n"


def _run(result: Result, rules: list[Rule], options: Options) -> Json:
    notes = list(result.notes)
    if result.suppressed and not options.verbose:
        count = phrases.number(len(result.suppressed), "finding")
        notes.append(f"{count} suppressed: batten check -v includes them")
    return {
        "tool": {
            "driver": {
                "name": "Batten",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not result.errors,
                "toolExecutionNotifications": [
                    *(_unread(error, options.root) for error in result.errors),
                    *({"level": "note", "message": {"text": clean(note)}} for note in notes),
                ],
            }
        ],
        "originalUriBaseIds": {
            SOURCE_ROOT: {"description": {"text": "The folder in which batten was run."}}
        },
        "columnKind": "unicodeCodePoints",
    }


def _rule(rule: Rule) -> Json:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": pages.prose(rule, "Why") or rule.title},
        "help": {"text": pages.text(rule), "markdown": pages.markdown(rule)},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": [rule.section.id, "kubernetes"]},
    }


def _unread(error: SourceError, root: str) -> Json:
    text = phrases.sentences(error.message, error.hint)
    entry: Json = {"level": "error", "message": {"text": clean(text)}}
    if error.file:
        where = Place(error.file, error.line, error.column)
        entry["locations"] = [{"physicalLocation": _physical(where, root)}]
    return entry


def _result(finding: Finding, where: Place, number: int, root: str) -> Json:
    obj = finding.object
    qualified = f"{obj.api_version} {obj.title} {dotted(finding.path)}".strip()
    location: Json = {
        "logicalLocations": [
            {"name": clean(obj.title), "fullyQualifiedName": clean(qualified), "kind": "resource"}
        ]
    }
    if where.file:
        location["physicalLocation"] = _physical(where, root)
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": number,
        "level": LEVELS[severity_of(finding)],
        "message": {"text": _message(finding)},
        "locations": [location],
        "partialFingerprints": {"battenFinding/v1": fingerprint(finding)},
    }


def _message(finding: Finding) -> str:
    message = phrases.sentences(finding.message, phrases.remedy_of(finding))
    return clean(f"{finding.object.title}: {message.removesuffix('.')}.")


def _physical(where: Place, root: str) -> Json:
    physical: Json = {"artifactLocation": artifact(where.file, root)}
    region = {
        "startLine": where.line,
        "startColumn": where.column,
        "endLine": where.end_line,
        "endColumn": where.end_column,
    }
    if where.line:
        physical["region"] = {name: value for name, value in region.items() if value}
    return physical


def _suppression(entry: Suppressed) -> Json:
    kind = "inSource" if entry.by == "annotation" else "external"
    return {"kind": kind, "justification": entry.reason or f"by {entry.by}"}
