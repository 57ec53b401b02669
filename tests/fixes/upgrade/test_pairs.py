"""Each old document becomes the one that means the same: field by field, and for good."""

from __future__ import annotations

import copy

import pytest

from batten.fixes.editor import edit
from batten.fixes.upgrade import upgrade
from batten.model.versions import NEWEST
from batten.schemas.validation import validate
from tests.fixes.upgrade.documents import Pair, made, one, pairs

PAIRS = list(pairs())
every_pair = pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)


@every_pair
def test_it_becomes_what_stands_after_it(pair: Pair) -> None:
    original = copy.deepcopy(pair.before)
    found = upgrade(pair.before, NEWEST)
    assert found is not None
    assert found.safe, (found.unsupported, found.doubts)
    assert made(pair.before, found.edits) == pair.after
    assert pair.before == original


@every_pair
def test_it_can_be_written_into_the_text(pair: Pair) -> None:
    found = upgrade(pair.before, NEWEST)
    assert found is not None
    written = edit(pair.text, found.edits)
    assert one(written) == pair.after
    comments = [line for line in pair.text.splitlines() if line.startswith("#")]
    assert [line for line in written.splitlines() if line.startswith("#")] == comments


@every_pair
def test_the_result_is_valid_and_stays_as_it_is(pair: Pair) -> None:
    assert validate(pair.after, NEWEST) == []
    assert upgrade(pair.after, NEWEST) is None


@every_pair
def test_no_edit_repeats_what_stands_there(pair: Pair) -> None:
    found = upgrade(pair.before, NEWEST)
    assert found is not None
    paths = [edit.path for edit in found.edits]
    assert len(paths) == len(set(paths))
    for path in paths:
        assert not any(path[:depth] in paths for depth in range(1, len(path)))
    for made_edit in found.edits:
        kept = made(pair.after, [made_edit]) if made_edit.action == "set" else pair.after
        assert kept == pair.after
