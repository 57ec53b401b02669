"""Replicas apart from each other: by anti-affinity where the configuration prefers that."""

from __future__ import annotations

from typing import Any

from batten.fixes.guided.case import Case, guided, put, written
from batten.model.inventory import Inventory
from batten.model.objects.cluster import HOSTNAME
from batten.model.workload import Workload
from batten.rules.finding import Edit, Fix
from batten.rules.spread import spread_edits

_AFFINITY = ("affinity", "podAntiAffinity")
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_WEIGHT = 100
"""The highest there is: spreading goes before every other preference."""


def chosen(case: Case) -> bool:
    """Whether anti-affinity is to be written in place of the rule's own constraints."""
    wanted = case.answers.settings.anti_affinity
    return case.finding.rule.id == "spread-missing" and wanted != "none"


def apart(case: Case) -> Fix:
    """Constraints, or anti-affinity; never both."""
    edits = spread(case, case.workload)
    if not edits:
        case.refuse("no selector tells its pods from others")
    return guided(*edits)


def spread(case: Case, workload: Workload) -> tuple[Edit, ...]:
    """What spreads a workload as the configuration prefers; nothing where that cannot be told."""
    wanted = case.answers.settings.anti_affinity
    if wanted == "none":
        return spread_edits(workload, case.inventory)
    return _apart(workload, case.inventory, required=wanted == "required")


def _apart(workload: Workload, inventory: Inventory, *, required: bool) -> tuple[Edit, ...]:
    selector = workload.selector
    if selector is None or selector.empty or not selector.matches(workload.labels):
        return ()
    term: dict[str, Any] = {"labelSelector": written(selector), "topologyKey": HOSTNAME}
    affinity = workload.pod.spec.affinity
    present = affinity.pod_anti_affinity if affinity else None
    path = (*workload.pod.path, *_AFFINITY)
    if required:
        return (put(path, _REQUIRED, len(present.required) if present else 0, value=term),)
    weighted = {"weight": _WEIGHT, "podAffinityTerm": term}
    return (put(path, _PREFERRED, len(present.preferred) if present else 0, value=weighted),)
