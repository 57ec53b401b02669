"""Ports that a container should not need."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.workload import Container, PodTemplate
from batten.rules.finding import Finding, Severity, found
from batten.rules.rule import Section, rule

_SSH = 22
_UNPRIVILEGED_FROM = 1024
_PORT_START = "net.ipv4.ip_unprivileged_port_start"


@rule("ports-privileged-ssh", Section.SECURITY, Severity.WARNING, fix="none")
def ports_privileged_ssh(container: Container) -> Iterator[Finding]:
    """No container serves SSH, or listens where its user may not.

    Why: an SSH server in a container is a way in beside RBAC and its audit log, with keys and
        patches of its own to care for; `kubectl exec` needs none. A container that may not be root
        cannot listen below port 1024 on nodes with containerd before 2.0, unless the pod's sysctl
        net.ipv4.ip_unprivileged_port_start or a file capability lets it: it crashes there (info).
    Bad:
        ports:
        - containerPort: 22
    Good:
        ports:
        - containerPort: 8080
    Fix: Listen on a port above 1023 and let the Service map it; use `kubectl exec`, not SSH.
    Not: ports below 1024 of containers that may run as root, where listening works and being root
        is the trouble (rule run-as-root), nor pods with the sysctl or NET_BIND_SERVICE.
        A declared port is taken for one that is served. UDP and SCTP port 22.
    Sources: https://github.com/containerd/containerd/blob/main/docs/containerd-2.0.md
        https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/
    """
    low: list[int] = []
    for index, port in enumerate(container.spec.ports):
        number = port.container_port
        if number >= _UNPRIVILEGED_FROM or container.role == "ephemeral":
            continue
        if number == _SSH and port.protocol == "TCP":
            message = f'"{container.name}" serves SSH: a way in beside RBAC and its audit log'
            yield found(container, message, "ports", index, "containerPort")
        elif number > 0:
            low.append(index)
    if low and _may_be_refused(container):
        number = container.spec.ports[low[0]].container_port
        message = f"a non-root user cannot listen on {number} on every runtime"
        path = ("ports", low[0], "containerPort")
        yield found(container, message, *path, severity=Severity.INFO)


def _may_be_refused(container: Container) -> bool:
    security, pod = container.security, container.pod
    if not (container.user or container.non_root) or security.privileged:
        return False
    if pod.windows or _ports_opened(pod):
        return False
    capabilities = security.capabilities
    return not (capabilities and capabilities.adds("NET_BIND_SERVICE", "ALL"))


def _ports_opened(pod: PodTemplate) -> bool:
    return any(sysctl.name.replace("/", ".") == _PORT_START for sysctl in pod.security.sysctls)
