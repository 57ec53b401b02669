"""Readings on their way between processes."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from batten.errors import SourceError
from batten.model.objects import type_of
from batten.model.objects.meta import CustomObject, Object
from batten.model.objects.workloads import CustomWorkload
from batten.sources.documents import NotKubernetes, Reading


class _Packed(msgspec.Struct, array_like=True, gc=False):
    """A Reading; its objects are decoded once their type is known."""

    objects: list[tuple[str, str, msgspec.Raw]]
    errors: list[tuple[bool, str, str, int, int, str]]


_encoder = msgspec.msgpack.Encoder()
_unpacker = msgspec.msgpack.Decoder(list[_Packed])
_decoders: dict[type[Object], msgspec.msgpack.Decoder[Object]] = {}


def pack(readings: Sequence[Reading]) -> bytes:
    """The readings as bytes."""
    return _encoder.encode([_packed(reading) for reading in readings])


def unpack(packed: bytes) -> list[Reading]:
    """The readings again."""
    return [
        Reading(
            [_object(*parts) for parts in reading.objects],
            [_error(*parts) for parts in reading.errors],
        )
        for reading in _unpacker.decode(packed)
    ]


def _packed(reading: Reading) -> _Packed:
    objects = [
        (_version_of(obj), obj.kind, msgspec.Raw(_encoder.encode(obj))) for obj in reading.objects
    ]
    errors = [
        (isinstance(e, NotKubernetes), e.message, e.file, e.line, e.column, e.hint)
        for e in reading.errors
    ]
    return _Packed(objects, errors)


def _version_of(obj: Object) -> str:
    """The object's apiVersion; "" says that its kind was declared to be a workload."""
    return "" if isinstance(obj, CustomWorkload) else obj.api_version


def _object(api_version: str, kind: str, raw: msgspec.Raw) -> Object:
    fallback = CustomObject if api_version else CustomWorkload
    kind_type = type_of(api_version, kind) or fallback
    decoder = _decoders.get(kind_type)
    if decoder is None:
        decoder = _decoders[kind_type] = msgspec.msgpack.Decoder(kind_type)
    return decoder.decode(raw)


def _error(
    not_kubernetes: bool, message: str, file: str, line: int, column: int, hint: str
) -> SourceError:
    kind = NotKubernetes if not_kubernetes else SourceError
    return kind(message, file=file, line=line, column=column, hint=hint)
