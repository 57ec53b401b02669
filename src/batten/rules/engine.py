"""Puts every rule to every subject of an inventory.

Which subjects there are: each Workload, its PodTemplate, each of its Containers; each object of a
kind with a type, by the name of that type; every Object at all; and the Inventory itself, once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from batten.model.inventory import Inventory
from batten.model.objects.meta import Object
from batten.model.workload import Workload
from batten.rules.finding import Finding
from batten.rules.policy import Policy
from batten.rules.rule import Check, Rule

Bound = tuple[Rule, Check, tuple[Any, ...]]


class Engine:
    """Rules bound to an inventory and a policy."""

    def __init__(self, rules: Iterable[Rule], inventory: Inventory, policy: Policy) -> None:
        self.inventory = inventory
        self._by_subject: dict[str, list[Bound]] = defaultdict(list)
        given = {"inventory": inventory, "policy": policy}
        for rule in rules:
            arguments = tuple(given[name] for name in rule.needs)
            for subject in rule.subject.split(" | "):
                self._by_subject[subject].append((rule, rule.check, arguments))

    def judge(self) -> list[Finding]:
        """All findings, in the order of the objects, then of the rules."""
        findings = self.about_inventory()
        self.about(self.inventory.objects, findings)
        return findings

    def about_inventory(self) -> list[Finding]:
        """What only the whole can show."""
        findings: list[Finding] = []
        self._ask("Inventory", self.inventory, findings)
        return findings

    def about(self, objects: Sequence[Object], findings: list[Finding]) -> None:
        """Append what is to be said about some of the inventory's objects."""
        rules, ask = self._by_subject, self._ask
        for obj in objects:
            kind = type(obj).__name__
            if kind in rules:
                ask(kind, obj, findings)
            ask("Object", obj, findings)
            workload = self.inventory.workload(obj)
            if workload is not None:
                self._about_workload(workload, findings)

    def _about_workload(self, workload: Workload, findings: list[Finding]) -> None:
        self._ask("Workload", workload, findings)
        self._ask("PodTemplate", workload.pod, findings)
        for container in workload.containers:
            self._ask("Container", container, findings)

    def _ask(self, subject_kind: str, subject: object, findings: list[Finding]) -> None:
        for rule, check, arguments in self._by_subject[subject_kind]:
            for finding in check(subject, *arguments):
                finding.rule = rule
                if finding.severity is None:
                    finding.severity = rule.severity
                findings.append(finding)


def judge(rules: Iterable[Rule], inventory: Inventory, policy: Policy) -> list[Finding]:
    """All findings of the rules on the inventory, in a stable order."""
    return Engine(rules, inventory, policy).judge()
