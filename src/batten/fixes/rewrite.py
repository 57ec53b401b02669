"""The new content of a file: all fixes of its documents, each document edited once.

A fix that cannot be made is left out and told; the others are made all the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from batten.fixes.diff import Stretch, diff, replaced
from batten.fixes.editor import CannotEdit, edit, render
from batten.fixes.fix import Planned, created
from batten.fixes.merge import Group, merge
from batten.fixes.streams import Stream, appended, stream
from batten.rules.finding import Edit
from batten.sources import yaml

Work = Mapping[int, Sequence[tuple[int, Planned]]]
"""By number of the document: its fixes, each with its own number, in order of preference."""


class Rewritten(msgspec.Struct, gc=False):
    """What became of a file; also the answer of a worker.

    :ivar data: the new bytes; empty if nothing changes.
    :ivar diff: from the old text to the new one; empty if nobody looks.
    :ivar made: numbers of the fixes that are in it.
    :ivar failed: numbers of the others, and why.
    """

    data: bytes
    diff: str
    made: list[int]
    failed: dict[int, str]


class How(msgspec.Struct, frozen=True):
    """How to write files.

    :ivar same_file: new objects follow their workload in its file.
    :ivar diffs: somebody will look at the diffs.
    """

    same_file: bool = True
    diffs: bool = True


def rewrite(name: str, data: bytes, work: Work, known: Mapping[int, str], how: How) -> Rewritten:
    """Make the fixes. `known` are the documents' texts when the fixes were planned."""
    file = stream(data)
    stretches: list[Stretch] = []
    made: list[int] = []
    failed: dict[int, str] = {}
    for number, fixes in sorted(work.items()):
        if number >= len(file.documents) or file.documents[number] != known[number]:
            failed |= {index: "the file changed while it was read" for index, _ in fixes}
            continue
        document = _Document(file.documents[number])
        document.make(fixes)
        new = document.text
        if how.same_file and document.creates:
            like = f"{file.documents[number]}\n{file.text}"  # its own style first, then the file's
            new = appended(file, number, new, [render(obj, like=like) for obj in document.creates])
        made += document.made
        failed |= document.failed
        if new != file.documents[number]:
            stretches.append(Stretch(file.starts[number], file.documents[number], new))
    return _result(name if how.diffs else "", file, stretches, made, failed)


def _result(
    name: str, file: Stream, stretches: list[Stretch], made: list[int], failed: dict[int, str]
) -> Rewritten:
    if not stretches:
        return Rewritten(b"", "", made, failed)
    new = file.bytes(replaced(file.text, stretches))
    shown = diff(name, file.text, stretches) if name else ""
    return Rewritten(new, shown, made, failed)


class _Document:
    """A document while its fixes are made."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.creates: list[dict[str, Any]] = []
        self.made: list[int] = []
        self.failed: dict[int, str] = {}
        self._value: Any = None

    def make(self, fixes: Sequence[tuple[int, Planned]]) -> None:
        """Make all that can be made together."""
        merged = merge([_group(planned) for _, planned in fixes], self._load)
        self.failed |= {fixes[at][0]: reason for at, reason in merged.clashes.items()}
        fixes = [fix for fix in fixes if fix[0] not in self.failed]
        try:
            self.text = edit(self.text, merged.edits) if merged.edits else self.text
        except CannotEdit:
            fixes = self._one_after_another(fixes)
        self.made = [number for number, _ in fixes]
        self.creates = [obj for _, p in fixes for obj in created(p.fix)]

    def _one_after_another(self, fixes: Sequence[tuple[int, Planned]]) -> list[tuple[int, Planned]]:
        """The fixes that the editor makes together, found by adding one at a time."""
        text = self.text
        fitting: list[tuple[int, Planned]] = []
        for fix in fixes:
            edits = merge([_group(planned) for _, planned in (*fitting, fix)], self._load).edits
            try:
                self.text = edit(text, edits)
            except CannotEdit as error:
                self.failed[fix[0]] = error.message
            else:
                fitting.append(fix)
        return fitting

    def _load(self) -> Any:
        if self._value is None:
            self._value = yaml.load(self.text).value
        return self._value


def _group(planned: Planned) -> Group:
    prefix = planned.object.source.prefix
    edits = planned.fix.edits
    if prefix:
        edits = tuple(Edit(each.action, prefix + each.path, each.value) for each in edits)
    return Group(edits, closed=planned.by == "upgrade")


def by_document(planned: Sequence[tuple[int, Planned]]) -> Work:
    """The fixes of a file by document, upgrades first, then in the order planned."""
    work: dict[int, list[tuple[int, Planned]]] = defaultdict(list)
    for fix in sorted(planned, key=lambda fix: fix[1].by != "upgrade"):
        work[fix[1].object.source.document].append(fix)
    return work
