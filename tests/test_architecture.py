"""Who may import whom, and what a cold start may import: the contracts are in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = {"aiohttp", "asyncio", "rich", "boto3", "numpy", "multiprocessing", "http.client", "socket"}


def test_folders_import_in_the_agreed_directions_only() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["check", "examples/shop/checkout.yaml", "--fail-on", "never"],
        ["explain", "pdb-missing"],
        ["rules"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_commands_import_only_what_they_use(arguments: list[str]) -> None:
    program = (
        "import sys; from batten.cli.main import main\n"
        "try: code = main(sys.argv[1:])\n"
        "except SystemExit as done: code = done.code or 0\n"
        "print(*sorted(sys.modules), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    imported = set(done.stderr.split())
    assert not imported & HEAVY
    batten = {name for name in imported if name.startswith("batten.")}
    if arguments == ["--help"]:
        assert batten == {"batten.cli", "batten.cli.main", "batten.cli.style", "batten.errors"}
    elif arguments[0] == "check":
        assert "yaml" not in imported, "the fast path reads a plain manifest alone"
        assert {n for n in batten if n.startswith("batten.reports.")} & {
            "batten.reports.sarif", "batten.reports.junit", "batten.reports.github",
        } == set()  # fmt: skip
    else:
        assert not {n for n in batten if n.startswith("batten.sources")}
