"""Resources of a pod as the API server admits it: defaults of the API, then of LimitRanges.

Order: pkg/apis/core/v1/defaults.go (SetDefaults_Pod: a missing request is the limit), then
plugin/pkg/admission/limitranger (mergePodResourceRequirements).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec

from batten.model.objects.meta import Quantities
from batten.model.objects.pods import ContainerSpec, PodSpec, ResourceRequirements
from batten.model.objects.scaling import LimitRange, LimitRangeItem
from batten.model.scheduling import Amounts, requests


class Defaults(NamedTuple):
    """What the LimitRanges of a namespace give to containers that do not say."""

    requests: Quantities
    limits: Quantities


NO_DEFAULTS = Defaults({}, {})


def defaults_of(ranges: Iterable[LimitRange]) -> Defaults:
    """What these LimitRanges give; of several, the first that has a value."""
    requested: Quantities = {}
    limited: Quantities = {}
    for item in (item for limit_range in ranges for item in limit_range.spec.limits):
        if item.type == "Container":
            limits = limits_given(item)
            limited = limits | limited
            requested = item.min | limits | item.default_request | requested
    return Defaults(requested, limited)


def limits_given(item: LimitRangeItem) -> Quantities:
    """A LimitRange's default limits: its maxima where it has no defaults of its own.

    pkg/apis/core/v1/defaults.go (SetDefaults_LimitRangeItem).
    """
    return item.max | item.default


def admitted(container: ContainerSpec, defaults: Defaults) -> ResourceRequirements:
    """A container's requests and limits once admitted."""
    written = container.resources
    return ResourceRequirements(
        requests=defaults.requests | written.limits | written.requests,
        limits=defaults.limits | written.limits,
    )


def requested(spec: PodSpec, defaults: Defaults) -> Amounts:
    """What such a pod counts against a quota on requests."""
    return requests(_with(spec, lambda container: admitted(container, defaults).requests))


def limited(spec: PodSpec, defaults: Defaults) -> Amounts:
    """What such a pod counts against a quota on limits."""
    pod = _with(spec, lambda container: admitted(container, defaults).limits)
    pod.overhead = {}
    if spec.resources:
        pod.resources = ResourceRequirements(requests=spec.resources.limits)
    return requests(pod)


def _with(spec: PodSpec, amounts: Callable[[ContainerSpec], Quantities]) -> PodSpec:
    """The pod, its containers requesting these amounts."""

    def asking(container: ContainerSpec) -> ContainerSpec:
        resources = ResourceRequirements(requests=amounts(container))
        return msgspec.structs.replace(container, resources=resources)

    return msgspec.structs.replace(
        spec,
        containers=[asking(container) for container in spec.containers],
        init_containers=[asking(container) for container in spec.init_containers],
    )
