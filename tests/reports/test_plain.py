"""Text in columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batten.reports.plain import apart, clean, elide, pad, width, wrap

ANYTHING = st.text(st.characters(), max_size=60)


class TestClean:
    @pytest.mark.parametrize(
        ("dirty", "expected"),
        [
            ("plain", "plain"),
            ("naïve 店舗 🚀", "naïve 店舗 🚀"),
            ("\x1b[31mred\x1b[0m", "red"),
            ("\x9b31mred", "red"),
            ("\x1b]0;title\x07x", "x"),
            ("\x1b]8;;http://evil\x1b\\link", "link"),
            ("\x1b[2J\x1b[1;1Hgone", "gone"),
            ('has a "\x1b": refused', 'has a " ": refused'),
            ("two\r\nlines\tand a tab", "two lines and a tab"),
            ("a\u2028b", "a b"),
            ("a\u202eb\u2066c\u200bd\ufeff", "abcd"),
            ("bytes \udcff", "bytes \ufffd"),
            ("null\x00", "null "),
        ],
    )
    def test_cases(self, dirty: str, expected: str) -> None:
        assert clean(dirty) == expected

    @given(st.text(st.characters(exclude_categories=()), max_size=60))
    def test_nothing_moves_the_cursor_and_all_can_be_written(self, text: str) -> None:
        cleaned = clean(text)
        cleaned.encode()
        assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in cleaned)


class TestWidth:
    @pytest.mark.parametrize(
        ("text", "columns"),
        [("abc", 3), ("", 0), ("店舗", 4), ("é", 1), ("e\u0301", 1), ("ｗ", 2), ("…", 1)],
    )
    def test_cases(self, text: str, columns: int) -> None:
        assert width(text) == columns


class TestElide:
    def test_keeps_what_fits(self) -> None:
        assert elide("checkout.yaml:1", 15) == "checkout.yaml:1"

    def test_cuts_the_middle_and_keeps_the_end(self) -> None:
        assert elide("clusters/eu/shop/checkout.yaml:1", 20) == "cluste…eckout.yaml:1"

    @given(ANYTHING, st.integers(1, 40))
    def test_never_too_wide(self, text: str, columns: int) -> None:
        assert width(elide(text, columns)) <= columns


class TestWrap:
    def test_a_shorter_first_line(self) -> None:
        assert wrap("one two three four", 10, first=5) == ["one", "two three", "four"]

    def test_a_long_word_stays_whole(self) -> None:
        assert wrap("see sha256:0123456789 now", 8) == ["see", "sha256:0123456789", "now"]

    def test_nothing(self) -> None:
        assert wrap("  ", 8) == []

    @given(ANYTHING, st.integers(5, 40))
    def test_no_word_is_lost_and_only_single_words_are_wider(self, text: str, columns: int) -> None:
        lines = wrap(text, columns)
        assert " ".join(lines).split() == text.split()
        assert all(width(line) <= columns or " " not in line for line in lines)


class TestApart:
    def test_fills_the_line(self) -> None:
        assert apart("left", "right", 12) == ("left   ", "right")

    def test_the_right_one_gives_way(self) -> None:
        left, right = apart("Deployment shop/checkout", "clusters/eu/checkout.yaml:1", 46)
        assert (left.rstrip(), right) == ("Deployment shop/checkout", "cluste…eckout.yaml:1")
        assert width(left + right) == 46


def test_pad_counts_columns() -> None:
    assert pad("店", 4) == "店  "
