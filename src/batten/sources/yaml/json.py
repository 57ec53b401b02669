"""JSON text. Kubernetes takes whatever starts with ``{`` for JSON, kubectl prints it so."""

from __future__ import annotations

import re

import msgspec

from batten.sources.yaml.documents import Chunk, decode
from batten.sources.yaml.errors import YamlError, position
from batten.sources.yaml.json_duplicates import duplicates
from batten.sources.yaml.load import load
from batten.sources.yaml.loaded import Loaded

_OFFSET = re.compile(r" \(byte (\d+)\)")
_TRAILING = "trailing characters"
_BLANKS = re.compile(rb"[ \t\r\n]*+")


def load_json(source: str | bytes) -> Loaded:
    """The value of one JSON document, or of the flow YAML that only looks like JSON.

    A YamlError tells the place of the first error in the JSON reading of the text.
    """
    source = source.removeprefix("\ufeff") if isinstance(source, str) else source
    try:
        value = msgspec.json.decode(source)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        if isinstance(source, bytes):
            return load_json(decode(source))  # perhaps a byte order mark; places are of characters
        if _TRAILING in str(error):
            raise _json_error(source, str(error)) from None
        return _as_flow_yaml(source, error)
    return Loaded(value, duplicates(source, value))


def split_json(text: str) -> list[Chunk]:
    """The documents of a stream of JSON values, one behind the other; linear.

    From the first broken one on, the rest is one chunk: JSON has no mark to go on from.
    """
    data = text.encode("utf-8", "surrogatepass")
    view, start, line, chunks = memoryview(data), 0, 1, []
    while (begin := _skip_blanks(data, start)) < len(data):
        end = begin + _length(view[begin:])
        line += data.count(b"\n", start, begin)
        chunks.append(Chunk(data[begin:end].decode("utf-8", "surrogatepass").rstrip(), line))
        line += data.count(b"\n", begin, end)
        start = end
    return chunks


def _skip_blanks(data: bytes, start: int) -> int:
    match = _BLANKS.match(data, start)
    return match.end() if match else start


def _length(view: memoryview) -> int:
    try:
        msgspec.json.decode(view, type=msgspec.Raw)
    except msgspec.DecodeError as error:
        offset = _OFFSET.search(str(error))
        if _TRAILING in str(error) and offset:
            return int(offset[1]) - 1  # msgspec points behind the first character too many
    return len(view)


def _as_flow_yaml(text: str, error: Exception) -> Loaded:
    try:
        return load(text)
    except YamlError as refused:
        # The YAML reading explains these better: templates, text that ends too early.
        if text.lstrip().startswith("{{") or _OFFSET.search(str(error)) is None:
            raise
        raise _json_error(text, str(error)) from refused


def _json_error(text: str, message: str) -> YamlError:
    offset = _OFFSET.search(message)
    if offset is None:
        return YamlError(f"broken JSON: {message}")
    if _TRAILING in message:
        return YamlError("more text after the JSON value: expected the end", *_at(text, offset, -1))
    words = _OFFSET.sub("", message).removeprefix("JSON is malformed: ")
    return YamlError(f"broken JSON: {words}", *_at(text, offset, 0))


def _at(text: str, offset: re.Match[str], shift: int) -> tuple[int, int]:
    before = text.encode("utf-8", "replace")[: int(offset[1]) + shift]
    return position(text, len(before.decode("utf-8", "ignore")))
