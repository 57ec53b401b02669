"""The same work on several processors."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batten.errors import SourceError
from batten.workers import Task, processors, share, spread


def task(work: Callable[[int], bytes]) -> Task[int, bytes]:
    return Task(work, lambda result: b"packed " + result, lambda packed: packed[7:] + b" unpacked")


@given(st.lists(st.integers(0, 100), max_size=50), st.integers(1, 8))
def test_shares_are_the_items_in_order(sizes: list[int], workers: int) -> None:
    shares = share(sizes, workers, lambda size: size)
    assert [size for part in shares for size in part] == sizes
    assert len(shares) <= workers + 1
    assert all(shares)


def test_shares_are_of_about_the_same_size() -> None:
    shares = share([1] * 1000, 4, lambda size: size)
    assert [len(part) for part in shares] == [250] * 4


def test_answers_come_in_order_from_other_processes() -> None:
    def work(number: int) -> bytes:
        return f"{number} {os.getpid() == parent}".encode()

    parent = os.getpid()
    assert spread(task(work), [1, 2, 3]) == [
        b"1 True", b"2 False unpacked", b"3 False unpacked",
    ]  # fmt: skip


def test_a_large_answer_does_not_block() -> None:
    answers = spread(task(lambda number: b"x" * number), [1, 5_000_000])
    assert [len(answer) for answer in answers] == [1, 5_000_009]


def test_no_work_no_answers() -> None:
    assert spread(task(lambda share: b""), []) == []


def test_an_exception_of_a_worker_is_raised_here() -> None:
    def work(number: int) -> bytes:
        if number:
            raise SourceError("broken", file="a.yaml", line=3)
        return b""

    with pytest.raises(SourceError, match=r"a\.yaml:3: broken"):
        spread(task(work), [0, 1])


def test_a_killed_worker_is_an_error_not_an_empty_answer() -> None:
    def work(number: int) -> bytes:
        if number:
            os.kill(os.getpid(), signal.SIGKILL)
        return b""

    with pytest.raises(RuntimeError, match="killed"):
        spread(task(work), [0, 1])


def test_processors_are_at_least_one() -> None:
    assert processors() >= 1
