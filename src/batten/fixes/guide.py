"""Guided fixes and upgrades, as a plan asks for them: values from batten.yaml or from a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from batten.config.fixing import Fixing
from batten.fixes.fix import Open, Planned, Refused
from batten.fixes.guided import ADVICE, BUILDERS, Answers, Question, build
from batten.fixes.guided.rollouts import configured
from batten.fixes.upgrade import upgrade
from batten.model.inventory import Inventory
from batten.rules.finding import Finding, Fix
from batten.rules.policy import Policy

Upgrader = Callable[[Finding, dict[str, Any]], Planned | Refused | Open | None]
Ask = Callable[[Finding, Question], Any | None]
"""Asks a person; None: no answer."""


class Guide:
    """Makes guided fixes, and remembers what it was told.

    :ivar ask: asks a person; None: nobody is there.
    :ivar beyond_rules: whether to make what the configuration asks although no rule does.
    """

    def __init__(
        self,
        policy: Policy,
        settings: Fixing,
        ask: Ask | None = None,
        *,
        beyond_rules: bool = True,
    ) -> None:
        self.ask = ask
        self.beyond_rules = beyond_rules
        self._inventory = Inventory(())
        self._policy = policy
        self._answers = Answers(settings)
        self._unanswered: set[tuple[str, ...]] = set()

    def look_at(self, inventory: Inventory) -> None:
        """Say what the findings that follow are about."""
        self._inventory = inventory

    def __call__(self, finding: Finding) -> Fix | Refused | Open | None:
        """The fix of a finding, or what it needs, or why there is none; None: advice only."""
        if finding.rule.id not in BUILDERS and finding.rule.id not in ADVICE:
            return finding.fix
        while True:
            made = build(finding, self._inventory, self._policy, self._answers)
            if not isinstance(made, Question):
                return made
            answer = self._answer(finding, made)
            if answer is None:
                return Open(finding, made.text, made.where)
            self._answers = self._answers.told(made, answer)

    def declined(self, finding: Finding, text: str) -> Refused | Open | None:
        """None if the fixes of the finding's rule are agreed to, else what stands against them."""
        rule = finding.rule.id
        agreed = self._answers.consents(rule)
        if agreed is None:
            question = Question(("consent", rule), text, None, "yes")
            agreed = self._answer(finding, question)
            if agreed is None:
                return Open(finding, text, question.where)
            self._answers = self._answers.told(question, agreed)
        return None if agreed else Refused(finding, "not wanted")

    def wanted(self) -> Iterator[Planned]:
        """What the configuration asks of workloads although no rule does."""
        for workload in self._inventory.workloads if self.beyond_rules else ():
            fix = configured(workload, self._answers)
            if fix is not None:
                yield Planned((), fix, "guided", about=workload.object)

    def _answer(self, finding: Finding, question: Question) -> Any | None:
        if self.ask is None or question.key in self._unanswered:
            return None
        answer = self.ask(finding, question)
        if answer is None:
            self._unanswered.add(question.key)
        return answer


def upgrader(policy: Policy, guide: Guide | None = None) -> Upgrader:
    """Makes upgrades; those that change a meaning only where somebody agreed."""

    def make(finding: Finding, raw: dict[str, Any]) -> Planned | Refused | Open | None:
        made = upgrade(raw, policy.kubernetes_version)
        if made is None:
            return None
        if made.unsupported:
            return Refused(finding, made.unsupported)
        if made.doubts:
            doubts = "; ".join(made.doubts)
            if guide is None:
                return Open(finding, f"the upgrade needs consent, --guided: {doubts}")
            declined = guide.declined(finding, f"{finding.object.title} changes: {doubts}. Agreed?")
            if declined is not None:
                return declined
        fix = Fix(made.safe, made.edits)
        return Planned((finding,), fix, "upgrade", (*made.doubts, *made.notes))

    return make
