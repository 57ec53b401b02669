"""What the API server says of names and labels."""

from __future__ import annotations

import pytest

from batten.model import names


@pytest.mark.parametrize("value", ["", "a", "1.4.2", "A_b-c.d", "x" * 63])
def test_label_values_accepted(value: str) -> None:
    assert names.label_value(value) == ""


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("x" * 64, "64 characters, of 63 allowed"),
        ("feature/x", 'a "/"'),
        ("-a", "a sign where a letter or digit must be"),
        ("a.", "a sign where a letter or digit must be"),
        ("ä", 'a "ä"'),
        ("a\n", 'a "\n"'),
    ],
)
def test_label_values_refused(value: str, wrong: str) -> None:
    assert names.label_value(value) == wrong


def test_keys() -> None:
    assert names.label_key("example.com/Name_1") == ""
    assert names.label_key("Example.com/name") == 'a "E" in its prefix'
    assert names.annotation_key("Example.com/name") == ""
    assert names.label_key("example.com/") == "no name"
    assert names.label_key("/name") != ""
    assert names.label_key("") == "no name"


def test_dns() -> None:
    assert names.dns_label("web-1") == ""
    assert names.dns_label("web.1") == 'a "."'
    assert names.dns_subdomain("web.1") == ""
    assert names.dns_subdomain("web..1") == "a sign where a letter or digit must be"
    assert names.dns_subdomain("a" * 53, 52) == "53 characters, of 52 allowed"
