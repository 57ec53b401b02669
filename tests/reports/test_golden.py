"""Transcripts of each format."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from batten.check.result import Result
from batten.reports import FORMATS, Options, pages, render
from tests.reports import edges, goldens, world

SUFFIXES = {"text": "txt", "markdown": "md", "json": "json", "sarif": "sarif", "junit": "xml"}

RESULTS: dict[str, Callable[[], Result]] = {
    "shop": world.shop,
    "clean": edges.clean,
    "empty": edges.empty,
    "unreadable": edges.unreadable,
    "one": edges.one,
    "nowhere": edges.nowhere,
    "mixed": edges.mixed,
    "strange": edges.strange,
    "many": edges.many,
}


@pytest.fixture(autouse=True)
def _no_peers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules here bear real names; what other tools call those is not these files' concern."""
    monkeypatch.setattr(pages, "also_known_as", lambda rule_id: [])


@pytest.mark.parametrize("name", RESULTS)
def test_text(name: str) -> None:
    goldens.check(f"{name}.txt", "".join(render("text", RESULTS[name]())))


@pytest.mark.parametrize("name", ["shop", "mixed"])
def test_verbose_text(name: str) -> None:
    told = render("text", RESULTS[name](), Options(verbose=True))
    goldens.check(f"{name}-verbose.txt", "".join(told))


def test_coloured_text() -> None:
    told = render("text", world.shop(), Options(colour=True))
    goldens.check("shop-colour.txt", "".join(told))


@pytest.mark.parametrize("format_name", sorted(FORMATS.keys() - {"text"}))
@pytest.mark.parametrize("name", ["shop", "mixed", "strange", "empty"])
def test_other_formats(name: str, format_name: str) -> None:
    suffix = SUFFIXES.get(format_name, "log")
    goldens.check(f"{name}.{suffix}", "".join(render(format_name, RESULTS[name]())))


def test_verbose_sarif() -> None:
    told = render("sarif", world.shop(), Options(verbose=True))
    goldens.check("shop-verbose.sarif", "".join(told))


def test_grouped_markdown() -> None:
    goldens.check("many.md", "".join(render("markdown", edges.many())))
