"""Permissions to set findings aside, wherever they come from."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from batten.model.source import Path
from batten.rules.finding import Finding


class Grant(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The permission to set aside some findings of an object.

    :ivar by: where it was written.
    :ivar rules: ids of the rules; None: all.
    :ivar reason: what the reports show.
    :ivar expires: the last day it holds; None: for ever.
    :ivar within: the field below which it holds, a container say.
    """

    by: Literal["annotation", "configuration"]
    rules: frozenset[str] | None
    reason: str = ""
    expires: date | None = None
    within: Path = ()

    def covers(self, finding: Finding) -> bool:
        """Whether the finding, of the object it was given for, may be set aside."""
        if self.rules is not None and finding.rule.id not in self.rules:
            return False
        return not self.within or finding.path[: len(self.within)] == self.within

    def expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.expires is not None and self.expires < today
