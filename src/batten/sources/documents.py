"""From the bytes of a file to documents, and from a document to typed objects.

A file is cut into documents first, and each is read on its own: what is wrong with one never hides
the findings of the others. Reading a document is a pure function of it, so that documents can be
spread over processes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from batten.errors import SourceError
from batten.model.objects.meta import Object, Problem
from batten.model.source import Path, Source
from batten.model.versions import Version
from batten.schemas.validation import validate
from batten.sources import yaml
from batten.sources.decode import DeclaredWorkload, decode

_GAP = re.compile(rb"[\s,]*+")


class Document(msgspec.Struct, gc=False):
    """A piece of a file that is read on its own.

    :ivar source: where it stands.
    :ivar text: YAML text, or the JSON bytes of one object.
    :ivar column: 1-based column of the first line on which the text starts.
    """

    source: Source
    text: str | bytes
    column: int = 1


class Reading(msgspec.Struct, gc=False):
    """What came of reading: objects, and what could not be read."""

    objects: list[Object] = []
    errors: list[SourceError] = []


class NotKubernetes(SourceError):
    """Readable, but not a Kubernetes object: no apiVersion, no kind."""


def cut(file: str, data: bytes) -> list[Document]:
    """The documents of a file. SourceError if it is not text at all."""
    listed = _cut_list(file, data) if data.lstrip().startswith(b"{") else None
    if listed is not None:
        return listed
    try:
        text = yaml.decode(data)
    except yaml.YamlError as error:
        raise _located(error, Source(file)) from None
    if text.lstrip().startswith("{"):
        chunks = yaml.split_json(text)
        return [
            Document(Source(file, chunk.line, i), chunk.text.encode())
            for i, chunk in enumerate(chunks)
        ]
    return [
        Document(Source(file, chunk.line, i), chunk.text)
        for i, chunk in enumerate(yaml.split(text))
    ]


class _List(msgspec.Struct):
    kind: str
    items: list[msgspec.Raw]


def _cut_list(file: str, text: bytes) -> list[Document] | None:
    """The items of a JSON List one by one, so that they can be spread; None if it is none.

    The items of a PodList have no kind of their own, so those stay together.
    """
    try:
        whole = msgspec.json.decode(text, type=_List)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    if whole.kind != "List":
        return None
    documents: list[Document] = []
    line, at, newline = 1, 0, -1
    for index, raw in enumerate(whole.items):
        item = bytes(raw)
        start = _after_gap(text, at)
        if not text.startswith(item, start):  # the first item, or another key lies between
            start = text.index(item, at)
        line += text.count(b"\n", at, start)
        newline = max(newline, text.rfind(b"\n", at, start))
        documents.append(Document(Source(file, line, index), item, start - newline))
        line += item.count(b"\n")
        at = start + len(item)
        newline = max(newline, text.rfind(b"\n", start, at))
    return documents


def _after_gap(text: bytes, at: int) -> int:
    """Where what follows a comma and white space begins."""
    gap = _GAP.match(text, at)
    return gap.end() if gap else at


def read(
    document: Document, version: Version, declared: Sequence[DeclaredWorkload] = ()
) -> Reading:
    """The objects of a document, each with what its schema has to say about it."""
    reading = Reading([], [])
    try:
        loaded = _loaded(document)
    except yaml.YamlError as error:
        reading.errors.append(_located(error, document.source))
        return reading
    duplicates = [_duplicate(duplicate, document.source) for duplicate in loaded.duplicates]
    for prefix, value in _flattened(loaded.value, ()):
        source = document.source
        if prefix != source.prefix:
            source = msgspec.structs.replace(source, prefix=prefix)
        try:
            obj = read_object(value, source, version, declared)
        except SourceError as error:
            reading.errors.append(error)
        else:
            if duplicates:
                obj.problems += tuple(_below(prefix, duplicates))
            reading.objects.append(obj)
    return reading


def read_object(
    value: Any, source: Source, version: Version, declared: Sequence[DeclaredWorkload] = ()
) -> Object:
    """One typed object. SourceError if the value is none."""
    if not isinstance(value, dict):
        message = f"not a Kubernetes object: expected apiVersion and kind, found {_a(value)}"
        raise NotKubernetes(message, file=source.file, line=source.line)
    missing = [key for key in ("apiVersion", "kind") if not isinstance(value.get(key), str)]
    if missing:
        error = NotKubernetes if len(missing) == 2 else SourceError
        what = " and ".join(missing)
        verb = "are" if len(missing) == 2 else "is"
        raise error(
            f"not a Kubernetes object: {what} {verb} missing", file=source.file, line=source.line
        )
    obj = decode(value, source, declared)
    problems = validate(value, version)
    obj.problems = tuple(Problem(problem.path, problem.message) for problem in problems)
    return obj


def raw_of(document: Document, source: Source) -> dict[str, Any] | None:
    """An object of the document as written, read once more; None if it is not there."""
    whole = _flattened(_loaded(document).value, ())
    return next((raw for path, raw in whole if path == source.prefix), None)


def _loaded(document: Document) -> yaml.Loaded:
    if isinstance(document.text, bytes):
        return yaml.load_json(document.text)
    return yaml.load(document.text)


def _flattened(value: Any, prefix: Path) -> Iterator[tuple[Path, Any]]:
    """The value, or the items of a List (`kind: List`, `kind: PodList`...)."""
    if isinstance(value, dict) and isinstance(value.get("items"), list):
        kind = value.get("kind")
        if isinstance(kind, str) and kind.endswith("List"):
            for index, item in enumerate(value["items"]):
                yield from _flattened(_typed(item, value), (*prefix, "items", index))
            return
    if value is not None:
        yield prefix, value


def _typed(item: Any, whole: dict[str, Any]) -> Any:
    """Items of a PodList carry no kind of their own."""
    kind = whole["kind"].removesuffix("List")
    if isinstance(item, dict) and kind and "kind" not in item:
        return {"apiVersion": whole.get("apiVersion"), "kind": kind, **item}
    return item


def _duplicate(duplicate: yaml.Duplicate, source: Source) -> Problem:
    first = source.line + duplicate.first_line - 1
    message = f'"{duplicate.path[-1]}" is written twice, first in line {first}; the last one counts'
    return Problem(duplicate.path, message, source.line + duplicate.line - 1)


def _below(prefix: Path, problems: list[Problem]) -> Iterator[Problem]:
    for problem in problems:
        if problem.path[: len(prefix)] == prefix:
            yield msgspec.structs.replace(problem, path=problem.path[len(prefix) :])


def _located(error: yaml.YamlError, source: Source) -> SourceError:
    line = source.line + error.line - 1
    return SourceError(
        error.message, file=source.file, line=line, column=error.column, hint=error.hint
    )


def _a(value: Any) -> str:
    names = {list: "a list", str: "a string", bool: "a boolean", int: "a number", float: "a number"}
    return names.get(type(value), "nothing")
