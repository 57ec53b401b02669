"""Sets findings aside: by annotations, by the configuration, by a baseline. Never silently.

Most objects have no annotations and fit no pattern; what holds for an object is found out once.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from batten.check.annotations import grants_of
from batten.check.grants import Grant
from batten.check.result import Suppressed
from batten.config.model import Ignore
from batten.model.inventory import Inventory
from batten.model.objects.meta import Object
from batten.rules.finding import Finding

if TYPE_CHECKING:
    from batten.check.baseline import Baseline

_SHOWN = 3
"""How many expired suppressions, or objects of one note, are named."""


class Suppression(msgspec.Struct, frozen=True, gc=False):
    """What may set findings aside.

    :ivar today: the day that suppressions must not have expired before.
    :ivar folder: absolute; the names of files are relative to it.
    :ivar ignores: entries of the configuration, their paths absolute.
    :ivar baseline: known findings, if any.
    :ivar rules: ids of the rules that were asked; of others the baseline proves nothing.
    """

    today: date
    folder: str = "/"
    ignores: Sequence[Ignore] = ()
    baseline: Baseline | None = None
    rules: Collection[str] = ()


class Sifted(msgspec.Struct, gc=False):
    """Findings, sorted out; each stands in one of the two lists, in the order given.

    :ivar notes: what the author of a suppression should know, one sentence each.
    """

    standing: list[Finding] = []
    suppressed: list[Suppressed] = []
    notes: list[str] = []


def sift(findings: Iterable[Finding], inventory: Inventory, by: Suppression) -> Sifted:
    """Set aside what annotations, the configuration and the baseline cover, asked in this order."""
    permissions = _Permissions(inventory, by)
    remaining = by.baseline.remaining() if by.baseline else None
    sifted = Sifted()
    for finding in findings:
        known = remaining is not None and remaining.take(finding)
        grant = permissions.for_finding(finding)
        if grant is not None:
            sifted.suppressed.append(Suppressed(finding, grant.by, grant.reason))
        elif known:
            sifted.suppressed.append(Suppressed(finding, "baseline"))
        else:
            sifted.standing.append(finding)
            permissions.stands(finding)
    sifted.notes = permissions.notes()
    if remaining is not None:
        titles = {obj.title for obj in inventory.objects}
        sifted.notes += remaining.notes(by.rules, titles)
    return sifted


class _Permissions:
    """What may be set aside in each object; and what was found odd on the way."""

    def __init__(self, inventory: Inventory, by: Suppression) -> None:
        self._inventory = inventory
        self._today = by.today
        self._ignores = [_matcher(ignore, by.folder) for ignore in by.ignores]
        self._of: dict[int, tuple[Grant, ...]] = {}
        self._odd: dict[str, list[str]] = {}
        self._expired: dict[str, None] = {}

    def for_finding(self, finding: Finding) -> Grant | None:
        """The first permission that covers the finding and has not expired."""
        grants = self._of.get(id(finding.object))
        if grants is None:
            grants = self._of[id(finding.object)] = self._look_at(finding.object)
        for grant in grants:
            if grant.covers(finding) and not grant.expired(self._today):
                return grant
        return None

    def stands(self, finding: Finding) -> None:
        """Remember the permissions that would have covered it, had they not expired."""
        for grant in self._of[id(finding.object)]:
            if grant.covers(finding):
                where = finding.object.title if grant.by == "annotation" else "the configuration"
                why = f', "{grant.reason}"' if grant.reason else ""
                self._expired[f"{where} (until {grant.expires}{why})"] = None

    def notes(self) -> list[str]:
        """Annotations that cannot be meant as they are written; suppressions that have expired."""
        notes = [f"{_named(titles)}: {text}" for text, titles in self._odd.items()]
        if count := len(self._expired):
            have = "suppression has" if count == 1 else "suppressions have"
            shown = _named(list(self._expired), "; ")
            notes.append(f"{count} {have} expired, so findings count again: {shown}")
        return notes

    def _look_at(self, obj: Object) -> tuple[Grant, ...]:
        def note(text: str) -> None:
            self._odd.setdefault(text, []).append(obj.title)

        workload = self._inventory.workload(obj)
        annotated = grants_of(obj, workload.pod if workload else None, note)
        return (*annotated, *(grant for fits, grant in self._ignores if fits(obj)))


def _named(names: Sequence[str], separator: str = ", ") -> str:
    more = len(names) - _SHOWN
    return separator.join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _matcher(ignore: Ignore, folder: str) -> tuple[Callable[[Object], bool], Grant]:
    """What tells whether an entry of the configuration fits an object, and what it allows then."""
    from batten.config import patterns

    files = patterns.paths(ignore.paths)
    namespaces, kinds, names = map(patterns.names, (ignore.namespaces, ignore.kinds, ignore.names))
    labels = {key: patterns.names((value,)) for key, value in ignore.labels.items()}
    place = _Places(folder)

    def fits(obj: Object) -> bool:
        return bool(
            (not ignore.kinds or kinds.fullmatch(obj.kind))
            and (not ignore.names or names.fullmatch(obj.name))
            and (not ignore.namespaces or namespaces.fullmatch(obj.namespace))
            and (not ignore.paths or files.fullmatch(place.of(obj.source.file)))
            and all(
                (value := obj.metadata.labels.get(key)) is not None and pattern.fullmatch(value)
                for key, pattern in labels.items()
            )
        )

    rules = None if ignore.rules == "*" else frozenset(ignore.rules)
    grant = Grant(by="configuration", rules=rules, reason=ignore.reason, expires=ignore.expires)
    return fits, grant


class _Places:
    """Absolute names of files; many objects share one."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._known: dict[str, str] = {}

    def of(self, file: str) -> str:
        if file not in self._known:
            whole = posixpath.join(self._folder, file.replace("\\", "/"))
            self._known[file] = posixpath.normpath(whole)
        return self._known[file]
