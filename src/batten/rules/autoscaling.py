"""Autoscalers: their bounds, and who owns the number of replicas."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.inventory import Inventory
from batten.model.objects.meta import Object
from batten.model.objects.scaling import Autoscaler, HorizontalPodAutoscaler, ScaledObject
from batten.model.source import Path
from batten.model.workload import Workload
from batten.rules.finding import Edit, Finding, Fix, Severity, found
from batten.rules.policy import Policy
from batten.rules.replicas import raise_to
from batten.rules.rule import Section, rule
from batten.rules.traffic import serves_clients


def minimum_path(autoscaler: Autoscaler) -> Path:
    """Where its minimum stands or would stand."""
    keda = isinstance(autoscaler, ScaledObject)
    return ("spec", "minReplicaCount" if keda else "minReplicas")


def maximum_path(autoscaler: Autoscaler) -> Path:
    """Where its maximum stands or would stand."""
    keda = isinstance(autoscaler, ScaledObject)
    return ("spec", "maxReplicaCount" if keda else "maxReplicas")


def live(obj: Object) -> bool:
    """Whether the object was read from a cluster, which fills in what nobody wrote."""
    return bool(obj.metadata.uid)


@rule("hpa-min-replicas", Section.UPTIME, Severity.CRITICAL, fix="guided")
def hpa_min_replicas(
    autoscaler: HorizontalPodAutoscaler | ScaledObject, inventory: Inventory, policy: Policy
) -> Iterator[Finding]:
    """An autoscaler keeps at least two replicas of what serves.

    Why: at night, when load is low, the minimum is what runs. `minReplicas` defaults to 1 (a
        ScaledObject's `minReplicaCount` to 0), so a drain or a crash then is an outage, and the
        first morning request meets a single pod. Critical if a Service sends traffic to the
        target, a warning otherwise.
    Bad:
        spec:
          minReplicas: 1
          maxReplicas: 10
    Good:
        spec:
          minReplicas: 2
          maxReplicas: 10
    Fix: Raise the minimum to 2 or more, or to what one lost node leaves you able to serve.
    Policy: `minReplicas`
    Not: a ScaledObject, or an HPA with minimum 0, whose target no Service reaches: scaling a queue
        worker to zero is what they are for. The HPA that KEDA makes for a ScaledObject.
    Sources: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
        https://keda.sh/docs/latest/reference/scaledobject-spec/
    """
    least = autoscaler.min_replicas
    if least >= policy.min_replicas or autoscaler.controlled:
        return
    target = inventory.scaled_by(autoscaler)
    serving = target is not None and serves_clients(target, inventory)
    if not serving and (least == 0 or isinstance(autoscaler, ScaledObject)):
        return
    yield found(
        autoscaler,
        _at_minimum(least, policy),
        *minimum_path(autoscaler),
        severity=Severity.CRITICAL if serving else Severity.WARNING,
        remedy=raise_to("the minimum", policy),
    )


def _at_minimum(least: int, policy: Policy) -> str:
    if least == 0:
        return "scales to zero behind a Service: the first requests find nobody"
    if least == 1:
        return "one pod at low load: any drain or crash is an outage"
    return f"{least} pods at low load, where the policy asks for {policy.min_replicas}"


@rule("hpa-max-gt-min", Section.UPTIME, Severity.WARNING, fix="guided")
def hpa_max_gt_min(autoscaler: HorizontalPodAutoscaler | ScaledObject) -> Iterator[Finding]:
    """An autoscaler's maximum is above its minimum.

    Why: with both equal it never scales, and under load nobody notices until requests fail; below
        the minimum, the API server refuses the object.
    Bad:
        spec:
          minReplicas: 3
          maxReplicas: 3
    Good:
        spec:
          minReplicas: 3
          maxReplicas: 9
    Fix: Raise the maximum to what peak load needs, or remove the autoscaler.
    Not: a ScaledObject with `idleReplicaCount`, which scales between that and its minimum.
    Sources: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
    """
    least, most = autoscaler.min_replicas, autoscaler.max_replicas
    if most > least or most == 0 or autoscaler.controlled:
        return
    if most < least:
        yield found(
            autoscaler,
            f"maximum {most} is below minimum {least}: the API server refuses it",
            *maximum_path(autoscaler),
            severity=Severity.CRITICAL,
        )
    elif not (
        isinstance(autoscaler, ScaledObject) and autoscaler.spec.idle_replica_count is not None
    ):
        yield found(
            autoscaler,
            f"minimum and maximum are both {most}: it never scales",
            *maximum_path(autoscaler),
        )


@rule("hpa-replicas-conflict", Section.UPTIME, Severity.WARNING, fix="safe")
def hpa_replicas_conflict(workload: Workload, inventory: Inventory) -> Iterator[Finding]:
    """A workload under an autoscaler leaves `replicas` to it.

    Why: each `kubectl apply`, Helm upgrade or GitOps sync sets the count back to what the manifest
        says. At peak that takes away most pods at once, and the autoscaler needs minutes to bring
        them back.
    Bad:
        kind: Deployment
        spec:
          replicas: 3     # an HPA scales it from 2 to 20
    Good:
        kind: Deployment
        spec: {}          # the HPA alone decides
    Fix: Remove `replicas`: the autoscaler owns it. The first apply without the field sets the count
        to 1 for once, until the autoscaler's next round (15 s): apply it at low load, or take the
        field out of the last-applied annotation before
        (`kubectl apply edit-last-applied deployment/NAME`).
    Not: `replicas: 0`, which switches workload and autoscaler off on purpose; objects read from a
        cluster, where the autoscaler itself wrote the field.
    Sources: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling
    """
    if not workload.replicas or live(workload.object):
        return
    if inventory.autoscalers_of(workload):
        least, most = inventory.replicas_min(workload), inventory.replicas_max(workload)
        apply = f"each apply sets replicas back to {workload.replicas}"
        yield found(
            workload,
            f"{apply}; the autoscaler runs {least} to {most}",
            *workload.replicas_path,
            fix=Fix(safe=True, edits=(Edit("remove", workload.replicas_path),)),
        )
