"""JSON as text, whatever a file may be called."""

from __future__ import annotations

from typing import Any

import msgspec

from batten.reports.plain import whole_characters

_encoder = msgspec.json.Encoder()


def encode(value: object) -> str:
    """The value as compact JSON.

    A file name with bytes that are not UTF-8 has no JSON form: those bytes become U+FFFD.
    """
    try:
        return _encoder.encode(value).decode()
    except UnicodeEncodeError:
        return _encoder.encode(_mended(msgspec.to_builtins(value))).decode()


def _mended(value: Any) -> Any:
    match value:
        case str():
            return whole_characters(value)
        case dict():
            return {key: _mended(item) for key, item in value.items()}
        case list():
            return [_mended(item) for item in value]
    return value
