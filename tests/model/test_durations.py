"""Durations as Go reads and Kubernetes writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batten.model.durations import parse, written


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("0s", 0),
        ("90s", 90),
        ("3m", 180),
        ("1h30m", 5400),
        ("1h0m5s", 3605),
        ("500ms", 0.5),
        ("1.5h", 5400),
        (".5s", 0.5),
        ("1.s", 1),
        ("-3m", -180),
        ("+3m", 180),
        ("30m1h", 5400),
        ("2µs", 2e-6),
        ("2us", 2e-6),
        ("7ns", 7e-9),
    ],
)
def test_parse(text: str, seconds: float) -> None:
    assert parse(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "text",
    ["", "3", "m", "3 m", "3d", "1h30", "--3m", "3m ", "-", "3M", "1:30", ".s", "\u0663m"],
)
def test_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration"):
        parse(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (5, "5s"), (60, "1m"), (200, "3m20s"), (3600, "1h"), (3605, "1h5s"), (0.4, "0s")],
)
def test_written(seconds: float, text: str) -> None:
    assert written(seconds) == text


@given(st.integers(0, 10**7))
def test_written_is_read_back(seconds: int) -> None:
    assert parse(written(seconds)) == seconds
