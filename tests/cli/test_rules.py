"""`batten rules`."""

from __future__ import annotations

import json
from argparse import ArgumentParser

import pytest

from batten.cli import rules
from batten.reports.plain import width
from batten.rules.catalogue import RULES
from batten.rules.rule import Section


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    parser = ArgumentParser()
    rules.configure(parser)
    assert rules.run(parser.parse_args(arguments)) == 0
    return capsys.readouterr().out


def test_lists_every_rule_within_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    told = _run(capsys)
    assert all(f"  {rule.id}  " in told for rule in RULES)
    assert all(width(line) <= 80 for line in told.splitlines())
    places = [told.index(section.value) for section in Section]
    assert places == sorted(places)


def test_json_holds_every_rule_once(capsys: pytest.CaptureFixture[str]) -> None:
    entries = json.loads(_run(capsys, "--format", "json"))
    assert sorted(entry["id"] for entry in entries) == sorted(rule.id for rule in RULES)
    assert set(entries[0]) == {"id", "section", "severity", "fixable", "title"}


def test_sections(capsys: pytest.CaptureFixture[str]) -> None:
    chosen = ("--section", "security", "--section", "uptime")
    entries = json.loads(_run(capsys, *chosen, "--format", "json"))
    assert {entry["section"] for entry in entries} == {"security", "uptime"}
    assert entries[0]["section"] == "uptime"


def test_the_most_severe_come_first(capsys: pytest.CaptureFixture[str]) -> None:
    entries = json.loads(_run(capsys, "--section", "uptime", "--format", "json"))
    ranks = [("critical", "warning", "info").index(entry["severity"]) for entry in entries]
    assert ranks == sorted(ranks)


def test_markdown_links_the_pages(capsys: pytest.CaptureFixture[str]) -> None:
    assert "| [pdb-missing](pdb-missing.md) | warning | new object |" in _run(
        capsys, "--format", "markdown"
    )
