"""Pods that hold their node: what autoscalers of nodes may not move."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.workload import Workload
from batten.rules.finding import Finding, Severity, found
from batten.rules.policy import Policy
from batten.rules.rule import Section, rule

_CLUSTER_AUTOSCALER = "cluster-autoscaler"
_SAFE = "cluster-autoscaler.kubernetes.io/safe-to-evict"
SAFE_VOLUMES = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes"
_KARPENTER = ("karpenter.sh/do-not-disrupt", "karpenter.sh/do-not-evict")


@rule("emptydir-blocks-scale", Section.UPTIME, Severity.INFO, fix="guided")
def emptydir_blocks_scale(workload: Workload, policy: Policy) -> Iterator[Finding]:
    """Node autoscalers may move the pod.

    Why: one pod that must not move keeps its node for ever: half-empty nodes are never
        consolidated, and Karpenter's node upgrades wait. The Cluster Autoscaler counts local
        storage (emptyDir on disk, hostPath) as such a reason by default
        (`--skip-nodes-with-local-storage`).
    Bad:
        annotations: {karpenter.sh/do-not-disrupt: "true"}
    Good:
        annotations:
          cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes: "tmp,cache"
    Fix: If the data is scratch, name its volumes in `safe-to-evict-local-volumes`.
    Policy: `nodeAutoscaler`: local storage counts with "cluster-autoscaler"; with "none" nothing
        does.
    Not: DaemonSets, Jobs and bare Pods; emptyDir in memory; a `do-not-disrupt` with a duration.
        GKE's autoscaler no longer asks about local storage.
    Sources: https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md#what-types-of-pods-can-prevent-ca-from-removing-a-node
        https://karpenter.sh/docs/concepts/disruption/#pod-level-controls
    """
    if not workload.scalable or policy.node_autoscaler == "none":
        return
    pod = workload.pod
    if policy.node_autoscaler != _CLUSTER_AUTOSCALER and pod.annotations:
        for key in _KARPENTER:
            if pod.annotations.get(key) == "true":
                yield _pinned(workload, key, "Karpenter")
    if policy.node_autoscaler != "karpenter":
        said = pod.annotations.get(_SAFE)
        if said == "false":
            yield _pinned(workload, _SAFE, "the Cluster Autoscaler")
        elif said is None and policy.node_autoscaler == _CLUSTER_AUTOSCALER and pod.spec.volumes:
            yield from _local(workload)


def _pinned(workload: Workload, key: str, who: str) -> Finding:
    return found(
        workload,
        f"{who} may never remove a node that runs it",
        *workload.pod.metadata_path,
        "annotations",
        key,
        remedy="Remove the annotation; a PodDisruptionBudget limits how fast pods move.",
    )


def _local(workload: Workload) -> Iterator[Finding]:
    """One finding, at the first volume that is local and not declared safe."""
    pod = workload.pod
    safe = {name.strip() for name in pod.annotations.get(SAFE_VOLUMES, "").split(",")}
    for index, volume in enumerate(pod.spec.volumes):
        scratch = volume.empty_dir is not None and volume.empty_dir.medium != "Memory"
        if (scratch or volume.host_path is not None) and volume.name not in safe:
            kind = "emptyDir" if scratch else "hostPath"
            yield found(
                workload,
                f'{kind} "{volume.name}" keeps the Cluster Autoscaler from removing its node',
                *pod.path,
                "volumes",
                index,
            )
            return
