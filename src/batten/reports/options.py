"""What may be asked of a report."""

from __future__ import annotations

import msgspec

from batten.rules.finding import Severity


class Options(msgspec.Struct, frozen=True, gc=False):
    """How a result is to be told; each format reads what concerns it.

    :ivar colour: text: whether the terminal shows colours.
    :ivar verbose: text, markdown, sarif: every finding, and the suppressed ones.
    :ivar columns: text: how wide the terminal is taken to be.
    :ivar few: text, markdown: up to so many findings are listed one by one, more are grouped.
    :ivar fail_on: junit: the mildest severity that fails; None: none does.
    :ivar processes: json: how many may write it.
    :ivar root: sarif, github: absolute paths below this folder are written relative to it.
    """

    colour: bool = False
    verbose: bool = False
    columns: int = 80
    few: int = 120
    fail_on: Severity | None = Severity.CRITICAL
    processes: int = 1
    root: str = ""


DEFAULT = Options()
