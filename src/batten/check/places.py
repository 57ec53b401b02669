"""The places of findings, looked up a document at a time, when a report first asks.

Finding a field means reading its document once more. So one question answers all of its document,
and whoever has asked about many documents is taken to want all: the rest is looked up at once, on
all processors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from batten import workers
from batten.check.result import Place
from batten.model.source import Path, Source
from batten.rules.finding import Finding
from batten.sources.places import Locator, Where

_MANY = 200
"""Documents asked about one by one before all others are looked up together."""
_WORTH_A_FORK = 500
"""Documents: some hundredths of a second of looking."""
_Document = tuple[str, int]


class _Wanted:
    """The paths to look up in a document."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.paths: dict[Path, None] = {}  # a set that keeps its order, the same in each process


class FoundPlaces:
    """Places of all findings of a check."""

    def __init__(
        self, locator: Locator, findings: Iterable[Finding], *, processes: int = 1
    ) -> None:
        self._locator = locator
        self._processes = processes
        self._places: dict[_Document, dict[Path, Place]] = defaultdict(dict)
        self._wanted: dict[_Document, _Wanted] = {}
        for finding in findings:
            source = finding.object.source
            document = (source.file, source.document)
            wanted = self._wanted.get(document)
            if wanted is None:
                wanted = self._wanted[document] = _Wanted(source)
            wanted.paths[source.prefix + finding.path] = None

    def of(self, finding: Finding) -> Place:
        """The place of the finding's field, or of its deepest existing parent."""
        source = finding.object.source
        if finding.line:
            return Place(source.file, finding.line, 1, finding.line, 1)
        path = source.prefix + finding.path
        known = self._places[source.file, source.document]
        if path not in known:
            self._look_up(source, path)
        return known[path]

    def _look_up(self, source: Source, path: Path) -> None:
        if len(self._places) > _MANY and self._wanted:
            self._look_all_up()
        document = (source.file, source.document)
        wanted = self._wanted.pop(document, None) or _Wanted(source)
        wanted.paths[path] = None
        if path not in self._places[document]:
            self._keep(wanted, self._locate(wanted))

    def _look_all_up(self) -> None:
        everything = list(self._wanted.values())
        self._wanted.clear()
        if self._processes < 2 or len(everything) < _WORTH_A_FORK:
            shares: list[Sequence[_Wanted]] = [everything]
        else:
            shares = workers.share(everything, self._processes, lambda wanted: 1)

        def locate(share: Sequence[_Wanted]) -> list[list[Where]]:
            return [self._locate(wanted) for wanted in share]

        unpack = msgspec.msgpack.Decoder(list[list[Where]]).decode
        task = workers.Task(locate, msgspec.msgpack.encode, unpack)
        answers = [where for answer in workers.spread(task, shares) for where in answer]
        for wanted, found in zip(everything, answers, strict=True):
            self._keep(wanted, found)

    def _locate(self, wanted: _Wanted) -> list[Where]:
        return self._locator.locate(wanted.source, list(wanted.paths))

    def _keep(self, wanted: _Wanted, found: Sequence[Where]) -> None:
        source = wanted.source
        places = self._places[source.file, source.document]
        for path, where in zip(wanted.paths, found, strict=True):
            places[path] = Place(source.file, *where)
