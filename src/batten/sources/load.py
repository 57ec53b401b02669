"""From PATH arguments to objects: walk, render, cut and read, on all processors if worth it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from batten import workers
from batten.errors import SourceError
from batten.model.objects.cluster import CustomResourceDefinition
from batten.model.objects.meta import Object, Problem
from batten.model.versions import Version
from batten.schemas.crds import CustomSchemas
from batten.schemas.validation import validate
from batten.sources import packing, render
from batten.sources.decode import DeclaredWorkload
from batten.sources.documents import Document, NotKubernetes, Reading, cut, raw_of, read
from batten.sources.kustomize import other_files
from batten.sources.walk import Entry, read_bytes, walk

_WORTH_A_FORK = 400_000
"""Bytes of text: about a tenth of a second of reading, against some ten milliseconds of fork."""
STDIN = "-"
_OURS = frozenset(("batten.yaml", "batten-baseline.json"))
"""Files of Batten's own, which nobody takes for manifests."""


class Inputs(msgspec.Struct):
    """Everything that was read, and everything that was not.

    :ivar documents: for looking up positions later.
    :ivar notes: what was left out on purpose, one sentence each.
    :ivar files: how many files gave objects.
    """

    objects: list[Object] = []
    errors: list[SourceError] = []
    notes: list[str] = []
    documents: list[Document] = []
    files: int = 0


class Options(msgspec.Struct, frozen=True):
    """How to read.

    :ivar version: of Kubernetes, whose schemas judge the objects.
    :ivar declared: custom kinds that are workloads.
    :ivar stdin: gives the bytes of standard input.
    :ivar processes: how many processes may read; 1: only this one.
    :ivar overlay: what files hold instead of what is on disk, by the name they are read under.
    """

    version: Version
    declared: Sequence[DeclaredWorkload] = ()
    stdin: Callable[[], bytes] = bytes
    processes: int = 1
    overlay: Mapping[str, bytes] = {}


def load(targets: Iterable[str], options: Options) -> Inputs:
    """All objects of the targets: files, folders, charts, Kustomize folders, "-" for stdin."""
    inputs = Inputs()
    met: set[str] = set()
    """Files that were only met on a walk: they need not hold Kubernetes objects."""
    for target in targets:
        if target == STDIN:
            _cut_into(inputs, STDIN, options.stdin)
        else:
            _gather(Path(target), inputs, met, options)
    readings = _read_all(inputs.documents, options)
    _collect(readings, met, inputs)
    _judge_custom(inputs, options.version)
    inputs.files = len({obj.source.file for obj in inputs.objects})
    return inputs


def _gather(target: Path, inputs: Inputs, met: set[str], options: Options) -> None:
    walked = walk(target)
    inputs.errors += walked.errors
    patches = {file for path in walked.kustomizations for file in other_files(path)}
    skipped = 0
    for entry in walked.entries:
        if entry.kind == "found":
            if patches and entry.path.resolve() in patches:
                skipped += 1
                continue
            met.add(str(entry.path))
        _cut_into(inputs, str(entry.path), partial(_bytes_of, entry, options))
    if skipped:
        folder = walked.kustomizations[0].parent
        inputs.notes.append(
            f"left out {_count(skipped, 'file')} that Kustomize patches with; "
            f"to check the result: kustomize build {folder} | batten check -"
        )


def _bytes_of(entry: Entry, options: Options) -> bytes:
    overlaid = options.overlay.get(str(entry.path))
    if overlaid is not None:
        return overlaid
    match entry.kind:
        case "chart":
            return render.render_chart(entry.path, options.version)
        case "kustomization":
            return render.render_kustomization(entry.path)
        case _:
            return read_bytes(entry.path)


def _cut_into(inputs: Inputs, name: str, data: Callable[[], bytes]) -> None:
    try:
        inputs.documents += cut(name, data())
    except SourceError as error:
        inputs.errors.append(error)


# Reading ------------------------------------------------------------------------------------


def _read_all(documents: list[Document], options: Options) -> list[Reading]:
    def size(document: Document) -> int:
        return len(document.text)

    def read_share(share: Sequence[Document]) -> list[Reading]:
        return [read(document, options.version, options.declared) for document in share]

    total = sum(map(size, documents))
    if options.processes < 2 or total < _WORTH_A_FORK or len(documents) < 2:
        return read_share(documents)
    task = workers.Task(read_share, packing.pack, packing.unpack)
    shares = workers.share(documents, options.processes, size)
    return [reading for readings in workers.spread(task, shares) for reading in readings]


# After reading ------------------------------------------------------------------------------


def _collect(readings: Iterable[Reading], met: set[str], inputs: Inputs) -> None:
    """Sort out what is an error and what is merely no manifest.

    A file met on a walk that holds nothing of Kubernetes (values.yaml, a workflow) is left out.
    """
    holds_objects: set[str] = set()
    others: list[NotKubernetes] = []
    for reading in readings:
        inputs.objects += reading.objects
        holds_objects.update(obj.source.file for obj in reading.objects)
        for error in reading.errors:
            if isinstance(error, NotKubernetes) and error.file in met:
                others.append(error)
            else:
                inputs.errors.append(error)
    inputs.errors += [error for error in others if error.file in holds_objects]
    without = {error.file for error in others} - holds_objects
    left_out = sorted(file for file in without if Path(file).name not in _OURS)
    if left_out:
        shown = ", ".join(left_out[:3]) + (", ..." if len(left_out) > 3 else "")
        inputs.notes.append(
            f"left out {_count(len(left_out), 'file')} without Kubernetes objects: {shown}"
        )


def _judge_custom(inputs: Inputs, version: Version) -> None:
    """Custom resources, by the CustomResourceDefinitions found beside them."""
    crds = [obj for obj in inputs.objects if isinstance(obj, CustomResourceDefinition)]
    if not crds:
        return
    groups = {crd.spec.group for crd in crds}
    custom = CustomSchemas.from_crds(msgspec.to_builtins(crd) for crd in crds)
    documents = {(d.source.file, d.source.document): d for d in inputs.documents}
    for obj in inputs.objects:
        if obj.group in groups:
            raw = raw_of(documents[obj.source.file, obj.source.document], obj.source)
            problems = validate(raw, version, custom) if raw else []
            obj.problems += tuple(Problem(p.path, p.message) for p in problems)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
