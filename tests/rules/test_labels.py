"""Labels and annotations in sizes that no fixture should have."""

from __future__ import annotations

import pytest

from batten.model.inventory import Inventory
from batten.model.objects.meta import Metadata
from batten.model.objects.workloads import Deployment
from batten.rules import labels
from batten.rules.catalogue import BY_ID
from batten.rules.engine import judge
from batten.rules.policy import Policy


def said(obj: Deployment) -> list[str]:
    rules = [BY_ID["label-invalid"]]
    return [finding.message for finding in judge(rules, Inventory([obj]), Policy())]


@pytest.mark.parametrize("letter", ["x", "é"], ids=["of one byte", "of two"])
@pytest.mark.parametrize(("size", "refused"), [(256 * 1024, False), (256 * 1024 + 2, True)])
def test_keys_and_values_may_take_256_kibibytes(size: int, refused: bool, letter: str) -> None:
    value = letter * ((size - len("note")) // len(letter.encode()))
    meta = Metadata(name="web", annotations={"note": value})
    assert any("256 KiB" in message for message in said(Deployment(metadata=meta))) is refused


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "_MOST_REMEMBERED", 10)
    for number in range(50):
        meta = Metadata(name="web", labels={"build": str(number), "bad": f"-{number}"})
        assert len(said(Deployment(metadata=meta))) == 1
    assert len(labels._known_good) <= 12
