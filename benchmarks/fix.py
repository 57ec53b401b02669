"""Measure `batten fix` as its users meet it: whole processes, from start to exit.

    python -m benchmarks.fix                    10,000 workloads that all need an edit
    python -m benchmarks.fix --objects 1000 --runs 1

The input is that of `benchmarks.generate`, its workloads only, and every container without
`allowPrivilegeEscalation`, so that every document has to be edited; most need several edits. The
same input after `batten fix --write` is what nothing has to be done to: its fix costs what its
check costs. Needs Linux and the standard library only.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import generate, handwriting, measure
from benchmarks.pods import Object

_ROOT = Path(__file__).resolve().parent.parent
_KINDS = ("Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job")
_A_FILE = 4
"""Documents in a file."""


class Figure(NamedTuple):
    """What was measured, and what it cost."""

    label: str
    cost: measure.Cost


def workloads(count: int) -> Iterator[Object]:
    """Yield objects that all need an edit."""
    everything = (one for file in generate.manifests(20 * count) for one in file.objects)
    found = 0
    for one in everything:
        if one["kind"] in _KINDS and found < count:
            found += 1
            _unsettle(one)
            yield one


def _unsettle(value: Any) -> None:
    """Take away what every container would have to say."""
    if isinstance(value, dict):
        value.pop("allowPrivilegeEscalation", None)
        for inner in value.values():
            _unsettle(inner)
    elif isinstance(value, list):
        for item in value:
            _unsettle(item)


def write(folder: Path, count: int) -> int:
    """Write them, some to a file; return how many there are."""
    folder.mkdir()
    rng = random.Random(generate.SEED)
    objects = list(workloads(count))
    for start in range(0, len(objects), _A_FILE):
        pen = handwriting.Pen(handwriting.draw_style(rng), rng)
        text = "---\n".join(pen.document(one) for one in objects[start : start + _A_FILE])
        (folder / f"{start:06}.yaml").write_text(text, encoding="utf-8")
    return len(objects)


def measured(batten: str, folder: Path, runs: int) -> Iterator[Figure]:
    """Check and fix the folder; afterwards it is fixed."""

    def repeat(label: str, path: Path, *arguments: str) -> Figure:
        command = [batten, *arguments, str(path)]
        return Figure(label, measure.repeat(runs, 60, lambda: measure.run(command)))

    yield repeat("check", folder, "check", "--fail-on", "never")
    yield repeat("fix, a diff", folder, "fix")
    yield Figure("fix --write", measure.repeat(runs, 60, lambda: _written(batten, folder)))
    fixed = folder.with_name("fixed")
    shutil.copytree(folder, fixed)
    _run(batten, fixed)
    yield repeat("nothing to fix: check", fixed, "check", "--fail-on", "never")
    yield repeat("nothing to fix: fix", fixed, "fix")


def _written(batten: str, folder: Path) -> measure.Cost:
    """Write a fresh copy each time."""
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    cost = _run(batten, copy)
    shutil.rmtree(copy)
    return cost


def _run(batten: str, folder: Path) -> measure.Cost:
    before = {path.name: path.read_text() for path in folder.iterdir()}
    cost = measure.run([batten, "fix", "--write", str(folder)])
    same = [name for name, text in before.items() if (folder / name).read_text() == text]
    if cost.exit_code or same:
        sys.exit(f"exit code {cost.exit_code}, and {len(same)} files were not changed")
    return cost


def main() -> None:
    """Measure and print a table on standard output."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--objects", type=int, default=10_000, help="default: 10000")
    parser.add_argument("--runs", type=int, default=3, help="runs whose median counts (3)")
    parser.add_argument("--batten", default=str(_ROOT / ".venv/bin/batten"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="batten-bench-") as scratch:
        folder = Path(scratch) / "manifests"
        count = write(folder, options.objects)
        for name, value in measure.machine().items():
            print(f"{name}: {value}")
        print(f"\n{count:,} objects\n\n| run | seconds | objects/s | CPU s |\n|---|---|---|---|")
        for label, cost in measured(options.batten, folder, options.runs):
            rate = count / cost.wall
            print(f"| {label} | {cost.wall:.2f} | {rate:,.0f} | {cost.cpu:.2f} |", flush=True)


if __name__ == "__main__":
    main()
