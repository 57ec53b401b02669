"""How a new template reaches the pods: without stopping all of them, and at all."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.inventory import Inventory
from batten.model.objects.meta import IntOrString
from batten.model.objects.workloads import DaemonSet, Deployment, Rollout, StatefulSet
from batten.model.quantities import resolve
from batten.model.workload import Workload
from batten.rules.finding import Edit, Finding, Fix, Severity, found
from batten.rules.rule import Section, rule
from batten.rules.traffic import one_node_claims, serves_clients

_ROLLING: tuple[str, ...] = ("spec", "strategy", "rollingUpdate")
_UPDATE: tuple[str, ...] = ("spec", "updateStrategy")
_QUARTER = "25%"
"""Default of both bounds (pkg/apis/apps/v1/defaults.go; Argo: utils/defaults)."""


@rule("strategy-not-rolling", Section.UPTIME, Severity.WARNING, fix="guided")
def strategy_not_rolling(workload: Workload, inventory: Inventory) -> Iterator[Finding]:
    """A new version replaces the pods little by little, by itself.

    Why: `Recreate` stops every pod before the first new one starts: each release is an outage as
        long as the start takes, and one that lasts if the new version does not start. With
        `OnDelete`, a `partition` as large as `replicas`, or `paused`, a new version reaches no pod
        until somebody acts, and the next node drain mixes versions unnoticed.
    Bad:
        spec:
          strategy: {type: Recreate}
    Good:
        spec:
          strategy: {type: RollingUpdate}
    Fix: Use RollingUpdate, once two versions can run side by side.
    Not: `Recreate` without a Service, where nobody waits. Where a shared ReadWriteOnce claim
        demands it, it is only mentioned, and so are `OnDelete` and `partition`, which databases use
        on purpose.
    Sources: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy
        https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#update-strategies
    """
    obj = workload.object
    if isinstance(obj, Deployment):
        if obj.spec.strategy.type == "Recreate":
            yield from _recreate(workload, inventory)
        if obj.spec.paused:
            message = "paused: a new version reaches no pod"
            remedy = "Remove `paused`; use it for the moment, not in a manifest."
            yield found(workload, message, "spec", "paused", remedy=remedy)
    elif isinstance(obj, DaemonSet | StatefulSet):
        yield from _held_back(workload, obj)


def _recreate(workload: Workload, inventory: Inventory) -> Iterator[Finding]:
    if workload.desired == 0 or not serves_clients(workload, inventory):
        return
    if inventory.rollout_of(workload):
        return  # Argo runs its template
    where = ("spec", "strategy", "type")
    for _, claim in one_node_claims(workload, inventory):
        message = f'each release is an outage: only one node can mount "{claim.name}"'
        remedy = "To release without an outage, keep the state elsewhere than on a shared claim."
        yield found(workload, message, *where, severity=Severity.INFO, remedy=remedy)
        return
    yield found(
        workload, "each release is an outage: all pods stop before a new one starts", *where
    )


def _held_back(workload: Workload, obj: DaemonSet | StatefulSet) -> Iterator[Finding]:
    strategy = obj.spec.update_strategy
    if strategy.type == "OnDelete":
        yield found(
            workload,
            "a new version reaches no pod until somebody deletes it",
            *_UPDATE,
            "type",
            severity=Severity.INFO,
            remedy="Use RollingUpdate, unless an operator or a runbook deletes the pods.",
        )
    elif strategy.rolling_update and 0 < workload.desired <= strategy.rolling_update.partition:
        yield found(
            workload,
            f"partition {strategy.rolling_update.partition} of {workload.desired} replicas: "
            "a new version reaches no pod",
            *_UPDATE,
            "rollingUpdate",
            "partition",
            severity=Severity.INFO,
            remedy="Lower `partition` to let the new version in, 0 for all pods.",
        )


@rule("rollout-no-headroom", Section.UPTIME, Severity.WARNING, fix="safe")
def rollout_no_headroom(workload: Workload, inventory: Inventory) -> Iterator[Finding]:
    """A rolling update keeps some pods running.

    Why: `maxUnavailable` is how many pods may be missing during a rollout. It rounds down and
        `maxSurge` rounds up; if both come to 0, maxUnavailable becomes 1. So `maxSurge: 0` with one
        replica, or `maxUnavailable: 100%`, stops every pod at once: each release is an outage, and
        with a version that does not start, a lasting one. Under an autoscaler its minimum counts.
        A DaemonSet at 100 % loses its agent on every node at once.
    Bad:
        rollingUpdate: {maxSurge: 0, maxUnavailable: 100%}
    Good:
        rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
    Fix: Write `maxUnavailable: 1`, or 0 with a `maxSurge`.
    Not: Recreate and OnDelete (strategy-not-rolling); replicas 0; a StatefulSet, which replaces one
        pod after the other; an Argo canary whose traffic a mesh or an ingress splits. With a claim
        that only one pod can mount, 0 would block the rollout instead: it is said in the remedy.
    Sources: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
        https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/util/deployment_util.go
    """
    obj = workload.object
    if isinstance(obj, DaemonSet):
        yield from _daemons(workload, obj, inventory)
    elif isinstance(obj, Deployment | Rollout):
        bounds = _bounds(obj)
        if bounds is not None:
            yield from _rolling(workload, bounds, inventory)


Bounds = tuple[IntOrString, IntOrString, tuple[str, ...]]
"""maxSurge, maxUnavailable, and where they stand."""


def _bounds(obj: Deployment | Rollout) -> Bounds | None:
    """Its bounds if any is written: the defaults never stop all pods."""
    if isinstance(obj, Rollout):
        canary = obj.spec.strategy.canary
        if canary is None or canary.traffic_routing is not None:
            return None
        surge, unavailable = canary.max_surge, canary.max_unavailable
        path: tuple[str, ...] = ("spec", "strategy", "canary")
    else:
        rolling = obj.spec.strategy.rolling_update
        if rolling is None or obj.spec.strategy.type != "RollingUpdate":
            return None
        surge, unavailable, path = rolling.max_surge, rolling.max_unavailable, _ROLLING
    if surge is None and unavailable is None:
        return None
    return (
        _QUARTER if surge is None else surge,
        _QUARTER if unavailable is None else unavailable,
        path,
    )


def _rolling(workload: Workload, bounds: Bounds, inventory: Inventory) -> Iterator[Finding]:
    surge, unavailable, path = bounds
    if _zero(surge) and _zero(unavailable):
        message = "maxSurge and maxUnavailable are both 0: the API server refuses it"
        yield found(workload, message, *path, "maxUnavailable", severity=Severity.CRITICAL)
        return
    pods = inventory.replicas_min(workload)
    missing = unavailable_pods(surge, unavailable, pods)
    if missing is None or not 0 < pods <= missing or inventory.rollout_of(workload):
        return
    field = "maxSurge" if _zero(surge) and not _all(unavailable) else "maxUnavailable"
    what = {1: "stops its one pod", 2: "may stop both pods"}.get(pods, f"may stop all {pods} pods")
    edits = (Edit("set", (*path, "maxUnavailable"), 1),) if pods > 1 else ()
    yield found(
        workload,
        f"each release {what} before a new one is ready",
        *path,
        field,
        fix=Fix(safe=True, edits=edits) if edits else None,
        remedy="" if edits else _for_one(workload, inventory),
    )


def unavailable_pods(surge: IntOrString, unavailable: IntOrString, pods: int) -> int | None:
    """How many pods a rollout may miss; None if a bound cannot be read (ResolveFenceposts)."""
    above = resolve(surge, pods, round_up=True)
    below = resolve(unavailable, pods, round_up=False)
    if above is None or below is None:
        return None
    return below or (0 if above else 1)


def _zero(bound: IntOrString) -> bool:
    return bound in (0, "0%")


def _all(bound: IntOrString) -> bool:
    return bound == "100%"


def _for_one(workload: Workload, inventory: Inventory) -> str:
    if one_node_claims(workload, inventory):
        return "Keep the state elsewhere than on a claim that only one node can mount."
    return "Write `maxSurge: 1` and `maxUnavailable: 0`, if it can run twice for a moment."


def _daemons(workload: Workload, obj: DaemonSet, inventory: Inventory) -> Iterator[Finding]:
    """A DaemonSet's maxUnavailable is 1 by default, and excludes maxSurge."""
    strategy = obj.spec.update_strategy
    rolling = strategy.rolling_update
    if rolling is None or strategy.type != "RollingUpdate":
        return
    surge = 0 if rolling.max_surge is None else rolling.max_surge
    unavailable = 1 if rolling.max_unavailable is None else rolling.max_unavailable
    path = (*_UPDATE, "rollingUpdate", "maxUnavailable")
    if _zero(surge) == _zero(unavailable):
        both = (
            "maxSurge and maxUnavailable are both 0"
            if _zero(surge)
            else f"maxSurge {surge} beside maxUnavailable {unavailable}"
        )
        message = f"{both}: the API server refuses it"
        yield found(workload, message, *path, severity=Severity.CRITICAL)
        return
    nodes = len(inventory.nodes)
    every = _all(unavailable) or (isinstance(unavailable, int) and 1 < nodes <= unavailable)
    if every:
        fix = Fix(safe=True, edits=(Edit("set", path, 1),))
        yield found(workload, "each release stops its pod on every node at once", *path, fix=fix)
