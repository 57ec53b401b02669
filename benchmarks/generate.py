"""Write a large, realistic set of manifests: the same ones for the same seed and count.

    python -m benchmarks.generate manifests/ --count 10000 --served cluster.json

The folder holds what teams keep in Git (a folder a namespace, several documents a file, see
`benchmarks.handwriting`). A JSON file holds the same objects as one List: as they were applied,
or as `kubectl get -o json` prints them after the cluster filled in defaults and status.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import handwriting, live, world
from benchmarks.pods import Object

SEED = 20261122
"""The seed of every published figure."""


class Manifest(NamedTuple):
    """One file of the folder, before anybody wrote it down."""

    path: str
    """Relative to the folder."""
    style: handwriting.Style
    objects: list[Object]


class Size(NamedTuple):
    """What was written."""

    objects: int
    files: int
    bytes: int


def manifests(count: int, seed: int = SEED) -> Iterator[Manifest]:
    """Yield files until they hold `count` objects together."""
    left = count
    for namespace, teams in world.namespaces(seed):
        rng = random.Random(f"{seed}/{namespace}")
        while teams and left:
            taken = rng.choice((1, 1, 2, 3))
            shared, teams = teams[:taken], teams[taken:]
            objects = [one for team in shared for one in team.objects][:left]
            left -= len(objects)
            path = f"{namespace}/{shared[0].app.name}.{rng.choice(('yaml', 'yaml', 'yml'))}"
            yield Manifest(path, handwriting.draw_style(rng), objects)
        if not left:
            return


def write_folder(folder: Path, count: int, seed: int = SEED) -> Size:
    """Write `count` objects as YAML files below `folder`."""
    files = written = 0
    for manifest in manifests(count, seed):
        pen = handwriting.Pen(manifest.style, random.Random(f"{seed}/{manifest.path}"))
        text = "---\n".join(pen.document(one) for one in manifest.objects)
        path = folder / manifest.path
        path.parent.mkdir(parents=True, exist_ok=True)
        files += 1
        written += path.write_text(text, encoding="utf-8")
    return Size(count, files, written)


def write_as_applied(path: Path, count: int, seed: int = SEED) -> Size:
    """Write `count` objects as their teams wrote them: one JSON List without white space."""
    listing = _list([one for file in manifests(count, seed) for one in file.objects])
    text = json.dumps(listing, separators=(",", ":"))
    return Size(count, 1, path.write_text(text, encoding="utf-8"))


def write_as_served(path: Path, count: int, seed: int = SEED) -> Size:
    """Write `count` objects as `kubectl get -o json` prints them: one indented JSON List."""
    rng = random.Random(f"{seed}/live")
    items = [live.as_served(one, rng) for file in manifests(count, seed) for one in file.objects]
    text = json.dumps(_list(items), indent=4, sort_keys=True)
    return Size(count, 1, path.write_text(text + "\n", encoding="utf-8"))


def _list(items: list[Object]) -> Object:
    return {"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}}


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(description="Write realistic Kubernetes manifests.")
    parser.add_argument("folder", type=Path, nargs="?", help="write YAML files below this folder")
    parser.add_argument("--count", type=int, default=10_000, help="objects (default: 10000)")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--applied", type=Path, metavar="FILE", help="write one compact JSON List")
    parser.add_argument("--served", type=Path, metavar="FILE", help="the same as kubectl prints it")
    options = parser.parse_args()
    for path, write in (
        (options.folder, write_folder),
        (options.applied, write_as_applied),
        (options.served, write_as_served),
    ):
        if path:
            print(path, *write(path, options.count, options.seed))


if __name__ == "__main__":
    main()
