"""Pieces of messages."""

from __future__ import annotations

from batten.model.selectors import LabelSelector, Requirement
from batten.rules.wording import brief


def test_short_selectors_are_whole() -> None:
    assert (
        brief(LabelSelector(match_labels={"app": "web", "tier": "front"})) == "app=web,tier=front"
    )


def test_long_ones_are_cut_and_counted() -> None:
    labels = {f"app.kubernetes.io/{part}": "checkout" for part in ("name", "part-of", "instance")}
    assert brief(LabelSelector(match_labels=labels)) == "app.kubernetes.io/name=checkout and 2 more"


def test_a_long_expression_is_whole() -> None:
    values = [f"value-{number}" for number in range(9)]
    only = LabelSelector(match_expressions=[Requirement("app", "In", values)])
    assert brief(only) == f"app in ({','.join(values)})"
