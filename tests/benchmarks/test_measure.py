"""What a run cost is what the process did, its children included."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks import measure

_BURN = "import time\nwhile time.process_time() < 0.3: pass"


def _python(code: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", code]


def test_cpu_time_of_children_counts() -> None:
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-I', '-c', {_BURN!r}])"
    assert measure.run(_python(code)).cpu >= 0.3


def test_the_exit_code_and_the_output_are_kept(tmp_path: Path) -> None:
    cost = measure.run(_python("print('hello'); raise SystemExit(3)"), output=tmp_path / "out")
    assert (cost.exit_code, cost.timed_out) == (3, False)
    assert (tmp_path / "out").read_text() == "hello\n"


def test_a_run_that_is_too_long_is_killed() -> None:
    cost = measure.run(_python("import time; time.sleep(60)"), timeout=0.2)
    assert cost.timed_out
    assert cost.wall < 30


def test_one_core_is_one_core_and_only_for_the_run(tmp_path: Path) -> None:
    before = os.sched_getaffinity(0)
    code = "import os; print(len(os.sched_getaffinity(0)))"
    measure.run(_python(code), output=tmp_path / "out", one_core=True)
    assert (tmp_path / "out").read_text() == "1\n"
    assert os.sched_getaffinity(0) == before


@pytest.mark.parametrize("sampled", [False, True])
def test_memory_is_the_peak(sampled: bool) -> None:
    code = "held = b'x' * 200_000_000\n" + _BURN
    assert 200e6 < measure.run(_python(code), sample_memory=sampled).memory < 400e6


def test_sampled_memory_adds_up_the_processes() -> None:
    code = (
        "import os, time\nchild = os.fork()\nheld = b'x' * 150_000_000\n"
        f"{_BURN}\nif child: os.waitpid(child, 0)"
    )
    assert measure.run(_python(code), sample_memory=True).memory > 280e6


def test_medians_of_several_runs_and_the_worst_exit_code() -> None:
    costs = iter(
        measure.Cost(wall=wall, cpu=wall, memory=memory, exit_code=code, timed_out=False)
        for wall, memory, code in ((3.0, 10, 0), (1.0, 30, 2), (2.0, 20, 0))
    )
    cost = measure.repeat(3, 100, lambda: next(costs))
    assert (cost.wall, cost.memory, cost.exit_code, cost.runs) == (2.0, 30, 2, 3)


def test_patience_ends_the_runs_early() -> None:
    one = measure.Cost(wall=40, cpu=1, memory=1, exit_code=0, timed_out=False)
    assert measure.repeat(5, 60, lambda: one).runs == 2
