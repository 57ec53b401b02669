"""What `batten fix` says beside its diff: what it mends, what it leaves, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from batten.check.result import Result
from batten.cli.style import WIDTH
from batten.fixes.fix import Open, Refused
from batten.fixes.plan import CONSENT
from batten.fixes.rounds import Outcome
from batten.reports.phrases import file_name, number, place
from batten.reports.plain import clean, wrap
from batten.rules.finding import Finding

_MANY = 10
"""So many of a kind are told one by one unless all are asked for."""


def to_write(outcome: Outcome, *, verbose: bool) -> Iterator[str]:
    """What a printed diff is about."""
    if outcome.changes:
        gone = number(len(outcome.verdict.gone), "finding")
        yield f"{gone} would be gone, {_files(outcome)} changed. To do it: --write"
    yield from _told(outcome, verbose)


def written(outcome: Outcome, *, verbose: bool) -> Iterator[str]:
    """What was written."""
    if outcome.changes:
        gone = number(len(outcome.verdict.gone), "finding")
        left = f"{len(outcome.after.findings):,} left"
        yield f"{gone} gone, {left}: {_files(outcome)} written and checked again"
    yield from _told(outcome, verbose)


def _told(outcome: Outcome, verbose: bool) -> Iterator[str]:
    if outcome.changes:
        yield from _rules(outcome.verdict.gone)
        yield from _notes(outcome)
        yield from _wrong(outcome)
    elif outcome.before.errors:
        yield "Nothing to fix in what could be read."
    else:
        yield "Nothing to fix."
    yield from _left(outcome, verbose)


def _wrong(outcome: Outcome) -> Iterator[str]:
    verdict, after = outcome.verdict, outcome.after
    if verdict.kept:
        yield "FIXED, AND STILL FOUND. This should not be, please report it:"
        yield from _findings(verdict.kept)
    if verdict.new:
        yield "NEW FINDINGS, which were not there before or were hidden:"
        yield from _findings(verdict.new)
    for error in after.errors if not outcome.before.errors else ():
        yield f"NO LONGER READABLE: {clean(str(error))}"


def _left(outcome: Outcome, verbose: bool) -> Iterator[str]:
    """What is not mended, and why."""
    after = outcome.after
    values = [each for each in outcome.open if each.reason != CONSENT]
    consent = [each.finding for each in outcome.open if each.reason == CONSENT]
    if consent:
        yield f"{number(len(consent), 'finding')} could be mended with a value or consent: --guided"
        yield from _rules(consent)
    if values:
        count = number(len(values), "finding")
        yield f"{count} left for want of an answer, here or in batten.yaml:"
        yield from _some(list(_grouped(values, after)), verbose)
    if outcome.refused:
        yield f"{number(len(outcome.refused), 'finding')} left for a reason:"
        yield from _some(list(_grouped(outcome.refused, after)), verbose)
    if outcome.without:
        count = number(outcome.without, "finding")
        yield f"{count} left without a known fix: batten check tells what to do"
    if after.suppressed:
        yield f"{number(len(after.suppressed), 'finding')} set aside: not touched"


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


def _findings(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        message = f"{finding.object.title}: {finding.rule.id}: {finding.message}"
        yield from (f"  {line}" for line in wrap(clean(message), WIDTH - 2))


def _notes(outcome: Outcome) -> Iterator[str]:
    """What must be known about the fixes; each once."""
    notes = dict.fromkeys(
        f"{planned.object.title}: {note}" for planned in outcome.made for note in planned.notes
    )
    for note in notes:
        first, *others = wrap(clean(note), WIDTH - 6)
        yield f"note: {first}"
        yield from (f"      {line}" for line in others)


def _files(outcome: Outcome) -> str:
    names = [file_name(change.name) for change in outcome.changes]
    return clean(names[0]) if len(names) == 1 else number(len(names), "file")
