"""Volumes that only one node can mount, under workloads that want several pods."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.inventory import Inventory
from batten.model.objects.cluster import HOSTNAME
from batten.model.objects.storage import PersistentVolumeClaim
from batten.model.objects.workloads import DaemonSet, Deployment, Rollout
from batten.model.workload import Workload
from batten.rules.finding import Finding, Severity, found
from batten.rules.rollout import unavailable_pods
from batten.rules.rule import Section, rule
from batten.rules.traffic import one_node_claims


@rule("rwo-multi-replica", Section.UPTIME, Severity.CRITICAL)
def rwo_multi_replica(workload: Workload, inventory: Inventory) -> Iterator[Finding]:
    """Pods that share a claim can all mount it.

    Why: a ReadWriteOnce volume is attached to one node at a time, a ReadWriteOncePod volume to one
        pod. The second replica, if it lands on another node, waits in ContainerCreating for ever
        (`Multi-Attach error`). With one replica a RollingUpdate does the same: the new pod waits
        for the volume, the old one stays until the new one is ready.
    Bad:
        kind: Deployment
        spec:
          replicas: 3
          template: {spec: {volumes: [{persistentVolumeClaim: {claimName: data}}]}}
    Good:
        kind: StatefulSet
        spec:
          volumeClaimTemplates: [{metadata: {name: data}}]
    Fix: Give each pod its own claim (StatefulSet, volumeClaimTemplates) or use ReadWriteMany.
    Not: claims that are not in the inventory; claims of StatefulSet templates and ephemeral
        volumes, which are one for each pod; pods tied to one node by `nodeName` or the hostname
        label.
    Sources: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
    """
    if not workload.pod.spec.volumes or workload.kind == "Pod" or _on_one_node(workload):
        return
    for index, claim in one_node_claims(workload, inventory):
        where = (*workload.pod.path, "volumes", index, "persistentVolumeClaim", "claimName")
        yield from _shared(workload, claim, where, inventory)


def _on_one_node(workload: Workload) -> bool:
    spec = workload.pod.spec
    return bool(spec.node_name) or HOSTNAME in spec.node_selector


def _shared(
    workload: Workload,
    claim: PersistentVolumeClaim,
    where: tuple[str | int, ...],
    inventory: Inventory,
) -> Iterator[Finding]:
    mode = claim.spec.access_modes[0]
    unit = "pod" if mode == "ReadWriteOncePod" else "node"
    what = f'"{claim.name}" is {mode}'
    pods = _pods(workload, inventory)
    if pods > 1:
        yield found(
            workload,
            f"{what}: {pods} pods share it, one {unit} gets it",
            *where,
            severity=Severity.WARNING if workload.job else None,
        )
    elif isinstance(workload.object, DaemonSet):
        message = f"{what}: of all nodes' pods, one {unit} gets it"
        yield found(workload, message, *where, severity=Severity.WARNING)
    elif pods == 1 and _overlaps(workload):
        yield found(
            workload,
            f"{what}: a rollout waits for the old pod to let go",
            *where,
            severity=Severity.CRITICAL if unit == "pod" else Severity.WARNING,
            remedy="Use `strategy: {type: Recreate}`, or a StatefulSet: both stop, then start.",
        )


def _pods(workload: Workload, inventory: Inventory) -> int:
    """The most pods there are at a time, rollouts aside."""
    if workload.job:
        return workload.job.parallelism or 1
    return inventory.replicas_max(workload) if workload.scalable else 0


def _overlaps(workload: Workload) -> bool:
    """Whether a rollout starts the new pod before the old one has stopped."""
    obj = workload.object
    if isinstance(obj, Rollout):
        return True
    if not isinstance(obj, Deployment) or obj.spec.strategy.type != "RollingUpdate":
        return False
    rolling = obj.spec.strategy.rolling_update
    surge = rolling.max_surge if rolling else None
    unavailable = rolling.max_unavailable if rolling else None
    missing = unavailable_pods(
        "25%" if surge is None else surge, "25%" if unavailable is None else unavailable, 1
    )
    return missing == 0
