"""Every guided fix mends its finding and brings no new one, over the rules' bad fixtures.

Edits are made to the document as read; that files keep their comments is the editor's to prove.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from batten.fixes.editing.changes import applied, gather
from batten.fixes.fix import Planned, Refused, created
from batten.fixes.guided import BUILDERS, Answers, Question, build
from batten.fixes.merge import Group, merge
from batten.fixes.verify import verdict
from batten.model.imageref import parse as image_of
from batten.model.inventory import Inventory
from batten.model.objects.meta import Object
from batten.model.source import Source
from batten.model.versions import parse
from batten.rules.catalogue import RULES
from batten.rules.engine import judge
from batten.rules.finding import Finding, Fix
from batten.rules.policy import Policy
from batten.sources.documents import cut, raw_of, read, read_object

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
    "consent": True,
}
KUBE_SYSTEM = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "kube-system"}}
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


class Lab:
    """The inventory of a fixture, and what becomes of it by a fix."""

    def __init__(self, path: Path) -> None:
        text = path.read_text()
        given: dict[str, Any] = {}
        for line in text.splitlines():
            head, colon, value = line.removeprefix("#").strip().partition(":")
            if line.startswith("#") and colon and head in ("policy", "complete", "version"):
                given[head] = yaml.safe_load(value)
        self.policy = msgspec.convert(given.get("policy", {}), Policy)
        if "version" in given:
            self.policy.kubernetes_version = parse(given["version"])
        self.complete = given.get("complete", False)
        self.documents = {d.source.document: d for d in cut(path.name, text.encode())}
        self.objects: list[Object] = []
        for document in self.documents.values():
            self.objects += read(document, self.policy.kubernetes_version).objects
        if self.complete:
            self.objects.append(self._object(KUBE_SYSTEM, Source("cluster.yaml")))
        self.inventory = Inventory(self.objects, complete=self.complete)
        self.findings = judge(RULES, self.inventory, self.policy)

    def after(self, finding: Finding, fix: Fix) -> list[Finding]:
        """What the rules say once the fix is made."""
        return self.after_all([(finding, fix)])

    def after_all(self, fixes: Sequence[tuple[Finding, Fix]]) -> list[Finding]:
        """What the rules say once all of the fixes are made that can stand together."""
        groups: dict[Object, list[Group]] = defaultdict(list)
        added: dict[tuple[str, ...], Object] = {}
        for finding, fix in fixes:
            groups[finding.object].append(Group(fix.edits))
            for value in created(fix):
                new = self._object(value, Source("new.yaml"))
                added.setdefault((new.kind, new.namespace, new.name), new)
        objects = [self._made(obj, groups.get(obj, [])) for obj in self.objects]
        everything = Inventory([*objects, *added.values()], complete=self.complete)
        return judge(RULES, everything, self.policy)

    def _made(self, obj: Object, groups: Sequence[Group]) -> Object:
        if not groups:
            return obj
        raw = raw_of(self.documents[obj.source.document], obj.source)
        assert raw is not None
        edits = merge(groups, lambda: raw).edits
        return self._object(applied(raw, gather(edits, raw)), obj.source)

    def _object(self, value: dict[str, Any], source: Source) -> Object:
        return read_object(value, source, self.policy.kubernetes_version)


def shown(path: Path) -> str:
    """A fixture's name among the tests."""
    return f"{path.parent.name}/{path.stem}"


def wrongs(lab: Lab, finding: Finding, fix: Fix) -> list[str]:
    """What a fix left undone, and what it brought."""
    result = verdict(lab.findings, lab.after(finding, fix), [Planned((finding,), fix, "guided")])
    which = f"{finding.object.title}: {finding.message}"
    silent = REVEALS.get(finding.rule.id, ())
    return [f"{which}: still there, after {fix}"] * len(result.kept) + [
        f"{which}: brings {new.rule.id} of {new.object.title}: {new.message}"
        for new in result.new
        if new.rule.id not in silent
    ]


@pytest.mark.parametrize("path", GUIDED, ids=shown)
def test_a_guided_fix_mends_its_finding_and_brings_no_other(path: Path) -> None:
    lab = Lab(path)
    wrong: list[str] = []
    for finding in lab.findings:
        if finding.rule.id == path.parent.name:
            fix = mended(finding, lab.inventory, lab.policy)
            wrong += wrongs(lab, finding, fix) if isinstance(fix, Fix) else []
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_a_safe_fix_mends_its_finding_and_brings_no_other(path: Path) -> None:
    lab = Lab(path)
    wrong: list[str] = []
    for finding in lab.findings:
        if finding.rule.id == path.parent.name and finding.fix and finding.fix.safe:
            wrong += wrongs(lab, finding, finding.fix)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_all_fixes_together_bring_no_finding(path: Path) -> None:
    lab = Lab(path)
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
    labs = [Lab(path) for path in GUIDED if path.parent.name == rule]
    fixes = [
        mended(finding, lab.inventory, lab.policy)
        for lab in labs
        for finding in lab.findings
        if finding.rule.id == rule
    ]
    assert any(isinstance(fix, Fix) and not fix.safe for fix in fixes)
