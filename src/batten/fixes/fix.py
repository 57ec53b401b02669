"""What is planned for findings, and what is left and why: plain data."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from batten.model.objects.meta import Object
from batten.rules.finding import Finding, Fix

By = Literal["upgrade", "safe", "guided"]


class Planned(msgspec.Struct, frozen=True, gc=False):
    """A fix that is to be made.

    :ivar findings: what it mends, all of one object; none where the configuration asks for it and
        no rule does.
    :ivar by: "upgrade": of an old API, made before all others; "safe": the rule's own;
        "guided": with values or consent of the user.
    :ivar notes: what the user must know about it, half a sentence each.
    :ivar about: its object, where there is no finding.
    """

    findings: tuple[Finding, ...]
    fix: Fix
    by: By
    notes: tuple[str, ...] = ()
    about: Object | None = None

    @property
    def object(self) -> Object:
        """What it edits, or beside which it creates."""
        return self.about or self.findings[0].object


class Refused(msgspec.Struct, frozen=True, gc=False):
    """A finding that is not mended.

    :ivar reason: why, and what to do instead; a sentence without a full stop.
    """

    finding: Finding
    reason: str


class Open(msgspec.Struct, frozen=True, gc=False):
    """A finding that could be mended if somebody decided something.

    :ivar reason: what is asked.
    :ivar key: where in batten.yaml the answer may stand; "" where none can.
    """

    finding: Finding
    reason: str
    key: str = ""


class Plan(msgspec.Struct, gc=False):
    """Everything decided about the findings of a check, in their order.

    :ivar without: findings that no edit is known for.
    """

    planned: list[Planned] = []
    refused: list[Refused] = []
    open: list[Open] = []
    without: list[Finding] = []


def created(fix: Fix) -> list[dict[str, Any]]:
    """The new objects of a fix, one by one."""
    if fix.creates is None:
        return []
    if fix.creates.get("kind") == "List":
        return list(fix.creates["items"])
    return [fix.creates]
