"""Where a field stands: file, line and column, found only when somebody asks.

Most documents of a large input are never asked about, so positions are not kept while reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from batten.model.source import Path, Source
from batten.sources import yaml
from batten.sources.documents import Document


class Where(NamedTuple):
    """A stretch of a file; 1-based, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Locator:
    """Looks fields up in the documents that were read."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {(d.source.file, d.source.document): d for d in documents}

    def locate(self, source: Source, paths: Sequence[Path]) -> list[Where]:
        """The places of fields of a document; of a missing field, its deepest parent's.

        The paths start at the document, so those of an object begin with its source's prefix.
        """
        document = self._documents.get((source.file, source.document))
        if document is None:
            return [Where(source.line, 1, source.line, 1)] * len(paths)
        text = document.text if isinstance(document.text, str) else document.text.decode()
        first, shift = document.source.line - 1, document.column - 1
        return [
            Where(
                span.line + first,
                span.column + (shift if span.line == 1 else 0),
                span.end_line + first,
                span.end_column + (shift if span.end_line == 1 else 0),
            )
            for span in yaml.locate(text, paths)
        ]
