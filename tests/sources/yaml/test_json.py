"""JSON text, and what only looks like it."""

from __future__ import annotations

import json

import pytest

from batten.sources import yaml
from batten.sources.yaml import Chunk, Duplicate, YamlError


def test_text_and_bytes() -> None:
    assert yaml.load_json('{"a": [1, 1.0, true, null, "é"]}').value == {
        "a": [1, 1.0, True, None, "é"]
    }
    assert yaml.load_json(b'\xef\xbb\xbf{"a": "\\/"}').value == {"a": "/"}


def test_flow_yaml_is_read_as_yaml() -> None:
    assert yaml.load_json("{a: yes, b: [c, 0o7],}").value == {"a": True, "b": ["c", 7]}


def test_json_nested_beyond_pythons_recursion() -> None:
    depth = 5_000
    loaded = yaml.load_json("[" * depth + "]" * depth)
    levels, value = 0, loaded.value
    while value:
        levels, value = levels + 1, value[0]
    assert levels == depth - 1


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('{"a": 1', (1, 8), 'expected "," or "}"'),
        ('{\n "é": @}', (2, 7), "invalid character"),
        ('{"a": 1}\n{"b": 2}', (2, 1), "expected the end"),
        ("{{ .Values.x }}", (1, 2), "expected text"),
        ('{"a": "\\ud800"}', (1, 10), "Unicode"),
    ],
)
def test_errors_tell_the_place(text: str, place: tuple[int, int], words: str) -> None:
    with pytest.raises(YamlError, match=words) as caught:
        yaml.load_json(text)
    assert (caught.value.line, caught.value.column) == place


def test_duplicates() -> None:
    text = '{"a": 1,\n "b": [0, {"x": {}, "x": 2}],\n "a": "c\\":d"}'
    loaded = yaml.load_json(text)
    assert loaded.value == json.loads(text)
    assert loaded.duplicates == [
        Duplicate(("b", 1, "x"), line=2, column=21, first_line=2),
        Duplicate(("a",), line=3, column=2, first_line=1),
    ]


@pytest.mark.parametrize(
    "text", ['{"a\\\\": 1, "b": "\\":"}', '{"a": "{\\"b\\": 1, \\"b\\": 2}"}', "[]"]
)
def test_no_duplicates(text: str) -> None:
    assert yaml.load_json(text).duplicates == []


def test_a_duplicate_beside_a_key_that_ends_with_a_backslash() -> None:
    assert len(yaml.load_json('{"a\\\\": 1, "b": 1, "b": 2}').duplicates) == 1


def test_concatenated_documents() -> None:
    text = '{"a": 1}\n\n{"b":\n 2} [3]\n{"c": '
    assert yaml.split_json(text) == [
        Chunk('{"a": 1}', 1),
        Chunk('{"b":\n 2}', 3),
        Chunk("[3]", 4),
        Chunk('{"c":', 5),
    ]


def test_many_concatenated_documents() -> None:
    assert len(yaml.split_json('{"a": [1, 2, 3]}\n' * 50_000)) == 50_000
