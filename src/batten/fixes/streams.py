"""A file's documents where they stand in its bytes, and the bytes when some are replaced."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from typing import NamedTuple

from batten.sources import yaml

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Stream(NamedTuple):
    """A file's text.

    :ivar bom: its byte order mark, kept.
    :ivar starts: index of the first character of each document.
    """

    text: str
    bom: bytes
    encoding: str
    documents: Sequence[str]
    starts: Sequence[int]

    def bytes(self, text: str) -> bytes:
        """Another text in the file's encoding."""
        return self.bom + text.encode(self.encoding)


def stream(data: bytes) -> Stream:
    """Take a file apart. YamlError if it is no text."""
    text = yaml.decode(data)
    bom, encoding = next(
        ((bom, name) for bom, name in _BOMS if data.startswith(bom)), (b"", "utf-8")
    )
    chunks = yaml.split(text)
    starts, at, line = [], 0, 1
    for chunk in chunks:
        for _ in range(chunk.line - line):
            at = text.index("\n", at) + 1
        starts.append(at)
        at += len(chunk.text)
        line = chunk.line + chunk.text.count("\n")
    return Stream(text, bom, encoding, [chunk.text for chunk in chunks], starts)


def appended(stream: Stream, number: int, text: str, more: Sequence[str]) -> str:
    """A document's new text, and other documents after it, separated as this file does it.

    What ends the file, a newline or none, ends it still.
    """
    newline = "\r\n" if "\r\n" in stream.text else "\n"
    bodies = [newline.join(document.splitlines()) for document in more]
    before, after = _blanks(stream, newline)
    end = stream.starts[number] + len(stream.documents[number])
    if end < len(stream.text):
        before = newline if text.endswith(newline * 2) else ""
        added = (f"---{newline}{after}{body}{newline}{before}" for body in bodies)
        return text + "".join(added)
    tail = newline if text.endswith(newline) else ""
    added = (f"{newline}{before}---{newline}{after}{body}" for body in bodies)
    return text.removesuffix(newline) + "".join(added) + tail


def _blanks(stream: Stream, newline: str) -> tuple[str, str]:
    """The blank line, if any, before and after separators, as between the first two documents."""
    if len(stream.documents) < 2:
        return "", ""
    first, second = stream.documents[:2]
    before = newline if first.endswith(newline * 2) else ""
    after = newline if second.startswith(newline) else ""
    return before, after
