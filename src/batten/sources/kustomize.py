"""Which files of a Kustomize tree are no manifests: what patches them, and what configures it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from batten.errors import SourceError
from batten.sources import yaml
from batten.sources.walk import read_bytes

_LISTS_OF_FILES = (
    "patchesStrategicMerge", "configurations", "transformers", "generators", "validators",
)  # fmt: skip
_LISTS_OF_PATHS = ("patches", "patchesJson6902", "replacements")
_GENERATORS = ("configMapGenerator", "secretGenerator")


def other_files(kustomization: Path) -> set[Path]:
    """The files a kustomization names that are not manifests of their own.

    An unreadable kustomization names none.
    """
    return _files(kustomization, _names)


def resources(kustomization: Path) -> set[Path]:
    """The files and folders a kustomization builds from; none if it is unreadable."""
    return _files(kustomization, _resources)


def _files(kustomization: Path, names: Callable[[Any], Iterator[str]]) -> set[Path]:
    try:
        value = yaml.load(yaml.decode(read_bytes(kustomization))).value
    except (SourceError, yaml.YamlError):
        return set()
    folder = kustomization.parent
    return {(folder / name).resolve() for name in names(value) if "\n" not in name}


def _resources(value: Any) -> Iterator[str]:
    for key in ("resources", "bases", "components"):
        items = _list(value, key) if isinstance(value, dict) else []
        yield from (name for name in items if isinstance(name, str))


def _names(value: Any) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    for key in _LISTS_OF_FILES:
        yield from (name for name in _list(value, key) if isinstance(name, str))
    for key in _LISTS_OF_PATHS:
        paths = (item.get("path") for item in _list(value, key) if isinstance(item, dict))
        yield from (path for path in paths if isinstance(path, str))
    for key in _GENERATORS:
        for item in _list(value, key):
            files = _list(item, "files") if isinstance(item, dict) else []
            yield from (str(name).rpartition("=")[2] for name in files)


def _list(value: dict[str, Any], key: str) -> list[Any]:
    items = value.get(key)
    return items if isinstance(items, list) else []
