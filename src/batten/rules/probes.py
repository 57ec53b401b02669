"""Which probes a container has: traffic waits for readiness, restarts are the last resort."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from batten.model.inventory import Inventory
from batten.model.objects.meta import IntOrString
from batten.model.objects.network import Service, ServicePort
from batten.model.objects.pods import Exec, Grpc, HttpGet, Probe, TcpSocket
from batten.model.workload import Container, PodTemplate, Workload
from batten.rules.finding import Finding, Severity, found
from batten.rules.policy import Policy
from batten.rules.rule import Section, rule
from batten.rules.traffic import scraped

Asked = dict[Container, int]
"""Containers that a Service sends traffic to, with the port it uses."""


@rule("readiness-missing", Section.UPTIME, Severity.CRITICAL, fix="guided")
def readiness_missing(workload: Workload, inventory: Inventory) -> Iterator[Finding]:
    """Every container that a Service sends traffic to says by a readiness probe when it is ready.

    Why: a container without one counts as ready the moment its process starts. During every rollout
        and restart the Service then sends requests to an application that does not listen yet, and
        a rollout of a broken version goes on to the last pod, because every new pod "is ready".
        A warning where another container of the pod has a readiness probe: the pod waits for that
        one at least; and for a DaemonSet behind a headless Service, an agent on each node.
    Bad:
        containers:
        - name: app
          ports:
          - containerPort: 8080
    Good:
        containers:
        - name: app
          ports:
          - containerPort: 8080
          readinessProbe:
            httpGet:
              path: /readyz
              port: 8080
    Fix: Add a `readinessProbe` that answers only when the application can serve. A check of its own
        health is right; one of its database takes all replicas out of service at once.
    Not: containers that do not hold the port a Service targets, such as most sidecars; where no
        container declares the port, the only main container is asked, or, of several, that any has
        a probe. Jobs. Workloads without a Service, and Services that publish addresses of pods that
        are not ready. A container whose port the probe of another container knocks on.
        Ports of Services named for metrics, profiles or probes: no client waits for those.
    Sources: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
        pkg/kubelet/prober/prober_manager.go (no probe: ready once running)
    """
    services = inventory.services(workload)
    if not services or not workload.serves:
        return
    along = [container for container in workload.containers if container.runs_along]
    unprobed = [container for container in along if container.spec.readiness_probe is None]
    if not unprobed:
        return
    asked = _asked(workload.pod, along, services)
    if asked is None:
        if len(unprobed) == len(along):
            message = "traffic arrives before any container can serve"
            yield found(workload.pod, message, "containers")
        return
    known = _probed_ports(along)
    waits = len(unprobed) < len(along) or _only_discovered(workload, services)
    severity = Severity.WARNING if waits else Severity.CRITICAL
    for container in unprobed:
        if container in asked and asked[container] not in known:
            message = f'traffic arrives before "{container.name}" can serve'
            yield found(container, message, "readinessProbe", severity=severity)


def _only_discovered(workload: Workload, services: Iterable[Service]) -> bool:
    """A DaemonSet behind headless Services: an agent that something finds on each node."""
    headless = all(service.headless for service in services)
    return headless and workload.kind == "DaemonSet"


def _asked(pod: PodTemplate, along: list[Container], services: Iterable[Service]) -> Asked | None:
    """Whom traffic reaches; None if it reaches somebody, but nobody can say whom."""
    asked: Asked = {}
    mains = [container for container in along if container.role == "main"]
    unclear = False
    for service in services:
        if service.spec.publish_not_ready_addresses:
            continue
        for port in service.spec.ports or (ServicePort(),):
            if scraped(port):
                continue
            target = port.target_port or port.port
            holders = _holding(along, target)
            asked.update(holders)
            if holders or isinstance(target, str):
                continue
            if len(mains) == 1:
                asked.setdefault(mains[0], target)
            else:
                unclear = True
    return None if unclear and not asked else asked


def _holding(containers: list[Container], target: IntOrString) -> Asked:
    return {
        container: port.container_port
        for container in containers
        for port in container.spec.ports
        if target in (port.container_port, port.name)
    }


def _probed_ports(containers: list[Container]) -> set[IntOrString]:
    """Ports that readiness probes knock on: the containers of a pod share their ports."""
    return {
        number_of(container, container.spec.readiness_probe.port)
        for container in containers
        if container.spec.readiness_probe and container.spec.readiness_probe.port
    }


def number_of(container: Container, port: IntOrString) -> IntOrString:
    """The number of a port of the container given by name; the name if it has no such port."""
    if isinstance(port, str):
        for declared in container.spec.ports:
            if declared.name == port:
                return declared.container_port
    return port


@rule("liveness-missing", Section.UPTIME, Severity.WARNING)
def liveness_missing(container: Container, policy: Policy) -> Iterator[Finding]:
    """Every container that serves has a liveness probe, where the team wants one.

    Why: a process that hangs without exiting stays as it is until somebody restarts it. But a
        liveness probe restarts under load, and with one that asks a dependency a failing database
        becomes a restart of everything: many teams rightly do without. So this is off by default.
    Good:
        livenessProbe:
          httpGet:
            path: /livez
            port: 8080
          periodSeconds: 10
          failureThreshold: 6
    Fix: Add a `livenessProbe` that fails only if a restart would help. It asks no dependencies.
    Policy: `livenessProbes: required` turns it on; the default is `optional`.
    Not: Jobs and init containers, which end by themselves.
    Sources: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
    """
    if policy.liveness_probes != "required" or container.spec.liveness_probe is not None:
        return
    if container.runs_along and container.workload.serves:
        message = f'nothing restarts "{container.name}" when it hangs'
        yield found(container, message, "livenessProbe")


@rule("probes-identical", Section.UPTIME, Severity.WARNING, fix="guided")
def probes_identical(container: Container) -> Iterator[Finding]:
    """A liveness probe that asks what the readiness probe asks is given more time to fail.

    Why: where both ask the same and give up after the same time, a container that is slow under
        load is not just taken out of service until it recovers: it is killed in the same moment,
        and its load falls on the others, which are then killed too.
    Bad:
        readinessProbe: {httpGet: {path: /healthz, port: 8080}, failureThreshold: 3}
        livenessProbe: {httpGet: {path: /healthz, port: 8080}, failureThreshold: 3}
    Good:
        readinessProbe: {httpGet: {path: /healthz, port: 8080}, failureThreshold: 3}
        livenessProbe: {httpGet: {path: /healthz, port: 8080}, failureThreshold: 12}
    Fix: Raise `failureThreshold` of the liveness probe to a multiple of the readiness probe's.
        What counts is `periodSeconds` times `failureThreshold`.
    Not: probes that are the same but for a larger budget of the liveness probe.
    Sources: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
    """
    live, ready = container.spec.liveness_probe, container.spec.readiness_probe
    if live is None or ready is None or live.handler is None:
        return
    if budget(live) <= budget(ready) and _asks(container, live) == _asks(container, ready):
        message = f'"{container.name}" is killed in the moment it is found not ready'
        yield found(container, message, "livenessProbe")


def budget(probe: Probe) -> int:
    """Seconds of failing until a probe has failed; 0 is taken for the default, as the API does."""
    return (probe.period_seconds or 10) * (probe.failure_threshold or 3)


def _asks(container: Container, probe: Probe) -> tuple[object, ...]:
    """What a probe does, so that a port's name and its number are the same."""
    match probe.handler:
        case HttpGet() as get:
            headers = [sorted(header.items()) for header in get.http_headers]
            port = number_of(container, get.port)
            return "http", port, get.path, get.scheme, get.host, headers
        case TcpSocket() as socket:
            return "tcp", number_of(container, socket.port), socket.host
        case Grpc() as grpc:
            return "grpc", grpc.port, grpc.service or ""
        case Exec() as command:
            return "exec", *command.command
    return ()
