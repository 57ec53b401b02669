"""Patterns as people know them from .gitignore and shells."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batten.config.patterns import names, paths


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/a/web.yaml", "/a/web.yaml", True),
        ("/a/web.yaml", "/a/webXyaml", False),
        ("/a/*.yaml", "/a/web.yaml", True),
        ("/a/*.yaml", "/a/b/web.yaml", False),
        ("/a/**/*.yaml", "/a/web.yaml", True),
        ("/a/**/*.yaml", "/a/b/c/web.yaml", True),
        ("/a/**", "/a/b/c/web.yaml", True),
        ("/a/**", "/ab/web.yaml", False),
        ("/a", "/a/b/web.yaml", True),  # a folder stands for all below it
        ("/a", "/ab", False),
        ("/a/*", "/a/b/web.yaml", True),
        ("/a/?.yaml", "/a/b.yaml", True),
        ("/a/?.yaml", "/a//.yaml", False),
        ("/a/[bc].yaml", "/a/c.yaml", True),
        ("/a/[!bc].yaml", "/a/c.yaml", False),
        ("/a/[]].yaml", "/a/].yaml", True),
        ("/a[[]1]/b", "/a[1]/b", True),
        ("/a[", "/a[", True),
        ("/**/test/**", "/a/b/test/c/d.yaml", True),
    ],
)
def test_paths(pattern: str, path: str, fits: bool) -> None:
    assert bool(paths([pattern]).fullmatch(path)) is fits


def test_names_fit_as_a_whole_and_any_pattern_will_do() -> None:
    fits = names(["dev-*", "test"]).fullmatch
    assert fits("dev-1")
    assert fits("test")
    assert not fits("my-dev-1")
    assert not fits("tester")


@given(st.text("abc./+(|^$\\{}-", max_size=9))
def test_what_is_no_wildcard_stands_for_itself(text: str) -> None:
    assert names([text]).fullmatch(text)


@given(st.text("ab/*?[]!-^\\", max_size=9), st.text("ab/", max_size=9))
def test_any_text_is_a_pattern_or_none(pattern: str, name: str) -> None:
    try:
        names([pattern]).fullmatch(name)
    except re.error as error:
        assert "bad character range" in str(error)
