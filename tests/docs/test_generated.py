"""The committed pages are those that the rules would make today."""

from __future__ import annotations

import pytest

from tools import build_docs

FILES = build_docs.build()


@pytest.mark.parametrize("name", FILES)
def test_page_is_up_to_date(name: str) -> None:
    path = build_docs.DOCS / name
    assert path.is_file(), f"docs/{name} is missing: run python tools/build_docs.py"
    written = path.read_text(encoding="utf-8")
    assert written == FILES[name], f"docs/{name} is old: run python tools/build_docs.py"


def test_no_page_is_left_of_a_rule_that_is_gone() -> None:
    assert build_docs.stale(FILES) == []
