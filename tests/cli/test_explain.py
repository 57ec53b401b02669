"""`batten explain RULE`."""

from __future__ import annotations

import json
from argparse import ArgumentParser

import pytest

from batten.cli import explain
from batten.errors import UsageError


def _run(*arguments: str) -> int:
    parser = ArgumentParser()
    explain.configure(parser)
    return explain.run(parser.parse_args(arguments))


def test_prints_the_pages_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("pdb-missing", "replicas-min") == 0
    told = capsys.readouterr().out
    assert told.startswith("pdb-missing  (warning, Uptime and stability)\n")
    assert "\n\nreplicas-min  (critical, Uptime and stability)\n" in told
    assert "    apiVersion: policy/v1\n    kind: PodDisruptionBudget\n" in told


def test_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    _run("pdb-missing", "--format", "markdown")
    told = capsys.readouterr().out
    assert told.startswith("# pdb-missing\n")
    assert "```yaml\napiVersion: policy/v1\n" in told


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    _run("pdb-missing", "replicas-min", "--format", "json")
    pages = json.loads(capsys.readouterr().out)
    assert [page["id"] for page in pages] == ["pdb-missing", "replicas-min"]
    assert pages[0]["fix"].startswith("Add a PodDisruptionBudget")


@pytest.mark.parametrize("asked", ["pdb-mising", "PDB_MISSING", "pdb-missin"])
def test_an_unknown_rule_names_the_nearest(asked: str) -> None:
    with pytest.raises(UsageError, match=f'there is no rule "{asked}"') as caught:
        _run("replicas-min", asked)
    assert "did you mean pdb-missing" in caught.value.hint


def test_a_rule_like_no_other_points_to_the_list() -> None:
    with pytest.raises(UsageError) as caught:
        _run("xyzzy")
    assert caught.value.hint == "`batten rules` lists them all"
