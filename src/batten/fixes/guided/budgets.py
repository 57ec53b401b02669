"""PodDisruptionBudgets: written for workloads that have none, and strengthened."""

from __future__ import annotations

from typing import Any

from batten.fixes.guided.case import Case, free_name, guided, new, put, written
from batten.model.objects.meta import IntOrString
from batten.model.objects.scaling import PodDisruptionBudget
from batten.model.quantities import resolve
from batten.model.workload import Workload
from batten.rules.budgets import allow_one
from batten.rules.finding import Edit, Fix


def budget(case: Case) -> Fix:
    """A new PodDisruptionBudget for the workload."""
    return guided(creates=[budget_of(case, case.workload)])


def budget_of(case: Case, workload: Workload, *, pods: int = 0) -> dict[str, Any]:
    """The object; `pods` replaces the least number of replicas where that is about to change."""
    inventory = case.inventory
    selector = case.selector(workload)
    least = pods or inventory.replicas_min(workload)
    stateful = workload.kind == "StatefulSet"
    return new(
        "policy/v1",
        "PodDisruptionBudget",
        workload.namespace,
        free_name(inventory, "PodDisruptionBudget", workload.namespace, workload.name),
        spec={
            "maxUnavailable": _bound(case.answers.settings.pdb.max_unavailable, workload, least),
            "unhealthyPodEvictionPolicy": "IfHealthyBudget" if stateful else "AlwaysAllow",
            "selector": written(selector),
        },
    )


def _bound(wanted: IntOrString, workload: Workload, pods: int) -> IntOrString:
    """1 for members that vote, and wherever less than half of the pods would stay."""
    going = resolve(wanted, pods, round_up=True)
    if workload.kind == "StatefulSet" or not going or going * 2 > pods:
        return 1
    return wanted


def stronger(case: Case) -> Fix:
    """Fewer pods may go at once."""
    pdb = case.object
    assert isinstance(pdb, PodDisruptionBudget)
    edits = allow_one(pdb, case.inventory)
    if not edits:
        case.refuse("fewer than two pods stay under it: no budget can keep one and let one go")
    workloads = case.inventory.pods_of_pdb(pdb)
    wanted = case.answers.settings.pdb.max_unavailable
    if len(workloads) == 1:
        least = case.inventory.replicas_min(workloads[0])
        edits = (*edits[:-1], Edit("set", edits[-1].path, _bound(wanted, workloads[0], least)))
    return guided(*edits)


def unhealthy(case: Case) -> Fix:
    """Says for members that vote what the default is: that somebody decided it."""
    case.consent(
        f"May a member of {case.object.title} that is not ready be evicted when others are down?"
    )
    return guided(put(("spec", "unhealthyPodEvictionPolicy"), value="AlwaysAllow"))
