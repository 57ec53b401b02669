"""The score: 0 to 100 for each section and overall.

An object keeps 100 points, less a share of what it has left for each rule that finds something in
it: 40% for a critical rule, 10% for a warning, 1% for an info. A rule counts once an object, at its
worst. A section's score is the mean over all workloads and every other object with a finding in
the section, rounded down, so that 100 means: nothing found. The overall score is the mean of the
sections judged, rounded down. Mending anything always helps, and no object can hide behind the
100 of the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import prod

from batten.check.result import Scores
from batten.model.inventory import Inventory
from batten.model.objects.meta import Object
from batten.rules.finding import Finding, Severity
from batten.rules.rule import Rule, Section

KEPT = {Severity.CRITICAL: 0.6, Severity.WARNING: 0.9, Severity.INFO: 0.99}
"""The share of its points an object keeps for each rule of that severity that finds something."""


def score(inventory: Inventory, rules: Iterable[Rule], findings: Iterable[Finding]) -> Scores:
    """The scores of an inventory by some rules; None where there was nothing to judge."""
    worst: dict[Section, dict[Object, dict[str, Severity]]] = defaultdict(dict)
    for finding in findings:
        told = worst[finding.rule.section].setdefault(finding.object, {})
        severity = finding.severity or finding.rule.severity
        told[finding.rule.id] = max(told.get(finding.rule.id, severity), severity)
    workloads: set[Object] = {workload.object for workload in inventory.workloads}
    asked = {rule.section for rule in rules}
    sections = {
        section.id: _mean(workloads, worst[section]) if section in asked else None
        for section in Section
    }
    known = [points for points in sections.values() if points is not None]
    return Scores(sections, int(sum(known) / len(known)) if known else None)


def _mean(workloads: set[Object], worst: dict[Object, dict[str, Severity]]) -> int | None:
    judged = len(workloads | worst.keys())
    if not judged:
        return None
    kept = sum(prod(KEPT[severity] for severity in rules.values()) for rules in worst.values())
    untouched = judged - len(worst)
    return int(100 * (kept + untouched) / judged + 1e-9)
