"""Fix, check what came of it, and fix what only now shows, until nothing changes any more.

Nothing is written: each round works on what the one before made of the files. So what is printed or
written in the end is known to hold, and to fix it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from batten.check.fingerprint import fingerprint
from batten.check.result import Result
from batten.check.run import Request, check
from batten.fixes.diff import Stretch, created, diff
from batten.fixes.fix import Open, Plan, Planned, Refused
from batten.fixes.plan import Guide, Upgrade, plan
from batten.fixes.prepare import DEFAULT, Change, prepare
from batten.fixes.rewrite import How
from batten.fixes.verify import Verdict, verdict
from batten.sources import yaml

Choose = Callable[[Result, Sequence[Planned], Mapping[str, bytes]], list[Planned]]
"""Asks which fixes are wanted; gets what the files hold by then."""
_MOST = 5
"""Rounds; two are common, for what an upgrade or an autoscaler hid."""


class Way(msgspec.Struct, frozen=True):
    """How to fix.

    :ivar upgrade: makes upgrades.
    :ivar guide: makes guided fixes; None: they stay open.
    :ivar choose: asks about each plan; None: all of it is wanted.
    """

    upgrade: Upgrade
    guide: Guide | None = None
    choose: Choose | None = None
    how: How = DEFAULT


class Outcome(msgspec.Struct):
    """What fixing comes to.

    :ivar changes: each file from what it is to what it becomes.
    :ivar made: all fixes that are in it.
    :ivar open: what is left for somebody to decide, with the question.
    :ivar refused: what is left for a reason.
    :ivar without: what no fix is known for.
    :ivar before: the first check.
    :ivar after: the last one, of the files as they become.
    """

    changes: list[Change]
    made: list[Planned]
    open: list[Open]
    refused: list[Refused]
    without: int
    before: Result
    after: Result
    verdict: Verdict


def fix(request: Request, way: Way, stdin: bytes = b"") -> Outcome:
    """All rounds."""
    rounds = _Rounds(request, way, stdin)
    rounds.run()
    return rounds.outcome()


class _Rounds:
    def __init__(self, request: Request, way: Way, stdin: bytes) -> None:
        self._request = request
        self._way = way
        self._overlay = {"-": stdin} if "-" in request.targets else {}
        self._changes: dict[str, Change] = {}
        self._made: list[Planned] = []
        self._refused: list[Refused] = []
        self._done: set[str] = set()
        """Fixes that were made: what is found again all the same is not fixed again."""
        self._declined: set[str] = set()
        self._alone: set[str] = set()
        self._more = False
        self._verdicts: list[Verdict] = []
        self._before = self._after = self._check()
        self._plan = Plan()

    def run(self) -> None:
        """Fix until nothing changes."""
        for _ in range(_MOST):
            if not self._round():
                break

    def outcome(self) -> Outcome:
        """What came of it."""
        return Outcome(
            changes=list(self._changes.values()),
            made=self._made,
            open=self._plan.open,
            refused=self._refused,
            without=len(self._plan.without),
            before=self._before,
            after=self._after,
            verdict=self._verdict(),
        )

    def _verdict(self) -> Verdict:
        """Of all rounds: what was promised is held against the round that promised it."""
        if len(self._verdicts) == 1:
            return self._verdicts[0]
        whole = verdict(self._before.findings, self._after.findings, ())
        kept = [finding for each in self._verdicts for finding in each.kept]
        return msgspec.structs.replace(whole, kept=kept)

    def _round(self) -> bool:
        """Whether anything changed."""
        self._plan = self._planned()
        prepared = prepare(
            self._after,
            self._plan,
            how=self._way.how,
            overlay=self._overlay,
            processes=self._request.processes,
        )
        self._refused = prepared.refused
        self._made += prepared.made
        self._done.update(map(_mark, prepared.made))
        for change in prepared.changes:
            self._keep(change)
        if not prepared.changes:
            return self._more
        before, self._after = self._after.findings, self._check()
        self._verdicts.append(verdict(before, self._after.findings, prepared.made))
        return True

    def _planned(self) -> Plan:
        """What is planned now, had no chance before, and is wanted."""
        made = plan(self._after, self._way.upgrade, self._way.guide)
        fresh = [(_mark(each), each) for each in made.planned]
        unwanted = [each for mark, each in fresh if mark in self._declined]
        offered = self._next([one for one in fresh if one[0] not in self._done | self._declined])
        if self._way.choose is not None and offered:
            wanted = self._way.choose(self._after, offered, self._overlay)
            kept = set(map(id, wanted))
            unwanted += (each for each in offered if id(each) not in kept)
            self._declined.update(map(_mark, unwanted))
            offered = wanted
        made.planned = offered
        made.open += (Open(f, "declined") for each in unwanted for f in each.findings)
        return made

    def _next(self, fresh: Sequence[tuple[str, Planned]]) -> list[Planned]:
        """Upgrades that change a meaning go first, alone: what else is to do depends on them."""
        first = [
            (mark, each)
            for mark, each in fresh
            if each.by == "upgrade" and not each.fix.safe and mark not in self._alone
        ]
        self._alone.update(mark for mark, _ in first)
        self._more = bool(first)
        return [each for _, each in first or fresh]

    def _check(self) -> Result:
        new = [name for name, change in self._changes.items() if change.before is None]
        return check(
            msgspec.structs.replace(
                self._request,
                targets=[*self._request.targets, *new],
                overlay=self._overlay,
                stdin=lambda: self._overlay["-"],
            )
        )

    def _keep(self, change: Change) -> None:
        """Note what a file becomes, from what it was at first."""
        first = self._changes.get(change.name)
        if first is not None:
            shown = _whole(first, change) if self._way.how.diffs else ""
            change = Change(change.name, change.data, shown, first.before)
        self._changes[change.name] = change
        self._overlay[change.name] = change.data


def _whole(first: Change, last: Change) -> str:
    """The diff of a file over several rounds."""
    new = yaml.decode(last.data)
    if first.before is None:
        return created(last.name, new)
    old = yaml.decode(first.before)
    return diff(last.name, old, [Stretch(0, old, new)])


def _mark(planned: Planned) -> str:
    obj = planned.object
    what = fingerprint(planned.findings[0]) if planned.findings else obj.title
    return f"{obj.source.file} {what}"
