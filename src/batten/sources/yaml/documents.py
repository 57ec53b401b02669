"""From bytes to text, and from text to documents, the way kubectl reads a file."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from batten.sources.yaml.errors import YamlError, position

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Blank lines and comments only. Characters that YAML forbids are left out of the class, so that
# such a document is kept and reported. Possessive, because it runs over untrusted megabytes.
_NOTHING = re.compile(
    r"(?:[ \t\r\n]++|#[\t\r\x20-\x7e\x85\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd"
    r"\U00010000-\U0010ffff]*+)*+"
)
# The literal comes first, so that the search runs at memchr's speed. The blanks are those of Go's
# strings.TrimSpace, except for the line feed that ends the line.
_SEPARATOR = re.compile(
    r"---(?<![^\n]---)[ \t\r\v\f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*+"
    r"(?:#[^\n]*+)?(?:\n|\Z)"
)


class Chunk(NamedTuple):
    """One document of a file; ``line`` is the 1-based line of its first character."""

    text: str
    line: int


def decode(data: bytes) -> str:
    """The text of a file, without its byte order mark.

    UTF-8 unless a byte order mark says UTF-16. Raises YamlError at the first byte that is not
    text, for binary files and for other encodings.
    """
    encoding, start = "utf-8", 0
    for bom, name in _BOMS:
        if data.startswith(bom):
            encoding, start = name, len(bom)
            break
    try:
        text = data[start:].decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_text(data[start:], encoding, error) from None
    if (nul := text.find("\0")) >= 0:
        raise YamlError("binary data, not text: it contains a NUL byte", *position(text, nul))
    return text


def split(text: str) -> list[Chunk]:
    """The documents of a stream, cut at the lines where kubectl cuts.

    A line that starts with ``---`` and holds nothing else but blanks and a comment separates.
    Documents of blank lines and comments only are left out. Nothing is parsed, so a broken
    document cannot hide its neighbours. Linear in the length of the text.
    """
    chunks = []
    start, line = 0, 1
    for separator in _SEPARATOR.finditer(text):
        if _NOTHING.fullmatch(text, start, separator.start()) is None:
            chunks.append(Chunk(text[start : separator.start()], line))
        line += text.count("\n", start, separator.end())
        start = separator.end()
    if _NOTHING.fullmatch(text, start) is None:
        chunks.append(Chunk(text[start:], line))
    return chunks


def _not_text(data: bytes, encoding: str, error: UnicodeDecodeError) -> YamlError:
    before = data[: error.start].decode(encoding, "replace")
    where = position(before, len(before))
    if b"\0" in data[:8192] and encoding == "utf-8":
        return YamlError("binary data, not text: it contains NUL bytes", *where)
    if encoding != "utf-8":
        return YamlError("broken UTF-16: expected UTF-8 text", *where)
    return YamlError(
        f"not UTF-8: expected UTF-8 text, found byte 0x{data[error.start]:02x}", *where
    )
