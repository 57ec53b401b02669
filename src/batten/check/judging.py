"""All rules on all objects, on all processors where it is worth it.

A worker inherits the whole inventory by the fork, judges a run of the objects and sends back only
what it found.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from batten import workers
from batten.model.inventory import Inventory
from batten.model.objects.meta import Object
from batten.model.source import Path
from batten.rules.engine import Engine
from batten.rules.finding import Finding, Fix, Severity
from batten.rules.policy import Policy
from batten.rules.rule import Rule

_WORTH_A_FORK = 1_000
"""Objects: some tenths of a second of judging."""


def judge(
    rules: Sequence[Rule], inventory: Inventory, policy: Policy, *, processes: int = 1
) -> list[Finding]:
    """All findings, in the order of the objects, then of the rules; those of the whole first."""
    engine = Engine(rules, inventory, policy)
    objects = inventory.objects
    if processes < 2 or len(objects) < _WORTH_A_FORK:
        return engine.judge()

    def weight(obj: Object) -> int:
        """Workloads are put to most of the rules."""
        return 1 if inventory.workload(obj) is None else 10

    def about(share: Sequence[Object]) -> list[Finding]:
        findings: list[Finding] = []
        engine.about(share, findings)
        return findings

    numbered = _Numbered(rules, objects)
    task = workers.Task(about, numbered.pack, numbered.unpack)
    spread = workers.spread(task, workers.share(objects, processes, weight))
    return engine.about_inventory() + [finding for share in spread for finding in share]


class _Sent(msgspec.Struct, array_like=True, gc=False):
    """A Finding with numbers in place of the objects both sides know."""

    rule: int
    object: int
    path: Path
    message: str
    severity: Severity
    remedy: str
    fix: Fix | None
    line: int


class _Numbered:
    def __init__(self, rules: Sequence[Rule], objects: Sequence[Object]) -> None:
        self._rules, self._objects = rules, objects
        self._rule_number = {id(rule): number for number, rule in enumerate(rules)}
        self._object_number = {id(obj): number for number, obj in enumerate(objects)}

    def pack(self, findings: list[Finding]) -> bytes:
        return msgspec.msgpack.encode(
            [
                (
                    self._rule_number[id(f.rule)], self._object_number[id(f.object)],
                    f.path, f.message, f.severity, f.remedy, f.fix, f.line,
                )
                for f in findings
            ]
        )  # fmt: skip

    def unpack(self, answer: bytes) -> list[Finding]:
        objects, rules = self._objects, self._rules
        return [
            Finding(
                objects[s.object], s.path, s.message, s.severity, s.remedy, s.fix, s.line,
                rules[s.rule],
            )
            for s in msgspec.msgpack.decode(answer, type=list[_Sent])
        ]  # fmt: skip
