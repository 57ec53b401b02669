"""Every fix the command makes of the rules' bad fixtures holds its promise, in the files.

Once with safe fixes only, once with the answers that a helpful user would give.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from batten.check.run import Request
from batten.config.fixing import Fixing
from batten.fixes.guide import Guide, upgrader
from batten.fixes.guided import Question
from batten.fixes.rounds import Outcome, Way, fix
from batten.model.versions import parse
from batten.rules.catalogue import RULES
from batten.rules.finding import Finding
from batten.rules.policy import Policy
from tests.fixes.guided.lab import settings
from tests.fixes.guided.test_property import REVEALS, told

FILES = sorted((Path(__file__).parents[1] / "rules").glob("*/bad*.yaml"))


def fixed(path: Path, *, guided: bool) -> Outcome:
    given = settings(path.read_text())
    policy = msgspec.convert(given.get("policy", {}), Policy)
    if "version" in given:
        policy.kubernetes_version = parse(given["version"])
    guide = Guide(policy, Fixing(), _answer) if guided else None
    return fix(Request([str(path)], RULES, policy), Way(upgrader(policy, guide), guide))


def _answer(finding: Finding, question: Question) -> Any:
    return told(question)


@pytest.mark.parametrize("guided", [False, True], ids=["safe", "guided"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_it_holds(path: Path, guided: bool, tmp_path: Path) -> None:
    outcome = fixed(path, guided=guided)
    assert not outcome.verdict.kept, [f"{f.rule.id}: {f.message}" for f in outcome.verdict.kept]
    made_for = {finding.rule.id for planned in outcome.made for finding in planned.findings}
    silent = {rule for made in made_for for rule in REVEALS.get(made, ())}
    new = [f for f in outcome.verdict.new if f.rule.id not in silent]
    assert not new, [f"{f.rule.id}: {f.object.title}: {f.message}" for f in new]
    assert [e.message for e in outcome.after.errors] == [e.message for e in outcome.before.errors]
    for change in outcome.changes:
        copy = tmp_path / path.name
        copy.write_bytes(change.data)
        assert not fixed(copy, guided=guided).changes, "to fix it again changes nothing"
