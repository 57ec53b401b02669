"""How many copies of a workload there are."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.inventory import Inventory
from batten.model.workload import Workload
from batten.rules.finding import Finding, Severity, found
from batten.rules.policy import Policy
from batten.rules.rule import Section, rule

_REPLICATED = ("Deployment", "Rollout")


@rule("replicas-min", Section.UPTIME, Severity.CRITICAL, fix="guided")
def replicas_min(workload: Workload, inventory: Inventory, policy: Policy) -> Iterator[Finding]:
    """A workload that serves has at least two replicas.

    Why: with one replica every node drain, crash, eviction and rolling restart is an outage, and a
        PodDisruptionBudget can only choose between blocking the drain and allowing the outage.
        Critical behind a Service, a warning otherwise. Where an autoscaler owns the count, its
        minimum is judged instead (hpa-min-replicas), and a count of 0 is a workload switched off.
    Bad:
        spec:
          replicas: 1
    Good:
        spec:
          replicas: 2
    Fix: Raise `replicas` to 2 or more, once the application can run twice. A StatefulSet is not
        judged here: how many members a database has is its own decision.
    Policy: `minReplicas`
    Sources: https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
    """
    if workload.kind not in _REPLICATED or inventory.autoscalers_of(workload):
        return
    if 0 < workload.desired < policy.min_replicas:
        serving = bool(inventory.services(workload))
        yield found(
            workload,
            f"{_count(workload.desired)}: any drain or crash is an outage",
            *workload.replicas_path,
            severity=Severity.CRITICAL if serving else Severity.WARNING,
        )


def _count(replicas: int) -> str:
    return "one replica" if replicas == 1 else f"only {replicas} replicas"
