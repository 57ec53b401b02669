"""The benchmark itself: a run that did not check everything never counts as a figure."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import measure, peer, tables

_ROOT = Path(__file__).resolve().parents[2]
_COST = measure.Cost(wall=1.0, cpu=2.0, memory=10**8, exit_code=0, timed_out=False)


def _stand_in(folder: Path, code: str) -> str:
    path = folder / "batten"
    path.write_text(f"#!{sys.executable} -IS\n{code}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def _bench(folder: Path, code: str, *more: str) -> str:
    command = [sys.executable, "-m", "benchmarks.check", "--batten", _stand_in(folder, code)]
    command += ["--objects=20", "--runs=1", "--cold-runs=1", "--sizes=10,20", "--only-batten"]
    done = subprocess.run([*command, *more], cwd=_ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def test_a_full_run_is_counted(tmp_path: Path) -> None:
    text = _bench(tmp_path, "print('3 findings. 20 objects in 5 files, 0.1 s')")
    assert "all 20" in text
    assert "does not count: 20 of 10" in text  # the stand-in claims 20 for the smaller input too


def test_an_unknown_peer_is_an_error() -> None:
    command = [sys.executable, "-m", "benchmarks.check", "--peers", "polaris,datree"]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "datree" in done.stderr


def test_half_of_the_objects_do_not_count(tmp_path: Path) -> None:
    text = _bench(tmp_path, "print('1 finding. 10 objects in 5 files, 0.1 s')")
    assert "does not count: 10 of 20" in text


@pytest.mark.parametrize("exit_code", [1, 2])
def test_a_failed_run_does_not_count(tmp_path: Path, exit_code: int) -> None:
    text = _bench(tmp_path, f"print('20 objects in 5 files')\nraise SystemExit({exit_code})")
    assert f"does not count: exit code {exit_code}" in text


def test_json_holds_every_figure(tmp_path: Path) -> None:
    results = json.loads(_bench(tmp_path, "print('20 objects in 5 files')", "--json"))
    assert [one["what"] for one in results["throughput"]][:2] == [
        "YAML, one core",
        "YAML, all cores",
    ]
    assert [one["objects"] for one in results["scaling"]] == [10, 20]
    assert {line.split(":")[0] for line in results["missing"]} == {one.name for one in peer.PEERS}


def test_a_peer_is_compared_with_batten_on_the_same_objects() -> None:
    slow = measure.Cost(wall=5.0, cpu=6.0, memory=1, exit_code=1, timed_out=False)
    batten = tables.Figure("batten", "JSON report", 100, _COST, "all 100")
    other = tables.Figure("checkov", "v3", 100, slow, "all 87")
    start = tables.Figure("batten", "check", 1, _COST, "all good")
    speed = [
        tables.Figure("batten", what, 100, _COST, "all 100")
        for what in ("YAML, one core", "YAML, all cores", "kubectl JSON, one core")
    ]
    text = tables.render(tables.Results({}, 100, 1, [start], speed, [], [batten, other], []))
    line = next(line for line in text.splitlines() if line.startswith("checkov v3"))
    assert line.split()[-2:] == ["5.0", "3.0"]


def test_a_peer_that_skips_objects_is_shown_to(tmp_path: Path) -> None:
    polaris = next(one for one in peer.PEERS if one.name == "polaris")
    report = tmp_path / "report.json"
    report.write_text('{"Results": [1, 2]}')
    objects = [{"kind": "Pod"}] * 3
    assert peer.coverage(polaris, report, objects) == "2 of 3"
    assert peer.coverage(polaris, report, objects[:2]) == "all 2"
    report.write_text("panic: out of memory")
    assert peer.coverage(polaris, report, objects).startswith("no usable report")


def test_own_folders_of_peers_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    polaris = next(one for one in peer.PEERS if one.name == "polaris")
    for name in ("own", "path"):
        (tmp_path / name).mkdir()
        tool = tmp_path / name / "polaris"
        tool.write_text("#!/bin/sh\necho Polaris version:9.8.7\n")
        tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.delenv("BATTEN_BENCH_PEERS", raising=False)
    assert peer.find(polaris) == str(tmp_path / "path" / "polaris")
    monkeypatch.setenv("BATTEN_BENCH_PEERS", str(tmp_path / "own"))
    found = peer.find(polaris)
    assert found == str(tmp_path / "own" / "polaris")
    monkeypatch.undo()
    assert peer.version(polaris, found) == "v9.8.7"
