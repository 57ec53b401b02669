"""The whole of examples/shop, as `batten check` tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from batten.cli.main import main
from tests.reports import goldens

ROOT = Path(__file__).parents[2]


def _told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> str:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("NO_COLOR", "1")
    assert main(["check", "examples/shop", "--jobs", "1", *arguments]) == 1
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "name"), [((), "examples-shop.txt"), (("-v",), "examples-shop-verbose.txt")]
)
def test_text(
    arguments: tuple[str, ...],
    name: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    goldens.check(name, goldens.without_seconds(_told(capsys, monkeypatch, *arguments)))
