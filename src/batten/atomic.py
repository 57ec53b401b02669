"""Files that are replaced whole or not at all.

A file's new content is staged beside it first and takes its place by a rename. So nobody ever
reads half of it, and whoever stages all files before the first takes its place can still turn back.
"""

from __future__ import annotations

import os
from pathlib import Path

from batten.errors import UsageError


class Staged:
    """New content of a file, written beside it, that has not taken its place yet."""

    def __init__(self, path: Path, temporary: Path) -> None:
        self.path = path
        self._temporary = temporary

    def replace(self) -> None:
        """Let it take the file's place."""
        self._temporary.replace(self.path)

    def discard(self) -> None:
        """Forget it; nothing happens if it has taken its place already."""
        self._temporary.unlink(missing_ok=True)


def stage(path: Path, data: bytes) -> Staged:
    """Write new content beside the file, with the file's mode. UsageError if that cannot be."""
    from tempfile import mkstemp  # slow to import, and most runs write nothing

    try:
        handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
    staged = Staged(path, Path(name))
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.chmod(name, _mode(path))
    except OSError as error:
        staged.discard()
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
    except BaseException:
        staged.discard()
        raise
    return staged


def write(path: Path, data: bytes) -> None:
    """Write a whole file or leave it as it was. UsageError if it cannot be written."""
    staged = stage(path, data)
    try:
        staged.replace()
    except BaseException:
        staged.discard()
        raise


def _mode(path: Path) -> int:
    """The mode the file has, or would get."""
    if path.exists():
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
