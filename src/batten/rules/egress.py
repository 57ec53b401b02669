"""Outgoing traffic that NetworkPolicies limit: that names still resolve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from batten.model.inventory import Inventory
from batten.model.objects.cluster import NAMESPACE_NAME
from batten.model.objects.network import (
    EgressPolicyRule,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
)
from batten.model.selectors import LabelSelector
from batten.model.workload import Workload
from batten.rules.finding import Finding, Severity, found
from batten.rules.network_policies import others
from batten.rules.rule import Section, rule

_DNS_NAMESPACES = ("kube-system", "openshift-dns")
_DNS_PORTS = (53, 5353)


@rule("netpol-breaks-dns", Section.UPTIME, Severity.CRITICAL, fix="creates")
def netpol_breaks_dns(policy_: NetworkPolicy, inventory: Inventory) -> Iterator[Finding]:
    """Pods whose outgoing traffic is limited may still ask the cluster's DNS.

    Why: a policy of type Egress forbids everything it does not allow, DNS included: no name
        resolves, and every call fails with a timeout of seconds. Policies add up: what one
        allows is allowed. TCP 53 is needed too, for answers that do not fit a UDP packet.
    Good:
        egress:
        - to:
          - namespaceSelector:
              matchLabels: {kubernetes.io/metadata.name: kube-system}
            podSelector: {matchLabels: {k8s-app: kube-dns}}
          ports:
          - {port: 53, protocol: UDP}
          - {port: 53, protocol: TCP}
    Fix: Allow egress to the DNS pods on port 53, UDP and TCP, by a policy for the namespace.
    Not: pods that use the node's network or resolver (hostNetwork, dnsPolicy Default or None);
        where Cilium, Calico or admin policies may allow it. Reported once, at the first policy by
        name that limits the pods. A warning among manifests, beside which a policy for DNS may
        exist, and where nothing or only address ranges are allowed out, which may be meant.
    Sources: https://kubernetes.io/docs/concepts/services-networking/network-policies/
    """
    if "Egress" not in policy_.spec.types:
        return
    udp: list[Workload] = []
    tcp: list[Workload] = []
    meant = True
    for workload in inventory.pods_of_policy(policy_):
        limiting = [p for p in inventory.network_policies(workload) if "Egress" in p.spec.types]
        if _first(limiting) is not policy_ or not _asks_cluster_dns(workload):
            continue
        allowed = [allow for policy in limiting for allow in policy.spec.egress]
        if not _resolves(allowed, "UDP", workload.namespace):
            udp.append(workload)
            meant = meant and all(_addresses_only(allow) for allow in allowed)
        elif not _resolves(allowed, "TCP", workload.namespace):
            tcp.append(workload)
    if not (udp or tcp) or others(inventory):
        return
    if udp:
        severity = Severity.WARNING if meant or not inventory.complete else Severity.CRITICAL
        known = "" if inventory.complete else ", by the policies here"
        message = f"{_named(udp)} may not ask DNS{known}: no name resolves"
    else:
        severity, message = (
            Severity.WARNING,
            f"{_named(tcp)} may not ask DNS by TCP: long answers fail",
        )
    yield found(policy_, message, "spec", "egress", severity=severity)


def _first(policies: Sequence[NetworkPolicy]) -> NetworkPolicy:
    return min(policies, key=lambda policy: policy.name)


def _named(workloads: list[Workload]) -> str:
    if len(workloads) == 1:
        return f"{workloads[0].kind} {workloads[0].name}"
    return f"{len(workloads)} workloads"


def _asks_cluster_dns(workload: Workload) -> bool:
    spec = workload.pod.spec
    if spec.host_network:
        return False
    return spec.dns_policy in ("ClusterFirst", "ClusterFirstWithHostNet")


def _resolves(allowed: Sequence[EgressPolicyRule], protocol: str, namespace: str) -> bool:
    return any(_to_port(allow.ports, protocol) and _to_dns(allow, namespace) for allow in allowed)


def _to_port(ports: Sequence[NetworkPolicyPort], protocol: str) -> bool:
    """No ports mean all; a named port of the DNS pods has "dns" in its name."""
    if not ports:
        return True
    for port in ports:
        if port.protocol != protocol:
            continue
        number = port.port
        if number is None or (isinstance(number, str) and "dns" in number):
            return True
        if isinstance(number, int):
            last = port.end_port or number
            if any(number <= dns <= last for dns in _DNS_PORTS):
                return True
    return False


def _to_dns(allow: EgressPolicyRule, namespace: str) -> bool:
    """No peers mean everyone. Address ranges may hold the DNS server: the doubt is in favour."""
    return not allow.to or any(_may_be_dns(peer, namespace) for peer in allow.to)


def _may_be_dns(peer: NetworkPolicyPeer, namespace: str) -> bool:
    if peer.ip_block is not None:
        return True
    spaces = peer.namespace_selector
    if spaces is None:
        if namespace not in _DNS_NAMESPACES:
            return False
    elif not any(_allows_name(spaces, name) for name in _DNS_NAMESPACES):
        return False
    chosen = peer.pod_selector
    return chosen is None or chosen.empty or "dns" in str(chosen)


def _allows_name(selector: LabelSelector, name: str) -> bool:
    """Only the label every namespace has is sure; others the namespace may carry or not."""
    if selector.match_labels.get(NAMESPACE_NAME, name) != name:
        return False
    labels = {NAMESPACE_NAME: name}
    return all(
        requirement.matches(labels)
        for requirement in selector.match_expressions
        if requirement.key == NAMESPACE_NAME
    )


def _addresses_only(allow: EgressPolicyRule) -> bool:
    return bool(allow.to) and all(peer.ip_block is not None for peer in allow.to)
