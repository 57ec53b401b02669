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
# Blank lines and comments without control characters, which would be errors. Possessive, because
# it runs over untrusted megabytes.
_NOTHING = re.compile(r"(?:[ \t\r\n]++|#[^\n\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*+)*+")
# The literal comes first, so that the search runs at memchr's speed.
_SEPARATOR = re.compile(r"---(?<![^\n]---)[^\S\n]*+(?:#[^\n]*+)?(?:\n|\Z)")


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
    Documents of blank lines and comments (in ASCII) only are left out. Nothing is parsed, so a
    broken document cannot hide its neighbours. Linear in the length of the text.
    """
    chunks = []
    start, line = 0, 1
    for separator in _SEPARATOR.finditer(text):
        if not _is_nothing(text, start, separator.start()):
            chunks.append(Chunk(text[start : separator.start()], line))
        line += text.count("\n", start, separator.end())
        start = separator.end()
    if not _is_nothing(text, start, len(text)):
        chunks.append(Chunk(text[start:], line))
    return chunks


def _is_nothing(text: str, start: int, end: int) -> bool:
    # Outside ASCII there are line breaks that end a comment for YAML only: let the parser see.
    return _NOTHING.fullmatch(text, start, end) is not None and text[start:end].isascii()


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
