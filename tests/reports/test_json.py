"""The JSON report against its own published schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from batten.check.result import Result
from batten.reports import render
from tests.reports import edges, world
from tests.reports.world import PDB, deployment, finding

SCHEMA = Path(__file__).parents[2] / "docs" / "json-report.schema.json"


def _report(result: Result) -> Any:
    return json.loads("".join(render("json", result)))


@pytest.fixture(scope="module")
def validator() -> jsonschema.protocols.Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))


@pytest.mark.parametrize(
    "name", ["clean", "empty", "unreadable", "one", "nowhere", "mixed", "many"]
)
def test_is_what_the_schema_says(name: str, validator: jsonschema.protocols.Validator) -> None:
    validator.validate(_report(getattr(edges, name)()))


def test_the_schema_refuses_what_is_not_a_report(
    validator: jsonschema.protocols.Validator,
) -> None:
    report = _report(world.shop())
    report["findings"][0]["severity"] = "bad"
    assert not validator.is_valid(report)
    report = _report(world.shop())
    del report["findings"][0]["fingerprint"]
    assert not validator.is_valid(report)


def test_one_finding_a_line() -> None:
    lines = "".join(render("json", world.shop())).splitlines()
    assert sum('"rule":"' in line for line in lines) == 8
    assert json.loads(lines[4].rstrip(","))["rule"] == "pdb-missing"


def test_the_same_input_gives_the_same_bytes() -> None:
    slow = world.shop()
    slow.seconds = 99.0
    assert "".join(render("json", slow)) == "".join(render("json", world.shop()))


def test_a_file_name_that_is_not_utf8() -> None:
    api = deployment("api", file="bad-\udcff.yaml")
    report = _report(world.result([finding(PDB, api, "a drain")], [api]))
    assert report["findings"][0]["file"] == "bad-\ufffd.yaml"


@pytest.mark.parametrize(
    ("rule", "index", "fixable"),
    [
        ("pdb-blocks-eviction", 5, "safe"),
        ("pdb-missing", 0, "creates"),
        ("replicas-min", 2, "guided"),
    ],
)
def test_fixable(rule: str, index: int, fixable: str) -> None:
    entry = _report(world.shop())["findings"][index]
    assert (entry["rule"], entry["fixable"]) == (rule, fixable)


def test_a_safe_rule_without_a_certain_edit_is_guided() -> None:
    api = deployment("api")
    report = _report(world.result([finding(world.BLOCKS, api, "blocked")], [api]))
    assert report["findings"][0]["fixable"] == "guided"
