"""From a plan to the new content of files, on all processors; nothing is written yet."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from batten import workers
from batten.check.result import Result
from batten.errors import BattenError
from batten.fixes.diff import created as diff_of_new
from batten.fixes.editor import render
from batten.fixes.fix import Plan, Planned, Refused, created
from batten.fixes.origins import STDIN
from batten.fixes.rewrite import How, Rewritten, by_document, rewrite
from batten.sources.documents import NotKubernetes
from batten.sources.walk import read_bytes

DEFAULT = How()
_WORTH_A_FORK = 200
"""Fixes: about a tenth of a second of editing."""
_SHORT = {
    "NetworkPolicy": "netpol",
    "PodDisruptionBudget": "pdb",
    "PriorityClass": "priorityclass",
    "ResourceQuota": "quota",
    "Service": "svc",
}
"""What the files of new objects are called after, as kubectl abbreviates."""


class Change(msgspec.Struct, frozen=True):
    """A file that gets new content.

    :ivar name: as the user knows it; "-" for standard input.
    :ivar data: its new bytes.
    :ivar before: its old bytes; None for a new file.
    """

    name: str
    data: bytes
    diff: str
    before: bytes | None = None


class Prepared(msgspec.Struct):
    """Everything that would be written.

    :ivar made: the fixes that are in it.
    :ivar refused: findings left, those of the plan included.
    """

    changes: list[Change]
    made: list[Planned]
    refused: list[Refused]


def prepare(
    result: Result,
    plan: Plan,
    *,
    how: How = DEFAULT,
    overlay: Mapping[str, bytes] = {},
    processes: int = 1,
) -> Prepared:
    """The new content of all files that change, in the order of the inputs.

    `overlay` is what files hold instead of what is on disk; standard input is only there.
    """
    prepared = Prepared([], [], list(plan.refused))
    files = _Files(result, overlay)
    jobs = files.jobs(plan.planned, prepared.refused)
    for name, rewritten in _rewrite_all(files, jobs, how, processes):
        for number, reason in rewritten.failed.items():
            prepared.refused += _each_refused(plan.planned[number], reason)
        made = [plan.planned[number] for number in rewritten.made]
        if rewritten.data:
            change = Change(name, rewritten.data, rewritten.diff, files.read(name))
            prepared.changes.append(change)
        if not how.same_file and name != STDIN:
            made = [fix for fix in made if _in_own_files(fix, name, files, prepared)]
        prepared.made += made
    return prepared


class _Files:
    """The files of a check: which may be edited, and what they held."""

    def __init__(self, result: Result, overlay: Mapping[str, bytes]) -> None:
        self._overlay = overlay
        self._texts: dict[str, dict[int, str]] = defaultdict(dict)
        for document in result.documents:
            if isinstance(document.text, str):
                self._texts[document.source.file][document.source.document] = document.text
        broken = (error for error in result.errors if not isinstance(error, NotKubernetes))
        self._broken = {error.file: error.line for error in broken}
        self._roots = [os.path.realpath(root) for root in _roots(result.targets)]
        self._real = {os.path.realpath(name): name for name in overlay if name != STDIN}

    def read(self, name: str) -> bytes:
        """The file's bytes as they are now."""
        return self._overlay[name] if name in self._overlay else read_bytes(Path(name))

    def exists(self, name: str) -> bool:
        """Whether there is, or will be, such a file."""
        return name in self._overlay or os.path.lexists(name)

    def texts(self, name: str) -> Mapping[int, str]:
        """The texts of its documents when they were checked."""
        return self._texts[name]

    def jobs(
        self, planned: Sequence[Planned], refused: list[Refused]
    ) -> dict[str, list[tuple[int, Planned]]]:
        """The numbered fixes of each file that may be edited."""
        jobs: dict[str, list[tuple[int, Planned]]] = defaultdict(list)
        for number, fix in enumerate(planned):
            jobs[fix.object.source.file].append((number, fix))
        for name in list(jobs):
            reason = self._closed(name)
            if reason:
                for _, fix in jobs.pop(name):
                    refused += _each_refused(fix, reason)
        return jobs

    def _closed(self, name: str) -> str:
        """Why a file may not be edited, "" if it may."""
        if name in self._broken:
            line = f" from line {self._broken[name]} on" if self._broken[name] else ""
            return f"a part of the file could not be read{line}"
        if name == STDIN or not os.path.lexists(name):
            return ""
        real = os.path.realpath(name)
        if not any(real == root or real.startswith(root + os.sep) for root in self._roots):
            return f"a link to {real}, outside of what is to be fixed"
        first = self._real.setdefault(real, name)
        if first != name:
            return f"the same file as {first}"
        return "" if os.access(real, os.W_OK) else "the file is read-only"


def _roots(targets: Iterable[str]) -> Iterator[str]:
    """The folders that a PATH allows to write in."""
    yield "."
    for target in targets:
        yield target if os.path.isdir(target) else os.path.dirname(os.path.abspath(target))


def _rewrite_all(
    files: _Files, jobs: Mapping[str, list[tuple[int, Planned]]], how: How, processes: int
) -> Iterator[tuple[str, Rewritten]]:
    def rewritten(name: str) -> Rewritten:
        try:
            data = files.read(name)
            return rewrite(name, data, by_document(jobs[name]), files.texts(name), how)
        except BattenError as error:
            return Rewritten(b"", "", [], {number: error.message for number, _ in jobs[name]})

    def work(names: Sequence[str]) -> list[Rewritten]:
        return [rewritten(name) for name in names]

    names = list(jobs)
    if processes < 2 or sum(map(len, jobs.values())) < _WORTH_A_FORK:
        shares: list[Sequence[str]] = [names]
    else:
        shares = workers.share(names, processes, lambda name: len(jobs[name]))
    task = workers.Task(
        work, msgspec.msgpack.encode, msgspec.msgpack.Decoder(list[Rewritten]).decode
    )
    answers = (answer for share in workers.spread(task, shares) for answer in share)
    yield from zip(names, answers, strict=True)


def _each_refused(planned: Planned, reason: str) -> Iterator[Refused]:
    return (Refused(finding, reason) for finding in planned.findings)


# Own files ----------------------------------------------------------------------------------


def _in_own_files(planned: Planned, beside: str, files: _Files, prepared: Prepared) -> bool:
    """Add the files of the fix's new objects; False if one is there already."""
    folder = os.path.dirname(beside)
    new = {os.path.join(folder, _file_name(obj)): obj for obj in created(planned.fix)}
    taken = {change.name for change in prepared.changes}
    for name in new:
        if name in taken or files.exists(name):
            prepared.refused += _each_refused(planned, f"{name} is there already")
            return False
    like = files.read(beside).decode(errors="replace") if new else ""
    for name, obj in new.items():
        text = render(obj, like=like)
        prepared.changes.append(Change(name, text.encode(), diff_of_new(name, text)))
    return True


def _file_name(obj: dict[str, object]) -> str:
    kind, metadata = str(obj["kind"]), obj.get("metadata")
    name = metadata.get("name", "") if isinstance(metadata, dict) else ""
    return f"{name}-{_SHORT.get(kind, kind.lower())}.yaml".replace("/", "-").lower()
