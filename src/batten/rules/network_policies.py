"""NetworkPolicies: that pods are isolated, and not cut off from what they need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from batten.model.inventory import Inventory
from batten.model.objects.cluster import NAMESPACE_NAME, Namespace
from batten.model.objects.meta import Object
from batten.model.objects.network import (
    NetworkPolicy,
    NetworkPolicyPeer,
)
from batten.model.selectors import LabelSelector
from batten.model.source import Path
from batten.model.workload import Workload
from batten.rules.absence import maker_of
from batten.rules.finding import Finding, Severity, found
from batten.rules.rule import Section, rule
from batten.rules.wording import brief

_SYSTEM = frozenset(("kube-system", "kube-public", "kube-node-lease"))
_OTHER_POLICIES = (
    ("cilium.io", "CiliumNetworkPolicy"),
    ("cilium.io", "CiliumClusterwideNetworkPolicy"),
    ("crd.projectcalico.org", "GlobalNetworkPolicy"),
    ("crd.projectcalico.org", "NetworkPolicy"),
    ("projectcalico.org", "GlobalNetworkPolicy"),
    ("projectcalico.org", "NetworkPolicy"),
    ("policy.networking.k8s.io", "AdminNetworkPolicy"),
    ("policy.networking.k8s.io", "BaselineAdminNetworkPolicy"),
    ("policy.networking.k8s.io", "ClusterNetworkPolicy"),
)


def others(inventory: Inventory) -> bool:
    """Whether policies of Cilium, Calico or the administrators have a say: they are not read."""
    return any(kind in inventory.kinds for kind in _OTHER_POLICIES)


@rule("netpol-no-target", Section.UPTIME, Severity.WARNING)
def netpol_no_target(policy_: NetworkPolicy, inventory: Inventory) -> Iterator[Finding]:
    """A NetworkPolicy selects pods, and so do its peers.

    Why: a policy that selects nothing protects nothing, though it looks as if it did. A peer that
        matches no pod lets nobody through: the connection meant to be allowed is dropped.
    Bad:
        podSelector:
          matchLabels: {app: chekout}
    Fix: Give the selector the labels that the pods carry.
    Not: empty selectors, which mean every pod. Peers of other namespaces are judged only in a
        complete inventory. Where no workload of the namespace is known, or an operator may make
        the pods, it is only worth knowing. Of peers not among the manifests only the first is
        told, and none that an operator may make.
    Sources: https://kubernetes.io/docs/concepts/services-networking/network-policies/
    """
    selector = policy_.spec.pod_selector
    if not selector.empty and not inventory.pods_of_policy(policy_):
        yield from _isolates_nobody(policy_, inventory, selector)
    lost = [
        (peer, path) for peer, path in _peers(policy_) if _matches_nobody(peer, policy_, inventory)
    ]
    if inventory.complete:
        for peer, path in lost:
            yield _allows_nobody(policy_, peer, path)
    elif lost:
        (peer, path), *others = lost
        chosen = brief(peer.pod_selector) if peer.pod_selector else ""
        more = f", nor for {len(others)} more peers" if others else ""
        yield found(
            policy_,
            f"no pods with {chosen} among these manifests{more}",
            *(*path, "podSelector"),
            severity=Severity.INFO,
        )


def _peers(policy: NetworkPolicy) -> Iterator[tuple[NetworkPolicyPeer, Path]]:
    for number, inward in enumerate(policy.spec.ingress):
        for index, peer in enumerate(inward.from_):
            yield peer, ("spec", "ingress", number, "from", index)
    for number, outward in enumerate(policy.spec.egress):
        for index, peer in enumerate(outward.to):
            yield peer, ("spec", "egress", number, "to", index)


def _matches_nobody(peer: NetworkPolicyPeer, policy: NetworkPolicy, inventory: Inventory) -> bool:
    spaces, chosen, namespace = peer.namespace_selector, peer.pod_selector, policy.namespace
    if spaces is not None:
        return inventory.complete and not _namespaces(inventory, spaces)
    if chosen is None or chosen.empty or _exist(inventory, namespace, chosen):
        return False
    return inventory.complete or not maker_of(inventory, namespace, chosen)


def _exist(inventory: Inventory, namespace: str, selector: LabelSelector) -> bool:
    return bool(
        inventory.selected(namespace, selector) or inventory.selected_owned(namespace, selector)
    )


def _allows_nobody(policy: NetworkPolicy, peer: NetworkPolicyPeer, path: Path) -> Finding:
    if peer.namespace_selector is not None:
        message = f"no namespace has {brief(peer.namespace_selector)}: allows nobody"
        return found(policy, message, *path, "namespaceSelector")
    chosen = brief(peer.pod_selector) if peer.pod_selector else ""
    return found(policy, f"no pod has {chosen}: allows nobody", *path, "podSelector")


def _isolates_nobody(
    policy: NetworkPolicy, inventory: Inventory, selector: LabelSelector
) -> Iterator[Finding]:
    namespace = policy.namespace
    if inventory.selected_owned(namespace, selector):
        return
    maker = "" if inventory.complete else maker_of(inventory, namespace, selector)
    if maker:
        message = f"no such pods here; {maker} may make them"
    elif inventory.complete:
        message = f"no pod has {brief(selector)}: isolates nobody"
    else:
        message = f"no pods with {brief(selector)} among these manifests"
    guessed = maker or not inventory.in_namespace(namespace)
    severity = Severity.INFO if guessed and not inventory.complete else None
    yield found(policy, message, "spec", "podSelector", severity=severity)


def _namespaces(inventory: Inventory, selector: LabelSelector) -> bool:
    return any(selector.matches(_namespace_labels(obj)) for obj in inventory.of(Namespace))


def _namespace_labels(namespace: Object) -> Mapping[str, str]:
    return namespace.metadata.labels | {NAMESPACE_NAME: namespace.name}


@rule("netpol-missing", Section.SECURITY, Severity.WARNING, fix="creates")
def netpol_missing(inventory: Inventory) -> Iterator[Finding]:
    """Every pod is isolated by a NetworkPolicy.

    Why: without one, every pod of the cluster may connect to it, and it to every address: one
        breached pod is enough to reach the database, the cloud's metadata service and the
        Internet.
    Good:
        kind: NetworkPolicy
        spec:
          podSelector: {}
          policyTypes: [Ingress]
    Fix: Add a default-deny policy to the namespace, and one that allows what each workload needs.
    Not: a namespace without any policy is reported once, not for each workload. Pods on the node's
        network, which policies do not touch; Kubernetes' own namespaces; inventories with Cilium,
        Calico or admin policies.
    Sources: https://kubernetes.io/docs/concepts/services-networking/network-policies/
    """
    if others(inventory):
        return
    guarded = {policy.namespace for policy in inventory.of(NetworkPolicy)}
    for namespace in inventory.namespaces:
        if namespace in _SYSTEM:
            continue
        workloads = [w for w in inventory.in_namespace(namespace) if not w.pod.spec.host_network]
        if namespace in guarded:
            for workload in workloads:
                yield from _open(workload, inventory)
        elif workloads:
            yield _unguarded(inventory, namespace, workloads)


def _open(workload: Workload, inventory: Inventory) -> Iterator[Finding]:
    policies = inventory.network_policies(workload)
    if not policies:
        yield found(workload, "no NetworkPolicy isolates it, though others here are")
    elif not any("Ingress" in policy.spec.types for policy in policies):
        yield found(workload, "its NetworkPolicies limit egress only: anyone may connect")


def _unguarded(inventory: Inventory, namespace: str, workloads: list[Workload]) -> Finding:
    """At the Namespace if it is known, else at the workload that comes first by name."""
    subject: Object = min(workloads, key=lambda w: (w.kind, w.name)).object
    subject = inventory.get("Namespace", "", namespace) or subject
    count = "one workload" if len(workloads) == 1 else f"{len(workloads)} workloads"
    known = "" if inventory.complete else " here"
    return found(
        subject,
        f"no NetworkPolicy{known}: any pod may connect to {count}",
        *("metadata", "name"),
    )
