"""Whether workloads fit the ResourceQuotas and LimitRanges of their namespace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from batten.model.admitted import admitted, limited, requested
from batten.model.inventory import Inventory
from batten.model.objects.cluster import Namespace
from batten.model.objects.scaling import ResourceQuota, ScopeRequirement
from batten.model.objects.workloads import DaemonSet, Deployment, Rollout
from batten.model.quantities import parsed, resolve
from batten.model.scheduling import Amounts
from batten.model.workload import Container, Workload
from batten.rules import limit_ranges
from batten.rules.finding import Finding, Severity, found
from batten.rules.rule import Section, rule

_SAME = {
    "count/pods": "pods",
    "cpu": "requests.cpu",
    "memory": "requests.memory",
    "ephemeral-storage": "requests.ephemeral-storage",
}
_DEMANDED = ("requests.cpu", "requests.memory", "limits.cpu", "limits.memory")
"""What every container must state where a quota counts it (quota/v1/evaluator/core/pods.go)."""
_BYTES = (("Gi", 1024**3), ("Mi", 1024**2), ("Ki", 1024))
_ZERO = Fraction(0)


class Need(NamedTuple):
    """What a workload counts against a quota: its pods, and one of them.

    :ivar least: pods at its fewest; Jobs, which come and go, have none.
    :ivar most: pods at its most.
    :ivar surge: further pods during a rollout.
    """

    workload: Workload
    least: int
    most: int
    surge: int
    pod: Amounts


@rule("quota-missing", Section.PERFORMANCE, Severity.INFO, fix="creates")
def quota_missing(namespace: Namespace, inventory: Inventory) -> Iterator[Finding]:
    """A namespace with workloads has a ResourceQuota.

    Why: without one a single mistake, an autoscaler with a maximum of 1000 or a CronJob whose runs
        pile up, takes what the whole cluster has, and other teams' pods stay Pending. Worth knowing
        in clusters that several teams share.
    Good:
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: shop, namespace: shop}
        spec:
          hard: {requests.cpu: "20", requests.memory: 64Gi, pods: "200"}
    Fix: Add a ResourceQuota with some room above what its workloads need at their peak.
    Not: namespaces without a workload, of Kubernetes itself (`kube-*`), and those whose Namespace
        object is not there to see. One finding a namespace. Quotas may stand elsewhere than in the
        manifests given: then it says so.
    Sources: https://kubernetes.io/docs/concepts/policy/resource-quotas/
    """
    name = namespace.name
    if inventory.quotas(name) or name.startswith("kube-") or not inventory.in_namespace(name):
        return
    where = "" if inventory.complete else " among these manifests"
    yield found(namespace, f"no ResourceQuota{where}: nothing caps what it takes")


@rule("quota-conflict", Section.PERFORMANCE, Severity.CRITICAL)
def quota_conflict(inventory: Inventory) -> Iterator[Finding]:
    """Workloads fit the ResourceQuotas and LimitRanges they live under.

    Why: what does not fit is refused when a pod is created, not when the Deployment is applied: the
        rollout hangs, the autoscaler stops short, the replacement of a dead pod never comes, and
        the reason is an event of a ReplicaSet. Critical where even the least replicas do not fit,
        or pods are refused whatever their number: a quota counts a resource that a container does
        not state, or a LimitRange forbids what it states. A warning where the quota is too small
        only for all autoscalers at their maximum and one rollout with its surge.
    Bad:
        kind: ResourceQuota
        spec: {hard: {pods: "10"}}    # and an HPA with maxReplicas: 40
    Good:
        kind: ResourceQuota
        spec: {hard: {pods: "60"}}
    Fix: Raise the quota, or lower the largest consumer.
    Not: counts of other objects than pods. A CronJob counts as one run at the peak, a DaemonSet as
        one pod for each known node. Namespaces are compared as written: workloads that leave it out
        and a quota that does not are not known to meet.
    Sources: https://kubernetes.io/docs/concepts/policy/resource-quotas/
        https://kubernetes.io/docs/concepts/policy/limit-range/
        pkg/quota/v1/evaluator/core/pods.go
        plugin/pkg/admission/limitranger/admission.go
    """
    for quota in inventory.of(ResourceQuota):
        yield from _exceeded(quota, inventory)
    for namespace in dict.fromkeys(quota.namespace for quota in inventory.of(ResourceQuota)):
        yield from _unstated(namespace, inventory)
    yield from limit_ranges.conflicts(inventory)


def _exceeded(quota: ResourceQuota, inventory: Inventory) -> Iterator[Finding]:
    workloads = inventory.in_namespace(quota.namespace)
    needs = [_need(w, inventory) for w in workloads if _covers(quota, w, inventory)]
    if not needs:
        return
    for written, quantity in quota.spec.hard.items():
        name, hard = _SAME.get(written, written), parsed(quantity)
        shortage = None if hard is None else _shortage(name, hard, needs)
        if shortage:
            severity, why = shortage
            message = f"{written} is {quantity}: {why}"
            path, remedy = ("spec", "hard", written), _largest(name, needs)
            yield found(quota, message, *path, severity=severity, remedy=remedy)


def _shortage(name: str, hard: Fraction, needs: Sequence[Need]) -> tuple[Severity, str] | None:
    """What a limit on a resource is too small for: how bad, and what is needed."""
    least = sum((need.least * need.pod.get(name, _ZERO) for need in needs), _ZERO)
    if least > hard:
        return Severity.CRITICAL, f"even the least replicas need {_text(name, least)}"
    most = sum((need.most * need.pod.get(name, _ZERO) for need in needs), _ZERO)
    most += max(need.surge * need.pod.get(name, _ZERO) for need in needs)
    if most > hard:
        return Severity.WARNING, f"full scale and a rollout need {_text(name, most)}"
    return None


def _largest(name: str, needs: Sequence[Need]) -> str:
    def amount(need: Need) -> Fraction:
        return (need.most + need.surge) * need.pod.get(name, _ZERO)

    largest = max(needs, key=amount)
    takes = _text(name, amount(largest))
    return f"Raise it, or lower the largest: {largest.workload.object.title} takes up to {takes}."


def _text(name: str, amount: Fraction) -> str:
    if name.endswith(("memory", "storage")):
        for unit, size in _BYTES:
            if amount >= size:
                return f"{float(amount / size):.4g}{unit}"
    return f"{float(amount):.4g}"


def _need(workload: Workload, inventory: Inventory) -> Need:
    defaults = inventory.container_defaults(workload.namespace)
    spec = workload.pod.spec
    pod: Amounts = {"pods": Fraction(1)}
    pod |= {f"requests.{name}": amount for name, amount in requested(spec, defaults).items()}
    pod |= {f"limits.{name}": amount for name, amount in limited(spec, defaults).items()}
    least, most = _pods(workload, inventory)
    return Need(workload, least, most, _surge(workload, most), pod)


def _pods(workload: Workload, inventory: Inventory) -> tuple[int, int]:
    """The least and the most pods it is meant to have, but for a rollout's surge."""
    job = workload.job
    if job is not None:
        return 0, 0 if job.suspend else 1 if job.parallelism is None else job.parallelism
    if isinstance(workload.object, DaemonSet):
        nodes = len(inventory.reach.of(workload.pod.spec).nodes) if inventory.nodes else 1
        return nodes, nodes
    return inventory.replicas_min(workload), inventory.replicas_max(workload)


def _surge(workload: Workload, pods: int) -> int:
    """How many pods a rollout adds for a while."""
    match workload.object:
        case Deployment(spec=spec) if spec.strategy.type == "RollingUpdate":
            rolling = spec.strategy.rolling_update
            written = rolling.max_surge if rolling else None
        case Rollout(spec=spec) if spec.strategy.blue_green is not None:
            return pods
        case Rollout(spec=spec):
            written = spec.strategy.canary.max_surge if spec.strategy.canary else None
        case DaemonSet(spec=spec):
            rolling = spec.update_strategy.rolling_update
            written = (rolling.max_surge if rolling else None) or 0
        case _:
            return 0
    return resolve("25%" if written is None else written, pods, round_up=True) or 0


def _unstated(namespace: str, inventory: Inventory) -> Iterator[Finding]:
    """Containers that do not state what a quota of the namespace counts."""
    quotas = inventory.quotas(namespace)
    for workload in inventory.in_namespace(namespace):
        demanded = {
            _SAME.get(written, written): quota.name
            for quota in quotas
            if _covers(quota, workload, inventory)
            for written in quota.spec.hard
        }
        names = [name for name in _DEMANDED if name in demanded]
        if not names:
            continue
        for container in workload.containers:
            missing = [name for name in names if not _states(container, name, inventory)]
            if missing and container.role != "ephemeral":
                quota, what = demanded[missing[0]], " and ".join(missing[:2])
                more = ", ..." if len(missing) > 2 else ""
                message = f'no pod starts: quota "{quota}" demands {what}{more}'
                remedy = f"State {', '.join(missing)}, or give defaults by a LimitRange."
                yield found(container, message, "resources", remedy=remedy)


def _states(container: Container, name: str, inventory: Inventory) -> bool:
    which, _, resource = name.partition(".")
    whole = container.pod.spec.resources
    if whole and (resource in whole.limits or (which == "requests" and resource in whole.requests)):
        return True
    defaults = inventory.container_defaults(container.workload.namespace)
    has = admitted(container.spec, defaults)
    return resource in (has.requests if which == "requests" else has.limits)


def _covers(quota: ResourceQuota, workload: Workload, inventory: Inventory) -> bool:
    """Whether the quota counts the workload's pods; not if a scope is unknown."""
    spec = quota.spec
    asked = [ScopeRequirement(scope_name=scope, operator="Exists") for scope in spec.scopes]
    if spec.scope_selector:
        asked += spec.scope_selector.match_expressions
    return all(_within(scope, workload, inventory) for scope in asked)


def _within(scope: ScopeRequirement, workload: Workload, inventory: Inventory) -> bool:
    pod = workload.pod.spec
    match scope.scope_name:
        case "Terminating":
            return pod.active_deadline_seconds is not None
        case "NotTerminating":
            return pod.active_deadline_seconds is None
        case "BestEffort":
            return _best_effort(workload, inventory)
        case "NotBestEffort":
            return not _best_effort(workload, inventory)
        case "PriorityClass":
            return _of_class(scope, pod.priority_class_name)
    return False


def _best_effort(workload: Workload, inventory: Inventory) -> bool:
    defaults = inventory.container_defaults(workload.namespace)
    amounts = requested(workload.pod.spec, defaults)
    return not amounts.get("cpu") and not amounts.get("memory")


def _of_class(scope: ScopeRequirement, name: str) -> bool:
    match scope.operator:
        case "In":
            return name in scope.values
        case "NotIn":
            return name not in scope.values
        case "Exists":
            return bool(name)
        case "DoesNotExist":
            return not name
    return False
