"""The places of findings, looked up a document at a time, when a report first asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from batten.check.result import Place
from batten.model.source import Path, Source
from batten.rules.finding import Finding
from batten.sources.places import Locator

_Document = tuple[str, int]


class FoundPlaces:
    """Places of all findings of a check.

    To ask about one finding looks up all findings of its document, since finding a field means
    reading the document once more.
    """

    def __init__(self, locator: Locator, findings: Iterable[Finding]) -> None:
        self._locator = locator
        self._places: dict[_Document, dict[Path, Place]] = defaultdict(dict)
        self._wanted: dict[_Document, set[Path]] = defaultdict(set)
        for finding in findings:
            source = finding.object.source
            self._wanted[source.file, source.document].add(source.prefix + finding.path)

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
        document = source.file, source.document
        paths = [path, *self._wanted.pop(document, ())]
        for found, where in zip(paths, self._locator.locate(source, paths), strict=True):
            self._places[document][found] = Place(source.file, *where)
