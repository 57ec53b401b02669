"""A safe fix mends what it was offered for, and brings nothing worse."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
import yaml

from batten.model.inventory import Inventory
from batten.model.source import Source
from batten.model.versions import Version
from batten.rules import (
    autoscaling,
    pdb,
    pdb_limits,
    rollout,
    rollout_deadline,
    shutdown,
)
from batten.rules.engine import judge
from batten.rules.finding import Edit, Finding
from batten.rules.policy import Policy
from batten.rules.rule import Rule, rules_of
from batten.sources.decode import decode
from tests.rules.test_fixtures import settings

HERE = Path(__file__).parent
MODULES = (autoscaling, pdb, pdb_limits, rollout, rollout_deadline, shutdown)
RULES = [rule for module in MODULES for rule in rules_of(module)]
FILES = [
    path
    for rule in RULES
    if rule.fixable == "safe"
    for path in sorted((HERE / rule.id).glob("bad*.yaml"))
]


def edited(document: dict[str, Any], edit: Edit) -> None:
    *parents, last = edit.path
    place: Any = document
    for step in parents:
        place = place.setdefault(step, {}) if isinstance(place, dict) else place[step]
    if edit.action == "remove":
        del place[last]
    else:
        place[last] = edit.value


class Case(NamedTuple):
    rule: Rule
    policy: Policy
    documents: list[dict[str, Any]]

    def judged(self) -> list[Finding]:
        read = [decode(document, Source(document=n)) for n, document in enumerate(self.documents)]
        return judge([self.rule], Inventory(read), self.policy)


def case(path: Path) -> Case:
    text = path.read_text()
    rule = next(rule for rule in RULES if rule.id == path.parent.name)
    policy = msgspec.convert(settings(text).get("policy", {}), Policy)
    return Case(rule, policy, [document for document in yaml.safe_load_all(text) if document])


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_safe_edits_mend(path: Path) -> None:
    given = case(path)
    findings = given.judged()
    for finding in findings:
        if finding.fix:
            assert finding.fix.safe and finding.fix.edits
            for edit in finding.fix.edits:
                edited(given.documents[finding.object.source.document], edit)
    unfixed = [finding.message for finding in findings if not finding.fix]
    assert [finding.message for finding in given.judged()] == unfixed


def test_every_safe_rule_offers_an_edit() -> None:
    offered = {path.parent.name for path in FILES if any(f.fix for f in case(path).judged())}
    assert offered == {path.parent.name for path in FILES}


def test_no_sleep_hook_before_kubernetes_knows_it() -> None:
    given = case(HERE / "grace-too-short" / "bad.yaml")
    given.policy.kubernetes_version = Version(1, 29)
    stops = [finding for finding in given.judged() if "stops while" in finding.message]
    assert stops and not any(finding.fix for finding in stops)


def test_one_replica_is_never_made_two_by_a_safe_edit() -> None:
    given = case(HERE / "rollout-no-headroom" / "bad.yaml")
    single = [finding for finding in given.judged() if "its one pod" in finding.message]
    assert single and not any(finding.fix for finding in single)
