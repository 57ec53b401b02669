"""The same work on several processors."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batten.errors import SourceError
from batten.workers import processors, share, spread


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
    assert spread(work, [1, 2, 3]) == [b"1 True", b"2 False", b"3 False"]


def test_a_large_answer_does_not_block() -> None:
    assert [len(answer) for answer in spread(lambda n: b"x" * n, [1, 5_000_000])] == [1, 5_000_000]


def test_no_work_no_answers() -> None:
    assert spread(lambda share: b"", []) == []


def test_an_exception_of_a_worker_is_raised_here() -> None:
    def work(number: int) -> bytes:
        if number:
            raise SourceError("broken", file="a.yaml", line=3)
        return b""

    with pytest.raises(SourceError, match=r"a\.yaml:3: broken"):
        spread(work, [0, 1])


def test_a_killed_worker_is_an_error_not_an_empty_answer() -> None:
    def work(number: int) -> bytes:
        if number:
            os.kill(os.getpid(), signal.SIGKILL)
        return b""

    with pytest.raises(RuntimeError, match="killed"):
        spread(work, [0, 1])


def test_processors_are_at_least_one() -> None:
    assert processors() >= 1
