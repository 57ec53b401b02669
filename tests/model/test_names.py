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
        ("x" * 64, "64 characters instead of at most 63"),
        ("feature/x", '"/" in it'),
        ("-a", "no letter or digit at an end"),
        ("a.", "no letter or digit at an end"),
        ("ä", '"ä" in it'),
        ("a\n", '"\n" in it'),
    ],
)
def test_label_values_refused(value: str, wrong: str) -> None:
    assert names.label_value(value) == wrong


def test_keys() -> None:
    assert names.label_key("example.com/Name_1") == ""
    assert names.label_key("Example.com/name") == (
        'its prefix has "E"; only lower case letters, digits, - and . are allowed'
    )
    assert names.annotation_key("Example.com/name") == ""
    assert names.label_key("example.com/") == "no name"
    assert names.label_key("/name") != ""
    assert names.label_key("") == "no name"


def test_dns() -> None:
    assert names.dns_label("web-1") == ""
    assert names.dns_label("web.1") == "a wrong - or ."
    assert names.dns_subdomain("web.1") == ""
    assert names.dns_subdomain("web..1") == "a wrong - or ."
    assert names.dns_subdomain("a" * 53, 52) == "53 characters instead of at most 52"
