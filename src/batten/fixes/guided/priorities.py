"""PriorityClasses: for the workloads of production, and what the configuration names."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from batten.fixes.guided.case import Case, guided, named, put
from batten.rules.finding import Fix
from batten.rules.priority import HIGHEST, SYSTEM
from batten.rules.production import by_place, is_production

_PRODUCTION = 1_000_000
"""Far above what is left at 0, far below what Kubernetes' own classes have."""


def prioritized(case: Case) -> Fix:
    """A class for a workload without one; the class itself, if it is not there."""
    name = case.pod.spec.priority_class_name
    if name:
        return _known(case, name)
    if by_place(case.workload, case.policy):
        name = case.answers.settings.priority_class
    else:
        text = f"Which PriorityClass does {case.object.title} have?"
        name = case.ask("priorityClassNames", named(case.object), text)
    return _class(case, name, naming=True)


def _known(case: Case, name: str) -> Fix:
    """The manifest names a class that is not there: misspelt, or still to be created."""
    near = get_close_matches(name, case.inventory.priority_classes, n=1)
    if not near:
        return _class(case, name, naming=False)
    text = f"{case.object.title} names {name}, which is not here: which PriorityClass is meant?"
    meant = case.ask("priorityClassNames", named(case.object), text, default=near[0])
    return _class(case, meant, naming=meant != name)


def _class(case: Case, name: str, *, naming: bool) -> Fix:
    edits = [put(case.pod.path, "priorityClassName", value=name)] if naming else []
    if name in SYSTEM or name in case.inventory.priority_classes:
        return guided(*edits)
    return guided(*edits, creates=[_created(case, name)])


def _created(case: Case, name: str) -> dict[str, Any]:
    return {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": {"name": name},
        "value": _value(case, name),
    }


def _value(case: Case, name: str) -> int:
    given = case.answers.settings.priority_classes.get(name)
    producing = name == case.answers.settings.priority_class
    highest = _highest_other(case) if producing else 0
    if given is None and producing and highest < _PRODUCTION:
        return _PRODUCTION
    default = min(HIGHEST, highest * 10) if producing else None
    text = f"What is the value of PriorityClass {name}? (pods without a class have 0)"
    value = case.ask("priorityClasses", name, text, form="number", default=default)
    if value > HIGHEST:
        case.refuse(f"value {value} is above {HIGHEST}: the API server refuses it")
    return int(value)


def _highest_other(case: Case) -> int:
    """The highest value that a workload outside production has."""
    values = [
        priority.value
        for name, priority in case.inventory.priority_classes.items()
        if any(not is_production(w, case.policy) for w in case.inventory.of_priority(name))
    ]
    return max(values, default=0)
