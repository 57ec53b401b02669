"""Whether fixes did what they promised: the findings before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from batten.check.fingerprint import fingerprint
from batten.fixes.fix import Planned
from batten.rules.finding import Finding


class Verdict(msgspec.Struct):
    """What became of the findings.

    :ivar gone: findings that are no more, whether a fix was meant for them or not.
    :ivar kept: findings that a fix should have mended, and did not.
    :ivar new: findings that were not there before.
    """

    gone: list[Finding]
    kept: list[Finding]
    new: list[Finding]

    @property
    def good(self) -> bool:
        """Every fix did what it should, and nothing else."""
        return not self.kept and not self.new


def verdict(
    before: Sequence[Finding], after: Sequence[Finding], made: Iterable[Planned]
) -> Verdict:
    """Compare two checks. Findings that differ in nothing are counted."""
    gone, new = _beyond(before, after), _beyond(after, before)
    left = Counter(map(fingerprint, gone))
    kept = []
    for planned in made:
        for finding in planned.findings:
            mark = fingerprint(finding)
            if left[mark] > 0:
                left[mark] -= 1
            else:
                kept.append(finding)
    return Verdict(gone, kept, new)


def _beyond(some: Sequence[Finding], others: Sequence[Finding]) -> list[Finding]:
    """What `some` has that `others` has not, or has less often."""
    left = Counter(map(fingerprint, others))
    beyond = []
    for finding in some:
        mark = fingerprint(finding)
        if left[mark] > 0:
            left[mark] -= 1
        else:
            beyond.append(finding)
    return beyond
