"""What autoscalers scale: that it exists, and that only one scales it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from batten.model.inventory import Inventory
from batten.model.objects import type_of
from batten.model.objects.scaling import (
    Autoscaler,
    HorizontalPodAutoscaler,
    ScaledObject,
    VerticalPodAutoscaler,
)
from batten.rules.finding import Finding, Severity, found
from batten.rules.rule import Section, rule

_GROUPS = {
    "Deployment": "apps", "ReplicaSet": "apps", "StatefulSet": "apps", "ReplicationController": "",
}  # fmt: skip
_ADJUSTABLE = ("cpu", "memory")
_UNSCALABLE = frozenset(("CronJob", "DaemonSet", "Job", "Pod"))
_SEE_CLUSTER = "Check that the cluster has it: it is not among these manifests."


@rule("hpa-target-missing", Section.UPTIME, Severity.CRITICAL)
def hpa_target_missing(
    autoscaler: HorizontalPodAutoscaler | ScaledObject, inventory: Inventory
) -> Iterator[Finding]:
    """An autoscaler's target exists and can be scaled.

    Why: an autoscaler that finds nothing by its `scaleTargetRef` stays silent: it reports
        `FailedGetScale` in its own status and the workload keeps its size under any load. The
        reference is by API group, kind and name within the namespace: `apiVersion: v1` or
        `extensions/v1beta1` with `kind: Deployment` finds nothing either.
    Bad:
        scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: chekout}
    Good:
        scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: checkout}
    Fix: Correct `scaleTargetRef` to the workload's apiVersion, kind and name.
    Not: custom kinds of which no object is known; they may have a scale subresource (Argo Rollout,
        KafkaNodePool). Where only some manifests are known, a missing target is a warning, or a
        note if nothing else of its namespace is known.
    Sources: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
        https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/podautoscaler/horizontal.go
    """
    target = autoscaler.target
    kind, path = target.kind, ("spec", "scaleTargetRef")
    if not kind or not target.name or autoscaler.controlled:
        return
    group = target.api_version.rpartition("/")[0]
    if kind in _UNSCALABLE:
        message = f"a {kind} has no scale: it never scales"
        remedy = "Scale a Deployment or a StatefulSet; for work from a queue, see KEDA's ScaledJob."
        yield found(autoscaler, message, *path, "kind", remedy=remedy)
    elif kind in _GROUPS and group != _GROUPS[kind] and not _defaulted(autoscaler):
        written = f'apiVersion "{target.api_version}"' if target.api_version else "the core API"
        yield found(autoscaler, f"{written} has no {kind}: it never scales", *path, "apiVersion")
    elif inventory.get(kind, autoscaler.namespace, target.name) is None:
        yield from _missing(autoscaler, inventory)


def _defaulted(autoscaler: Autoscaler) -> bool:
    """KEDA takes apps/v1 where the reference says nothing."""
    return isinstance(autoscaler, ScaledObject) and not autoscaler.target.api_version


def _missing(autoscaler: Autoscaler, inventory: Inventory) -> Iterator[Finding]:
    target = autoscaler.target
    group = target.api_version.rpartition("/")[0]
    known_kind = inventory.has_kind(group, target.kind)
    if not known_kind and type_of(target.api_version, target.kind) is None:
        return
    where = ("spec", "scaleTargetRef", "name")
    name = f'{target.kind} "{target.name}"'
    if inventory.complete:
        yield found(autoscaler, f"{name} does not exist: it never scales", *where)
        return
    elsewhere = inventory.namesakes(target.kind, target.name)
    if elsewhere:
        place = min(obj.namespace for obj in elsewhere)
        written = f'in namespace "{place}"' if place else "without a namespace"
        yield found(
            autoscaler,
            f"{name} is {written}, the autoscaler is not",
            *where,
            severity=Severity.WARNING,
            remedy="Write the same namespace on both.",
        )
    else:
        alone = not inventory.in_namespace(autoscaler.namespace)
        yield found(
            autoscaler,
            f"{name} is not among these manifests: nothing to scale",
            *where,
            severity=Severity.INFO if alone else Severity.WARNING,
            remedy=_SEE_CLUSTER if alone else "",
        )


@rule("hpa-duplicate", Section.UPTIME, Severity.CRITICAL)
def hpa_duplicate(
    autoscaler: HorizontalPodAutoscaler | ScaledObject, inventory: Inventory
) -> Iterator[Finding]:
    """One autoscaler scales a workload, and none but it acts on the same resource.

    Why: two HPAs of one target stop each other: the controller reports `AmbiguousSelector` and
        scales neither; KEDA's admission refuses a ScaledObject beside an HPA. A VPA that changes
        the CPU or memory request moves the very value an HPA's utilization is a percentage of: the
        two chase each other.
    Bad:
        # two HPAs with
        scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    Good:
        # one HPA with several metrics: the largest proposal wins
        metrics: [{type: Resource, resource: {name: cpu}}, {type: External}]
    Fix: Keep one autoscaler and give it all the metrics. A VPA beside it belongs in
        `updateMode: "Off"`, or on the other resource (`controlledResources`).
    Not: the HPA that KEDA makes for a ScaledObject; a VPA in mode Off or for another resource than
        the HPA's; an HPA that aims at an absolute value (`averageValue`), which requests do not
        move.
    Sources: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
        https://github.com/kubernetes/autoscaler/blob/master/vertical-pod-autoscaler/docs/known-limitations.md
    """
    if autoscaler.controlled:
        return
    first = min(inventory.rivals(autoscaler), key=_rank)
    if first is not autoscaler:
        kind = "ScaledObject" if isinstance(first, ScaledObject) else "HPA"
        yield found(
            autoscaler,
            f'{kind} "{first.name}" scales "{autoscaler.target.name}" too: neither will',
            "spec",
            "scaleTargetRef",
        )
    for vpa in inventory.vpas_beside(autoscaler):
        both = relative_resources(autoscaler) & acted_on(vpa)
        if both:
            yield found(
                autoscaler,
                f'VPA "{vpa.name}" changes the {" and ".join(sorted(both))} request it measures by',
                "spec",
                "triggers" if isinstance(autoscaler, ScaledObject) else "metrics",
                severity=Severity.WARNING,
                remedy='Set the VPA to `updateMode: "Off"`, or to the other resource.',
            )


def _rank(autoscaler: Autoscaler) -> tuple[str, str]:
    """Which of several is taken to be right does not depend on the order of files."""
    return autoscaler.kind, autoscaler.name


def relative_resources(autoscaler: Autoscaler) -> set[str]:
    """Of cpu and memory, those whose use it measures as a percentage of the request.

    An HPA without any metric has CPU at 80 % (pkg/apis/autoscaling/v2/defaults.go).
    """
    if isinstance(autoscaler, ScaledObject):
        return {
            trigger.type
            for trigger in autoscaler.spec.triggers
            if trigger.type in ("cpu", "memory") and trigger.metric_type in ("", "Utilization")
        }
    spec = autoscaler.spec
    if not spec.metrics:
        return {"cpu"}
    found = set()
    for metric in spec.metrics:
        source = metric.resource or metric.container_resource
        if source and (source.target_average_utilization or _utilization(source.target)):
            found.add(source.name)
    return found


def _utilization(target: dict[str, Any]) -> bool:
    return target.get("type") == "Utilization" or "averageUtilization" in target


def acted_on(vpa: VerticalPodAutoscaler) -> set[str]:
    """The resources whose requests a VPA sets, in some container at least."""
    if vpa.spec.update_policy.update_mode == "Off":
        return set()
    policies = vpa.spec.resource_policy.container_policies
    if not any(policy.container_name == "*" for policy in policies):
        return set(_ADJUSTABLE)  # containers no policy names
    acting = (policy for policy in policies if policy.mode != "Off")
    return {name for policy in acting for name in policy.controlled_resources or _ADJUSTABLE}
