"""Which workloads are production, as the policy says."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from batten.model.workload import Workload
from batten.rules.policy import Policy


def by_place(workload: Workload, policy: Policy) -> bool:
    """Whether its namespace or labels make it production."""
    production = policy.production
    if production.namespaces and _any(workload.namespace, production.namespaces):
        return True
    wanted = production.labels
    if not wanted:
        return False
    own = workload.object.metadata.labels | workload.labels
    return any(own.get(key) == value for key, value in wanted.items())


def is_production(workload: Workload, policy: Policy) -> bool:
    """Whether its namespace, labels or priority class make it production."""
    name = workload.pod.spec.priority_class_name
    if name and _any(name, policy.production.priority_classes):
        return True
    return by_place(workload, policy)


def _any(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
