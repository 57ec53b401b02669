"""Each kind of edit in each style, before and after: pairs that were read by eye.

`cases/<name>.before.yaml` with the edits of `<name>.edits.json` gives `<name>.after.yaml`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from batten.fixes.editor import edit
from batten.rules.finding import Edit

FOLDER = Path(__file__).parent / "cases"
NAMES = sorted(path.name.removesuffix(".edits.json") for path in FOLDER.glob("*.edits.json"))


def text_of(name: str) -> str:
    return (FOLDER / name).read_bytes().decode()


def edits_of(name: str) -> list[Edit]:
    edits = json.loads(text_of(f"{name}.edits.json"))
    return [Edit(action, tuple(path), *value) for action, path, *value in edits]


@pytest.mark.parametrize("name", NAMES)
def test_after(name: str) -> None:
    edited = edit(text_of(f"{name}.before.yaml"), edits_of(name))
    assert edited == text_of(f"{name}.after.yaml")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_to_do(name: str) -> None:
    text = text_of(f"{name}.before.yaml")
    assert edit(text, []) == text
    assert edit(text, [Edit("remove", ("spec", "nowhere", 3, "at all"))]) == text
