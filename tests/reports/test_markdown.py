"""Markdown: a table that nothing in the input can break."""

from __future__ import annotations

import re

import pytest

from batten.reports import Options, render
from batten.reports.markdown import escaped
from tests.reports import edges, world


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text: 50m, a-b/c.d", "plain text: 50m, a-b/c.d"),
        ("a|b", "a\\|b"),
        ("<script>&amp;", "&lt;script&gt;&amp;amp;"),
        (
            "[x](http://evil) `code` *b* _i_ #1",
            "\\[x\\](http://evil) \\`code\\` \\*b\\* \\_i\\_ \\#1",
        ),
        ("@team look", "@&#8203;team look"),
        ("app@sha256:0", "app@sha256:0"),
        ("two\nlines", "two lines"),
        ("back\\slash", "back\\\\slash"),
    ],
)
def test_escaped(text: str, expected: str) -> None:
    assert escaped(text) == expected


@pytest.mark.parametrize("name", ["one", "strange", "many", "mixed"])
def test_every_row_has_the_columns_of_its_table(name: str) -> None:
    columns = 0
    for line in "".join(render("markdown", getattr(edges, name)())).splitlines():
        if not line.startswith("|"):
            columns = 0
            continue
        bars = len(re.findall(r"(?<!\\)\|", line))
        columns = columns or bars
        assert bars == columns


def test_many_findings_fit_a_comment() -> None:
    assert len("".join(render("markdown", edges.many(5000)))) < 65_536


def test_verbose_lists_all_and_the_suppressed() -> None:
    told = "".join(render("markdown", world.shop(), Options(few=3, verbose=True)))
    assert told.count("| critical | ") == 2
    assert "suppressed by annotation: the vendor's image needs it until 3.2" in told
    assert "1 finding suppressed." in "".join(render("markdown", world.shop()))
