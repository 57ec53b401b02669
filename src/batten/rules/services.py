"""Services: that they reach pods, on a port those pods have, under the names pods are called by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from batten.model.inventory import Inventory
from batten.model.objects.network import Service, ServicePort
from batten.model.objects.workloads import StatefulSet
from batten.model.selectors import LabelSelector
from batten.model.workload import Container, Workload
from batten.rules.absence import absent, graded, maker_of
from batten.rules.finding import Edit, Finding, Fix, Severity, found
from batten.rules.rule import Section, rule
from batten.rules.wording import brief

_PORT_NAME = re.compile(r"(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?")


@rule("service-no-target", Section.UPTIME, Severity.CRITICAL)
def service_no_target(service: Service, inventory: Inventory) -> Iterator[Finding]:
    """A Service with a selector selects pods.

    Why: without endpoints every connection is refused or times out, and an Ingress in front of it
        answers 503. The usual causes are a renamed label and a Service left behind.
    Bad:
        selector: {app: chekout}   # the pods carry app=checkout
    Fix: Give the Service's selector the labels that the pods carry, or delete the Service.
    Not: ExternalName Services and Services without a selector, whose endpoints somebody else
        writes. Among manifests, which may be a part of the cluster, it is a warning; where no
        workload of the namespace is known, or a custom object suggests that an operator makes the
        pods, it is only worth knowing.
    Sources: https://kubernetes.io/docs/concepts/services-networking/service/
    """
    selector = service.spec.selector
    if not selector or service.spec.type == "ExternalName" or inventory.pods_of_service(service):
        return
    wanted = LabelSelector(match_labels=selector)
    if inventory.selected_owned(service.namespace, wanted):
        return
    if inventory.complete:
        yield found(service, f"no pod has {brief(wanted)}: nothing answers", "spec", "selector")
        return
    maker = maker_of(inventory, service.namespace, wanted)
    if maker:
        message = f"no such pods here; {maker} may make them"
    else:
        message = f"no pods with {brief(wanted)} among these manifests"
    alone = maker or not inventory.in_namespace(service.namespace)
    yield found(
        service,
        message,
        "spec",
        "selector",
        severity=Severity.INFO if alone else Severity.WARNING,
    )


@rule("service-port-mismatch", Section.UPTIME, Severity.CRITICAL, fix="safe")
def service_port_mismatch(service: Service, inventory: Inventory) -> Iterator[Finding]:
    """A Service's ports are valid, and lead to ports its pods have.

    Why: a target port named but declared by no selected pod yields endpoints without that port:
        connections fail though every pod is ready. A number works undeclared, but where every
        container declares its ports and this is none of them, it may be a typing error: worth
        knowing. A quoted number is a name to Kubernetes, and the API server refuses it, as it
        refuses nameless ports beside others and ports given twice.
    Bad:
        targetPort: http        # the container calls it "web"
    Good:
        targetPort: web
    Fix: Point `targetPort` to a port that the selected containers declare. Only quotes around a
        number are taken away by `batten fix`: which port is meant it cannot know.
    Not: numbers, if a container declares no ports, or if the Service is headless: clients then
        connect to the pods themselves. Services whose pods are unknown, or are those of Jobs only.
    Sources: https://kubernetes.io/docs/concepts/services-networking/service/
        pkg/apis/core/validation/validation.go (ValidateService)
        pkg/api/v1/pod/util.go (FindPort)
    """
    spec = service.spec
    if spec.type == "ExternalName":
        return
    if not spec.ports and not service.headless:
        yield found(service, "no ports: the API server refuses the Service", "spec", "ports")
    yield from _ill_formed(service)
    if not spec.selector:
        return
    serving = [workload for workload in inventory.pods_of_service(service) if workload.serves]
    if not serving:
        return
    for index, port in enumerate(spec.ports):
        if isinstance(port.target_port, str):
            yield from _unnamed(service, index, port, serving)
        elif not service.headless:
            yield from _undeclared(service, index, port, serving)


def _ill_formed(service: Service) -> Iterator[Finding]:
    ports = service.spec.ports
    names: set[str] = set()
    numbers: set[tuple[int, str]] = set()
    for index, port in enumerate(ports):
        at = ("spec", "ports", index)
        if len(ports) > 1 and not port.name:
            yield found(service, "of several ports each needs a name: refused", *at, "name")
        elif port.name and port.name in names:
            yield found(service, f'two ports are named "{port.name}": refused', *at, "name")
        elif (port.port, port.protocol) in numbers:
            yield found(service, f"port {port.port} is given twice: refused", *at, "port")
        names.add(port.name)
        numbers.add((port.port, port.protocol))
        target = port.target_port
        if isinstance(target, str) and not _PORT_NAME.fullmatch(target):
            yield _not_a_name(service, target, (*at, "targetPort"))


def _not_a_name(service: Service, target: str, path: tuple[str | int, ...]) -> Finding:
    if not target.isdecimal():
        return found(service, f'"{target}" is no port name: the API server refuses it', *path)
    return found(
        service,
        f'"{target}" in quotes is a name, not a number: refused',
        *path,
        remedy="Write the number without quotes.",
        fix=Fix(safe=True, edits=(Edit("set", path, int(target)),)),
    )


def _unnamed(
    service: Service, index: int, port: ServicePort, serving: Sequence[Workload]
) -> Iterator[Finding]:
    name = str(port.target_port)
    if not _PORT_NAME.fullmatch(name):
        return
    protocols: set[str] = set()
    for workload in serving:
        for container in _running(workload):
            protocols |= {p.protocol for p in container.spec.ports if p.name == name}
    if port.protocol in protocols:
        return
    if protocols:
        message = f'"{name}" is a {"/".join(sorted(protocols))} port, not {port.protocol}'
    else:
        message = f'no container has a port named "{name}": connections fail'
    yield found(
        service,
        message,
        *("spec", "ports", index, "targetPort"),
        severity=Severity.WARNING if service.headless else None,
    )


def _undeclared(
    service: Service, index: int, port: ServicePort, serving: Sequence[Workload]
) -> Iterator[Finding]:
    target = port.target_port or port.port
    declared: set[int] = set()
    for workload in serving:
        for container in _running(workload):
            if not container.spec.ports:
                return
            for own in container.spec.ports:
                if own.container_port == target and own.protocol == port.protocol:
                    return
                declared.add(own.container_port)
    ports = ", ".join(map(str, sorted(declared)))
    yield found(
        service,
        f"port {target}/{port.protocol} is not one the pods declare: {ports}",
        *("spec", "ports", index, "targetPort" if port.target_port else "port"),
        severity=Severity.INFO,
    )


def _running(workload: Workload) -> Iterator[Container]:
    return (container for container in workload.containers if container.runs_along)


@rule("sts-service", Section.UPTIME, Severity.WARNING, fix="creates")
def sts_service(workload: Workload, inventory: Inventory) -> Iterator[Finding]:
    """A StatefulSet names a headless Service that selects its pods.

    Why: its members find each other as `orders-0.orders`. Only a headless Service gives pods such
        names: without one a database's members cannot join, and with a Service that has a cluster
        IP the names do not resolve.
    Bad:
        serviceName: orders        # Service orders has a cluster IP
    Good:
        kind: Service
        spec:
          clusterIP: None
    Fix: Add a headless Service (`clusterIP: None`) and name it in `serviceName`.
    Not: a StatefulSet of at most one pod without serviceName, which nobody calls by name.
    Sources: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id
    """
    obj = workload.object
    if not isinstance(obj, StatefulSet):
        return
    path = ("spec", "serviceName")
    name = obj.spec.service_name
    if not name:
        if inventory.replicas_max(workload) > 1:
            yield found(workload, "no serviceName: its pods have no names of their own", *path)
        return
    service = inventory.get("Service", workload.namespace, name)
    if not isinstance(service, Service):
        yield found(
            workload,
            absent(inventory, f"Service {name}", "pods get no DNS names"),
            *path,
            severity=graded(inventory, Severity.CRITICAL, Severity.WARNING),
        )
    elif not service.headless:
        yield found(
            workload,
            f"Service {name} is not headless: {workload.name}-0.{name} does not resolve",
            *path,
        )
    elif service.spec.selector and service not in inventory.services(workload):
        yield found(workload, f"Service {name} does not select its pods", *path)
