"""Measure `batten check` as its users meet it: whole processes, from start to exit.

    python -m benchmarks.check                      all of it, with the peers that are installed
    python -m benchmarks.check --only-batten --objects 1000 --runs 3 --sizes ''

Everything runs on the same generated files (`benchmarks.generate`) in the same session, and the
medians of the runs are shown. Needs Linux and the standard library only; `benchmarks/README.md`
says how the figures are to be read.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import multiprocessing
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from benchmarks import generate, measure, peer, tables
from benchmarks.tables import Figure

_ROOT = Path(__file__).resolve().parent.parent
_QUIET = ("--fail-on", "never")
_CLOSING_LINE = re.compile(rb"([\d,]+) objects? in [\d,]+\s+files?")
_JSON_COUNT = re.compile(rb'"objects":(\d+)')

Progress: TypeAlias = Callable[[str], None]


@dataclasses.dataclass(frozen=True)
class Bench:
    """What stays the same through one session: the executable, the scratch folder, patience."""

    batten: str
    scratch: Path
    runs: int
    patience: float
    timeout: float
    progress: Progress

    def folder(self, count: int) -> Path:
        """Return the folder of `count` objects, written when it is first needed."""
        folder = self.scratch / f"manifests-{count}"
        if not folder.exists():
            self.progress(f"writing {count:,} objects")
            _apart(generate.write_folder, folder, count)
        return folder

    def check(self, label: str, path: Path, count: int, *more: str, one_core: bool) -> Figure:
        """Time `batten check` on `path`, then run it once more for its memory."""
        self.progress(f"batten: {label}, {count:,} objects")
        command = [self.batten, "check", str(path), *_QUIET, *more]
        output = self.scratch / "batten.out"

        def once() -> measure.Cost:
            return measure.run(command, one_core=one_core, output=output, timeout=self.timeout)

        cost = measure.repeat(self.runs, self.patience, once)
        sampled = measure.run(
            command, one_core=one_core, output=output, timeout=self.timeout, sample_memory=True
        )
        cost = dataclasses.replace(cost, memory=max(cost.memory, sampled.memory))
        return Figure("batten", label, count, cost, _seen(cost, output, count))


def _seen(cost: measure.Cost, output: Path, count: int) -> str:
    """Tell by the closing line of a report, or a JSON one's counts, whether all was checked."""
    if cost.timed_out:
        return "timed out"
    if cost.exit_code:
        return f"exit code {cost.exit_code}"
    report = output.read_bytes()
    found = _JSON_COUNT.findall(report[:4096]) or _CLOSING_LINE.findall(report)
    if not found:
        return "not shown"
    seen = int(found[-1].replace(b",", b""))
    return f"all {count:,}" if seen == count else f"{seen:,} of {count:,}"


def throughput(bench: Bench, count: int) -> list[Figure]:
    """Measure YAML and JSON input, on one core and on all."""
    folder = bench.folder(count)
    served, applied = bench.scratch / "served.json", bench.scratch / "applied.json"
    _apart(generate.write_as_served, served, count)
    _apart(generate.write_as_applied, applied, count)
    return [
        bench.check("YAML, one core", folder, count, one_core=True),
        bench.check("YAML, all cores", folder, count, one_core=False),
        bench.check("YAML, JSON report", folder, count, "--format", "json", one_core=False),
        bench.check("kubectl JSON, one core", served, count, one_core=True),
        bench.check("kubectl JSON, all cores", served, count, one_core=False),
        bench.check("compact JSON, one core", applied, count, one_core=True),
    ]


def scaling(bench: Bench, sizes: list[int]) -> list[Figure]:
    """Measure how the cost grows with the input, on one core."""
    return [bench.check("YAML, one core", bench.folder(n), n, one_core=True) for n in sizes]


def cold_start(bench: Bench, runs: int) -> list[Figure]:
    """Measure the start of the command itself."""
    one_file = str(_ROOT / "examples" / "shop" / "checkout.yaml")
    figures = []
    for label, arguments in (
        ("check one-file.yaml", ["check", one_file, *_QUIET]),
        ("--help", ["--help"]),
    ):
        bench.progress(f"batten: cold start, {label}")
        command = [bench.batten, *arguments]
        cost = measure.repeat(runs, bench.patience, functools.partial(measure.run, command))
        figures.append(Figure("batten", label, 1, cost, _exit(cost)))
    return figures


def _exit(cost: measure.Cost) -> str:
    return "all good" if cost.exit_code == 0 else f"exit code {cost.exit_code}"


def run_peer(bench: Bench, one: peer.Peer, executable: str, count: int) -> Figure:
    """Time one peer, and see from its report whether it went through everything."""
    bench.progress(f"{one.name}: {count:,} objects")
    report = bench.scratch / f"{one.name}.json"
    command = peer.command(one, executable, bench.folder(count))

    def once() -> measure.Cost:
        return measure.run(command, folder=bench.scratch, output=report, timeout=bench.timeout)

    cost = measure.repeat(bench.runs, bench.patience, once)
    release, seen = _apart(_identify, one.name, executable, report, count)
    return Figure(one.name, release, count, cost, "timed out" if cost.timed_out else seen)


def _identify(name: str, executable: str, report: Path, count: int) -> tuple[str, str]:
    """Return a peer's version, and how much of the input its report covers."""
    one = next(one for one in peer.PEERS if one.name == name)
    objects = [each for file in generate.manifests(count) for each in file.objects]
    return peer.version(one, executable), peer.coverage(one, report, objects)


def _apart(function: Callable[..., Any], *arguments: object) -> Any:
    """Call `function` in a process of its own, so that this one stays small.

    The kernel counts the memory of whoever starts a program as that program's first peak.
    """
    with multiprocessing.Pool(1) as pool:
        return pool.apply(function, arguments)


def against_peers(
    bench: Bench, names: list[str], sizes: list[int]
) -> tuple[list[Figure], list[str]]:
    """Run every installed peer on each size; return the figures, and why others are missing."""
    figures, missing = [], []
    installed = []
    for one in peer.PEERS:
        executable = peer.find(one)
        if one.name not in names:
            missing.append(f"{one.name}: not asked for")
        elif executable is None:
            missing.append(f"{one.name}: not installed ({one.missing})")
        else:
            installed.append((one, executable))
    for count in sizes if installed else []:
        report = ("--format", "json")
        label = "JSON report"
        figures.append(bench.check(label, bench.folder(count), count, *report, one_core=False))
        figures += [run_peer(bench, one, executable, count) for one, executable in installed]
    return figures, missing


def measure_all(bench: Bench, options: argparse.Namespace) -> tables.Results:
    """Measure what the options ask for, from the quickest to the slowest."""
    count: int = options.objects
    machine = measure.machine() | {"python": _python(bench.batten)}
    start = cold_start(bench, options.cold_runs)
    speed = throughput(bench, count)
    growth = scaling(bench, options.sizes)
    figures, missing = against_peers(
        bench, [] if options.only_batten else options.peers, sorted({min(1000, count), count})
    )
    size = sum(path.stat().st_size for path in bench.folder(count).rglob("*.y*ml"))
    return tables.Results(machine, count, size, start, speed, growth, figures, missing)


def _python(batten: str) -> str:
    """Return the version of the interpreter that runs `batten`."""
    interpreter = Path(batten).parent / "python"
    command = [str(interpreter) if interpreter.exists() else sys.executable, "--version"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1]


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",") if number]


def _peers(text: str) -> list[str]:
    unknown = set(text.split(",")) - {one.name for one in peer.PEERS}
    if unknown:
        raise argparse.ArgumentTypeError(f"no such peer: {', '.join(sorted(unknown))}")
    return text.split(",")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.check", description=__doc__.split("\n")[0]
    )
    everyone = ",".join(one.name for one in peer.PEERS)
    parser.add_argument("--objects", type=int, default=10_000, help="default: 10000")
    parser.add_argument("--runs", type=int, default=5, help="runs whose median counts (5)")
    parser.add_argument("--cold-runs", type=int, default=20, help="the same for cold starts (20)")
    parser.add_argument(
        "--sizes",
        type=_numbers,
        default="1000,10000,100000",
        help="of the scaling table; '' for none",
    )
    parser.add_argument("--only-batten", action="store_true", help="run no peer")
    parser.add_argument("--peers", type=_peers, default=everyone, help=f"default: {everyone}")
    parser.add_argument("--batten", default=str(_ROOT / ".venv" / "bin" / "batten"))
    parser.add_argument("--timeout", type=float, default=600, help="seconds a run may take (600)")
    parser.add_argument(
        "--patience", type=float, default=60, help="no further run after this many seconds (60)"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser.parse_args()


def main() -> None:
    """Measure, then print tables or JSON on standard output; progress goes to standard error."""
    options = _options()
    batten = shutil.which(options.batten)
    if batten is None:
        sys.exit(f"{options.batten} is not there: run `make demo` first, or name it with --batten")
    with tempfile.TemporaryDirectory(prefix="batten-bench-") as scratch:
        bench = Bench(
            batten=batten,
            scratch=Path(scratch),
            runs=options.runs,
            patience=options.patience,
            timeout=options.timeout,
            progress=lambda text: print(f"... {text}", file=sys.stderr),
        )
        results = measure_all(bench, options)
    if options.json:
        print(json.dumps(dataclasses.asdict(results), indent=2))
    else:
        print(tables.render(results))


if __name__ == "__main__":
    main()
