"""What containers ask for and may use: CPU and memory."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.inventory import Inventory
from batten.model.objects.meta import QuantityText
from batten.model.quantities import parsed
from batten.model.workload import Container
from batten.rules.finding import Finding, Severity, found
from batten.rules.policy import Policy
from batten.rules.rule import Section, rule


def lacks_request(container: Container, inventory: Inventory, resource: str) -> bool:
    """Whether a container that runs along gets no request, from itself, its pod or a LimitRange."""
    written = container.spec.resources
    if resource in written.requests or resource in written.limits or not container.runs_along:
        return False
    pod = container.pod.spec.resources
    if pod and (resource in pod.requests or resource in pod.limits):
        return False
    return resource not in inventory.container_defaults(container.workload.namespace).requests


def lacks_limit(container: Container, inventory: Inventory, resource: str) -> bool:
    """Whether a container that runs along gets no limit, from itself, its pod or a LimitRange."""
    if resource in container.spec.resources.limits or not container.runs_along:
        return False
    pod = container.pod.spec.resources
    if pod and resource in pod.limits:
        return False
    return resource not in inventory.container_defaults(container.workload.namespace).limits


def refused(container: Container, resource: str) -> Iterator[Finding]:
    """A request above its own limit."""
    written = container.spec.resources
    request, limit = written.requests.get(resource), written.limits.get(resource)
    if request is None or limit is None or request == limit:
        return
    if exceeds(request, limit):
        yield found(
            container,
            f"requests {request} but is limited to {limit}: the API server refuses it",
            "resources",
            "requests",
            resource,
            severity=Severity.CRITICAL,
            remedy="Lower the request to the limit, or raise the limit.",
        )


def exceeds(request: QuantityText, limit: QuantityText, factor: float = 1) -> bool:
    """Whether one quantity is above another, times a factor; an ill-formed one is not."""
    left, right = parsed(request), parsed(limit)
    return left is not None and right is not None and left > right * factor


@rule("cpu-request-missing", Section.PERFORMANCE, Severity.WARNING, fix="guided")
def cpu_request_missing(container: Container, inventory: Inventory) -> Iterator[Finding]:
    """Every container that runs along requests CPU.

    Why: the request is the container's share when the node is busy and what the scheduler counts.
        Without one it is placed on nodes that are full, gets what the others leave (2 of 1024
        shares), and an HPA on CPU utilization cannot scale its pods at all.
    Bad:
        resources:
          limits: {memory: 512Mi}
    Good:
        resources:
          requests: {cpu: 250m, memory: 512Mi}
          limits: {memory: 512Mi}
    Fix: Set `requests.cpu` to what it uses under normal load; measure rather than guess.
    Not: init containers, which end. A CPU limit, which is the request too; requests of the whole
        pod; a LimitRange of the namespace that gives a default.
    Sources: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
    """
    if lacks_request(container, inventory, "cpu"):
        message = f'no CPU request: on a busy node "{container.name}" gets what others leave'
        yield found(container, message, "resources", "requests", "cpu")


@rule("memory-request-missing", Section.PERFORMANCE, Severity.WARNING, fix="guided")
def memory_request_missing(container: Container, inventory: Inventory) -> Iterator[Finding]:
    """Every container that runs along requests memory.

    Why: the scheduler fills nodes by requests: without one the pod lands where no memory is left.
        When a node runs short the kubelet evicts first, and the kernel kills first, what uses more
        than it requested: with no request, that is this container from the first byte on. As a
        limit would be the request too, this is a container that states nothing about memory.
    Bad:
        resources: {}
    Good:
        resources:
          requests: {cpu: 250m, memory: 512Mi}
          limits: {memory: 512Mi}
    Fix: Set `requests.memory` and `limits.memory` to what it uses at most; measure, not guess.
    Not: init containers, which end. A memory limit, which is the request too; requests of the whole
        pod; a LimitRange of the namespace that gives a default.
    Sources: https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/
    """
    if lacks_request(container, inventory, "memory"):
        message = f'no memory request or limit: "{container.name}" is among the first evicted'
        yield found(container, message, "resources", "requests", "memory")


@rule("memory-limit-missing", Section.PERFORMANCE, Severity.WARNING, fix="guided")
def memory_limit_missing(container: Container, inventory: Inventory) -> Iterator[Finding]:
    """Every container that runs along has a memory limit.

    Why: without a limit a leak grows until the node has no memory left. Then the kernel kills what
        it deems best, other teams' pods among them, or the node stops answering.
    Bad:
        resources:
          requests: {memory: 512Mi}
    Good:
        resources:
          requests: {memory: 512Mi}
          limits: {memory: 512Mi}
    Fix: Set `limits.memory`, best equal to the request: memory cannot be taken back.
    Not: containers without a request either: memory-request-missing speaks of both. Init
        containers, which end. A limit of the whole pod; a LimitRange of the namespace that gives a
        default, or a maximum, which is then the default.
    Sources: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
        pkg/apis/core/v1/defaults.go (SetDefaults_LimitRangeItem)
    """
    if lacks_limit(container, inventory, "memory") and not lacks_request(
        container, inventory, "memory"
    ):
        message = f'no memory limit: a leak of "{container.name}" takes its whole node'
        yield found(container, message, "resources", "limits", "memory")


@rule("memory-request-ne-limit", Section.PERFORMANCE, Severity.INFO, fix="guided")
def memory_request_ne_limit(container: Container, policy: Policy) -> Iterator[Finding]:
    """A container's memory limit is not far above its request.

    Why: the node sets aside the request. What a container uses above it is there only as long as
        its neighbours use less than theirs; on a full node it is the first to be killed, long
        before its own limit. Critical where the request is above the limit: the API server refuses
        the pod.
    Bad:
        resources:
          requests: {memory: 256Mi}
          limits: {memory: 2Gi}
    Good:
        resources:
          requests: {memory: 1Gi}
          limits: {memory: 1Gi}
    Fix: Bring request and limit together; equal ones make memory a promise that is kept.
    Policy: `memoryOvercommit`: a limit above this multiple of the request is reported; default 2.
        1 asks for equal values.
    Not: a request without a limit (memory-limit-missing). A limit without a request, which is then
        the request.
    Sources: https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
        pkg/apis/core/validation/validation.go (ValidateResourceRequirements)
    """
    written = container.spec.resources
    request, limit = written.requests.get("memory"), written.limits.get("memory")
    if request is None or limit is None or request == limit:
        return
    if exceeds(request, limit):
        yield from refused(container, "memory")
    elif container.runs_along and exceeds(limit, request, policy.memory_overcommit):
        message = f"may use {limit}, but only {request} is set aside: on a full node it is killed"
        yield found(container, message, "resources", "limits", "memory")


@rule("cpu-limit-policy", Section.PERFORMANCE, Severity.WARNING, fix="guided")
def cpu_limit_policy(
    container: Container, inventory: Inventory, policy: Policy
) -> Iterator[Finding]:
    """CPU limits are as the team wants them, and never below the request.

    Why: a CPU limit stops a container for the rest of each 100 ms once its share is used, even on
        an idle node: latency for nothing, say some. It makes load tests repeatable and neighbours
        predictable, say others. So the team decides. Whatever it does, the API server refuses a
        request above its limit (critical).
    Bad:
        resources:
          requests: {cpu: "2"}
          limits: {cpu: "1"}
    Fix: Set `limits.cpu`, or remove it, as your policy says; set `requests.cpu` in any case.
    Policy: `cpuLimits`: `ignored` (the default), `required` or `forbidden`.
    Not: init containers. With `required`, a limit of the whole pod or a LimitRange's default. With
        `forbidden`, a limit that a LimitRange gives.
    Sources: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
        https://github.com/kubernetes/kubernetes/issues/51135
    """
    if "cpu" in container.spec.resources.limits:
        yield from refused(container, "cpu")
        if policy.cpu_limits == "forbidden" and container.runs_along:
            message = f'"{container.name}" is throttled at its CPU limit, which the policy forbids'
            yield found(container, message, "resources", "limits", "cpu")
    elif policy.cpu_limits == "required" and lacks_limit(container, inventory, "cpu"):
        message = f'no CPU limit: "{container.name}" may use its whole node, against the policy'
        yield found(container, message, "resources", "limits", "cpu")
