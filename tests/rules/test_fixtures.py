"""Every rule on its fixtures: tests/rules/<rule-id>/{good,bad}*.yaml, found by name.

A file is one inventory. A comment `# expect: <rule-id>`, optionally followed by a severity, stands
on the very line a finding must point to; a good file expects nothing. Comments at the top may set
`# policy: {minReplicas: 3}`, `# complete: true` (nothing else exists), `# version: "1.25"`.
Only the findings of the folder's own rule are compared.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from batten.model.inventory import Inventory
from batten.model.versions import parse
from batten.rules.catalogue import BY_ID
from batten.rules.engine import judge
from batten.rules.policy import Policy
from batten.sources.documents import cut, read
from batten.sources.places import Locator

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*/*.yaml"))
EXPECT = re.compile(r"#\s*expect:\s*([a-z0-9-]+)(?:\s+(critical|warning|info))?")
Expected = tuple[int, str]


def settings(text: str) -> dict[str, Any]:
    """The settings in the comments at the top of a fixture."""
    found: dict[str, Any] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        match = re.fullmatch(r"#\s*(policy|complete|version):\s*(.+)", line)
        if match:
            found[match[1]] = yaml.safe_load(match[2])
    return found


def findings(path: Path) -> list[tuple[int, str, str]]:
    """Line, severity and message of the findings of the folder's rule."""
    text = path.read_text()
    given = settings(text)
    policy = msgspec.convert(given.get("policy", {}), Policy)
    if "version" in given:
        policy.kubernetes_version = parse(given["version"])
    documents = cut(path.name, text.encode())
    readings = [read(document, policy.kubernetes_version) for document in documents]
    errors = [error for reading in readings for error in reading.errors]
    assert not errors, errors
    objects = [obj for reading in readings for obj in reading.objects]
    inventory = Inventory(objects, complete=given.get("complete", False))
    locator = Locator(documents)
    found = judge([BY_ID[path.parent.name]], inventory, policy)
    return [
        (
            f.line or locator.locate(f.object.source, [f.object.source.prefix + f.path])[0].line,
            str(f.severity),
            f.message,
        )
        for f in found
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_rule(path: Path) -> None:
    lines = path.read_text().splitlines()
    wanted = Counter[Expected]()
    got = findings(path)
    severity_at: dict[int, str] = {}
    for number, written in enumerate(lines, 1):
        for rule, severity in EXPECT.findall(written):
            assert rule == path.parent.name, f"line {number} expects another rule"
            wanted[number, rule] += 1
            if severity:
                severity_at[number] = severity
    if path.stem.startswith("bad"):
        assert wanted, "a bad fixture expects something"
    elif path.stem.startswith("good"):
        assert not wanted, "a good fixture expects nothing"
    assert Counter((line, path.parent.name) for line, _, _ in got) == wanted, got
    for line, severity, message in got:
        assert severity_at.get(line, severity) == severity, (line, message)


@pytest.mark.parametrize("rule_id", BY_ID)
def test_every_rule_has_fixtures(rule_id: str) -> None:
    names = [path.stem for path in (HERE / rule_id).glob("*.yaml")]
    assert any(name.startswith("good") for name in names), f"tests/rules/{rule_id}/good.yaml"
    assert any(name.startswith("bad") for name in names), f"tests/rules/{rule_id}/bad.yaml"
