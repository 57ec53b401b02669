"""Quantities: the grammar of k8s.io/apimachinery/pkg/api/resource, and percentages."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batten.model.quantities import parse, parsed, resolve

DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}

digits = st.text("0123456789", min_size=1, max_size=12)
numbers = st.one_of(
    digits,
    st.builds("{}.{}".format, digits, digits),
    st.builds("{}.".format, digits),
    st.builds(".{}".format, digits),
)
signs = st.sampled_from(["", "+", "-"])


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("500m", Fraction(1, 2)),
        ("2", Fraction(2)),
        (2, Fraction(2)),
        (0.1, Fraction(1, 10)),
        (1e-07, Fraction(1, 10**7)),
        ("1Gi", Fraction(2**30)),
        ("1.5Gi", Fraction(3 * 2**29)),
        ("128974848", Fraction(128974848)),
        ("129e6", Fraction(129_000_000)),
        ("129M", Fraction(129_000_000)),
        ("1E", Fraction(10**18)),
        ("1E3", Fraction(1000)),
        ("1e-3", Fraction(1, 1000)),
        ("+.5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        ("-1k", Fraction(-1000)),
        ("100n", Fraction(1, 10**7)),
        ("0", Fraction(0)),
    ],
)
def test_parse(written: str | int | float, value: Fraction) -> None:
    assert parse(written) == value


@pytest.mark.parametrize(
    "written",
    ["", ".", "-", "m", "1 Gi", " 1", "1K", "1ki", "1GI", "1e", "1e+", "1.2.3", "0x10", "1_000",
     "1,5", "one", "inf", "nan", "++1", "1m1", "\u0661", "1\n", "1e9999"],
)  # fmt: skip
def test_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"quantity|out of range"):
        parse(written)
    assert parsed(written) is None


def test_absent() -> None:
    assert parsed(None) is None
    assert parsed("1") == 1


@given(signs, numbers, st.sampled_from(sorted(DECIMAL)))
def test_decimal_suffixes(sign: str, number: str, suffix: str) -> None:
    value = parse(f"{sign}{number}{suffix}")
    assert value == Fraction(f"{sign}{number}") * Fraction(10) ** DECIMAL[suffix]


@given(signs, numbers, st.sampled_from(sorted(BINARY)))
def test_binary_suffixes(sign: str, number: str, suffix: str) -> None:
    assert parse(f"{sign}{number}{suffix}") == Fraction(f"{sign}{number}") * 2 ** BINARY[suffix]


@given(numbers, st.sampled_from("eE"), signs, st.integers(0, 100))
def test_exponents(number: str, e: str, sign: str, exponent: int) -> None:
    power = -exponent if sign == "-" else exponent
    assert parse(f"{number}{e}{sign}{exponent}") == Fraction(number) * Fraction(10) ** power


@given(st.text(max_size=8))
def test_anything_is_a_number_or_refused(text: str) -> None:
    assert parsed(text) is None or isinstance(parse(text), Fraction)


@pytest.mark.parametrize(
    ("value", "total", "up", "down"),
    [
        (2, 10, 2, 2),
        (0, 10, 0, 0),
        ("25%", 10, 3, 2),
        ("25%", 4, 1, 1),
        ("25%", 1, 1, 0),
        ("0%", 5, 0, 0),
        ("100%", 3, 3, 3),
        ("150%", 3, 5, 4),
        ("1%", 0, 0, 0),
    ],
)
def test_resolve(value: int | str, total: int, up: int, down: int) -> None:
    assert resolve(value, total, round_up=True) == up
    assert resolve(value, total, round_up=False) == down


@pytest.mark.parametrize("value", [None, "3", "%", "5 %", "-5%", "1.5%", "", "\u0661%"])
def test_what_is_no_percentage(value: str | None) -> None:
    assert resolve(value, 10, round_up=True) is None


@given(st.integers(0, 300), st.integers(0, 10_000))
def test_rounding_brackets_the_share(percent: int, total: int) -> None:
    up = resolve(f"{percent}%", total, round_up=True)
    down = resolve(f"{percent}%", total, round_up=False)
    assert up is not None and down is not None
    assert down <= Fraction(percent * total, 100) <= up
    assert up - down <= 1
