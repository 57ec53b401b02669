"""docs/fix.md says what the command does."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path

from batten.cli import fix

PAGE = (Path(__file__).parents[2] / "docs" / "fix.md").read_text(encoding="utf-8")


def test_every_option_is_told_and_no_other() -> None:
    parser = ArgumentParser()
    fix.configure(parser)
    exist = set(re.findall(r"--[a-z][a-z-]+", parser.format_help())) - {"--help"}
    table = PAGE.partition("## Options")[2].partition("\n\nWithout")[0]
    assert set(re.findall(r"--[a-z][a-z-]+", table)) == exist
