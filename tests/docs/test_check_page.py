"""docs/check.md says what the command does."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path

import pytest

from batten.check.score import KEPT
from batten.cli import check
from batten.model.versions import NEWEST, OLDEST
from batten.reports import FORMATS, Options

PAGE = (Path(__file__).parents[2] / "docs" / "check.md").read_text(encoding="utf-8")


def test_every_option_is_told_and_no_other() -> None:
    parser = ArgumentParser()
    check.configure(parser)
    exist = set(re.findall(r"--[a-z][a-z-]+", parser.format_help())) - {"--help"}
    table = PAGE.partition("## Options")[2].partition("## ")[0]
    assert set(re.findall(r"--[a-z][a-z-]+", table)) == exist


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_told(name: str) -> None:
    assert f"- **{name}**" in PAGE


def test_numbers_are_true() -> None:
    assert f"{OLDEST} to {NEWEST}" in PAGE
    assert f"lists up to {Options().few} findings" in PAGE
    for kept in KEPT.values():
        assert f"{kept:.0%}" in PAGE


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^):]+)\)", PAGE):
        if target != "configuration.md":
            assert (Path(__file__).parents[2] / "docs" / target).is_file()
