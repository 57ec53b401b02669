"""What is to be done about each finding: which fix, or why none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import msgspec

from batten.check.result import Result
from batten.fixes.fix import Open, Plan, Planned, Refused, created
from batten.fixes.origins import advice
from batten.model.inventory import Inventory
from batten.model.source import Source
from batten.rules.finding import Finding, Fix
from batten.sources.documents import Document, raw_of

Upgrade = Callable[[Finding, dict[str, Any]], Planned | Refused | Open | None]
"""Makes the upgrade of an object, given as written; None: it needs none."""
CONSENT = "a value or consent"
"""What is open without a guide."""
_UPGRADED = frozenset(("api-removed", "api-deprecated"))
_API = ("apiVersion",)


def plan(result: Result, upgrade: Upgrade, guide: Guide | None = None) -> Plan:
    """Decide about every finding that stands. Without a guide, guided fixes stay open."""
    documents = {(d.source.file, d.source.document): d for d in result.documents}
    planner = _Planner(documents, upgrade, guide)
    if guide is not None:
        guide.look_at(result.inventory)
    for finding in result.findings:
        planner.decide(finding)
    for planned in guide.wanted() if guide else ():
        planner.add(planned)
    return planner.plan


class Guide(Protocol):
    """Makes the fixes that need values or consent."""

    def __call__(self, finding: Finding) -> Fix | Refused | Open | None:
        """The fix of a finding; None: there is none."""
        ...

    def look_at(self, inventory: Inventory) -> None:
        """Say what the findings that follow are about."""

    def wanted(self) -> Iterable[Planned]:
        """What was asked for although no rule asks for it."""
        ...


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
                self.add(planned)
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
        if self._guide is None:
            if finding.fix is not None and finding.fix.safe:
                return Planned((finding,), finding.fix, "safe")
            mendable = finding.rule.fixable != "none" or finding.fix is not None
            return Open(finding, CONSENT) if mendable else None
        fix = self._guide(finding)
        if not isinstance(fix, Fix):
            return fix
        return Planned((finding,), fix, "safe" if fix.safe else "guided")

    def _upgraded(self, finding: Finding) -> Planned | Refused | Open | None:
        source = finding.object.source
        raw = raw_of(self._document(source), source)
        return self._upgrade(finding, raw) if raw is not None else None

    def _document(self, source: Source) -> Document:
        return self._documents[source.file, source.document]

    def add(self, planned: Planned) -> None:
        """Plan a fix, unless something stands against editing its object."""
        by_hand = advice(planned, self._document(planned.object.source).text)
        if by_hand:
            self.plan.refused += (Refused(finding, by_hand) for finding in planned.findings)
            return
        new = created(planned.fix)
        if not new:
            self.plan.planned.append(planned)
            return
        missing = [obj for obj in new if _key(obj) not in self._created]
        if not missing and not planned.fix.edits:
            self._share(self._created[_key(new[0])], planned.findings)
            return
        self._created.update((_key(obj), len(self.plan.planned)) for obj in missing)
        self.plan.planned.append(
            msgspec.structs.replace(planned, fix=_creating(planned.fix, missing))
        )

    def _share(self, number: int, findings: tuple[Finding, ...]) -> None:
        """Let a fix that is planned already mend other findings too."""
        first = self.plan.planned[number]
        self.plan.planned[number] = msgspec.structs.replace(
            first, findings=(*first.findings, *findings)
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
