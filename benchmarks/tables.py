"""The figures of one session, and the tables they are printed in."""

from __future__ import annotations

import dataclasses
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
        faster = one.cost.wall / batten.cost.wall
        cheaper = one.cost.cpu / batten.cost.cpu
        rows.append((f"{one.who} {name}", *costs, f"{faster:.1f}", f"{cheaper:.1f}"))
    yield from _table(("tool", *_COLUMNS, "wall x", "CPU x"), rows)
    yield "wall x, CPU x: how many times longer than Batten it took, and how much more CPU time"


def _goals(results: Results) -> Iterator[tuple[str, ...]]:
    """Compare with what Batten promises itself."""
    by_input = {one.what: one for one in results.throughput}
    one_core, all_cores = by_input["YAML, one core"], by_input["YAML, all cores"]
    served = by_input["kubectl JSON, one core"]
    start = results.cold_start[0].cost.cpu * 1000
    memory = all_cores.cost.memory / 1e6
    yield _goal("YAML, objects/CPU s of one core", one_core.per_cpu_second, at_least=2000)
    yield _goal("YAML, objects/s on all cores", all_cores.per_second, at_least=3500)
    yield _goal("kubectl JSON, objects/CPU s", served.per_cpu_second, at_least=8000)
    yield _goal("cold start of check, CPU ms", start, at_most=200)
    yield _goal("peak memory, MB", memory, at_most=400)
    if len(results.scaling) > 1:
        first, last = results.scaling[-2].per_cpu_second, results.scaling[-1].per_cpu_second
        yield _goal("cost an object, largest : one before", first / last, at_most=1.15, digits=2)


def _goal(
    name: str, value: float, *, at_least: float = 0, at_most: float = 0, digits: int = 0
) -> tuple[str, ...]:
    wanted = f">= {at_least:,}" if at_least else f"<= {at_most:,}"
    met = value >= at_least if at_least else value <= at_most
    return name, wanted, f"{value:,.{digits}f}", "met" if met else "missed"


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
