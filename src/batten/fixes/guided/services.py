"""Services and Ingresses: names for members, a shorter way in, and TLS."""

from __future__ import annotations

from typing import Any

from batten.fixes.guided.case import Case, drop, free_name, guided, named, new, put
from batten.model.objects.meta import Labels
from batten.model.objects.network import Ingress, Service
from batten.model.objects.workloads import StatefulSet
from batten.model.workload import Workload
from batten.rules.finding import Fix


def headless(case: Case) -> Fix:
    """A headless Service for the members of a StatefulSet."""
    workload = case.workload
    assert isinstance(workload.object, StatefulSet)
    name = workload.object.spec.service_name
    present = case.inventory.get("Service", workload.namespace, name) if name else None
    if isinstance(present, Service):
        if present.spec.cluster_ip == "None":
            case.refuse(f"whether Service {name} is meant for others is not to be seen")
        case.refuse(f"Service {name} keeps its address: clusterIP and serviceName are immutable")
    labels = case.selector(workload).match_labels or workload.labels
    if name:
        return guided(creates=[_service(workload, name, labels)])
    case.consent(f"serviceName is immutable: may {case.object.title} be deleted and made anew?")
    names = (workload.name, f"{workload.name}-headless")
    name = free_name(case.inventory, "Service", workload.namespace, *names)
    return guided(put(case.path, value=name), creates=[_service(workload, name, labels)])


def _service(workload: Workload, name: str, labels: Labels) -> dict[str, Any]:
    """Members find each other before they are ready, so it says where all are."""
    spec: dict[str, Any] = {
        "clusterIP": "None",
        "publishNotReadyAddresses": True,
        "selector": dict(labels),
    }
    if ports := _ports(workload):
        spec["ports"] = ports
    return new("v1", "Service", workload.namespace, name, spec=spec)


def _ports(workload: Workload) -> list[dict[str, Any]]:
    ports = []
    for container in workload.containers:
        for port in container.spec.ports if container.runs_along else ():
            entry: dict[str, Any] = {"name": port.name or f"port-{port.container_port}"}
            entry["port"] = port.container_port
            if port.protocol != "TCP":
                entry["protocol"] = port.protocol
            ports.append(entry)
    return ports


def local(case: Case) -> Fix:
    """Traffic goes straight to the nodes that run a pod, where a load balancer knows them."""
    service = case.object
    assert isinstance(service, Service)
    if service.spec.type == "NodePort":
        case.consent(f"May every node take traffic for {service.title} and pass it on?")
        return guided(drop(case.path))
    case.consent(f"Are the pods of {service.title} spread evenly over the nodes?")
    return guided(put(case.path, value="Local"))


def encrypted(case: Case) -> Fix:
    """TLS for the hosts that have none."""
    ingress = case.object
    assert isinstance(ingress, Ingress)
    spec = ingress.spec
    if case.path[-1] == "host":
        rank = int(case.path[-2])
        hosts, place = [spec.rules[rank].host], len(spec.tls) + rank
    else:
        hosts = list(dict.fromkeys(rules.host for rules in spec.rules if rules.host))
        place = 0
    if not hosts:
        case.refuse("it names no hosts, so no certificate can be for them")
    text = f"Which Secret holds the certificate for {', '.join(hosts)} of {ingress.title}?"
    secret = case.ask("ingressTls", named(ingress), text)
    entry = {"hosts": hosts, "secretName": secret}
    return guided(put(("spec", "tls"), place, value=entry))
