"""A baseline: the findings a team knows and has not mended yet, so that only new ones count.

The file is JSON, a finding a line, sorted, so that its diffs can be read. Only the fingerprints are
compared; the rest is for people. A finding that is there twice is known twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import msgspec

from batten.check.fingerprint import fingerprint
from batten.errors import ConfigError, SourceError
from batten.rules.finding import Finding
from batten.sources.walk import read_bytes

VERSION = 1
"""Of the file's form. A later form gets another number, and this one stays readable."""


class Known(msgspec.Struct, frozen=True, order=True, gc=False):
    """A known finding.

    :ivar object: `Kind namespace/name`.
    """

    object: str
    rule: str
    message: str
    fingerprint: str


class _Document(msgspec.Struct, kw_only=True):
    version: int
    findings: list[Known]


class Baseline:
    """Known findings, as read from a file of that name."""

    def __init__(self, known: Iterable[Known], file: str = "") -> None:
        self.known = list(known)
        self.file = file

    def remaining(self) -> Remaining:
        """The same, to be taken from."""
        return Remaining(self)


class Remaining:
    """What is left of a baseline while the findings of a run are taken from it."""

    def __init__(self, baseline: Baseline) -> None:
        self._baseline = baseline
        self._left = Counter(known.fingerprint for known in baseline.known)

    def take(self, finding: Finding) -> bool:
        """Whether the finding is known; it is known once less then."""
        mark = fingerprint(finding)
        if self._left[mark] <= 0:
            return False
        self._left[mark] -= 1
        return True

    def notes(self, rules: Collection[str], objects: Collection[str]) -> list[str]:
        """How many known findings are gone, of the rules that were asked about these objects.

        What this run did not look at is not called gone.
        """
        left = +self._left
        gone = 0
        for known in self._baseline.known:
            if left[known.fingerprint] and known.rule in rules and known.object in objects:
                left[known.fingerprint] -= 1
                gone += 1
        if not gone:
            return []
        findings = "known finding is" if gone == 1 else "known findings are"
        return [f"{gone} {findings} gone: --write-baseline {self._baseline.file} to forget them"]


def read_baseline(file: str) -> Baseline:
    """The baseline in a file; ConfigError if there is none."""
    try:
        document = msgspec.json.decode(read_bytes(Path(file)), type=_Document)
    except SourceError as error:
        hint = f"batten check --write-baseline {file} makes one"
        raise ConfigError(str(error), hint=hint) from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: not a baseline: {error}") from None
    if document.version != VERSION:
        message = f"{file}: a baseline of version {document.version}; this Batten reads {VERSION}"
        raise ConfigError(message)
    return Baseline(document.findings, file)


def baseline_of(findings: Iterable[Finding]) -> Iterator[str]:
    """The text of a baseline that knows these findings, in pieces."""
    known = sorted(
        Known(finding.object.title, finding.rule.id, finding.message, fingerprint(finding))
        for finding in findings
    )
    yield f'{{"version": {VERSION}, "findings": ['
    for number, each in enumerate(known):
        yield (",\n" if number else "\n") + msgspec.json.encode(each).decode()
    yield "\n]}\n"
