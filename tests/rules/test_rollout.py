from __future__ import annotations

import pytest

from batten.model.objects.meta import IntOrString
from batten.rules.rollout import unavailable_pods


@pytest.mark.parametrize(
    ("surge", "unavailable", "pods", "missing"),
    [
        ("25%", "25%", 1, 0),
        ("25%", "25%", 3, 0),
        ("25%", "25%", 4, 1),
        (0, "25%", 1, 1),
        ("0%", "25%", 3, 1),
        ("1%", 0, 3, 0),
        (0, "100%", 3, 3),
        (1, 5, 3, 5),
        ("few", 1, 3, None),
        (1, "many", 3, None),
    ],
)
def test_surge_rounds_up_and_unavailable_down(
    surge: IntOrString, unavailable: IntOrString, pods: int, missing: int | None
) -> None:
    assert unavailable_pods(surge, unavailable, pods) == missing
