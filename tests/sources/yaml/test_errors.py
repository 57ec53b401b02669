"""Messages name the place, what was expected and the usual cause."""

from __future__ import annotations

import pytest

from batten.sources import yaml
from batten.sources.yaml import Duplicate, YamlError


@pytest.mark.parametrize(
    ("text", "place", "words", "hint"),
    [
        ("a:\n\tb: 1\n", (2, 1), "tab", "spaces"),
        ("a:\n  - b\n\t- c\n", (3, 1), "tab", "spaces"),
        ("a: 1\n{{- if .Values.y }}\nb: 2\n", (2, 1), "expected", "helm template"),
        ("a: {{ .Values.x }}\n", (1, 5), "expected text", "helm template"),
        ("a: b: c\n", (1, 5), "unexpected", "quotes"),
        ("a: @foo\n", (1, 4), "unexpected @", "quotes"),
        ("a: %foo\n", (1, 4), "unexpected %", "quotes"),
        ('a: 1\nb: "x\nc: 1\n', (2, 4), "never closed", ""),
        ("a: [1, 2\nb: 1\n", (2, 2), r'expected "," or "\]"', ""),
        ("a: {b: 2\nc: 1\n", (2, 2), 'expected "," or "}"', ""),
        ("a: 1\n b: 2\n", (2, 3), "unexpected", "quotes"),
        ("a:\n    b: 1\n  c: 2\n", (3, 3), "expected a key", ""),
        ("a:\n  - b\n c: 2\n", (3, 2), "expected a key", ""),
        ("- a\nb: 1\n", (2, 1), 'expected "- "', ""),
        ("a: *nope\n", (1, 4), "expected &nope", ""),
        ("a: &x [1, *x]\n", (1, 11), "contains itself", ""),
        ("a: 1\nb: .inf\n", (2, 4), "finite", ""),
        ("a: 1\nnull: 2\n", (2, 1), "key", ""),
        ("? [a, b]\n: 1\n", (1, 3), "as a key", ""),
        ("a: x\ny: \a\n", (2, 4), r"U\+0007", "binary"),
        ('a: "\\q"\n', (1, 5), "escape", "single quotes"),
        ("a: !!int x\n", (1, 4), "no int", ""),
        ("a:\n  <<: 1\n", (2, 7), "merge key", ""),
        ("a: [b?c]\n", (1, 5), "quotes", ""),
    ],
)
def test_says_where_and_why(text: str, place: tuple[int, int], words: str, hint: str) -> None:
    with pytest.raises(YamlError, match=words) as caught:
        yaml.load(text)
    assert (caught.value.line, caught.value.column) == place
    assert hint in caught.value.hint


def test_duplicates_tell_both_places() -> None:
    loaded = yaml.load("a: 1\nb:\n  - c: 1\n    d: 2\n    c: 3\na: 4\n")
    assert loaded.value == {"a": 4, "b": [{"c": 3, "d": 2}]}
    assert loaded.duplicates == [
        Duplicate(("b", 0, "c"), line=5, column=5, first_line=3),
        Duplicate(("a",), line=6, column=1, first_line=1),
    ]


def test_keys_that_only_json_makes_equal_are_duplicates() -> None:
    assert yaml.load('1: a\n"1": b\n').duplicates == [Duplicate(("1",), 2, 1, 1)]
    assert [each.path for each in yaml.load("on: 1\nyes: 2\n").duplicates] == [("true",)]


def test_overriding_a_merged_key_is_no_duplicate_but_losing_a_key_to_a_merge_is() -> None:
    base = "x: &x {q: 2}\nz:\n"
    assert yaml.load(base + "  <<: *x\n  q: 3\n").duplicates == []
    lost = yaml.load(base + "  q: 3\n  <<: *x\n")
    assert lost.value["z"] == {"q": 2}
    assert lost.duplicates == [Duplicate(("z", "q"), line=4, column=7, first_line=3)]


def test_a_refused_value_that_a_later_key_replaces_is_no_error() -> None:
    assert yaml.load("a: .nan\na: 1\n").value == {"a": 1}
    assert yaml.load("a: {null: 1}\na: 1\n").value == {"a": 1}
