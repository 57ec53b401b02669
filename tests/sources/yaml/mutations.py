"""Real-looking manifests, and what typing errors and odd editors make of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from batten.sources import yaml

_HERE = Path(__file__).parent
MANIFESTS = [
    *sorted(_HERE.joinpath("manifests").glob("*.yaml")),
    *sorted(_HERE.parents[2].joinpath("examples").rglob("*.yaml")),
]
# Plain scalars whose meaning is easily got wrong.
SCALARS = _HERE.joinpath("scalars.txt").read_text(encoding="utf-8").split()

# What is put in, beside single characters: YAML's own words in every position.
_PIECES = [
    *"{}[]:,#&*!|>%@`'\"-?~\\ \t\n\r.0a<=é\u00a0\u0085\u2028\ufeff\u0007",
    *("- ", ": ", " #", "#", "'", '"', "\n\n", "\r\n", "  ", "    ", "\n  ", "\n- ", "key: ", "? "),
    *(
        "&a ",
        "*a",
        "!!str ",
        "! ",
        "<<: *a",
        "---",
        "--- ",
        "...",
        "\n---\n",
        "|",
        ">-",
        "|+",
        "|1",
    ),
    *(
        "yes",
        "off",
        "~",
        "null",
        "0x1F",
        "0o7",
        "08",
        "1_0",
        "1e3",
        ".5",
        "1.0",
        "-1",
        "+1",
        ".inf",
    ),
    *("12:30", "2024-01-01", "[]", "{}", "[a, b]", "{a: b}", "[a: b]", '"a": b', "''", '""', "a b"),
    *(": |\n", ": >\n   x\n", "\\n", "\\x41", "- - ", "- a: ", "-", "\n ", "\n      ", "a:b", ":x"),
]


def documents() -> list[str]:
    """The documents of all manifests, and the first two once more with CRLF."""
    texts = [path.read_text(encoding="utf-8") for path in MANIFESTS]
    chunks = [chunk.text for text in texts for chunk in yaml.split(text)]
    return [*chunks, *(chunk.replace("\n", "\r\n") for chunk in chunks[:2])]


def mutations(seed: int, count: int) -> Iterator[str]:
    """So many mutated documents, the same for the same seed."""
    source = random.Random(seed)
    texts = documents()
    for _ in range(count):
        lines = source.choice(texts).splitlines(keepends=True)
        if source.random() < 0.7:
            lines = _part(source, lines)
        for _ in range(source.choice((1, 1, 1, 2, 3))):
            source.choice(_MUTATORS)(source, lines)
        yield "".join(lines)


def _part(source: random.Random, lines: list[str]) -> list[str]:
    """A few lines that belong together, moved to the left edge."""
    start = source.randrange(len(lines))
    margin = len(lines[start]) - len(lines[start].lstrip(" "))
    part = []
    for line in lines[start : start + source.randint(1, 16)]:
        if line.strip() and not line.startswith(" " * margin):
            break
        part.append(line[margin:] if line.strip() else line)
    return part


def _characters(source: random.Random, lines: list[str]) -> None:
    number = source.randrange(len(lines))
    line = lines[number]
    start = source.randint(0, len(line))
    end = start + source.choice((0, 0, 0, 1, 1, 2, 5))
    lines[number] = line[:start] + source.choice(_PIECES) + line[end:]


def _value(source: random.Random, lines: list[str]) -> None:
    number = source.randrange(len(lines))
    key, colon, _ = lines[number].partition(": ")
    lines[number] = f"{key}{colon or ': '}{source.choice(_PIECES)}\n"


def _indentation(source: random.Random, lines: list[str]) -> None:
    number = source.randrange(len(lines))
    line = lines[number]
    width = max(0, len(line) - len(line.lstrip()) + source.choice((-4, -2, -1, 1, 2, 4)))
    lines[number] = " " * width + line.lstrip(" ")


def _delete(source: random.Random, lines: list[str]) -> None:
    start = source.randrange(len(lines))
    del lines[start : start + source.choice((1, 1, 2, 4))]
    if not lines:
        lines.append("")


def _repeat(source: random.Random, lines: list[str]) -> None:
    lines.insert(source.randrange(len(lines)), source.choice(lines))


def _swap(source: random.Random, lines: list[str]) -> None:
    first, second = source.randrange(len(lines)), source.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]


def _cut(source: random.Random, lines: list[str]) -> None:
    lines[-1] = lines[-1][: source.randint(0, len(lines[-1]))]


_MUTATORS = (
    _characters,
    _characters,
    _characters,
    _value,
    _indentation,
    _delete,
    _repeat,
    _swap,
    _cut,
)
