"""The arithmetic of PodDisruptionBudgets, as the disruption controller does it.

Source: k8s.io/kubernetes pkg/controller/disruption/disruption.go (getExpectedPodCount,
getExpectedScale, updatePdbStatus). Percentages of both kinds round up.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from batten.model.inventory import Inventory
from batten.model.objects.meta import IntOrString
from batten.model.objects.scaling import PodDisruptionBudget
from batten.model.quantities import resolve
from batten.model.workload import Workload
from batten.rules.finding import Edit


class Sizes(msgspec.Struct, frozen=True, gc=False):
    """How many pods a budget selects, by who made them.

    :ivar scaled: of workloads with a scale.
    :ivar bare: without an owner; counted as healthy, never as expected.
    """

    scaled: int
    bare: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.scaled + self.bare


def by_scale(pdb: PodDisruptionBudget) -> bool:
    """Whether the budget is reckoned from the owners' scale: a percentage, or maxUnavailable."""
    spec = pdb.spec
    return spec.max_unavailable is not None or isinstance(spec.min_available, str)


def scaleless(workloads: Sequence[Workload]) -> Workload | None:
    """The first by name whose pods have an owner without a scale (DaemonSet, Job)."""
    odd = (workload for workload in workloads if not workload.scalable and workload.kind != "Pod")
    return min(odd, key=lambda workload: (workload.kind, workload.name), default=None)


def least(workloads: Sequence[Workload], inventory: Inventory) -> Sizes:
    """The fewest pods there are while the workloads run; one at least of each autoscaled one."""
    return _sizes(workloads, [_running(inventory, workload) for workload in workloads])


def most(workloads: Sequence[Workload], inventory: Inventory) -> Sizes:
    """The most pods there may be."""
    return _sizes(workloads, [inventory.replicas_max(workload) for workload in workloads])


def _running(inventory: Inventory, workload: Workload) -> int:
    fewest = inventory.replicas_min(workload)
    return max(fewest, 1) if inventory.autoscalers_of(workload) else fewest


def _sizes(workloads: Sequence[Workload], counts: Sequence[int]) -> Sizes:
    pairs = list(zip(workloads, counts, strict=True))
    return Sizes(
        scaled=sum(count for workload, count in pairs if workload.scalable),
        bare=sum(1 for workload in workloads if workload.kind == "Pod"),
    )


def needed(pdb: PodDisruptionBudget, sizes: Sizes) -> int | None:
    """How many pods must stay healthy; None if the budget says nothing that can be read."""
    spec = pdb.spec
    if spec.max_unavailable is not None:
        tolerated = resolve(spec.max_unavailable, sizes.scaled, round_up=True)
        return None if tolerated is None else max(0, sizes.scaled - tolerated)
    return resolve(spec.min_available, sizes.scaled, round_up=True)


def allowed(pdb: PodDisruptionBudget, sizes: Sizes) -> int | None:
    """How many of the pods may be evicted at once while all are healthy; None if unreadable."""
    desired = needed(pdb, sizes)
    if desired is None:
        return None
    expected = sizes.scaled if by_scale(pdb) else sizes.total
    return max(0, sizes.total - desired) if expected > 0 else 0


def written(pdb: PodDisruptionBudget) -> tuple[str, IntOrString | None]:
    """The field that decides, and its value; maxUnavailable first, as the controller reads them."""
    spec = pdb.spec
    if spec.max_unavailable is not None:
        return "maxUnavailable", spec.max_unavailable
    return "minAvailable", spec.min_available


def allow_one(pdb: PodDisruptionBudget, inventory: Inventory) -> tuple[Edit, ...]:
    """Edits to `maxUnavailable: 1`; none unless two pods or more stay under it."""
    workloads = inventory.pods_of_pdb(pdb)
    if not workloads or not all(workload.scalable for workload in workloads):
        return ()
    if least(workloads, inventory).scaled < 2:
        return ()
    edits = []
    if pdb.spec.min_available is not None:
        edits.append(Edit("remove", ("spec", "minAvailable")))
    return (*edits, Edit("set", ("spec", "maxUnavailable"), 1))
