"""The same function on several processors: forked workers that inherit what is in memory.

A fork costs a few milliseconds and copies nothing; what a worker answers is bytes. So a worker
reads the parent's objects for free, and only its answer crosses over. Where there is no fork
(Windows), or one processor, everything runs here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def processors() -> int:
    """How many processors this process may use, 1 where it cannot fork."""
    if not hasattr(os, "fork") or sys.platform == "darwin":
        return 1  # macOS: system libraries do not survive a fork
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def share(items: Sequence[T], workers: int, size: Callable[[T], int]) -> list[Sequence[T]]:
    """The items in `workers` consecutive runs of about the same total size; none is empty."""
    total = sum(map(size, items))
    runs: list[Sequence[T]] = []
    start, filled = 0, 0
    for index, item in enumerate(items):
        filled += size(item)
        if filled * workers >= total * (len(runs) + 1):
            runs.append(items[start : index + 1])
            start = index + 1
    if start < len(items):
        runs.append(items[start:])
    return runs


def spread(work: Callable[[T], bytes], shares: Sequence[T]) -> list[bytes]:
    """What `work` answers for each share, in order; all but the first in forked workers.

    An exception in a worker is raised here.
    """
    children = [_Child(work, share) for share in shares[1:]]
    try:
        answers = [work(shares[0])] if shares else []
    finally:
        results = [child.result() for child in children]
    for ok, answer in results:
        if not ok:
            raise _error_in(answer)
        answers.append(answer)
    return answers


class _Child:
    """A forked worker and the pipe it answers through."""

    def __init__(self, work: Callable[[T], bytes], share: T) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        reading, writing = os.pipe()
        self._pid = os.fork()
        if self._pid:
            os.close(writing)
            self._pipe = reading
            return
        os.close(reading)
        status = 1
        try:
            with open(writing, "wb") as pipe:
                pipe.write(_answer(work, share))
            status = 0
        finally:
            os._exit(status)  # no exit handlers of the parent, no flushing of its buffers

    def result(self) -> tuple[bool, bytes]:
        """Whether the work succeeded, and its answer or the pickled exception."""
        with open(self._pipe, "rb") as pipe:
            answer = pipe.read()
        os.waitpid(self._pid, 0)
        if not answer:
            return False, b""
        return answer[:1] == b"+", answer[1:]


def _answer(work: Callable[[T], bytes], share: T) -> bytes:
    try:
        return b"+" + work(share)
    except BaseException as error:
        import pickle  # only when something went wrong

        return b"-" + pickle.dumps(error)


def _error_in(answer: bytes) -> BaseException:
    if not answer:
        return RuntimeError("a worker process was killed")
    import pickle

    error: BaseException = pickle.loads(answer)
    return error
