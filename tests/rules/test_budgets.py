from __future__ import annotations

import pytest

from batten.model.objects.meta import IntOrString
from batten.model.objects.scaling import PodDisruptionBudget, PodDisruptionBudgetSpec
from batten.rules.budgets import Sizes, allowed, needed


def at_least(value: IntOrString) -> PodDisruptionBudget:
    return PodDisruptionBudget(spec=PodDisruptionBudgetSpec(min_available=value))


def at_most(value: IntOrString) -> PodDisruptionBudget:
    return PodDisruptionBudget(spec=PodDisruptionBudgetSpec(max_unavailable=value))


@pytest.mark.parametrize(
    ("pdb", "pods", "stay", "may_go"),
    [
        (at_least(2), 3, 2, 1),
        (at_least(3), 3, 3, 0),
        (at_least(5), 3, 5, 0),
        (at_least("50%"), 3, 2, 1),
        (at_least("34%"), 3, 2, 1),
        (at_least("67%"), 2, 2, 0),
        (at_least("100%"), 4, 4, 0),
        (at_least("0%"), 4, 0, 4),
        (at_most(1), 3, 2, 1),
        (at_most(9), 3, 0, 3),
        (at_most("1%"), 3, 2, 1),
        (at_most("50%"), 3, 1, 2),
        (at_most("0%"), 3, 3, 0),
    ],
)
def test_percentages_round_up(pdb: PodDisruptionBudget, pods: int, stay: int, may_go: int) -> None:
    sizes = Sizes(scaled=pods, bare=0)
    assert (needed(pdb, sizes), allowed(pdb, sizes)) == (stay, may_go)


def test_pods_without_an_owner_are_healthy_but_not_expected() -> None:
    alone, beside = Sizes(scaled=0, bare=2), Sizes(scaled=2, bare=1)
    assert allowed(at_most(1), alone) == 0
    assert allowed(at_least("50%"), alone) == 0
    assert allowed(at_least(1), alone) == 1
    assert allowed(at_most(1), beside) == 2


def test_no_pods_allow_nothing() -> None:
    assert allowed(at_least(0), Sizes(scaled=0, bare=0)) == 0


def test_an_unreadable_value_is_not_judged() -> None:
    assert allowed(at_least("most"), Sizes(scaled=3, bare=0)) is None
    assert allowed(at_most("half"), Sizes(scaled=3, bare=0)) is None
