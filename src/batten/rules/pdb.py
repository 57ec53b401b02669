"""PodDisruptionBudgets: that there is one, and that it lets drains through."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.inventory import Inventory
from batten.model.workload import Workload
from batten.rules.finding import Finding, Severity, found
from batten.rules.rule import Section, rule


@rule("pdb-missing", Section.UPTIME, Severity.WARNING, fix="creates")
def pdb_missing(workload: Workload, inventory: Inventory) -> Iterator[Finding]:
    """A workload with two or more replicas has a PodDisruptionBudget.

    Why: without one, a node drain may evict every replica at once. A budget makes the drain wait
        until a replacement is ready.
    Good:
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        spec:
          maxUnavailable: 1
          selector:
            matchLabels: {app: checkout}
    Fix: Add a PodDisruptionBudget with `maxUnavailable: 1` that selects the workload's pods.
    Sources: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
    """
    if not workload.scalable or inventory.pdbs(workload):
        return
    if inventory.replicas_min(workload) >= 2:
        yield found(workload, "a node drain may evict every pod at once")
