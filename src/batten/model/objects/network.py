"""Services, Ingresses, Gateway routes, NetworkPolicies, ServiceMonitors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from batten.model.objects.meta import IntOrString, Labels, Object, Part
from batten.model.selectors import LabelSelector
from batten.model.source import Path


class ServicePort(Part):
    """One port of a Service; target_port None: the same as port."""

    port: int = 0
    target_port: IntOrString | None = None
    name: str = ""
    protocol: str = "TCP"


class ServiceSpec(Part):
    """spec of a Service."""

    type: str = "ClusterIP"
    selector: Labels = {}
    ports: list[ServicePort] = []
    cluster_ip: str | None = msgspec.field(default=None, name="clusterIP")
    external_ips: list[str] = msgspec.field(default_factory=list, name="externalIPs")
    external_traffic_policy: str | None = None
    publish_not_ready_addresses: bool = False
    load_balancer_source_ranges: list[str] = []
    load_balancer_class: str | None = None


class Service(Object):
    """A Service."""

    spec: ServiceSpec = msgspec.field(default_factory=ServiceSpec)

    @property
    def headless(self) -> bool:
        """Whether its name resolves to the pods themselves."""
        return self.spec.cluster_ip == "None"


class ServicePortRef(Part):
    """A Service's port by number or name (networking.k8s.io/v1)."""

    number: int | None = None
    name: str | None = None


class IngressService(Part):
    """A Service behind an Ingress."""

    name: str = ""
    port: ServicePortRef = msgspec.field(default_factory=ServicePortRef)


class IngressBackend(Part):
    """Where traffic goes; the v1 form, and the v1beta1 form with serviceName and servicePort."""

    service: IngressService | None = None
    resource: dict[str, Any] | None = None
    service_name: str | None = None
    service_port: IntOrString | None = None

    @property
    def target(self) -> str:
        """The Service's name, "" if it is not a Service."""
        return self.service.name if self.service else self.service_name or ""

    @property
    def port(self) -> IntOrString | None:
        """The Service's port, by number or name."""
        if self.service:
            return self.service.port.number or self.service.port.name
        return self.service_port


class IngressPath(Part):
    """One path."""

    path: str = ""
    backend: IngressBackend = msgspec.field(default_factory=IngressBackend)


class IngressHttp(Part):
    """The paths of a host."""

    paths: list[IngressPath] = []


class IngressRule(Part):
    """One host."""

    host: str = ""
    http: IngressHttp | None = None


class IngressTls(Part):
    """Hosts served with a certificate."""

    hosts: list[str] = []
    secret_name: str = ""


class IngressSpec(Part):
    """spec of an Ingress, of any version."""

    ingress_class_name: str | None = None
    default_backend: IngressBackend | None = None
    backend: IngressBackend | None = None
    rules: list[IngressRule] = []
    tls: list[IngressTls] = []


class Ingress(Object):
    """An Ingress."""

    spec: IngressSpec = msgspec.field(default_factory=IngressSpec)

    @property
    def backends(self) -> Iterator[tuple[IngressBackend, Path]]:
        """Every backend and where it stands."""
        spec = self.spec
        if spec.default_backend:
            yield spec.default_backend, ("spec", "defaultBackend")
        if spec.backend:
            yield spec.backend, ("spec", "backend")
        for number, rule in enumerate(spec.rules):
            for index, path in enumerate(rule.http.paths if rule.http else ()):
                yield path.backend, ("spec", "rules", number, "http", "paths", index, "backend")


class BackendRef(Part):
    """Where a Gateway route sends traffic."""

    kind: str = "Service"
    group: str = ""
    name: str = ""
    namespace: str = ""
    port: int | None = None


class RouteRule(Part):
    """One rule of a route."""

    backend_refs: list[BackendRef] = []


class RouteSpec(Part):
    """spec of an HTTPRoute or GRPCRoute."""

    rules: list[RouteRule] = []


class HTTPRoute(Object):
    """An HTTPRoute or GRPCRoute of the Gateway API."""

    spec: RouteSpec = msgspec.field(default_factory=RouteSpec)


class NetworkPolicyPeer(Part):
    """Who may talk."""

    pod_selector: LabelSelector | None = None
    namespace_selector: LabelSelector | None = None
    ip_block: dict[str, Any] | None = None


class NetworkPolicyPort(Part):
    """On which port; no port: all."""

    port: IntOrString | None = None
    end_port: int | None = None
    protocol: str = "TCP"


class IngressPolicyRule(Part):
    """Allowed in; no peers: everyone; no ports: all."""

    from_: list[NetworkPolicyPeer] = msgspec.field(default_factory=list, name="from")
    ports: list[NetworkPolicyPort] = []


class EgressPolicyRule(Part):
    """Allowed out; no peers: everywhere; no ports: all."""

    to: list[NetworkPolicyPeer] = []
    ports: list[NetworkPolicyPort] = []


class NetworkPolicySpec(Part):
    """spec of a NetworkPolicy."""

    pod_selector: LabelSelector = msgspec.field(default_factory=LabelSelector)
    policy_types: list[str] | None = None
    ingress: list[IngressPolicyRule] = []
    egress: list[EgressPolicyRule] = []

    @property
    def types(self) -> list[str]:
        """policyTypes as the API server defaults them: Ingress always, Egress if it has rules."""
        if self.policy_types:
            return self.policy_types
        return ["Ingress", "Egress"] if self.egress else ["Ingress"]


class NetworkPolicy(Object):
    """A NetworkPolicy."""

    spec: NetworkPolicySpec = msgspec.field(default_factory=NetworkPolicySpec)


class NamespaceChoice(Part):
    """Which namespaces a ServiceMonitor looks into."""

    any: bool = False
    match_names: list[str] = []


class MonitorEndpoint(Part):
    """One scraped port."""

    port: str = ""
    target_port: IntOrString | None = None
    path: str = ""


class ServiceMonitorSpec(Part):
    """spec of a ServiceMonitor (monitoring.coreos.com/v1)."""

    selector: LabelSelector = msgspec.field(default_factory=LabelSelector)
    namespace_selector: NamespaceChoice = msgspec.field(default_factory=NamespaceChoice)
    endpoints: list[MonitorEndpoint] = []


class ServiceMonitor(Object):
    """A ServiceMonitor of the Prometheus operator."""

    spec: ServiceMonitorSpec = msgspec.field(default_factory=ServiceMonitorSpec)
