"""What is to be done about each finding: which fix, or why none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from batten.check.result import Result
from batten.fixes.fix import Open, Plan, Planned, Refused, created
from batten.fixes.origins import advice
from batten.model.source import Source
from batten.rules.finding import Finding, Fix
from batten.sources.documents import Document, raw_of

Guide = Callable[[Finding], Fix | Refused | Open | None]
"""Makes the guided fix of a finding; None: there is none."""
Upgrade = Callable[[Finding, dict[str, Any]], Planned | Refused | Open | None]
"""Makes the upgrade of an object, given as written; None: it needs none."""
CONSENT = "--guided"
_UPGRADED = frozenset(("api-removed", "api-deprecated"))
_API = ("apiVersion",)


def plan(result: Result, upgrade: Upgrade, guide: Guide | None = None) -> Plan:
    """Decide about every finding that stands. Without a guide, guided fixes stay open."""
    documents = {(d.source.file, d.source.document): d for d in result.documents}
    planner = _Planner(documents, upgrade, guide)
    for finding in result.findings:
        planner.decide(finding)
    return planner.plan


class _Planner:
    def __init__(
        self,
        documents: Mapping[tuple[str, int], Document],
        upgrade: Upgrade,
        guide: Guide | None,
    ) -> None:
        self.plan = Plan([], [], [], [])
        self._documents = documents
        self._upgrade = upgrade
        self._guide = guide
        self._created: dict[tuple[str, ...], int] = {}
        """Which fix makes a new object, by kind, namespace and name."""

    def decide(self, finding: Finding) -> None:
        match self._fix(finding):
            case Planned() as planned:
                self._add(planned)
            case Refused() as refused:
                self.plan.refused.append(refused)
            case Open() as undecided:
                self.plan.open.append(undecided)
            case None:
                self.plan.without.append(finding)

    def _fix(self, finding: Finding) -> Planned | Refused | Open | None:
        if finding.rule.id in _UPGRADED and finding.path == _API:
            upgraded = self._upgraded(finding)
            if upgraded is not None:
                return upgraded
        if finding.fix is not None and finding.fix.safe:
            return Planned((finding,), finding.fix, "safe")
        if self._guide is None:
            return Open(finding, CONSENT) if finding.rule.fixable != "none" else None
        fix = self._guide(finding)
        return Planned((finding,), fix, "guided") if isinstance(fix, Fix) else fix

    def _upgraded(self, finding: Finding) -> Planned | Refused | Open | None:
        source = finding.object.source
        raw = raw_of(self._document(source), source)
        return self._upgrade(finding, raw) if raw is not None else None

    def _document(self, source: Source) -> Document:
        return self._documents[source.file, source.document]

    def _add(self, planned: Planned) -> None:
        finding = planned.findings[0]
        by_hand = advice(planned, self._document(finding.object.source).text)
        if by_hand:
            self.plan.refused.append(Refused(finding, by_hand))
            return
        new = created(planned.fix)
        if not new:
            self.plan.planned.append(planned)
            return
        missing = [obj for obj in new if _key(obj) not in self._created]
        if not missing and not planned.fix.edits:
            self._share(self._created[_key(new[0])], finding)
            return
        self._created.update((_key(obj), len(self.plan.planned)) for obj in missing)
        self.plan.planned.append(
            msgspec.structs.replace(planned, fix=_creating(planned.fix, missing))
        )

    def _share(self, number: int, finding: Finding) -> None:
        """Let a fix that is planned already mend one finding more."""
        first = self.plan.planned[number]
        self.plan.planned[number] = msgspec.structs.replace(
            first, findings=(*first.findings, finding)
        )


def _creating(fix: Fix, objects: list[dict[str, Any]]) -> Fix:
    """The fix with these new objects only."""
    creates: dict[str, Any] | None = None
    if objects:
        creates = {"apiVersion": "v1", "kind": "List", "items": objects}
    return msgspec.structs.replace(fix, creates=creates)


def _key(obj: Mapping[str, Any]) -> tuple[str, ...]:
    metadata = obj.get("metadata") or {}
    return (str(obj.get("kind")), str(metadata.get("namespace", "")), str(metadata.get("name")))
