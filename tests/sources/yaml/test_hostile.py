"""Whatever comes in, the answer is a value or a YamlError, and it comes soon."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batten.sources import yaml
from batten.sources.yaml import YamlError

MEGA = 1_000_000
# Ten times what the slowest takes on a slow machine: what hangs takes minutes.
SOON = 20.0

HOSTILE = {
    "brackets": "[" * 100_000,
    "brackets on lines": "[\n" * 100_000,
    "braces": "{" * 100_000,
    "nested mappings": "{a: " * 100_000,
    "wide inside deep brackets": "[" * 9_999 + "a,\n" * 300_000,
    "dashes": "- " * (MEGA // 2),
    "question marks": "? " * (MEGA // 2),
    "long plain scalar": "a: " + "x " * (MEGA // 2),
    "long quoted scalar": 'a: "' + "\\n" * (MEGA // 2) + '"',
    "long unclosed quote": 'a: "' + '\\"' * (MEGA // 2),
    "single quotes": "a: " + "''" * (MEGA // 2),
    "long blanks": "a: x" + " " * MEGA + "y",
    "hashes": "a: " + " #" * (MEGA // 2),
    "colons": "a:b" * (MEGA // 3) + ": c",
    "long key": '"' + "k" * MEGA + '": 1',
    "blanks in brackets": "a: [" + " " * MEGA + "x",
    "contains itself": "a: &a [" + "*a," * (MEGA // 3) + "]",
    "aliases": "a: &a [x]\nb: [" + "*a," * 100_000 + "]",
    "merges": "a: &a {x: 1}\nb:\n" + "  <<: *a\n" * 50_000,
    "merges of merges": "".join(
        f"a{i}: &a{i} {{<<: *a{i - 1}, k{i}: 1}}\n" for i in range(1, 3_000)
    ),
    "big number": "a: " + "9" * 100_000,
    "big octal": "a: 0" + "7" * 100_000,
    "blank lines": "\n" * MEGA,
    "comments": "# x\n" * 200_000,
    "blanks": " " * MEGA,
    "separators": "---\n" * 200_000,
    "blank block": "a: |\n" + "\n" * MEGA + "b: 1",
    "duplicates": "a: 1\n" * 50_000,
}


def read(data: bytes) -> None:
    """Everything this package does with a file."""
    with suppress(YamlError):
        text = yaml.decode(data)
        for chunk in [*yaml.split(text), *yaml.split_json(text)]:
            for load in (yaml.load, yaml.load_json):
                with suppress(YamlError):
                    load(chunk.text)
                    yaml.locate(chunk.text, [(), ("a", 0), ("b", "x")])


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("load", [yaml.load, yaml.load_json])
def test_hostile_text_is_dealt_with_soon(name: str, load: Callable[[str], object]) -> None:
    before = time.process_time()
    for chunk in yaml.split(HOSTILE[name]):
        with suppress(YamlError):
            load(chunk.text)
    assert time.process_time() - before < SOON


def test_billions_of_laughs() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [{f'*a{i - 1}, ' * 9}]" for i in range(1, 12)]
    with pytest.raises(YamlError, match="too many aliases"):
        yaml.load("\n".join(lines))


def test_depth_is_no_recursion() -> None:
    value = yaml.load("- " * 9_999 + "x").value
    for _ in range(9_999):
        (value,) = value
    assert value == "x"


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    read(data)


@settings(max_examples=700, deadline=None, derandomize=True)
@given(
    st.text(alphabet="ab0.\n\t\r :-?[]{},#&*!|>'\"%@~<=\\é\u0085\u2028\ufeff\a\ud800", max_size=60)
)
def test_any_text(text: str) -> None:
    read(text.encode("utf-8", "surrogatepass"))
    for load in (yaml.load, yaml.load_json):
        with suppress(YamlError):
            load(text)
            yaml.locate(text, [(), ("a", 0), ("b", "x")])
