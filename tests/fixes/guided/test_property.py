"""Every guided fix mends its finding and brings no new one, over the rules' bad fixtures.

Edits are made to the document as read; that files keep their comments is the editor's to prove.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from batten.fixes.fix import Planned, Refused
from batten.fixes.guided import BUILDERS, Answers, Question, build
from batten.fixes.verify import verdict
from batten.model.imageref import parse as image_of
from batten.model.inventory import Inventory
from batten.rules.finding import Finding, Fix
from batten.rules.policy import Policy
from tests.fixes.guided.lab import Lab

FIXTURES = Path(__file__).parents[2] / "rules"
FILES = sorted(FIXTURES.glob("*/bad*.yaml"))
GUIDED = [file for file in FILES if file.parent.name in BUILDERS]
GIVEN: dict[str, Any] = {
    "replicas": 3,
    "minReplicas": 3,
    "maxReplicas": 40,
    "runAsUser": 10_001,
    "emptyDirs": "1Gi",
    "quotas": {"pods": "500"},
    "readinessProbes": {"exec": {"command": ["ready"]}},
    "startupSeconds": 120,
    "startingDeadlineSeconds": 3_600,
    "ttlSecondsAfterFinished": 86_400,
    "labels": "shop",
    "ingressTls": "certificate",
    "priorityClassNames": "production",
    "priorityClasses": 1_000,
    "secretKeys": "credentials/value",
    "consent": True,
}
QUANTITIES = {"cpu": "250m", "memory": "512Mi", "ephemeral-storage": "1Gi"}
REVEALS: dict[str, set[str]] = {
    "host-namespaces": {"netpol-missing"},  # which speaks of pods with a network of their own
    "hpa-min-replicas": {"spread-missing"},  # of another object, where it is safely fixed
    "privileged": {"root-fs-writable"},  # which means nothing where root can remount it
    "sts-service": {"hpa-min-replicas"},  # which takes every Service for one of clients
    "strategy-not-rolling": {"replicas-min"},  # which was there, and told what stood against it
}
"""Rules that were silent, or milder, for the finding's sake."""


def told(question: Question) -> Any:
    """What a helpful user answers."""
    section, *rest = question.key
    if question.default is not None:
        return question.default
    if section == "resources":
        return QUANTITIES[rest[-1]]
    if section == "images":
        return f"{image_of(rest[0]).name}:1.4.2@sha256:{'0' * 64}"
    return GIVEN[section]


def mended(finding: Finding, inventory: Inventory, policy: Policy) -> Fix | Refused:
    """The fix, all questions answered."""
    answers = Answers()
    result = build(finding, inventory, policy, answers)
    for _ in range(50):
        if not isinstance(result, Question):
            return result
        answers = answers.told(result, told(result))
        result = build(finding, inventory, policy, answers)
    pytest.fail(f"asks for ever: {result}")


def shown(path: Path) -> str:
    """A fixture's name among the tests."""
    return f"{path.parent.name}/{path.stem}"


def wrongs(lab: Lab, finding: Finding, fix: Fix) -> list[str]:
    """What a fix left undone, and what it brought."""
    planned = Planned((finding,), fix, "guided")
    result = verdict(lab.findings, lab.after(finding, fix), [planned])
    which = f"{finding.object.title}: {finding.message}"
    silent = REVEALS.get(finding.rule.id, ())
    return [f"{which}: still there, after {fix}"] * len(result.kept) + [
        f"{which}: brings {new.rule.id} of {new.object.title}: {new.message}"
        for new in result.new
        if new.rule.id not in silent
    ]


@pytest.mark.parametrize("path", GUIDED, ids=shown)
def test_a_guided_fix_mends_its_finding_and_brings_no_other(path: Path) -> None:
    lab = Lab(path.read_text())
    wrong: list[str] = []
    for finding in lab.findings:
        if finding.rule.id == path.parent.name:
            fix = mended(finding, lab.inventory, lab.policy)
            wrong += wrongs(lab, finding, fix) if isinstance(fix, Fix) else []
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_a_safe_fix_mends_its_finding_and_brings_no_other(path: Path) -> None:
    lab = Lab(path.read_text())
    wrong: list[str] = []
    for finding in lab.findings:
        if finding.rule.id == path.parent.name and finding.fix and finding.fix.safe:
            wrong += wrongs(lab, finding, finding.fix)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_all_fixes_together_bring_no_finding(path: Path) -> None:
    lab = Lab(path.read_text())
    fixes = [
        (finding, fix)
        for finding in lab.findings
        if isinstance(fix := mended(finding, lab.inventory, lab.policy), Fix)
    ]
    silent = {rule for finding, _ in fixes for rule in REVEALS.get(finding.rule.id, ())}
    new = verdict(lab.findings, lab.after_all(fixes), []).new
    wrong = [f"{f.rule.id} of {f.object.title}: {f.message}" for f in new]
    wrong = [line for line in wrong if line.partition(" ")[0] not in silent]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("rule", sorted(BUILDERS.keys() - {"spread-missing", "grace-too-short"}))
def test_every_builder_mends_something(rule: str) -> None:
    labs = [Lab(path.read_text()) for path in GUIDED if path.parent.name == rule]
    fixes = [
        mended(finding, lab.inventory, lab.policy)
        for lab in labs
        for finding in lab.findings
        if finding.rule.id == rule
    ]
    assert any(isinstance(fix, Fix) and not fix.safe for fix in fixes)
