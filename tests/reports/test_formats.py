"""The table of formats, and what asking for one of them costs."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import batten.reports
from batten.reports import FORMATS, render
from tests.reports import edges


def test_the_table_holds_every_module_that_renders() -> None:
    folder = Path(batten.reports.__file__).parent
    modules = {path.stem for path in folder.glob("*.py") if path.stem != "__init__"}
    rendering = {
        name for name in modules if hasattr(import_module(f"batten.reports.{name}"), "render")
    }
    assert set(FORMATS) == rendering


def test_every_report_ends_with_a_line_end() -> None:
    for name in FORMATS:
        assert "".join(render(name, edges.mixed())).endswith("\n")


def test_only_the_format_asked_for_is_imported() -> None:
    code = (
        "import sys\n"
        "from tests.reports import edges\n"
        "from batten.reports import FORMATS, render\n"
        "''.join(render('text', edges.clean()))\n"
        "print(*(name for name in FORMATS if f'batten.reports.{name}' in sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )
    assert done.stdout.split() == ["text"]
