"""Files as forges know them: relative to the folder Batten ran in, which is the repository's."""

from __future__ import annotations

import os
from urllib.parse import quote

from batten.reports.phrases import STDIN

SOURCE_ROOT = "%SRCROOT%"
"""SARIF's customary name for the root of the sources."""


def relative(file: str, root: str) -> str:
    """The file as seen from the root; one that is not below it stays as it is."""
    below = os.path.join(root, "") if root else ""
    return os.path.normpath(file.removeprefix(below) if below else file)


def artifact(file: str, root: str) -> dict[str, object]:
    """SARIF's artifactLocation of a file: below the source root, or absolute."""
    if file == "-":
        return {"uri": STDIN, "description": {"text": "standard input"}}
    path = relative(file, root)
    uri = quote(os.fsencode(path.replace(os.sep, "/")))
    if os.path.isabs(path):
        return {"uri": f"file://{uri}"}
    return {"uri": uri, "uriBaseId": SOURCE_ROOT}
