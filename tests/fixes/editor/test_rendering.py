"""New values read back the same: by Kubernetes, and by readers that type more than it does."""

from __future__ import annotations

from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import example, given
from hypothesis import strategies as st

from batten.fixes.editing import rendering
from batten.fixes.editor import render
from batten.sources import yaml
from tests.sources.yaml import mutations

PLAIN = [
    *(
        "nginx",
        "registry.example.com/shop/app:1.4.2",
        "--flag=x",
        "-x",
        "http://a:80/b?c=d",
        "100m",
    ),
    *("1Gi", "10%", "/healthz", "app.kubernetes.io/name", "$(POD_IP)", "a b c", "it's", "1.20.0"),
    *("sha256:0e1f", "v1", "Etc/UTC", "a,b", "x{y}"),
]
QUOTED = [
    *("", "yes", "No", "on", "y", "null", "~", "true", "1", "1.0", "1e3", "0x1f", "0o17", "017"),
    *("1_000", "12:30", "12:30:45", "2024-01-01", "2024-01-01T10:00:00Z", ".5", ".inf", "-1", "+1"),
    *("a: b", "a #b", "#a", "- a", "-", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a", "{a", "[a"),
    *(" a", "a ", "a:", "? a", "'a'", '"a"', "<<", "=", "---", "a\tb", "a\nb\n\n", "\n", " a\nb"),
    *("0b101", "* * * * *", "\u00a0", "a\u2028b", "\ufeff", "\x7f"),
]


@pytest.mark.parametrize("text", PLAIN)
def test_plain(text: str) -> None:
    assert rendering.scalar(text) == text
    assert pyyaml.safe_load(f"a: {text}\n") == {"a": text}


@pytest.mark.parametrize("text", QUOTED)
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_quoted(text: str, quote: str) -> None:
    shown = rendering.scalar(text, quote=quote)
    assert shown[0] in "'\""
    assert yaml.load(f"a: {shown}\n").value == {"a": text}
    assert pyyaml.safe_load(f"a: {shown}\n") == {"a": text}


@pytest.mark.parametrize("text", mutations.SCALARS)
def test_scalars_that_are_easily_got_wrong(text: str) -> None:
    shown = rendering.scalar(text)
    assert yaml.load(f"{shown}: {shown}\nb: [{rendering.flow(text)}]\n").value[text] == text
    assert pyyaml.safe_load(f"a: {shown}\n") == {"a": text}


@given(st.text(), st.sampled_from(["", "'", '"']))
@example("a\r\nb", "")
@example("a\n b\n", "")
@example("𐀀\n𐀀", "")
def test_any_text(text: str, quote: str) -> None:
    value = {"a": text, "b": [text, {text: 1}], "c": {"d": text}}
    assert yaml.load(render(value)).value == value
    assert yaml.load(f"a: {rendering.scalar(text, quote=quote)}\n").value == {"a": text}
    assert yaml.load(f"a: {rendering.flow(value)}\n").value == {"a": value}


@pytest.mark.parametrize(
    ("like", "expected"),
    [
        ("", "a:\n  b:\n    - c\n"),
        ("x:\n- y\n", "a:\n  b:\n  - c\n"),
        ("x:\n    y: 1\n", "a:\n    b:\n        - c\n"),
        ("x:\n    y:\n      - 1\n    z:\n      - 2\n", "a:\n    b:\n      - c\n"),
        ("x:\r\n- y\r\n", "a:\r\n  b:\r\n  - c\r\n"),
    ],
)
def test_a_new_document_looks_like_the_others(like: str, expected: str) -> None:
    value: dict[str, Any] = {"a": {"b": ["c"]}}
    assert render(value, like=like) == expected


def test_text_of_several_lines_is_a_literal_block() -> None:
    value = {"run.sh": "set -e\n\n  ./run\n", "no-end": "a\nb", "list": ["a\nb\n"]}
    assert render(value) == (
        "run.sh: |\n  set -e\n\n    ./run\nno-end: |-\n  a\n  b\nlist:\n  - |\n    a\n    b\n"
    )
