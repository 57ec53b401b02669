"""The figures of one session, and the tables they are printed in."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence

from benchmarks.measure import Cost


@dataclasses.dataclass(frozen=True)
class Figure:
    """One line of a table: who did what to how many objects, and the medians it cost."""

    who: str
    what: str
    """The kind of run, or a peer's version."""
    objects: int
    cost: Cost
    seen: str
    """Whether the report covers all objects."""

    @property
    def complete(self) -> bool:
        """Whether the run counts: it ended as it should, with all objects checked."""
        return self.seen.startswith("all ")

    @property
    def per_second(self) -> float:
        """Objects a second of wall time."""
        return self.objects / self.cost.wall

    @property
    def per_cpu_second(self) -> float:
        """Objects a second of one core's time."""
        return self.objects / self.cost.cpu


@dataclasses.dataclass(frozen=True)
class Results:
    """All figures of one session."""

    machine: dict[str, str]
    objects: int
    bytes: int
    """Of the YAML files."""
    cold_start: list[Figure]
    throughput: list[Figure]
    scaling: list[Figure]
    peers: list[Figure]
    """For each number of objects: Batten with its JSON report, then the peers."""
    missing: list[str]


def render(results: Results) -> str:
    """Return the tables as text."""
    return "\n".join(_lines(results)) + "\n"


def _lines(results: Results) -> Iterator[str]:
    yield ", ".join(f"{name}: {value}" for name, value in results.machine.items())
    yield f"{results.objects:,} objects, {results.bytes / 1e6:.1f} MB of YAML"
    yield from _table(
        ("cold start", "CPU ms", "wall ms", "runs", ""),
        (
            (one.what, _ms(one.cost.cpu), _ms(one.cost.wall), str(one.cost.runs), one.seen)
            for one in results.cold_start
        ),
    )
    yield from _table(("input", *_COLUMNS), map(_row, results.throughput))
    if results.scaling:
        yield from _table(("scaling", *_COLUMNS), map(_row, results.scaling))
    yield from _table(("goal", "wanted", "measured", ""), _goals(results))
    for count in sorted({one.objects for one in results.peers}):
        yield from _peers([one for one in results.peers if one.objects == count])
    yield ""
    yield from results.missing


_COLUMNS = ("objects", "CPU s", "wall s", "objects/CPU s", "objects/s", "MB", "runs", "checked")


def _row(one: Figure) -> tuple[str, ...]:
    cost = one.cost
    return (
        one.what,
        f"{one.objects:,}",
        f"{cost.cpu:.2f}",
        f"{'>' if cost.timed_out else ''}{cost.wall:.2f}",
        f"{one.per_cpu_second:,.0f}",
        f"{one.per_second:,.0f}",
        f"{cost.memory / 1e6:,.0f}",
        str(cost.runs),
        one.seen,
    )


def _peers(figures: Sequence[Figure]) -> Iterator[str]:
    batten = figures[0]
    rows = []
    for one in figures:
        name, *costs = _row(one)
        least = ">" if one.cost.timed_out else ""
        wall, cpu = one.cost.wall / batten.cost.wall, one.cost.cpu / batten.cost.cpu
        rows.append((f"{one.who} {name}", *costs, f"{least}{wall:.1f}", f"{least}{cpu:.1f}"))
    yield from _table(("tool", *_COLUMNS, "wall x", "CPU x"), rows)
    yield "wall x, CPU x: how many times longer than Batten it took, and how much more CPU time"


def _goals(results: Results) -> Iterator[tuple[str, ...]]:
    """Compare with what Batten promises itself."""
    by_input = {one.what: one for one in results.throughput}
    one_core, all_cores = by_input["YAML, one core"], by_input["YAML, all cores"]
    served, start = by_input["kubectl JSON, one core"], results.cold_start[0]
    yield _goal("YAML, objects/CPU s of one core", one_core, one_core.per_cpu_second, ">=", 2000)
    yield _goal("YAML, objects/s on all cores", all_cores, all_cores.per_second, ">=", 3500)
    yield _goal("kubectl JSON, objects/CPU s", served, served.per_cpu_second, ">=", 8000)
    yield _goal("peak memory, MB", all_cores, all_cores.cost.memory / 1e6, "<=", 400)
    yield _goal("cold start of check, CPU ms", start, start.cost.cpu * 1000, "<=", 200)
    for small, large in itertools.pairwise(results.scaling):
        name = f"CPU of an object, {large.objects:,} : {small.objects:,}"
        worse = large if small.complete else small
        yield _goal(name, worse, small.per_cpu_second / large.per_cpu_second, "<=", 1.15)


def _goal(name: str, of: Figure, value: float, relation: str, bound: float) -> tuple[str, ...]:
    met = value >= bound if relation == ">=" else value <= bound
    verdict = ("met" if met else "missed") if of.complete else f"does not count: {of.seen}"
    shown = f"{value:,.2f}" if bound < 10 else f"{value:,.0f}"
    return name, f"{relation} {bound:,}", shown, verdict


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"


def _table(
    head: Sequence[str], rows: Iterator[tuple[str, ...]] | Sequence[tuple[str, ...]]
) -> Iterator[str]:
    """Lay out a table: the first column to the left, words to the left, numbers to the right."""
    cells = [tuple(head), *rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    yield ""
    for row in cells:
        yield "  ".join(
            cell.ljust(width) if column in (0, len(head) - 1) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
