"""Whether what a finding is about is Batten's to edit, and if not, what to change instead.

What a tool renders has to change where the tool reads it: a value of a Helm chart, a patch of a
Kustomize folder. JSON has no comments to keep and mostly a program that writes it: it is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from batten.fixes.fix import Planned
from batten.model.source import Path as Field
from batten.model.source import dotted
from batten.rules.finding import Edit
from batten.sources.kustomize import resources
from batten.sources.walk import CHART, KUSTOMIZATIONS

STDIN = "-"
_SOURCE = re.compile(r"^# Source: [^/\s]+/(\S+)", re.MULTILINE)
_VALUE = re.compile(r"\.Values\.([A-Za-z_][\w.]*)")
_LONGEST = 60
"""Columns of a value in an advice."""


def advice(planned: Planned, text: str | bytes) -> str:
    """What to change by hand, where the object's document is not for Batten to edit; else ""."""
    file = planned.object.source.file
    if isinstance(text, bytes):
        return f"JSON: Batten edits YAML; {_wanted(planned)}"
    chart, kustomization = _owner(file)
    if chart is not None:
        return _for_chart(chart, planned, text)
    if kustomization is not None:
        return _for_kustomization(kustomization, planned)
    return ""


@cache
def _owner(file: str) -> tuple[Path | None, Path | None]:
    """The chart, or else the kustomization, that a file belongs to."""
    if file == STDIN:
        return None, None
    chart = _chart(Path(file))
    return chart, None if chart else _kustomization(Path(file))


# Helm ---------------------------------------------------------------------------------------


def _chart(path: Path) -> Path | None:
    """The chart that a rendered folder is, or that a file is a template of."""
    if (path / CHART).is_file():
        return path
    above = (folder.parent for folder in path.parents if folder.name in ("templates", "crds"))
    return next((folder for folder in above if (folder / CHART).is_file()), None)


def _for_chart(chart: Path, planned: Planned, text: str) -> str:
    found = _SOURCE.search(text)
    template = found[1] if found else "templates/"
    if planned.fix.creates is not None:
        kind = planned.fix.creates.get("kind", "object")
        return f"a Helm chart: add a {kind} to the chart's templates, or a value that makes it"
    edit = planned.fix.edits[0]
    value = _value(chart, template, edit.path)
    if value:
        return f"a Helm chart: change {value} in {chart / 'values.yaml'}, {_wanted(planned)}"
    return f"a Helm chart: no value of it sets this; in {chart / template}, {_wanted(planned)}"


def _value(chart: Path, template: str, path: Field) -> str:
    """The value that a template puts at a field or around it, "" if none is seen."""
    lines = _lines(chart / template)
    for key in reversed(path):
        wanted = f"{key}:"
        for number, line in enumerate(lines):
            if line.strip().removeprefix("- ").startswith(wanted):
                for place in (line, *_around(lines, number)):
                    if value := _VALUE.search(place):
                        return value[1]
    return ""


def _around(lines: list[str], number: int) -> Iterator[str]:
    """What fills a field from the next line, and the condition above it."""
    below, above = lines[number + 1 : number + 2], lines[:number][-1:]
    yield from (line for line in below if re.match(r"\s*\{\{-?\s*(?:toYaml|tpl|\.)", line))
    yield from (line for line in above if re.search(r"\{\{-?\s*(?:with|if)\b", line))


@cache
def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


# Kustomize ----------------------------------------------------------------------------------


def _kustomization(path: Path) -> Path | None:
    """The file of the Kustomize folder that this is, or that has the file as a resource."""
    if path.is_dir():
        return next((path / name for name in KUSTOMIZATIONS if (path / name).is_file()), None)
    near, named = _resources(path.parent.absolute())
    return _near(path, near) if near and path.resolve() in named else None


@cache
def _resources(folder: Path) -> tuple[Path | None, set[Path]]:
    """The next kustomization at or above a folder, up to the repository, and what it names."""
    for name in KUSTOMIZATIONS:
        if (folder / name).is_file():
            return folder / name, resources(folder / name)
    if folder == folder.parent or (folder / ".git").exists():
        return None, set()
    return _resources(folder.parent)


def _near(path: Path, kustomization: Path) -> Path:
    """The kustomization, named as the user names the file beside it."""
    beside = path.parent / kustomization.name
    return beside if beside.is_file() else kustomization


def _for_kustomization(kustomization: Path, planned: Planned) -> str:
    if planned.fix.creates is not None:
        kind = planned.fix.creates.get("kind", "object")
        return f"a Kustomize base: add a {kind} to the resources of {kustomization}"
    obj = planned.object
    return f"a Kustomize base: in {kustomization}, patch {obj.kind} {obj.name}: {_wanted(planned)}"


# Words --------------------------------------------------------------------------------------


def _wanted(planned: Planned) -> str:
    """What the edits would do."""
    if planned.fix.creates is not None:
        return f"add a {planned.fix.creates.get('kind', 'object')}"
    return ", ".join(map(_told, planned.fix.edits))


def _told(edit: Edit) -> str:
    if edit.action == "remove":
        return f"remove {dotted(edit.path)}"
    value = msgspec.json.encode(edit.value).decode()
    if len(value) > _LONGEST:
        value = f"{value[: _LONGEST - 3]}..."
    return f"set {dotted(edit.path)} to {value}"
