"""What a rule finds, and the edit that would mend it: both plain data."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, Literal, Protocol

import msgspec

from batten.model.objects.meta import Object
from batten.model.source import Path

if TYPE_CHECKING:
    from batten.rules.rule import Rule


class Severity(IntEnum):
    """How bad, judged for production.

    CRITICAL: an outage, a breach or a blocked operation waits to happen, or the API server refuses
    the object. WARNING: it will hurt on a bad day. INFO: worth knowing, or a matter of policy.
    """

    INFO = 1
    WARNING = 2
    CRITICAL = 3

    def __str__(self) -> str:
        return self.name.lower()


class Edit(msgspec.Struct, frozen=True, gc=False):
    """One change of a field: `set` it to a value, `remove` it.

    :ivar path: within the finding's object.
    """

    action: Literal["set", "remove"]
    path: Path
    value: Any = None


class Fix(msgspec.Struct, frozen=True, gc=False):
    """What mends a finding: edits of its object, or a new object.

    :ivar safe: deterministic, and cannot change behaviour for the worse; otherwise "guided": it
        needs a value or consent.
    """

    safe: bool
    edits: tuple[Edit, ...] = ()
    creates: dict[str, Any] | None = None


class Subject(Protocol):
    """Anything a finding may be about: an object, a Workload, its PodTemplate, a Container."""

    @property
    def object(self) -> Object:
        """The Kubernetes object."""
        ...

    @property
    def path(self) -> Path:
        """Where the subject stands in the object."""
        ...


class Finding(msgspec.Struct, gc=False):
    """Something that stands between an object and production.

    :ivar object: the Kubernetes object it is about.
    :ivar path: the field; where it is missing, its place is that of the deepest existing parent.
    :ivar message: one sentence of what is wrong, naming the values, without a full stop.
    :ivar severity: the rule's, unless this case is worse or milder; None until the engine sets it.
    :ivar remedy: one sentence of what to do, where it differs from the rule's.
    :ivar line: 1-based line in the file where known better than by the path, else 0.
    :ivar rule: set by the engine.
    """

    object: Object
    path: Path
    message: str
    severity: Severity | None = None
    remedy: str = ""
    fix: Fix | None = None
    line: int = 0
    rule: Rule = None  # type: ignore[assignment]  # the engine sets it before anyone looks


def found(
    subject: Subject,
    message: str,
    *path: str | int,
    severity: Severity | None = None,
    remedy: str = "",
    fix: Fix | None = None,
    line: int = 0,
) -> Finding:
    """A finding about a field of the subject; the path is relative to the subject."""
    return Finding(subject.object, subject.path + path, message, severity, remedy, fix, line)
