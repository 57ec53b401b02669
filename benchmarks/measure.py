"""Run whole processes and say what they cost, as the kernel counts it (Linux)."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import platform
import signal
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

_SAMPLE_SECONDS = 0.02


@dataclasses.dataclass(frozen=True, kw_only=True)
class Cost:
    """What one run cost, or the medians of several."""

    wall: float
    """Seconds from start to end."""
    cpu: float
    """Seconds of user and system time, children included."""
    memory: int
    """Peak in bytes: of the largest process, or of the whole tree if it was sampled.

    At least the memory of this process, which the kernel counts before the program is loaded.
    """
    exit_code: int
    timed_out: bool
    runs: int = 1


def run(
    command: Sequence[str],
    *,
    folder: Path | None = None,
    one_core: bool = False,
    output: Path = Path(os.devnull),
    timeout: float = 600.0,
    sample_memory: bool = False,
) -> Cost:
    """Run `command` to its end, or kill it with its children after `timeout` seconds.

    Sampling sums the memory of all processes every 20 ms. It disturbs: never time such a run.
    """
    with output.open("wb") as stdout, _pinned(one_core):
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdout=stdout, stderr=subprocess.DEVNULL, start_new_session=True
        )
    late = threading.Event()
    timer = threading.Timer(timeout, _kill, (process.pid, late))
    timer.start()
    with _sampling(process.pid, wanted=sample_memory) as peak:
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    timer.cancel()
    timer.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        memory=max(usage.ru_maxrss * 1024, *peak),
        exit_code=process.returncode,
        timed_out=late.is_set(),
    )


def repeat(runs: int, patience: float, once: Callable[[], Cost]) -> Cost:
    """Return the medians of up to `runs` runs, ending early after `patience` seconds."""
    costs = [once()]
    while len(costs) < runs and sum(cost.wall for cost in costs) < patience:
        costs.append(once())
    return Cost(
        wall=statistics.median(cost.wall for cost in costs),
        cpu=statistics.median(cost.cpu for cost in costs),
        memory=max(cost.memory for cost in costs),
        exit_code=max((cost.exit_code for cost in costs), key=abs),
        timed_out=any(cost.timed_out for cost in costs),
        runs=len(costs),
    )


def machine() -> dict[str, str]:
    """Describe where the figures come from."""
    model = _field("/proc/cpuinfo", "model name")
    memory = int(_field("/proc/meminfo", "MemTotal").split()[0]) / 2**20
    return {
        "cpu": model or platform.machine(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "load before": f"{os.getloadavg()[0]:.2f}",
    }


def _field(path: str, name: str) -> str:
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""


@contextlib.contextmanager
def _pinned(one_core: bool) -> Iterator[None]:
    """Pin what is started inside to one core: a child inherits the cores of its parent."""
    cores = os.sched_getaffinity(0)
    if one_core:
        os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def _kill(group: int, late: threading.Event) -> None:
    late.set()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


@contextlib.contextmanager
def _sampling(pid: int, *, wanted: bool) -> Iterator[list[int]]:
    """Collect the peak memory of the process tree below `pid` while the block runs."""
    peak = [0]
    if not wanted:
        yield peak
        return
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_SAMPLE_SECONDS):
            peak[0] = max(peak[0], sum(map(_proportional, _tree(pid))))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


def _tree(pid: int) -> Iterator[int]:
    yield pid
    with contextlib.suppress(OSError):
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in children.read_text().split():
                yield from _tree(int(child))


def _proportional(pid: int) -> int:
    """Return the proportional set size in bytes: pages that processes share count once."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
