"""How fast one document is read: the fast path, the complete parser, PyYAML's C loader.

    python3 -m benchmarks.yaml_load [FOLDER]

reads the manifests of a folder (made by `benchmarks.generate`; examples/ without one) and prints
documents a second of one core's CPU, and the ratios. PyYAML's loader gives other values than
Kubernetes does; it is here as a yardstick.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml as pyyaml

from batten.sources import yaml
from batten.sources.yaml import Path as FieldPath
from batten.sources.yaml import events, fast, lines

ROUNDS = 3


def documents(folder: Path) -> list[str]:
    """The documents of all YAML files below the folder."""
    files = sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")])
    return [chunk.text for file in files for chunk in yaml.split(yaml.decode(file.read_bytes()))]


def rate(read: Callable[[str], object], texts: list[str]) -> float:
    """Documents a second, the best of a few rounds, each with no line known beforehand."""
    best = float("inf")
    for _ in range(ROUNDS):
        lines._known.clear()
        start = time.process_time()
        for text in texts:
            read(text)
        best = min(best, time.process_time() - start)
    return len(texts) / best


def find_some(text: str) -> object:
    """The positions a handful of findings would ask for."""
    container: FieldPath = ("spec", "template", "spec", "containers", 0)
    paths: list[FieldPath] = [(), ("spec",), ("metadata", "name"), container, (*container, "image")]
    return yaml.locate(text, paths)


def main() -> None:
    """Measures and prints."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "examples")
    texts = documents(folder)
    plain = [text for text in texts if fast.load(text) is not fast.NOT_MINE]
    characters = sum(map(len, texts)) / len(texts)
    height = sum(text.count("\n") for text in texts) / len(texts)
    print(f"{len(texts)} documents of {characters:.0f} characters, {height:.0f} lines each;")
    print(f"{len(plain)} of them in plain style")
    few = texts[:: max(1, len(texts) // 500)]
    slow = rate(lambda text: pyyaml.load(text, Loader=pyyaml.CSafeLoader), few)
    for name, read, those in (
        ("load", yaml.load, texts),
        ("load, plain style only", fast.load, plain),
        ("load by the complete parser", events.load, few),
        ("PyYAML's CSafeLoader", None, few),
        ("locate five fields", find_some, texts),
    ):
        speed = slow if read is None else rate(read, those)
        print(f"  {name:28} {speed:8.0f} documents/s {speed / slow:6.1f}x")


if __name__ == "__main__":
    main()
