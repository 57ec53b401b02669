"""How the command line looks: help that fits 80 columns, colour only where it is wanted."""

from __future__ import annotations

import os
from argparse import RawDescriptionHelpFormatter
from typing import TextIO

WIDTH = 80
"""Columns help and reports keep to."""


class HelpFormatter(RawDescriptionHelpFormatter):
    """argparse's help at a fixed width, with room for long options."""

    def __init__(self, prog: str, **options: object) -> None:
        super().__init__(prog, max_help_position=28, width=WIDTH)


def wants_colour(stream: TextIO) -> bool:
    """Whether to colour what goes to the stream: on a terminal, unless NO_COLOR forbids it."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"
