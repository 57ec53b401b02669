"""Where fields stand, for each of the three ways of finding out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from batten.sources import yaml
from batten.sources.yaml import (
    Path,
    Span,
    YamlError,
    event_positions,
    json_positions,
    plain_positions,
)
from batten.sources.yaml.positions import deepest
from tests.sources.yaml import mutations

PLAIN = """\
# c
apiVersion: v1
metadata:
  name: "x" # c
  labels: {a: b, c: "d"}
spec:
  items:
  - name: a
    image: nginx
  - plain  # c
  - |
    x
    y

  text: |-
    abc
    def

  "quoted": 'it''s'
  empty:
"""


def cut(text: str, span: Span) -> str:
    """The text of a span."""
    lines = text.splitlines(keepends=True)[span.line - 1 : span.end_line]
    dropped = len(lines[-1]) - span.end_column + 1
    return "".join(lines)[span.column - 1 : len("".join(lines)) - dropped]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ((), "apiVersion"),
        (("apiVersion",), "apiVersion: v1"),
        (("metadata",), "metadata"),
        (("metadata", "name"), 'name: "x"'),
        (("metadata", "name", "deeper"), 'name: "x"'),
        (("metadata", "labels"), "labels"),
        (("metadata", "labels", "c"), 'c: "d"'),
        (("spec", "items"), "items"),
        (("spec", "items", 0), "name"),
        (("spec", "items", 0, "image"), "image: nginx"),
        (("spec", "items", 1), "plain"),
        (("spec", "items", 2), "|\n    x\n    y"),
        (("spec", "items", 3), "items"),
        (("spec", "items", -1), "items"),
        (("spec", "items", "0"), "items"),
        (("spec", "text"), "text: |-\n    abc\n    def"),
        (("spec", "quoted"), "\"quoted\": 'it''s'"),
        (("spec", "empty"), "empty"),
        (("spec", "none", "at", "all"), "spec"),
        (("none",), "apiVersion"),
    ],
)
def test_spans_of_a_document_in_plain_style(path: Path, wanted: str) -> None:
    (span,) = yaml.locate(PLAIN, [path])
    assert cut(PLAIN, span) == wanted
    assert deepest(event_positions.tree(PLAIN), path).place == span


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        (("b",), "b: *x"),
        (("b", "q", "r"), "b: *x"),
        (("b", "none"), "b: *x"),
        (("c", "p"), "<<: *x"),
        (("c", "q"), "q: 3"),
        (("d", "q", "r"), "*x"),
        (("a", "q", "r"), "r: 1"),
        (("e", 0), "*x"),
        (("f", "true"), "yes: 1"),
        (("g",), "g: one\n  two"),
    ],
)
def test_what_comes_through_an_alias_stands_where_the_alias_stands(path: Path, wanted: str) -> None:
    text = (
        "a: &x {p: 1, q: {r: 1}}\nb: *x\nc:\n  <<: *x\n  q: 3\nd:\n  <<: [*x]\n"
        "e: [*x]\nf:\n  ? yes\n  : 1\ng: one\n  two\n"
    ).replace("  ? yes\n  : 1\n", "  yes: 1\n")
    (span,) = yaml.locate(text, [path])
    assert cut(text, span) == wanted


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ((), '"kind"'),
        (("kind",), '"kind": "List"'),
        (("items",), '"items"'),
        (("items", 0), "{"),
        (("items", 0, "a"), '"a" : -1.5'),
        (("items", 0, "b", "c", 1), '"é\\""'),
        (("items", 1), "3"),
        (("items", 2), '"items"'),
        (("twice",), '"twice": 2'),
    ],
)
def test_spans_of_json(path: Path, wanted: str) -> None:
    text = (
        '{"kind": "List",\n "items": [{"a" : -1.5, "b": {"c": [1, "é\\""]}},\n 3],'
        '\n"twice": {"x": 1}, "twice": 2}\n'
    )
    (span,) = yaml.locate(text, [path])
    assert cut(text, span) == wanted
    assert deepest(event_positions.tree(text), path).place == span


def every_path(value: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of all that a value holds."""
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from every_path(value[key], (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from every_path(item, (*path, index))


def test_the_plain_way_agrees_with_the_complete_one() -> None:
    compared = 0
    for text in [*mutations.documents(), *mutations.mutations(5, 2_000)]:
        find = plain_positions.finder(text)
        if find is None:
            continue
        root = event_positions.tree(text)
        for path in every_path(yaml.load(text).value):
            span = find(path)
            if span is not None:
                assert span == deepest(root, path).place, (path, text)
                compared += 1
    assert compared > 2_000


def test_the_json_way_agrees_with_the_complete_one() -> None:
    for text in mutations.documents():
        value = yaml.load(text).value
        for indent in (None, 2):
            written = json.dumps(value, indent=indent, ensure_ascii=False)
            paths = list(every_path(value))
            root = event_positions.tree(written)
            assert json_positions.locate(written, paths) == [
                deepest(root, path).place for path in paths
            ]


def test_flow_yaml_that_looks_like_json() -> None:
    text = "{a: 1, b: [x, {c: 2}], # c\n}"
    assert cut(text, yaml.locate(text, [("b", 1, "c")])[0]) == "c: 2"


def test_a_refused_text_has_no_positions() -> None:
    with pytest.raises(YamlError):
        yaml.locate("a: [1\nb: 2\n", [("a",)])


def test_carriage_returns_do_not_count() -> None:
    text = "a: 1\r\nb:\r\n  - c: 2\r\n"
    assert yaml.locate(text, [("a",), ("b", 0, "c")]) == [Span(1, 1, 1, 5), Span(3, 5, 3, 9)]
