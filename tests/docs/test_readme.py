"""README shows what really happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from batten.cli.main import COMMANDS, main

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text()


def test_the_transcript_is_what_the_command_prints(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    main(["check", "examples/shop"])
    printed = capsys.readouterr().out
    block = README.partition("$ batten check examples/shop\n")[2].partition("```")[0]
    pieces = [piece.strip("\n") for piece in block.split("\n  ...\n")]
    assert len(pieces) == 3
    for piece in pieces:
        assert piece in printed


def test_every_command_is_named() -> None:
    named = set(re.findall(r"`batten ([a-z]+)", README.partition("## Commands")[2]))
    assert named == set(COMMANDS)


@pytest.mark.parametrize(
    "page",
    sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md")]),
    ids=lambda page: page.name,
)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)", page.read_text()):
        if not link.startswith("http"):
            assert (page.parent / link).exists(), link
