"""No value of any field stops a check: what is odd is a finding or nothing, never a traceback."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from batten.errors import SourceError
from batten.model.inventory import Inventory
from batten.model.objects.meta import Object
from batten.model.source import Path as Field
from batten.model.source import Source
from batten.model.versions import NEWEST
from batten.rules.catalogue import RULES
from batten.rules.engine import judge
from batten.rules.policy import Policy
from batten.sources.documents import read_object
from batten.sources.yaml import load, split

HERE = Path(__file__).parent
FIXTURES = sorted(HERE.glob("*/*.yaml"))
POLICY = Policy(liveness_probes="required", min_uid=10_000, rollout_timeout_seconds=300)
ODD: list[Any] = [
    True, -1, 1.5, [], ["a"], {"a": "b"}, "", "²", "9" * 400, "-5%", "http://[::1", "*/²",
]  # fmt: skip


@cache
def documents() -> list[dict[str, Any]]:
    """Those of all fixtures."""
    chunks = (chunk for fixture in FIXTURES for chunk in split(fixture.read_text()))
    values = [load(chunk.text).value for chunk in chunks]
    return [value for value in values if isinstance(value, dict)]


def fields(value: Any, path: Field = ()) -> Iterator[Field]:
    """Where something stands in the document, but for what says of which kind it is."""
    if path:
        yield path
    steps: Any = value if isinstance(value, dict) else ()
    if isinstance(value, list):
        steps = range(len(value))
    for step in steps:
        if path or step not in ("apiVersion", "kind"):
            yield from fields(value[step], (*path, step))


def changed(document: dict[str, Any], path: Field, value: Any) -> dict[str, Any]:
    copied = copy.deepcopy(document)
    place: Any = copied
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return copied


def objects(values: Iterable[dict[str, Any]]) -> Iterator[Object]:
    for value in values:
        try:
            yield read_object(value, Source(), NEWEST)
        except SourceError:
            continue  # said where it was read, and no rule sees it


@cache
def distinct_fields() -> list[tuple[dict[str, Any], Field]]:
    """Every field of every kind in the fixtures once, in one document that has it."""
    found: dict[tuple[str | int, ...], tuple[dict[str, Any], Field]] = {}
    for document in documents():
        for path in fields(document):
            steps = ("[]" if isinstance(step, int) else step for step in path)
            found.setdefault((str(document.get("kind")), *steps), (document, path))
    return list(found.values())


@pytest.mark.parametrize("value", ODD, ids=lambda value: repr(value)[:12])
def test_any_field_may_hold(value: Any) -> None:
    odd = (changed(document, path, value) for document, path in distinct_fields())
    assert judge(RULES, Inventory(objects(odd), complete=True), POLICY)
