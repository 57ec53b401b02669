"""A safe edit mends what it was made for: written into the object, its finding is gone."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import msgspec
import pytest

from batten.model.inventory import Inventory
from batten.model.objects.meta import Object
from batten.model.versions import parse
from batten.rules.catalogue import BY_ID
from batten.rules.engine import judge
from batten.rules.finding import Edit, Finding
from batten.rules.policy import Policy
from batten.sources.documents import cut, raw_of, read, read_object
from tests.rules.test_fixtures import FILES, settings

SAFE = [
    path for path in FILES
    if path.stem.startswith("bad") and path.parent.name in BY_ID
    and BY_ID[path.parent.name].fixable == "safe"
]  # fmt: skip


class World:
    """A fixture, its objects as written beside what was decoded from them."""

    def __init__(self, path: Path) -> None:
        text = path.read_text()
        given = settings(text)
        self.policy = msgspec.convert(given.get("policy", {}), Policy)
        if "version" in given:
            self.policy.kubernetes_version = parse(given["version"])
        self.complete: bool = given.get("complete", False)
        self.rule = BY_ID[path.parent.name]
        documents = cut(path.name, text.encode())
        read_together = [(d, read(d, self.policy.kubernetes_version).objects) for d in documents]
        self.objects = [obj for _, objects in read_together for obj in objects]
        self.raw = [raw_of(d, obj.source) for d, objects in read_together for obj in objects]

    def findings(self, objects: list[Object]) -> list[Finding]:
        inventory = Inventory(objects, complete=self.complete)
        return judge([self.rule], inventory, self.policy)

    def mended(self, finding: Finding) -> list[Object]:
        """All objects, with the finding's edits written into its own."""
        assert finding.fix is not None
        index = next(i for i, obj in enumerate(self.objects) if obj is finding.object)
        raw = copy.deepcopy(self.raw[index])
        for edit in finding.fix.edits:
            write(raw, edit)
        version = self.policy.kubernetes_version
        obj = read_object(raw, finding.object.source, version)
        return [*self.objects[:index], obj, *self.objects[index + 1 :]]


def write(place: Any, edit: Edit) -> None:
    for step in edit.path[:-1]:
        if isinstance(step, str) and place.get(step) is None:
            place[step] = {}
        place = place[step]
    last = edit.path[-1]
    if edit.action == "remove":
        del place[last]
    elif isinstance(place, list) and last == len(place):
        place.append(edit.value)
    else:
        place[last] = edit.value


@pytest.mark.parametrize("path", SAFE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_safe_edit_mends_its_finding(path: Path) -> None:
    world = World(path)
    before = world.findings(world.objects)
    safe = [f for f in before if f.fix and f.fix.safe and f.fix.edits]
    for finding in safe:
        after = world.findings(world.mended(finding))
        assert len(after) < len(before), finding.message


def test_edits_of_security_rules_are_seen() -> None:
    """That the test above has something to look at."""
    for rule_id in ("privilege-escalation", "seccomp-missing", "sa-field-deprecated",
                    "api-removed", "api-deprecated", "proc-mount-sysctl"):  # fmt: skip
        worlds = [World(path) for path in SAFE if path.parent.name == rule_id]
        findings = [f for world in worlds for f in world.findings(world.objects)]
        assert any(f.fix and f.fix.safe for f in findings), rule_id
