"""What a check found: everything a report may print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from batten.errors import SourceError
from batten.model.inventory import Inventory
from batten.model.versions import NEWEST, Version
from batten.rules.finding import Finding, Severity

if TYPE_CHECKING:
    from batten.sources.documents import Document


class Place(msgspec.Struct, frozen=True, gc=False):
    """Where a finding stands in a file. Lines and columns are 1-based, the end is exclusive."""

    file: str = ""
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0


class Places(Protocol):
    """Finds places; lazily, since most documents of a large input are never asked about."""

    def of(self, finding: Finding) -> Place:
        """The place of the finding's field, or of its deepest existing parent."""
        ...


class Suppressed(msgspec.Struct, gc=False):
    """A finding set aside.

    :ivar by: what did it: "annotation", "configuration", "baseline".
    :ivar reason: what its author gave as a reason, "" if nothing.
    """

    finding: Finding
    by: str
    reason: str = ""


class Scores(msgspec.Struct, frozen=True):
    """0 to 100; None where nothing was judged. By section id ("uptime", ...), and overall."""

    sections: dict[str, int | None]
    overall: int | None


class Result(msgspec.Struct):
    """Everything a check found.

    :ivar findings: what stands, in the order of the inputs.
    :ivar suppressed: what was set aside, never silently gone.
    :ivar errors: inputs that could not be read.
    :ivar notes: what was left out and why, one sentence each.
    :ivar documents: what was read, as it was written.
    :ivar targets: the PATH arguments, as given.
    :ivar files: how many files objects were read from.
    :ivar seconds: wall time of the whole.
    """

    findings: list[Finding]
    inventory: Inventory
    places: Places
    scores: Scores
    suppressed: list[Suppressed] = []
    errors: list[SourceError] = []
    notes: list[str] = []
    documents: list[Document] = []
    targets: list[str] = []
    files: int = 0
    seconds: float = 0.0
    kubernetes_version: Version = NEWEST

    def count(self, severity: Severity) -> int:
        """How many findings of that very severity stand."""
        return sum(finding.severity is severity for finding in self.findings)
