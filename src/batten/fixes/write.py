"""Prepared changes reach the disk: all of them are staged before the first takes its place."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from batten import atomic
from batten.errors import UsageError
from batten.fixes.prepare import Change

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def write(changes: Sequence[Change]) -> None:
    """Write all files, or none if anything stands against one. UsageError says what.

    Who interrupts finds all files untouched, or all of them written.
    """
    staged: list[atomic.Staged] = []
    try:
        for change in changes:
            path = Path(os.path.realpath(change.name))  # a link stays a link
            _unchanged(change, path)
            staged.append(atomic.stage(path, change.data))
        with _uninterrupted():
            for each in staged:
                each.replace()
    except OSError as error:
        raise UsageError(f"{error.filename}: cannot be written: {error.strerror}") from None
    finally:
        for each in staged:
            each.discard()


def _unchanged(change: Change, path: Path) -> None:
    now = path.read_bytes() if path.exists() else None
    if now != change.before:
        raise UsageError(f"{change.name} was changed meanwhile; no file is written")


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Signals wait until the block is done, where the system knows how."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
