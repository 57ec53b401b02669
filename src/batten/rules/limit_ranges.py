"""What LimitRanges forbid: the part of quota-conflict that concerns single containers and pods.

Source: k8s.io/kubernetes plugin/pkg/admission/limitranger/admission.go (PodValidateLimitFunc).
"""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.admitted import Defaults, admitted, limited, requested
from batten.model.inventory import Inventory
from batten.model.objects.meta import QuantityText
from batten.model.objects.pods import ResourceRequirements
from batten.model.objects.scaling import LimitRange, LimitRangeItem
from batten.model.quantities import parsed
from batten.model.workload import Container, Workload
from batten.rules.finding import Finding, found
from batten.rules.resources import exceeds

_REMEDY = "Bring the container within the LimitRange, or widen the LimitRange."
Breach = tuple[str, str, str]
"""What is wrong, and where: "requests" or "limits", resource."""


def conflicts(inventory: Inventory) -> Iterator[Finding]:
    """Containers and pods that a LimitRange of their namespace refuses."""
    for namespace in dict.fromkeys(limits.namespace for limits in inventory.of(LimitRange)):
        defaults = inventory.container_defaults(namespace)
        items = [item for lr in inventory.limit_ranges(namespace) for item in lr.spec.limits]
        for workload in inventory.in_namespace(namespace):
            for container in workload.containers:
                if container.role != "ephemeral":
                    yield from _container(container, items, defaults)
            for item in items:
                if item.type == "Pod":
                    yield from _pod(workload, item, defaults)


def _container(
    container: Container, items: list[LimitRangeItem], defaults: Defaults
) -> Iterator[Finding]:
    has = admitted(container.spec, defaults)
    breaches = list(_default_below(container, has))
    for item in items:
        if item.type == "Container":
            breaches += _breaches(item, has)
    for message, field, resource in breaches:
        text = f"no pod starts: {message}"
        yield found(container, text, "resources", field, resource, remedy=_REMEDY)


def _default_below(container: Container, has: ResourceRequirements) -> Iterator[Breach]:
    """A request above the limit that the LimitRange gives."""
    for resource, request in container.spec.resources.requests.items():
        limit = has.limits.get(resource)
        if limit is None or resource in container.spec.resources.limits:
            continue
        if exceeds(request, limit):
            message = f"{resource} {request} is above the default limit of {limit}"
            yield message, "requests", resource


def _breaches(item: LimitRangeItem, has: ResourceRequirements) -> Iterator[Breach]:
    for resource, most in item.max.items():
        field, value = _first(has, resource, "limits", "requests")
        if value is not None and exceeds(value, most):
            yield f"{resource} {value} is above the LimitRange's {most}", field, resource
    for resource, least in item.min.items():
        field, value = _first(has, resource, "requests", "limits")
        if value is not None and exceeds(least, value):
            yield f"{resource} {value} is below the LimitRange's {least}", field, resource
    for resource, ratio in item.max_limit_request_ratio.items():
        limit, request = has.limits.get(resource), has.requests.get(resource)
        factor = parsed(ratio)
        if limit is None or request is None or factor is None:
            continue
        if exceeds(limit, request, float(factor)):
            message = f"{resource} limit {limit} is over {ratio} times the request"
            yield message, "limits", resource


def _first(
    has: ResourceRequirements, resource: str, field: str, other: str
) -> tuple[str, QuantityText | None]:
    values = {"limits": has.limits.get(resource), "requests": has.requests.get(resource)}
    return (field, values[field]) if values[field] is not None else (other, values[other])


def _pod(workload: Workload, item: LimitRangeItem, defaults: Defaults) -> Iterator[Finding]:
    limits = limited(workload.pod.spec, defaults)
    requests = requested(workload.pod.spec, defaults)
    for resource, most in item.max.items():
        bound, has = parsed(most), max(limits.get(resource, 0), requests.get(resource, 0))
        if bound is not None and has > bound:
            message = f"no pod starts: its {resource} is above the LimitRange's {most} a pod"
            yield found(workload.pod, message, "containers", remedy=_REMEDY)
    for resource, least in item.min.items():
        bound = parsed(least)
        if bound is not None and requests.get(resource, 0) < bound:
            message = f"no pod starts: its {resource} is below the LimitRange's {least} a pod"
            yield found(workload.pod, message, "containers", remedy=_REMEDY)
