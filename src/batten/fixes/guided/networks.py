"""NetworkPolicies: deny by default, and allow what Services and DNS need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from batten.fixes.guided.case import Case, free_name, guided, new, written
from batten.model.inventory import Inventory
from batten.model.objects.network import NetworkPolicy, Service
from batten.model.objects.scaling import APIService, WebhookConfiguration
from batten.model.workload import Workload
from batten.rules.finding import Fix

_DNS = {
    "to": [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
            "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
        }
    ],
    "ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}],
}
_EXPOSED = ("LoadBalancer", "NodePort")


def allow_dns(case: Case) -> Fix:
    """A policy beside the one found, for the same pods: policies add up."""
    policy = case.object
    assert isinstance(policy, NetworkPolicy)
    name = _free(case, policy.namespace, "allow-dns", f"{policy.name}-allow-dns")
    spec = {
        "podSelector": written(policy.spec.pod_selector),
        "policyTypes": ["Egress"],
        "egress": [_DNS],
    }
    return guided(creates=[_policy(policy.namespace, name, spec)])


def isolated(case: Case) -> Fix:
    """Denies what nobody needs: for a namespace, or for one workload that is still open."""
    if case.path == ("metadata", "name"):
        return _namespace(case)
    workload = case.workload
    pods = written(case.selector(workload))
    case.consent(f"Is {case.object.title} reached through its Services only?")
    name = _free(case, workload.namespace, workload.name, f"{workload.name}-ingress")
    allows = _allows(case, case.inventory.services(workload))
    spec = {"podSelector": pods, "policyTypes": ["Ingress"], "ingress": allows}
    if not allows:
        del spec["ingress"]
    return guided(creates=[_policy(workload.namespace, name, spec)])


def _namespace(case: Case) -> Fix:
    obj = case.object
    namespace = obj.name if obj.kind == "Namespace" else obj.namespace
    shown = namespace or "the namespace they are deployed to"
    case.consent(f"Are the pods of {shown} reached through their Services only?")
    closed = case.answers.settings.egress == "denied"
    types = ["Ingress", "Egress"] if closed else ["Ingress"]
    deny = {"podSelector": {}, "policyTypes": types}
    name = _free(case, namespace, "default-deny")
    policies = [_policy(namespace, name, deny)]
    if closed:
        policies.append(_policy(namespace, _free(case, namespace, "allow-dns"), _outward()))
    services = case.inventory.services_in(namespace)
    used = (service for service in services if case.inventory.pods_of_service(service))
    policies += [_for_service(case, service) for service in used]
    return guided(creates=policies)


def _outward() -> dict[str, Any]:
    """DNS, and pods of the same namespace."""
    return {
        "podSelector": {},
        "policyTypes": ["Egress"],
        "egress": [_DNS, {"to": [{"podSelector": {}}]}],
    }


def _for_service(case: Case, service: Service) -> dict[str, Any]:
    name = _free(case, service.namespace, f"allow-{service.name}")
    spec = {
        "podSelector": {"matchLabels": dict(service.spec.selector)},
        "policyTypes": ["Ingress"],
        "ingress": _allows(case, [service]),
    }
    return _policy(service.namespace, name, spec)


def _allows(case: Case, services: Iterable[Service]) -> list[dict[str, Any]]:
    """One rule for each Service; members behind a headless one talk to each other on any port."""
    rules: list[dict[str, Any]] = []
    for service in services:
        ports = _ports(case.inventory, service)
        if ports:
            rule: dict[str, Any] = {"ports": ports}
            if not _outside(case.inventory, service):
                rule = {"from": [{"namespaceSelector": {}}], **rule}
            rules.append(rule)
        if service.spec.cluster_ip == "None" or not ports:
            rules.append({"from": [{"podSelector": {}}]})
    return rules


def _ports(inventory: Inventory, service: Service) -> list[dict[str, Any]]:
    """Of the pods, as policies are about these."""
    workloads = inventory.pods_of_service(service)
    ports: list[dict[str, Any]] = []
    for port in service.spec.ports:
        target = port.target_port or port.port
        entry = {"port": target, "protocol": port.protocol}
        if isinstance(target, str) and not _declared(workloads, target):
            continue
        ports.append(entry)
    return ports


def _declared(workloads: Iterable[Workload], name: str) -> bool:
    return any(
        port.name == name
        for workload in workloads
        for container in workload.containers
        for port in container.spec.ports
    )


def _outside(inventory: Inventory, service: Service) -> bool:
    """Whether more than pods ask it: clients outside, controllers on the nodes, the API server."""
    spec = service.spec
    if spec.type in _EXPOSED or spec.external_ips or inventory.routed(service):
        return True
    return (service.namespace, service.name) in _called_by_the_api_server(inventory)


def _called_by_the_api_server(inventory: Inventory) -> set[tuple[str, str]]:
    refs = [
        webhook.client_config.service
        for configuration in inventory.of(WebhookConfiguration)
        for webhook in configuration.webhooks
    ]
    refs += [api.spec.service for api in inventory.of(APIService)]
    return {(str(ref.get("namespace") or ""), str(ref.get("name") or "")) for ref in refs if ref}


def _policy(namespace: str, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    return new("networking.k8s.io/v1", "NetworkPolicy", namespace, name, spec=spec)


def _free(case: Case, namespace: str, *names: str) -> str:
    return free_name(case.inventory, "NetworkPolicy", namespace, *names)
