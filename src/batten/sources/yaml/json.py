"""JSON text. Kubernetes takes whatever starts with ``{`` for JSON, kubectl prints it so."""

from __future__ import annotations

import re

import msgspec

from batten.sources.yaml.documents import Chunk, decode
from batten.sources.yaml.errors import YamlError, position
from batten.sources.yaml.load import load
from batten.sources.yaml.loaded import Loaded

_OFFSET = re.compile(r" \(byte (\d+)\)")
_TRAILING = "trailing characters"
_BLANKS = re.compile(rb"[ \t\r\n]*+")


def load_json(source: str | bytes) -> Loaded:
    """The value of one JSON document, or of the flow YAML that only looks like JSON.

    A YamlError tells the place of the first error in the JSON reading of the text.
    """
    text = decode(source) if isinstance(source, bytes) else source.removeprefix("\ufeff")
    try:
        return Loaded(msgspec.json.decode(text), [])
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        return _as_flow_yaml(text, error)


def split_json(text: str) -> list[Chunk]:
    """The documents of a stream of JSON values, one behind the other; linear.

    From the first broken one on, the rest is one chunk: JSON has no mark to go on from.
    """
    data = text.encode("utf-8", "surrogatepass")
    view, start, line, chunks = memoryview(data), 0, 1, []
    while (begin := _skip_blanks(data, start)) < len(data):
        end = begin + _length(view[begin:])
        line += data.count(b"\n", start, begin)
        chunks.append(Chunk(data[begin:end].decode("utf-8", "surrogatepass"), line))
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
            return int(offset[1])
    return len(view)


def _as_flow_yaml(text: str, error: Exception) -> Loaded:
    try:
        return load(text)
    except YamlError as refused:
        if text.lstrip().startswith("{{") or not isinstance(error, msgspec.DecodeError):
            raise
        raise _json_error(text, str(error)) from refused


def _json_error(text: str, message: str) -> YamlError:
    offset = _OFFSET.search(message)
    if offset is None:
        return YamlError("the JSON ends too early: expected more", *position(text, len(text)))
    at = len(text.encode()[: int(offset[1])].decode("utf-8", "ignore"))
    words = _OFFSET.sub("", message).removeprefix("JSON is malformed: ")
    return YamlError(f"broken JSON: {words}", *position(text, at))
