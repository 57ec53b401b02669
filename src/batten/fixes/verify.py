"""Whether fixes did what they promised: the findings before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

import msgspec

from batten.check.fingerprint import fingerprint
from batten.fixes.fix import Planned
from batten.rules.finding import Finding, Severity


class Verdict(msgspec.Struct):
    """What became of the findings.

    :ivar gone: findings that are no more, whether a fix was meant for them or not.
    :ivar kept: findings that a fix should have mended, and did not.
    :ivar new: findings that were not there before.
    :ivar milder: what a rule still says of an object, less severe than what is gone.
    """

    gone: list[Finding]
    kept: list[Finding]
    new: list[Finding]
    milder: list[Finding]

    @property
    def good(self) -> bool:
        """Every fix did what it should, and nothing else."""
        return not self.kept and not self.new


def verdict(
    before: Sequence[Finding], after: Sequence[Finding], made: Iterable[Planned]
) -> Verdict:
    """Compare two checks. Findings that differ in nothing are counted.

    What is said of an object in the same words as before is no new finding, although the field
    may have another name: an upgrade moves fields.
    """
    gone, new = list(before), list(after)
    for same in (_itself, fingerprint, _words):  # most stay as they are, and fingerprints are slow
        gone, new = _beyond(gone, new, same), _beyond(new, gone, same)
    promised = [finding for planned in made for finding in planned.findings]
    milder = {id(finding) for finding in _milder(new, gone)}
    return Verdict(
        gone,
        _beyond(promised, gone, fingerprint) if _some_kept(promised, gone) else [],
        [finding for finding in new if id(finding) not in milder],
        [finding for finding in new if id(finding) in milder],
    )


def _some_kept(promised: Iterable[Finding], gone: Iterable[Finding]) -> bool:
    """Whether any is not gone itself; of several that differ in nothing, another may be."""
    ids = set(map(id, gone))
    return any(id(finding) not in ids for finding in promised)


def _milder(new: Iterable[Finding], gone: Iterable[Finding]) -> Iterator[Finding]:
    """New findings that take the place of worse ones, of the same rule and object."""
    worst: dict[tuple[str, ...], Severity] = {}
    for finding in gone:
        about = _about(finding)
        worst[about] = max(worst.get(about, Severity.INFO), _severity(finding))
    for finding in new:
        if _severity(finding) < worst.get(_about(finding), Severity.INFO):
            yield finding


def _about(finding: Finding) -> tuple[str, ...]:
    obj = finding.object
    return finding.rule.id, obj.kind, obj.namespace, obj.name


def _severity(finding: Finding) -> Severity:
    return finding.severity or finding.rule.severity


def _itself(finding: Finding) -> Hashable:
    return _about(finding), finding.path, finding.message


def _words(finding: Finding) -> Hashable:
    return _about(finding), finding.message


def _beyond(
    some: Sequence[Finding], others: Sequence[Finding], mark: Callable[[Finding], Hashable]
) -> list[Finding]:
    """What `some` has that `others` has not, or has less often."""
    if not some or not others:
        return list(some)
    left = Counter(map(mark, others))
    beyond = []
    for finding in some:
        key = mark(finding)
        if left[key] > 0:
            left[key] -= 1
        else:
            beyond.append(finding)
    return beyond
