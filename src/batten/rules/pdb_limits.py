"""What PodDisruptionBudgets demand: enough to protect, not so much that nothing can move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from batten.model.inventory import Inventory
from batten.model.objects.scaling import PodDisruptionBudget
from batten.model.workload import Workload
from batten.rules import budgets
from batten.rules.finding import Edit, Finding, Fix, Severity, found
from batten.rules.rule import Section, rule


def _judged(pdb: PodDisruptionBudget, inventory: Inventory) -> Sequence[Workload]:
    """The workloads whose eviction the budget rules; none if it is not well formed.

    Drains pass over DaemonSet pods, so a budget of nothing else rules nothing.
    """
    spec = pdb.spec
    if (spec.min_available is None) == (spec.max_unavailable is None):
        return ()  # pdb-no-policy
    workloads = inventory.pods_of_pdb(pdb)
    return workloads if any(workload.kind != "DaemonSet" for workload in workloads) else ()


@rule("pdb-blocks-eviction", Section.UPTIME, Severity.CRITICAL, fix="safe")
def pdb_blocks_eviction(pdb: PodDisruptionBudget, inventory: Inventory) -> Iterator[Finding]:
    """A PodDisruptionBudget lets at least one pod be evicted while all are healthy.

    Why: a drain retries a refused eviction for ever. Node upgrades, autoscalers and spot handlers
        stop there until somebody forces them, and then every pod of the node dies at once. It
        happens where minAvailable is as large as the number of pods, or maxUnavailable is 0.
        Percentages are of the owners' scale and round up: `minAvailable: 67%` of 2 is 2. Under an
        autoscaler its minimum counts. Where a pod's owner has no scale (a Job, a DaemonSet), a
        budget by percentage or maxUnavailable cannot be reckoned, and then allows nothing; pods
        without an owner are not counted.
    Bad:
        spec:
          minAvailable: 3     # of 3 replicas
    Good:
        spec:
          maxUnavailable: 1
    Fix: Write `maxUnavailable: 1` instead. With one replica only, first make it two, or remove the
        budget: it cannot both keep the pod and let it move.
    Not: several budgets on one pod (pdb-multiple); a minAvailable above an autoscaler's minimum but
        below its maximum (pdb-gt-hpa-min); replicas 0; budgets of DaemonSets alone, which drains
        pass over; an integer minAvailable over Jobs, whose number of pods changes. `maxUnavailable:
        0` on a single database that an operator must move by hand is a known pattern: accept it
        with batten.dev/ignore and a reason.
    Sources: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
        https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/disruption/disruption.go
    """
    workloads = _judged(pdb, inventory)
    if not workloads:
        return
    message = _blocked(pdb, workloads, inventory)
    if message:
        edits = budgets.allow_one(pdb, inventory)
        fix = Fix(safe=True, edits=edits) if edits else None
        remedy = "" if edits else _remedy(workloads)
        yield found(pdb, message, "spec", budgets.written(pdb)[0], fix=fix, remedy=remedy)


def _blocked(pdb: PodDisruptionBudget, workloads: Sequence[Workload], inventory: Inventory) -> str:
    """Why no pod can be evicted, "" if one can."""
    odd = budgets.scaleless(workloads)
    if odd:
        if not budgets.by_scale(pdb):
            return ""
        return f'{odd.kind} "{odd.name}" has no scale to reckon by: no eviction is allowed'
    sizes = budgets.least(workloads, inventory)
    if sizes.total == 0 or budgets.allowed(pdb, sizes) != 0 or _above_minimum(pdb, inventory):
        return ""
    if sizes.scaled == 0 and budgets.by_scale(pdb):
        return "pods without an owner do not count: none can be evicted"
    field, value = budgets.written(pdb)
    if value in (0, "0%"):
        return f"{field} {value}: no node with one of its pods can be drained"
    wanted, total = budgets.needed(pdb, sizes), sizes.total
    if _scaled(workloads, inventory):
        if wanted and wanted > total:
            highest = budgets.most(workloads, inventory).total
            return f"needs {wanted} pods, the autoscaler goes up to {highest}: no drain ends"
        return f"needs {wanted} of {total} pods at the autoscaler's minimum: no drain ends then"
    return f"needs {wanted} of {total} pods: no node with one can be drained"


def _scaled(workloads: Sequence[Workload], inventory: Inventory) -> bool:
    return any(inventory.autoscalers_of(workload) for workload in workloads)


def _remedy(workloads: Sequence[Workload]) -> str:
    if all(workload.scalable for workload in workloads):
        return "Run a second replica, or remove the budget."
    return "Narrow the selector to pods of Deployments and StatefulSets, or use a plain number."


def _above_minimum(pdb: PodDisruptionBudget, inventory: Inventory) -> tuple[int, int] | None:
    """minAvailable and the pods at the autoscalers' minimum, if it asks for more than these.

    None if it asks for less, or for so much that even the maximum does not let a pod go.
    """
    wanted, workloads = pdb.spec.min_available, inventory.pods_of_pdb(pdb)
    if not isinstance(wanted, int) or not _scaled(workloads, inventory):
        return None
    if budgets.scaleless(workloads):
        return None
    fewest = budgets.least(workloads, inventory).total
    if fewest < wanted < budgets.most(workloads, inventory).total:
        return wanted, fewest
    return None


@rule("pdb-gt-hpa-min", Section.UPTIME, Severity.CRITICAL, fix="safe")
def pdb_gt_hpa_min(pdb: PodDisruptionBudget, inventory: Inventory) -> Iterator[Finding]:
    """A PodDisruptionBudget asks for no more pods than its autoscaler's minimum.

    Why: at low load fewer pods run than minAvailable asks for, so that no eviction is allowed: the
        drains that upgrades do at night, when load is low, never end.
    Bad:
        kind: PodDisruptionBudget
        spec: {minAvailable: 5}       # the autoscaler goes down to 3
    Good:
        kind: PodDisruptionBudget
        spec: {maxUnavailable: 1}
    Fix: Write `maxUnavailable: 1`, which holds at any number of pods.
    Not: minAvailable equal to the minimum, and minAvailable at or above the maximum, which blocks
        at any load: pdb-blocks-eviction reports these.
    Sources: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
    """
    if pdb.spec.max_unavailable is not None:
        return
    excess = _above_minimum(pdb, inventory)
    if excess:
        wanted, fewest = excess
        edits = budgets.allow_one(pdb, inventory)
        yield found(
            pdb,
            f"needs {wanted} pods, the autoscaler goes down to {fewest}: no drain ends then",
            "spec",
            "minAvailable",
            fix=Fix(safe=True, edits=edits) if edits else None,
        )


@rule("pdb-unhealthy-eviction", Section.UPTIME, Severity.WARNING, fix="safe")
def pdb_unhealthy_eviction(pdb: PodDisruptionBudget, inventory: Inventory) -> Iterator[Finding]:
    """A PodDisruptionBudget says what happens to pods that are not ready.

    Why: by default (IfHealthyBudget) a pod that is not ready may only be evicted while enough
        others are. An application that crash-loops, or waits for a database, then blocks every
        drain although its pods serve nobody; AlwaysAllow lets them go.
    Bad:
        spec:
          maxUnavailable: 1
    Good:
        spec:
          maxUnavailable: 1
          unhealthyPodEvictionPolicy: AlwaysAllow
    Fix: Write `unhealthyPodEvictionPolicy: AlwaysAllow`.
    Not: a budget that says IfHealthyBudget: that is a decision. For a StatefulSet it is only
        mentioned and not fixed by itself: a member of a quorum that is not ready may be catching up
        and should be let do so.
    Sources: https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy
    """
    if pdb.spec.unhealthy_pod_eviction_policy is not None:
        return
    path = ("spec", "unhealthyPodEvictionPolicy")
    message = "pods that crash-loop block every drain"
    workloads = inventory.pods_of_pdb(pdb)
    if not workloads:
        return  # pdb-selects-nothing
    if all(workload.kind == "DaemonSet" for workload in workloads):
        return
    if any(workload.kind == "StatefulSet" for workload in workloads):
        yield found(pdb, message, *path, severity=Severity.INFO)
    else:
        fix = Fix(safe=True, edits=(Edit("set", path, "AlwaysAllow"),))
        yield found(pdb, message, *path, fix=fix)


@rule("pdb-weak", Section.UPTIME, Severity.WARNING, fix="guided")
def pdb_weak(pdb: PodDisruptionBudget, inventory: Inventory) -> Iterator[Finding]:
    """A PodDisruptionBudget keeps more than one pod, and a StatefulSet's majority.

    Why: a budget that lets all pods go at once, or all but one of three and more, is none: the one
        left takes the whole load. A database with members that vote stops when half of them are
        gone. `minAvailable: 1` is enough for two pods, and ever weaker as an autoscaler adds some.
    Bad:
        spec:
          minAvailable: 1       # of 10 pods
    Good:
        spec:
          maxUnavailable: 1
    Fix: Write `maxUnavailable: 1`, or a share such as `25%` for many pods.
    Not: one pod, and two pods of which one may go: less would block every drain.
    Sources: https://kubernetes.io/docs/tasks/run-application/configure-pdb/#think-about-how-your-application-reacts-to-disruptions
    """
    workloads = _judged(pdb, inventory)
    if not workloads or budgets.scaleless(workloads):
        return
    for sizes in (budgets.least(workloads, inventory), budgets.most(workloads, inventory)):
        going, total = budgets.allowed(pdb, sizes), sizes.total
        if going == 0 and total:
            return  # pdb-blocks-eviction, or nothing to say
        if going is None or total < 2:
            continue
        where = ("spec", budgets.written(pdb)[0])
        if going >= total:
            every = "both" if total == 2 else f"all {total}"
            yield found(pdb, f"{every} pods may be evicted at once", *where)
        elif total > 2 and going == total - 1:
            yield found(pdb, f"{going} of {total} pods may be evicted at once", *where)
        elif total > 2 and 2 * going >= total and _votes(workloads, inventory):
            yield found(pdb, f"{going} of {total} members may go at once: a quorum is lost", *where)
        else:
            continue
        return


def _votes(workloads: Sequence[Workload], inventory: Inventory) -> bool:
    """Whether it guards one StatefulSet of fixed size: members, rather than copies."""
    one = workloads[0]
    return len(workloads) == 1 and one.kind == "StatefulSet" and not inventory.autoscalers_of(one)
