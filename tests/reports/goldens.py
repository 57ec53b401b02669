"""Golden files: what was read by eye once must stay so. BATTEN_UPDATE_GOLDEN=1 rewrites them."""

from __future__ import annotations

import os
import re
from pathlib import Path

from batten import __version__

_FINGERPRINT = re.compile(r'("(?:fingerprint|battenFinding/v1)":)"[0-9a-f]+"')
FOLDER = Path(__file__).parent / "golden"


def without_seconds(text: str) -> str:
    """The text report but for the time it took."""
    return re.sub(r", [0-9.,]+ s$", ", N s", text, flags=re.MULTILINE)


def check(name: str, text: str) -> None:
    """The text is what the golden file of that name holds, but for versions and fingerprints."""
    text = text.replace(f'"{__version__}"', '"VERSION"')
    text = _FINGERPRINT.sub(r'\1"FINGERPRINT"', text)
    path = FOLDER / name
    if os.environ.get("BATTEN_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), f"{name}: BATTEN_UPDATE_GOLDEN=1 rewrites it"
