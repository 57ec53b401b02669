"""How many copies of a workload there are, and who brings them back."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.inventory import Inventory
from batten.model.workload import Workload
from batten.rules.finding import Finding, Severity, found
from batten.rules.policy import Policy
from batten.rules.rule import Section, rule
from batten.rules.traffic import one_node_claims, recreates, serves_clients

_REPLICATED = frozenset(("Deployment", "Rollout", "ReplicaSet", "ReplicationController"))
_ELECTS = ("leader-elect", "leader-election")
_STATIC_POD = ("kubernetes.io/config.mirror", "kubernetes.io/config.source")


@rule("replicas-min", Section.UPTIME, Severity.CRITICAL, fix="guided")
def replicas_min(workload: Workload, inventory: Inventory, policy: Policy) -> Iterator[Finding]:
    """A workload that serves has at least two replicas.

    Why: with one replica every node drain, crash, eviction and rolling restart is an outage, and a
        PodDisruptionBudget can only choose between blocking the drain and allowing the outage.
        Critical behind a Service, a warning otherwise, and a warning where the manifest itself says
        that it cannot run twice: `strategy: Recreate`, or a ReadWriteOnce claim.
    Bad:
        spec:
          replicas: 1
    Good:
        spec:
          replicas: 2
    Fix: Raise `replicas` to 2 or more, once the application can run twice. An application that
        elects a leader can: the second replica waits and takes over.
    Policy: `minReplicas`
    Not: what an autoscaler scales (its minimum is judged: hpa-min-replicas); a count of 0, which is
        a workload switched off; a StatefulSet, because how many members a database has is its own
        decision; a Deployment that an Argo Rollout runs through `workloadRef`. A Service of metrics
        ports only does not make an outage critical.
    Sources: https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
    """
    if workload.kind not in _REPLICATED or not 0 < workload.desired < policy.min_replicas:
        return
    if inventory.autoscalers_of(workload) or inventory.rollout_of(workload):
        return
    obstacle = _obstacle(workload, inventory)
    serving = serves_clients(workload, inventory)
    yield found(
        workload,
        _message(workload.desired, obstacle, policy),
        *workload.replicas_path,
        severity=Severity.CRITICAL if serving and not obstacle else Severity.WARNING,
        remedy=_remedy(workload, policy, obstacle),
    )


def _message(replicas: int, obstacle: str, policy: Policy) -> str:
    if replicas > 1:
        return f"{replicas} replicas, where the policy asks for {policy.min_replicas}"
    why = f" ({obstacle})" if obstacle else ""
    return f"one replica{why}: any drain or crash is an outage"


def _obstacle(workload: Workload, inventory: Inventory) -> str:
    """What the manifest says against a second replica."""
    if recreates(workload):
        return "Recreate"
    for _, claim in one_node_claims(workload, inventory):
        return f"{claim.spec.access_modes[0]} claim"
    return ""


def _remedy(workload: Workload, policy: Policy, obstacle: str) -> str:
    if obstacle:
        return "Make it able to run twice, or accept the outage and record why (batten.dev/ignore)."
    if _elects_leader(workload):
        return (
            f"Raise `replicas` to {policy.min_replicas}: it elects a leader, so another can wait."
        )
    return raise_to("`replicas`", policy)


def raise_to(field: str, policy: Policy) -> str:
    """What to do where the policy asks for more than the rule's own two."""
    least = policy.min_replicas
    return f"Raise {field} to {least} or more." if least > 2 else ""


def _elects_leader(workload: Workload) -> bool:
    """Whether an argument switches leader election on, as controllers commonly have it."""
    for container in workload.pod.spec.containers:
        for word in (*container.command, *container.args):
            flag, _, value = word.lstrip("-").partition("=")
            if flag.endswith(_ELECTS) and value != "false":
                return True
    return False


@rule("naked-pod", Section.UPTIME, Severity.WARNING)
def naked_pod(workload: Workload) -> Iterator[Finding]:
    """Every pod has a controller that makes it anew.

    Why: a bare Pod is bound to its node. When the node is drained, replaced or dies, the pod is
        deleted and nothing creates another; `kubectl drain` refuses without `--force`, and the
        Cluster Autoscaler never removes the node.
    Bad:
        kind: Pod
        metadata: {name: web}
    Good:
        kind: Deployment
        metadata: {name: web}
    Fix: Make it the template of a Deployment, a StatefulSet or, if it ends by itself, a Job.
    Not: static pods and their mirrors, Helm hooks (`helm.sh/hook`), pods that an owner reference
        says another object keeps. A pod that is not restarted (`restartPolicy: Never`) is only
        mentioned: it may be a task started by hand.
    Sources: https://kubernetes.io/docs/concepts/workloads/pods/#pods-and-controllers
    """
    if workload.kind != "Pod":
        return
    meta = workload.object.metadata
    if meta.owner_references or "helm.sh/hook" in meta.annotations:
        return
    if any(key in meta.annotations for key in _STATIC_POD):
        return
    if workload.pod.spec.restart_policy == "Always":
        yield found(workload, "no controller: nothing brings it back when its node goes")
    else:
        yield found(
            workload,
            "no controller: nothing runs it again when its node goes",
            severity=Severity.INFO,
            remedy="Make it the template of a Job, which retries until it has succeeded.",
        )
