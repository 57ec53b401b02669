"""Safe edits mend what they were made for: written into the objects, their findings are gone."""

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

    def mended(self, findings: list[Finding]) -> list[Object]:
        """All objects, with the edits of the findings written into them.

        Paths are those of the object as it was: so removals come last, the hindmost first.
        """
        written = copy.deepcopy(self.raw)
        place = {id(obj): raw for obj, raw in zip(self.objects, written, strict=True)}
        edits = [(place[id(f.object)], edit) for f in findings if f.fix for edit in f.fix.edits]
        values = [pair for pair in edits if pair[1].action == "set"]
        removals = [pair for pair in edits if pair[1].action == "remove"]
        removals.sort(key=lambda pair: pair[1].path, reverse=True)
        for raw, edit in values + removals:
            write(raw, edit)
        version = self.policy.kubernetes_version
        pairs = zip(written, self.objects, strict=True)
        return [read_object(raw, obj.source, version) for raw, obj in pairs]


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
def test_safe_edits_mend_their_findings(path: Path) -> None:
    world = World(path)
    before = world.findings(world.objects)
    safe = [f for f in before if f.fix and f.fix.safe and f.fix.edits]
    after = world.findings(world.mended(safe))
    assert len(after) == len(before) - len(safe), [f.message for f in after]


def test_edits_of_security_rules_are_seen() -> None:
    """That the test above has something to look at."""
    for rule_id in ("privilege-escalation", "seccomp-missing", "sa-field-deprecated",
                    "api-removed", "api-deprecated", "proc-mount-sysctl"):  # fmt: skip
        worlds = [World(path) for path in SAFE if path.parent.name == rule_id]
        findings = [f for world in worlds for f in world.findings(world.objects)]
        assert any(f.fix and f.fix.safe for f in findings), rule_id
