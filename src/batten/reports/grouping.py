"""Findings put in the order people read them: by section, by object, by rule, worst first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from batten.model.objects.meta import Object
from batten.rules.finding import Finding, Severity
from batten.rules.rule import Rule, Section

Pile = list[Finding]
SEVERITIES = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)


def severity_of(finding: Finding) -> Severity:
    """The finding's severity; the engine sets it, the rule's own stands in for it."""
    return finding.severity or finding.rule.severity


def by_section(findings: Iterable[Finding]) -> dict[Section, Pile]:
    """The findings of each section; a section without any has an empty pile."""
    piles: dict[Section, Pile] = {section: [] for section in Section}
    by_rule: dict[Rule, Pile] = defaultdict(list)
    for finding in findings:
        by_rule[finding.rule].append(finding)
    for rule, pile in by_rule.items():
        piles[rule.section].extend(pile)
    return piles


def by_object(findings: Iterable[Finding]) -> list[Pile]:
    """One pile an object, the worst object first; within a pile, the worst finding first."""
    piles: dict[int, Pile] = defaultdict(list)
    for finding in findings:
        piles[id(finding.object)].append(finding)
    for pile in piles.values():
        pile.sort(key=_rank)
    return sorted(piles.values(), key=_object_rank)


def by_rule(findings: Iterable[Finding]) -> list[Pile]:
    """One pile a rule and severity: the most severe first, then the most frequent."""
    piles: dict[tuple[Rule, Severity], Pile] = defaultdict(list)
    for finding in findings:
        piles[finding.rule, severity_of(finding)].append(finding)
    return sorted(piles.values(), key=lambda pile: (_rank(pile[0])[0], -len(pile), _rank(pile[0])))


def tally(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many of each severity, the most severe first."""
    counts = dict.fromkeys(SEVERITIES, 0)
    for finding in findings:
        counts[severity_of(finding)] += 1
    return counts


def worst_object(findings: Iterable[Finding]) -> Pile:
    """All findings of the object that `by_object` puts first, without sorting all objects."""
    findings = list(findings)
    worst = max(map(severity_of, findings), default=None)
    counts = Counter(id(one.object) for one in findings if severity_of(one) is worst)
    most = max(counts.values(), default=0)
    piles = by_object(one for one in findings if counts[id(one.object)] == most)
    return piles[0] if piles else []


def objects_of(findings: Iterable[Finding]) -> list[Object]:
    """The distinct objects the findings are about, in the order met."""
    return list({id(finding.object): finding.object for finding in findings}.values())


def _rank(finding: Finding) -> tuple[int, str, str]:
    return (-severity_of(finding), finding.rule.id, finding.message)


def _object_rank(pile: Pile) -> tuple[int, int, int, str, str]:
    critical, warning, info = tally(pile).values()
    obj = pile[0].object
    return (-critical, -warning, -info, f"{obj.namespace}/{obj.name}", obj.kind)
