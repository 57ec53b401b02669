"""Where a field stands: file, line and column, found only when somebody asks.

Most documents of a large input are never asked about, so positions are not kept while reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from batten.model.objects.meta import Object
from batten.model.source import Path
from batten.sources import yaml
from batten.sources.documents import Document

Where = tuple[int, int, int, int]
"""Line, column, end line, end column; 1-based, the end exclusive."""


class Locator:
    """Looks fields up in the texts that were read.

    :ivar texts: whole JSON files by name.
    :ivar documents: YAML documents by file and number.
    """

    def __init__(self, texts: Mapping[str, str], documents: Sequence[Document]) -> None:
        self._texts = texts
        self._documents = {(d.source.file, d.source.document): d for d in documents}

    def locate(self, obj: Object, paths: Sequence[Path]) -> list[Where]:
        """The places of fields of one object; of a missing field, its deepest parent's."""
        source = obj.source
        document = self._documents.get((source.file, source.document))
        if document is None:
            return [(source.line, 1, source.line, 1)] * len(paths)
        is_yaml = isinstance(document.text, str)
        text = document.text if is_yaml else self._texts[source.file]
        first = source.line - 1 if is_yaml else 0
        assert isinstance(text, str)
        spans = yaml.locate(text, [source.prefix + path for path in paths])
        return [(s.line + first, s.column, s.end_line + first, s.end_column) for s in spans]
