"""Ingresses and Gateway routes: that they lead somewhere, encrypted, for named hosts only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from batten.model.inventory import Inventory
from batten.model.objects.meta import IntOrString, Object
from batten.model.objects.network import HTTPRoute, Ingress, Service
from batten.model.source import Path
from batten.rules.absence import absent, graded, maker_of_service
from batten.rules.finding import Finding, Severity, found
from batten.rules.rule import Section, rule

_ALB_ACTION = "use-annotation"
_ENCRYPTED = frozenset(
    (
        "alb.ingress.kubernetes.io/certificate-arn",
        "appgw.ingress.kubernetes.io/appgw-ssl-certificate",
        "ingress.gcp.kubernetes.io/pre-shared-cert",
        "networking.gke.io/managed-certificates",
        "route.openshift.io/termination",
    )
)
_ENCRYPTED_IF = {
    "nginx.ingress.kubernetes.io/force-ssl-redirect": "true",
    "nginx.ingress.kubernetes.io/ssl-passthrough": "true",
    "traefik.ingress.kubernetes.io/router.tls": "true",
}
_ALB_PORTS = "alb.ingress.kubernetes.io/listen-ports"
_ACME_SOLVER = "acme.cert-manager.io/http01-solver"


class Way(NamedTuple):
    """Where a route sends traffic.

    :ivar port: by number or name; None if not written.
    :ivar path: of the backend in the route.
    :ivar port_path: of the port.
    """

    namespace: str
    service: str
    port: IntOrString | None
    path: Path
    port_path: Path


@rule("ingress-no-target", Section.UPTIME, Severity.CRITICAL)
def ingress_no_target(obj: Object, inventory: Inventory) -> Iterator[Finding]:
    """Every backend of an Ingress, HTTPRoute or GRPCRoute is a Service that has the port.

    Why: a path whose Service or port does not exist answers 503 or 404, or its traffic falls to
        the default backend; some controllers then reject the whole Ingress. The port meant is the
        Service's `port`, not the container's.
    Bad:
        service:
          name: web
          port: {number: 8080}   # Service web has port 80, targetPort 8080
    Fix: Name a Service of the same namespace, and one of its ports.
    Not: actions of the AWS load balancer controller (port `use-annotation`), backends that are
        not Services, ports of Services that list none (ExternalName). A Service that is merely
        not among the manifests is a warning, or a note if they hold no Service of the namespace,
        or a custom object after which an operator may have named it.
    Sources: https://kubernetes.io/docs/concepts/services-networking/ingress/
        https://gateway-api.sigs.k8s.io/api-types/httproute/
    """
    if isinstance(obj, Ingress):
        ways = _ways(obj)
    elif isinstance(obj, HTTPRoute):
        ways = _route_ways(obj)
    else:
        return
    seen: set[tuple[str, str, IntOrString | None]] = set()
    for way in ways:
        service = inventory.get("Service", way.namespace, way.service)
        port = way.port if isinstance(service, Service) else None
        if (way.namespace, way.service, port) in seen:
            continue
        seen.add((way.namespace, way.service, port))
        if not isinstance(service, Service):
            yield _no_service(obj, inventory, way)
        elif not _offers(service, way.port):
            yield found(obj, _no_port(service, way.port), *way.port_path)


def _ways(ingress: Ingress) -> Iterator[Way]:
    for backend, path in ingress.backends:
        name = backend.target
        if not name or backend.port == _ALB_ACTION:
            continue
        if backend.service:
            yield Way(
                ingress.namespace,
                name,
                backend.port,
                (*path, "service", "name"),
                (*path, "service", "port"),
            )
        else:
            at = ((*path, "serviceName"), (*path, "servicePort"))
            yield Way(ingress.namespace, name, backend.port, *at)


def _route_ways(route: HTTPRoute) -> Iterator[Way]:
    for number, rules in enumerate(route.spec.rules):
        for index, ref in enumerate(rules.backend_refs):
            if ref.kind == "Service" and ref.group in ("", "core") and ref.name:
                path = ("spec", "rules", number, "backendRefs", index)
                namespace = ref.namespace or route.namespace
                yield Way(namespace, ref.name, ref.port, (*path, "name"), (*path, "port"))


def _offers(service: Service, port: IntOrString | None) -> bool:
    """By number or name; v1beta1 wrote numbers as strings too."""
    ports = service.spec.ports
    if not ports:
        return True
    if port is None:
        return False
    return any(port in (own.port, own.name, str(own.port)) for own in ports)


def _no_port(service: Service, port: IntOrString | None) -> str:
    if port is None:
        return f"no port of Service {service.name} is given: refused"
    has = ", ".join(f"{own.port} {own.name}".strip() for own in service.spec.ports)
    return f"Service {service.name} has no port {port}, but {has}"


def _no_service(obj: Object, inventory: Inventory, way: Way) -> Finding:
    known = bool(inventory.services_in(way.namespace))
    message = absent(inventory, f"Service {way.service}", "requests fail")
    if not inventory.complete:
        maker = maker_of_service(inventory, way.namespace, way.service)
        if maker:
            known, message = False, f"Service {way.service} is not here; {maker} may make it"
    return found(
        obj,
        message,
        *way.path,
        severity=graded(inventory, Severity.CRITICAL, Severity.WARNING if known else Severity.INFO),
    )


@rule("ingress-tls", Section.SECURITY, Severity.WARNING, fix="guided")
def ingress_tls(ingress: Ingress) -> Iterator[Finding]:
    """An Ingress serves its hosts over TLS.

    Why: without it passwords, cookies and tokens cross the network readable and changeable, and
        browsers mark the site as not secure. A host missing from `tls` gets the controller's
        self-signed default certificate.
    Good:
        tls:
        - hosts: [shop.example.com]
          secretName: shop-tls
    Fix: Add a `tls` entry with the hosts and the Secret that holds their certificate.
    Not: where the controller's annotations bring the certificate (AWS, Google, Azure, OpenShift,
        Traefik, nginx' redirect), cert-manager's own challenge Ingresses. Encryption that ends
        before the cluster, at a CDN for example, cannot be seen here: ignore the finding there,
        with the reason.
    Sources: https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
    """
    tls = ingress.spec.tls
    if not tls:
        if not _encrypts_elsewhere(ingress):
            yield found(ingress, "no TLS: passwords and cookies travel readable", "spec", "tls")
        return
    covered = {host for entry in tls for host in entry.hosts}
    if any(not entry.hosts for entry in tls):
        return
    for index, rules in enumerate(ingress.spec.rules):
        host = rules.host
        if host and host not in covered and f"*.{host.partition('.')[2]}" not in covered:
            yield found(ingress, f"no TLS for {host}", "spec", "rules", index, "host")


def _encrypts_elsewhere(ingress: Ingress) -> bool:
    meta = ingress.metadata
    if meta.labels.get(_ACME_SOLVER) == "true":
        return True
    return any(
        key in _ENCRYPTED
        or _ENCRYPTED_IF.get(key) == value
        or (key == _ALB_PORTS and "HTTPS" in value)
        for key, value in meta.annotations.items()
    )


@rule("ingress-wildcard", Section.SECURITY, Severity.WARNING, fix="guided")
def ingress_wildcard(ingress: Ingress) -> Iterator[Finding]:
    """An Ingress names the hosts it serves.

    Why: a rule without a host answers for every name that reaches the controller, other teams'
        included; whoever points a name at it is served. A wildcard host takes every name that no
        other Ingress claims, such as those of half-removed applications.
    Bad:
        rules:
        - http: {paths: [...]}
    Fix: Give each rule the exact host name it is for.
    Not: an Ingress of nothing but a default backend, whose purpose that is, is only noted, as
        are wildcard hosts.
    Sources: https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards
    """
    spec = ingress.spec
    if ingress.metadata.labels.get(_ACME_SOLVER) == "true":
        return
    for index, rules in enumerate(spec.rules):
        host = rules.host
        if not host or host == "*":
            yield found(ingress, "no host: answers for every name", "spec", "rules", index, "host")
        elif host.startswith("*."):
            yield found(
                ingress,
                f"{host} takes every name that no other Ingress claims",
                *("spec", "rules", index, "host"),
                severity=Severity.INFO,
            )
    default = spec.default_backend or spec.backend
    if default and not spec.rules:
        yield found(
            ingress,
            f"everything for unknown hosts goes to {default.target or 'one backend'}",
            *("spec", "defaultBackend" if spec.default_backend else "backend"),
            severity=Severity.INFO,
        )
