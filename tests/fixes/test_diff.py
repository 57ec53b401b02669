"""Diffs are what patch makes the new text of."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batten.fixes.diff import Stretch, created, diff, replaced


def patched(folder: Path, text: str, patch: str) -> str:
    """What patch makes of a text."""
    file = folder / "a.yaml"
    file.write_bytes(text.encode())
    command = ["patch", "-p1", "--no-backup-if-mismatch", "--binary", "--quiet"]
    subprocess.run(command, input=patch.encode(), cwd=folder, check=True)
    return file.read_bytes().decode()


def whole(text: str, new: str) -> str:
    return diff("a.yaml", text, [Stretch(0, text, new)])


def test_it_looks_as_diffs_do() -> None:
    text = "".join(f"{number}\n" for number in range(1, 13))
    assert whole(text, text.replace("6\n", "six\n")) == (
        "--- a/a.yaml\n+++ b/a.yaml\n@@ -3,7 +3,7 @@\n 3\n 4\n 5\n-6\n+six\n 7\n 8\n 9\n"
    )


def test_nothing_differs() -> None:
    assert whole("a\n", "a\n") == ""


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("a\nb", "a\nb\n"), ("a\nb\n", "a\nb"), ("a", "b"), ("a\r\nb\r\n", "a\r\nc\r\n"),
        ("a\n", "a\nb\n"), ("a\n", "b\na\n"), ("a\x0bb\n", "a\x0bc\n"), ("a\nb\n", ""),
    ],
)  # fmt: skip
def test_patch_understands_it(text: str, new: str, tmp_path: Path) -> None:
    assert patched(tmp_path, text, whole(text, new)) == new


LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "---\n"]), max_size=12).map("".join)


@given(st.lists(st.tuples(LINES, LINES, LINES), min_size=1, max_size=4))
def test_several_stretches_are_one_patch(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[str, str, str]]
) -> None:
    text, stretches = "", []
    for between, old, new in parts:
        text += between
        stretches.append(Stretch(len(text), old, new))
        text += old
    new_text = replaced(text, stretches)
    made = diff("a.yaml", text, stretches)
    assert (made == "") == (text == new_text) or made
    if text and new_text and made:
        assert patched(tmp_path_factory.mktemp("patch"), text, made) == new_text


def test_a_new_file(tmp_path: Path) -> None:
    patch = created("new.yaml", "a: 1\nb: 2\n")
    subprocess.run(["patch", "-p1", "--quiet"], input=patch.encode(), cwd=tmp_path, check=True)
    assert (tmp_path / "new.yaml").read_text() == "a: 1\nb: 2\n"
