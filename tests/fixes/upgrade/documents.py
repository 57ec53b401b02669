"""Documents for the tests of upgrades."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from batten.rules.finding import Edit
from batten.sources.documents import cut
from batten.sources.yaml import load

HERE = Path(__file__).parent

Document = dict[str, Any]


class Pair(NamedTuple):
    """A document, its text, and what becomes of it."""

    name: str
    text: str
    before: Document
    after: Document


def read(text: str) -> list[Document]:
    """The documents of a text."""
    return [load(str(chunk.text)).value for chunk in cut("", text.encode())]


def one(text: str) -> Document:
    """The one document of a text, which may be in braces without being JSON."""
    document: Document = load(text).value
    return document


def pairs() -> Iterator[Pair]:
    """The pairs below pairs/: each document is followed by what becomes of it."""
    for path in sorted((HERE / "pairs").glob("*.yaml")):
        texts = [str(chunk.text) for chunk in cut(path.name, path.read_bytes())]
        for number, (old, new) in enumerate(zip(texts[::2], texts[1::2], strict=True), 1):
            before, after = one(old), one(new)
            name = f"{path.stem}-{number}-{before['apiVersion']}-{before['kind']}"
            yield Pair(name, old, before, after)


def made(document: Document, edits: Sequence[Edit]) -> Document:
    """The document with the edits made; the paths are those of the original."""
    changed = copy.deepcopy(document)
    for edit in edits:
        *way, last = edit.path
        here: Any = changed
        for step in way:
            here = here[step]
        if edit.action == "remove":
            del here[last]
        else:
            here[last] = edit.value
    return changed
