"""PodDisruptionBudgets, to policy/v1 (pkg/apis/policy/v1beta1/conversion.go)."""

from __future__ import annotations

from batten.fixes.upgrade.draft import Draft


def budget(draft: Draft) -> None:
    """The empty selector changed its meaning; which one was meant, only its author knows."""
    selector = draft.spec.get("selector")
    if isinstance(selector, dict) and not any(selector.values()):
        draft.doubts.append(
            "the empty selector selected no pod, and selects every pod of the namespace in "
            "policy/v1: name the labels of the pods that are meant"
        )
