"""The same function on several processors: forked workers that inherit what is in memory.

A fork costs a few milliseconds and copies nothing; what a worker answers is bytes. So a worker
reads the parent's objects for free, and only its result crosses over. Where there is no fork
(Windows), or one processor, everything runs here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
R = TypeVar("R")


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


class Task(NamedTuple, Generic[T, R]):
    """Work that can be done elsewhere.

    :ivar work: makes the result of a share.
    :ivar pack: makes a result bytes, to send it home.
    :ivar unpack: makes them the result again.
    """

    work: Callable[[T], R]
    pack: Callable[[R], bytes]
    unpack: Callable[[bytes], R]


def spread(task: Task[T, R], shares: Sequence[T]) -> list[R]:
    """The result of each share, in order; all but the first are made in forked workers.

    An exception in a worker is raised here.
    """
    children = [_Child(task, share) for share in shares[1:]]
    try:
        results = [task.work(shares[0])] if shares else []
    finally:
        answers = [child.answer() for child in children]
    for ok, answer in answers:
        if not ok:
            raise _error_in(answer)
        results.append(task.unpack(answer))
    return results


class _Child:
    """A forked worker and the pipe it answers through."""

    def __init__(self, task: Task[T, R], share: T) -> None:
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
                pipe.write(_answer(task, share))
            status = 0
        finally:
            os._exit(status)  # no exit handlers of the parent, no flushing of its buffers

    def answer(self) -> tuple[bool, bytes]:
        """Whether the work succeeded, and its packed result or the pickled exception."""
        with open(self._pipe, "rb") as pipe:
            answer = pipe.read()
        os.waitpid(self._pid, 0)
        if not answer:
            return False, b""
        return answer[:1] == b"+", answer[1:]


def _answer(task: Task[T, R], share: T) -> bytes:
    try:
        return b"+" + task.pack(task.work(share))
    except BaseException as error:
        import pickle  # only when something went wrong

        return b"-" + pickle.dumps(error)


def _error_in(answer: bytes) -> BaseException:
    if not answer:
        return RuntimeError("a worker process was killed")
    import pickle

    error: BaseException = pickle.loads(answer)
    return error
