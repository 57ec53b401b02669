"""What `batten fix` says beside its diff: what it mends, what it leaves, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from batten.check.result import Result
from batten.cli.style import WIDTH
from batten.fixes.fix import Open, Plan, Refused
from batten.fixes.plan import CONSENT
from batten.fixes.prepare import Prepared
from batten.fixes.verify import Verdict
from batten.reports.phrases import file_name, number, place
from batten.reports.plain import clean, wrap
from batten.rules.finding import Finding

_MANY = 10
"""So many of a kind are told one by one unless all are asked for."""


def to_write(prepared: Prepared, paths: Sequence[str]) -> Iterator[str]:
    """What the diff is about."""
    if not prepared.changes:
        yield from nothing()
        return
    count = sum(len(planned.findings) for planned in prepared.made)
    command = " ".join(["batten fix --write", *map(clean, paths)])
    mended = f"{number(count, 'finding')} can be mended in {_files(prepared)}"
    yield f"{mended}; nothing is written yet: {command}"
    yield from _rules(finding for planned in prepared.made for finding in planned.findings)
    yield from _notes(prepared)


def nothing() -> Iterator[str]:
    """There is no diff."""
    yield "Nothing to fix."


def written(prepared: Prepared, verdict: Verdict, after: Result) -> Iterator[str]:
    """What the second check saw."""
    gone = f"{number(len(verdict.gone), 'finding')} gone, {len(after.findings):,} left"
    yield f"{_files(prepared)} written and checked again: {gone}."
    yield from _rules(verdict.gone)
    yield from _notes(prepared)
    if verdict.kept:
        yield "FIXED, AND STILL FOUND. This should not happen, please report it:"
        yield from _findings(verdict.kept, after)
    if verdict.new:
        yield "NEW FINDINGS, which were not there before:"
        yield from _findings(verdict.new, after)


def left(plan: Plan, prepared: Prepared, result: Result, verbose: bool) -> Iterator[str]:
    """What is not mended, and why."""
    values = [each for each in plan.open if each.reason != CONSENT]
    consent = [each.finding for each in plan.open if each.reason == CONSENT]
    if consent:
        yield f"{number(len(consent), 'finding')} could be mended with a value or consent: --guided"
        yield from _rules(consent)
    if values:
        yield f"{number(len(values), 'finding')} wait for an answer, here or in batten.yaml:"
        yield from _some(list(_grouped(values, result)), verbose)
    if prepared.refused:
        count = number(len(prepared.refused), "finding")
        yield f"{count} not mended, for a reason:"
        yield from _some(list(_grouped(prepared.refused, result)), verbose)
    if plan.without:
        count = number(len(plan.without), "finding")
        yield f"{count} without a fix that Batten knows: batten check tells what to do"
    if result.suppressed:
        yield f"{number(len(result.suppressed), 'finding')} set aside are not touched"


def _grouped(entries: Iterable[Open | Refused], result: Result) -> Iterator[list[str]]:
    """Each question and each reason once, with the first finding it stands for."""
    groups: dict[str, list[Open | Refused]] = defaultdict(list)
    for entry in entries:
        key = entry.key if isinstance(entry, Open) else ""
        groups[key or entry.reason].append(entry)
    for key, (first, *others) in groups.items():
        finding = first.finding
        reason = first.reason if first.reason == key else f"{key}: {first.reason}"
        more = f" and {len(others):,} more" if others else ""
        where = clean(place(result.places.of(finding)))
        head = f"  {clean(finding.object.title)}, {finding.rule.id}{more}  {where}"
        yield [head, *(f"    {line}" for line in wrap(clean(reason), WIDTH - 4))]


def _some(blocks: Sequence[list[str]], verbose: bool) -> Iterator[str]:
    shown = blocks if verbose else blocks[:_MANY]
    for block in shown:
        yield from block
    if len(shown) < len(blocks):
        yield f"  and {len(blocks) - len(shown):,} more, shown with -v"


def _rules(findings: Iterable[Finding]) -> Iterator[str]:
    """How many findings of each rule, as a paragraph."""
    counts = Counter(finding.rule.id for finding in findings)
    text = ", ".join(f"{count:,} {rule}" for rule, count in counts.most_common())
    yield from (f"  {line}" for line in wrap(text, WIDTH - 2))


def _findings(findings: Iterable[Finding], result: Result) -> Iterator[str]:
    for finding in findings:
        message = f"{finding.object.title}: {finding.rule.id}: {finding.message}"
        yield from (f"  {line}" for line in wrap(clean(message), WIDTH - 2))


def _notes(prepared: Prepared) -> Iterator[str]:
    """What must be known about the fixes; each once."""
    notes = dict.fromkeys(
        f"{planned.object.title}: {note}" for planned in prepared.made for note in planned.notes
    )
    for note in notes:
        first, *others = wrap(clean(note), WIDTH - 6)
        yield f"note: {first}"
        yield from (f"      {line}" for line in others)


def _files(prepared: Prepared) -> str:
    names = [file_name(change.name) for change in prepared.changes]
    return clean(names[0]) if len(names) == 1 else number(len(names), "file")
