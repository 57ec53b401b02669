"""What probes are set to: ports that exist, and times that leave an application its chance."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.objects.meta import IntOrString
from batten.model.objects.pods import HttpGet, Probe, TcpSocket
from batten.model.workload import Container
from batten.rules.finding import Edit, Finding, Fix, Severity, found
from batten.rules.probes import budget
from batten.rules.rule import Section, rule

SHORT_START = 20
"""Seconds. A judgement: a runtime that is up in 5 s on a free CPU needs 20 s on a busy node."""
_LOCAL = ("", "localhost", "127.0.0.1", "::1")


def _probes(container: Container) -> list[tuple[str, Probe]]:
    spec = container.spec
    written = (
        ("livenessProbe", spec.liveness_probe),
        ("readinessProbe", spec.readiness_probe),
        ("startupProbe", spec.startup_probe),
    )
    return [(field, probe) for field, probe in written if probe is not None]


@rule("probe-port-unexposed", Section.UPTIME, Severity.INFO, fix="safe")
def probe_port_unexposed(container: Container) -> Iterator[Finding]:
    """Probes knock on ports that the container declares.

    Why: a probe finds a port by its name only among the ports of its own container. With a name
        that is not there it fails for ever: the pod never becomes ready, or is restarted without
        end. A number works without being declared; where a container declares its ports but not
        that one, it is a slip of a digit or a port that nobody reading the manifest knows of.
    Bad:
        ports: [{name: http, containerPort: 8080}]
        readinessProbe: {httpGet: {path: /, port: web}}
    Good:
        ports: [{name: http, containerPort: 8080}]
        readinessProbe: {httpGet: {path: /, port: http}}
    Fix: Name a port of this container, or declare the one the probe uses.
    Not: numbers, where no port is declared at all, or another container of the pod declares it.
        Probes sent to another host (`httpGet.host`).
    Sources: pkg/probe/util.go (ResolveContainerPort)
        k8s.io/apimachinery/pkg/util/validation (IsValidPortName)
    """
    spec = container.spec
    if not (spec.liveness_probe or spec.readiness_probe or spec.startup_probe):
        return
    told: set[IntOrString] = set()
    undeclared = 0
    for field, probe in _probes(container):
        port = probe.port
        if not port or port in told or _elsewhere(probe):
            continue
        path = (field, _handler_field(probe), "port")
        told.add(port)
        if isinstance(port, str):
            yield from _named(container, port, path)
        elif spec.ports and not _declared(container, port):
            yield _undeclared(container, port, path, len(spec.ports) + undeclared)
            undeclared += 1


def _elsewhere(probe: Probe) -> bool:
    handler = probe.handler
    return isinstance(handler, HttpGet | TcpSocket) and handler.host not in _LOCAL


def _handler_field(probe: Probe) -> str:
    return "httpGet" if probe.http_get else "tcpSocket" if probe.tcp_socket else "grpc"


def _declared(container: Container, number: int) -> bool:
    """By any container of the pod: they share their ports."""
    return any(
        port.container_port == number
        for neighbour in container.pod.containers
        for port in neighbour.spec.ports
    )


def _named(container: Container, name: str, path: tuple[str, str, str]) -> Iterator[Finding]:
    if any(port.name == name for port in container.spec.ports):
        return
    if name.isdecimal():
        yield found(
            container,
            f'"{name}" in quotes is no port: the API server refuses it',
            *path,
            severity=Severity.CRITICAL,
            remedy="Write the port's number without quotes.",
            fix=Fix(safe=True, edits=(Edit("set", container.path + path, int(name)),)),
        )
    else:
        message = f'"{container.name}" has no port "{name}": {_never(path[0])}'
        yield found(container, message, *path, severity=Severity.CRITICAL)


def _never(field: str) -> str:
    return "it is never ready" if field == "readinessProbe" else "it is restarted without end"


def _undeclared(container: Container, port: int, path: tuple[str, str, str], place: int) -> Finding:
    """Declaring a port changes nothing, except on the host's network, where it reserves it."""
    declare = Edit("set", (*container.path, "ports", place), {"containerPort": port})
    fix = None if container.pod.spec.host_network else Fix(safe=True, edits=(declare,))
    message = f'{path[0]} knocks on {port}, which "{container.name}" does not declare'
    return found(container, message, *path, fix=fix)


@rule("probe-budget", Section.UPTIME, Severity.WARNING, fix="guided")
def probe_budget(container: Container) -> Iterator[Finding]:
    """Probes leave an application time to start and to be slow once.

    Why: a liveness probe counts from the start. Without a startup probe an application that needs
        longer than `initialDelaySeconds` plus `periodSeconds` times `failureThreshold` is killed
        before it is up, and again, for ever; on a busy node that comes sooner than on a laptop.
        Less than 20 s is reported. With `failureThreshold: 1` one answer later than
        `timeoutSeconds` (1 s by default) restarts the container. Critical where the API server
        refuses the probe.
    Bad:
        livenessProbe:
          httpGet: {path: /livez, port: 8080}
          periodSeconds: 2
          failureThreshold: 1
    Good:
        startupProbe:
          httpGet: {path: /livez, port: 8080}
          failureThreshold: 30
        livenessProbe:
          httpGet: {path: /livez, port: 8080}
          failureThreshold: 3
    Fix: Add a `startupProbe` with the longest start you accept; let liveness fail more than once.
    Not: the defaults (every 10 s, three failures). 0, which the API server takes for the default.
    Sources: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
        pkg/apis/core/v1/defaults.go (SetDefaults_Probe)
        pkg/apis/core/validation/validation.go (validateLivenessProbe)
    """
    spec = container.spec
    live, ready, start = spec.liveness_probe, spec.readiness_probe, spec.startup_probe
    if not (live or ready or start):
        return
    if container.role == "init":
        field, _ = _probes(container)[0]
        message = f'init containers have no probes: the API server refuses "{container.name}"'
        remedy = "Remove the probe, or make it a sidecar with `restartPolicy: Always`."
        yield found(container, message, field, severity=Severity.CRITICAL, remedy=remedy)
        return
    yield from _refused(container)
    if live:
        yield from _impatient(container, live)
    elif start and budget(start) + start.initial_delay_seconds < SHORT_START:
        yield _short_start(container, "startupProbe", start)
    for field, probe in _probes(container):
        if (probe.timeout_seconds or 1) > (probe.period_seconds or 10):
            message = (
                f"{field} waits {probe.timeout_seconds} s for an answer but is due every "
                f"{probe.period_seconds or 10} s"
            )
            remedy = "Set `timeoutSeconds` no higher than `periodSeconds`: late probes are skipped."
            yield found(
                container, message, field, "timeoutSeconds", severity=Severity.INFO, remedy=remedy
            )


def _refused(container: Container) -> Iterator[Finding]:
    for field, probe in _probes(container):
        if field != "readinessProbe" and probe.success_threshold not in (0, 1):
            path = "successThreshold"
            message = f"{field} may only ask for one success: the API server refuses it"
            edit = Edit("set", (*container.path, field, path), 1)
        elif field == "readinessProbe" and probe.termination_grace_period_seconds is not None:
            path = "terminationGracePeriodSeconds"
            message = "a readiness probe kills nothing: the API server refuses a grace period"
            edit = Edit("remove", (*container.path, field, path))
        else:
            continue
        yield found(
            container,
            message,
            field,
            path,
            severity=Severity.CRITICAL,
            remedy="Remove the field; the default is the only value accepted.",
            fix=Fix(safe=True, edits=(edit,)),
        )


def _impatient(container: Container, live: Probe) -> Iterator[Finding]:
    start, ready = container.spec.startup_probe, container.spec.readiness_probe
    if live.failure_threshold == 1:
        message = f'one answer later than {live.timeout_seconds or 1} s restarts "{container.name}"'
        remedy = "Raise `failureThreshold` of the liveness probe to 3 or more."
        yield found(container, message, "livenessProbe", "failureThreshold", remedy=remedy)
        if start is None:
            return  # the same cause leaves it no time to start
    first, field = (start, "startupProbe") if start else (live, "livenessProbe")
    if budget(first) + first.initial_delay_seconds < SHORT_START:
        yield _short_start(container, field, first)
    elif ready and budget(live) < budget(ready) and live.handler != ready.handler:
        message = (
            f'"{container.name}" is restarted after {budget(live)} s, '
            f"unready only after {budget(ready)} s"
        )
        remedy = "Let readiness fail before liveness does: raise the liveness `failureThreshold`."
        yield found(container, message, "livenessProbe", severity=Severity.INFO, remedy=remedy)


def _short_start(container: Container, field: str, probe: Probe) -> Finding:
    seconds = budget(probe) + probe.initial_delay_seconds
    message = f'"{container.name}" is killed and restarted unless it is up within {seconds} s'
    return found(container, message, field)
