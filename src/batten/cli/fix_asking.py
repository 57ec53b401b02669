"""The questions of `batten fix --interactive`: which fixes, and the values they need."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from batten.check.result import Result
from batten.cli.style import wants_colour
from batten.fixes.diff import coloured
from batten.fixes.fix import Plan, Planned
from batten.fixes.guided import Question
from batten.fixes.prepare import prepare
from batten.fixes.rewrite import How
from batten.rules.finding import Finding

_HELP = "y: yes   n: no   a: this and all others   q: no more, write those wanted so far"


def choose(
    result: Result, offered: Sequence[Planned], overlay: Mapping[str, bytes], *, how: How
) -> list[Planned]:
    """The fixes somebody wants."""
    wanted: list[Planned] = []
    for number, planned in enumerate(offered):
        _show(result, planned, overlay, how)
        answer = _decided(f"Make this fix ({number + 1} of {len(offered)})? [y/n/a/q] ")
        if answer == "a":
            return [*wanted, *offered[number:]]
        if answer == "q":
            break
        if answer == "y":
            wanted.append(planned)
    return wanted


def ask(finding: Finding, question: Question) -> Any | None:
    """Somebody's answer; None if there is none."""
    default = "" if question.default is None else f" [{question.default}]"
    print(f"\n{finding.object.title}: {finding.message}", file=sys.stderr)
    while True:
        written = _read(f"{question.text}{default} (empty: leave it) ")
        if written is None or (not written and question.default is None):
            return None
        try:
            return question.read(written)
        except ValueError as error:
            print(error, file=sys.stderr)


def _show(result: Result, planned: Planned, overlay: Mapping[str, bytes], how: How) -> None:
    """The findings and what would change for them."""
    print(file=sys.stderr)
    if not planned.findings:
        print(f"{planned.object.title}: as batten.yaml asks", file=sys.stderr)
    for finding in planned.findings:
        print(f"{finding.object.title}: {finding.rule.id}: {finding.message}", file=sys.stderr)
    for note in planned.notes:
        print(f"  note: {note}", file=sys.stderr)
    alone = Plan([planned], [], [], [])
    for change in prepare(result, alone, how=how, overlay=overlay).changes:
        colour = wants_colour(sys.stderr)
        sys.stderr.writelines(coloured(change.diff) if colour else (change.diff,))


def _decided(prompt: str) -> str:
    while True:
        answer = _read(prompt)
        answer = "q" if answer is None else answer.lower()
        if answer in ("y", "n", "a", "q"):
            return answer
        print(_HELP, file=sys.stderr)


def _read(prompt: str) -> str | None:
    """A line; None at the end of the input."""
    print(prompt, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    return line.strip() if line else None
