"""Services reachable from outside the cluster: by whom, and over which nodes."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.inventory import Inventory
from batten.model.objects.network import Service
from batten.rules.finding import Edit, Finding, Fix, Severity, found
from batten.rules.rule import Section, rule

_EVERYWHERE = ("0.0.0.0/0", "::/0")
_INTERNAL = {
    "cloud.google.com/load-balancer-type": ("internal",),
    "load-balancer.hetzner.cloud/disable-public-network": ("true",),
    "networking.gke.io/load-balancer-type": ("internal",),
    "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type": ("intranet",),
    "service.beta.kubernetes.io/aws-load-balancer-internal": ("true", "0.0.0.0/0"),
    "service.beta.kubernetes.io/aws-load-balancer-scheme": ("internal",),
    "service.beta.kubernetes.io/azure-load-balancer-internal": ("true",),
    "service.beta.kubernetes.io/do-loadbalancer-network": ("internal",),
    "service.beta.kubernetes.io/oci-load-balancer-internal": ("true",),
    "service.beta.kubernetes.io/openstack-internal-load-balancer": ("true",),
    "service.beta.kubernetes.io/scw-loadbalancer-private": ("true",),
    "service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type": ("private",),
}
_RANGES = (
    "service.beta.kubernetes.io/azure-allowed-ip-ranges",
    "service.beta.kubernetes.io/azure-allowed-service-tags",
    "service.beta.kubernetes.io/load-balancer-source-ranges",
)
_AWS_SCHEME = "service.beta.kubernetes.io/aws-load-balancer-scheme"
_AWS_TYPE = "service.beta.kubernetes.io/aws-load-balancer-type"
_AWS_TARGET = "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type"


@rule("traffic-policy", Section.PERFORMANCE, Severity.INFO, fix="guided")
def traffic_policy(service: Service, inventory: Inventory) -> Iterator[Finding]:
    """Traffic from outside goes to the pods without a second hop.

    Why: with `externalTrafficPolicy: Cluster`, the default, any node takes the traffic and passes
        it on: a hop more, often into another zone and paid for, and the pod sees a node's address
        instead of the client's. With Local only nodes that run a pod get traffic, which a load
        balancer learns by its health check, but a plain NodePort does not: clients of the other
        nodes get no answer. On a Service that is not reachable from outside the API server
        refuses the field.
    Good:
        type: LoadBalancer
        externalTrafficPolicy: Local
    Fix: Set `externalTrafficPolicy: Local` once the pods are spread over the nodes.
    Not: load balancers that reach pods directly (annotation nlb-target-type: ip), NodePorts with
        Local before a DaemonSet.
    Sources: https://kubernetes.io/docs/reference/networking/virtual-ips/#external-traffic-policy
    """
    spec = service.spec
    policy = spec.external_traffic_policy
    if spec.type == "ClusterIP":
        if policy and not spec.external_ips:
            yield _policy_refused(service)
    elif spec.type == "LoadBalancer" and policy != "Local":
        if service.metadata.annotations.get(_AWS_TARGET) != "ip":
            yield found(
                service,
                "traffic takes a hop through any node; client addresses are lost",
                *("spec", "externalTrafficPolicy"),
            )
    elif spec.type == "NodePort" and policy == "Local":
        targets = inventory.pods_of_service(service)
        if not targets or any(workload.kind != "DaemonSet" for workload in targets):
            yield found(
                service,
                "Local on a NodePort: nodes without a pod do not answer",
                *("spec", "externalTrafficPolicy"),
                remedy="Put a load balancer that checks the nodes before it, or use Cluster.",
            )


def _policy_refused(service: Service) -> Finding:
    path = ("spec", "externalTrafficPolicy")
    return found(
        service,
        "externalTrafficPolicy on a Service inside the cluster: refused",
        *path,
        severity=Severity.CRITICAL,
        remedy="Remove externalTrafficPolicy, or make the Service a LoadBalancer.",
        fix=Fix(safe=True, edits=(Edit("remove", path),)),
    )


@rule("service-exposed", Section.SECURITY, Severity.WARNING)
def service_exposed(service: Service, inventory: Inventory) -> Iterator[Finding]:
    """A Service is reachable from outside only where that is meant, and by those meant.

    Why: a NodePort opens a port on every node, past the Ingress, its TLS and its logs. A load
        balancer without source ranges is open to the whole internet. With externalIPs anyone who
        may create Services can take over traffic meant for that address (CVE-2020-8554).
    Good:
        type: LoadBalancer
        loadBalancerSourceRanges: [192.0.2.0/24]
    Fix: Use `type: ClusterIP` behind an Ingress, or limit who may connect.
    Not: load balancers that their cloud's annotations or class make internal, or with source
        ranges. A public load balancer is a warning where an Ingress leads to the same Service,
        because it is a way around it; otherwise it is most often the purpose, and only noted.
    Sources: https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types
        https://github.com/kubernetes/kubernetes/issues/97076
    """
    spec = service.spec
    if spec.external_ips:
        yield found(
            service,
            "externalIPs: whoever may create Services can take over an address",
            *("spec", "externalIPs"),
        )
    if spec.type == "NodePort":
        yield found(service, "opens a port on every node, past any Ingress", "spec", "type")
    elif spec.type == "LoadBalancer" and not _restricted(service):
        routed = inventory.routed(service)
        around = ", past the Ingress before it" if routed else ""
        yield found(
            service,
            f"load balancer open to every address{around}",
            *("spec", "type"),
            severity=Severity.WARNING if routed else Severity.INFO,
        )


def _restricted(service: Service) -> bool:
    ranges = service.spec.load_balancer_source_ranges
    if ranges:
        return not any(block in _EVERYWHERE for block in ranges)
    load_balancer_class = service.spec.load_balancer_class or ""
    if load_balancer_class == "tailscale":
        return True
    annotations = service.metadata.annotations
    aws = load_balancer_class == "service.k8s.aws/nlb" or annotations.get(_AWS_TYPE) in (
        "external",
        "nlb-ip",
    )
    if aws and annotations.get(_AWS_SCHEME) != "internet-facing":
        return True  # the AWS load balancer controller's default is internal
    return any(
        (key in _INTERNAL and value.lower() in _INTERNAL[key]) or key in _RANGES
        for key, value in annotations.items()
    )
