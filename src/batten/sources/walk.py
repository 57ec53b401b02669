"""Which files a PATH means.

A file is itself, whatever its name. A folder is walked for .yaml, .yml and .json; what git ignores,
hidden folders and links that lead back are left out. A folder with a Chart.yaml is a Helm chart and
one with a kustomization.yaml named as PATH is a Kustomize folder: their sources are no manifests,
so both are rendered (`sources/render.py`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from batten.errors import SourceError

MANIFESTS = (".yaml", ".yml", ".json")
KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
CHART = "Chart.yaml"
_Ignored = Callable[[str], bool]


class Entry(NamedTuple):
    """Something to read.

    :ivar kind: "file" was named by the user, "found" was met on a walk, the others are rendered.
    """

    path: Path
    kind: Literal["file", "found", "chart", "kustomization"]


class Walk:
    """What a walk met.

    :ivar kustomizations: kustomization files inside the folder; their patches are no manifests.
    """

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.kustomizations: list[Path] = []
        self.errors: list[SourceError] = []


def walk(target: Path) -> Walk:
    """Everything to read under a PATH, in a stable order."""
    walked = Walk()
    if not os.path.isdir(target):
        walked.entries.append(Entry(target, "file"))
    elif any(os.path.isfile(target / name) for name in KUSTOMIZATIONS):
        walked.entries.append(Entry(target, "kustomization"))
    else:
        _walk_folder(target, _inherited(target), set(), walked)
    return walked


def _walk_folder(folder: Path, ignores: list[_Ignored], seen: set[str], walked: Walk) -> None:
    """`seen` holds the real paths of the folders above and beside: a link back ends there."""
    real = os.path.realpath(folder)
    if real in seen:
        return
    seen.add(real)
    try:
        names = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        walked.errors.append(SourceError(_why(error), file=str(folder)))
        return
    if any(entry.name == CHART for entry in names):
        walked.entries.append(Entry(folder, "chart"))
        return
    ignores = [*ignores, *_ignore_of(folder)]
    for entry in names:
        path = folder / entry.name
        if any(ignored(str(path)) for ignored in ignores):
            continue
        if entry.is_dir():
            if not entry.name.startswith("."):
                _walk_folder(path, ignores, seen, walked)
        elif entry.name in KUSTOMIZATIONS:
            walked.kustomizations.append(path)
        elif entry.name.endswith(MANIFESTS) and not _special(entry):
            walked.entries.append(Entry(path, "found"))


def _special(entry: os.DirEntry[str]) -> bool:
    """A pipe, socket or device, which could keep us waiting for ever; not a broken link."""
    return not entry.is_file() and not entry.is_symlink()


def _inherited(target: Path) -> list[_Ignored]:
    """The .gitignore files above the target, up to the repository's root.

    If they ignore the target itself, the user who named it knows better.
    """
    folder = Path(os.path.abspath(target))
    chain = [folder, *folder.parents]
    roots = [depth for depth, parent in enumerate(chain) if os.path.exists(parent / ".git")]
    if not roots:
        return []
    ignores = [rule for parent in chain[1 : roots[0] + 1] for rule in _ignore_of(parent)]
    return [] if any(ignored(str(folder)) for ignored in ignores) else ignores


def _ignore_of(folder: Path) -> Iterator[_Ignored]:
    file = folder / ".gitignore"
    if os.path.isfile(file):
        from gitignore_parser import parse_gitignore  # most folders have none

        ignored: _Ignored = parse_gitignore(file, base_dir=os.path.abspath(folder))
        yield lambda path: ignored(os.path.abspath(path))


def _why(error: OSError) -> str:
    return f"cannot be read: {(error.strerror or str(error)).lower()}"


def read_bytes(path: Path) -> bytes:
    """The file's bytes; SourceError says why not."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        what = "a link to nothing" if path.is_symlink() else "no such file or folder"
        raise SourceError(what, file=str(path)) from None
    except OSError as error:
        raise SourceError(_why(error), file=str(path)) from None
