"""Whom containers run as: user ids that somebody knows."""

from __future__ import annotations

from batten.fixes.guided.case import Case, called, guided, put
from batten.model.source import Path
from batten.model.workload import Container, PodTemplate
from batten.rules.finding import Edit, Fix

_USER: Path = ("securityContext", "runAsUser")
_NON_ROOT: Path = ("securityContext", "runAsNonRoot")
_PORT_START = "net.ipv4.ip_unprivileged_port_start"
"""A safe sysctl, of the pod's own network (pkg/kubelet/sysctl/safe_sysctls.go)."""
_UNPRIVILEGED_FROM = 1024


def as_somebody(case: Case) -> Fix:
    """A user above 0, for the pod where its containers agree."""
    subject = _subject(case)
    running = _running(subject)
    ids = {container: _user(case, container) for container in running}
    if case.path[-1] == "runAsUser":
        case.consent(f"{case.object.title} runs as root on purpose: change it all the same?")
    edits: list[Edit] = []
    if isinstance(subject, PodTemplate) and len(set(ids.values())) == 1:
        edits += _edits(subject.path, next(iter(ids.values())))
    else:
        for container, user in ids.items():
            edits += _edits(container.path, user)
    for container in running:
        edits += _not_becoming_root(container)
    return guided(*edits, *_still_listening(case, running))


def _subject(case: Case) -> PodTemplate | Container:
    if case.path[: -len(_USER)] == case.pod.path:
        return case.pod
    return case.container


def _running(subject: PodTemplate | Container) -> list[Container]:
    if isinstance(subject, Container):
        return [subject]
    return [c for c in subject.containers if c.role != "ephemeral" and not c.user]


def _user(case: Case, container: Container) -> int:
    text = f'As which user id does "{container.name}" in {case.object.title} run?'
    known = case.answers.find("runAsUser", container.spec.image)
    user = int(case.ask("runAsUser", called(container), text, form="number", given=known))
    if user == 0:
        case.refuse("user id 0 is root")
    if user < case.policy.min_uid:
        case.refuse(f"user id {user} is below the policy's {case.policy.min_uid}")
    return user


def _edits(path: Path, user: int) -> list[Edit]:
    return [put(path, *_NON_ROOT, value=True), put(path, *_USER, value=user)]


def _still_listening(case: Case, running: list[Container]) -> list[Edit]:
    """Lets ports below 1024 be listened on without root, which containerd before 2.0 refuses."""
    low = [number for container in running if (number := _lowest(container)) < _UNPRIVILEGED_FROM]
    sysctls = case.pod.security.sysctls
    if not low or any(sysctl.name.replace("/", ".") == _PORT_START for sysctl in sysctls):
        return []
    if case.pod.spec.host_network:
        case.refuse(f"it listens on port {min(low)} of its node, which takes root")
    value = {"name": _PORT_START, "value": str(min(low))}
    return [put(case.pod.path, "securityContext", "sysctls", len(sysctls), value=value)]


def _lowest(container: Container) -> int:
    """The lowest port that the container may not listen on unless it is root."""
    capabilities = container.security.capabilities
    if capabilities and capabilities.adds("NET_BIND_SERVICE", "ALL"):
        return _UNPRIVILEGED_FROM
    ports = (port.container_port for port in container.spec.ports if port.container_port > 0)
    return min(ports, default=_UNPRIVILEGED_FROM)


def _not_becoming_root(container: Container) -> list[Edit]:
    """For one that was root the flag meant nothing; now it does."""
    security = container.security
    if container.user != 0 or security.allow_privilege_escalation is not None:
        return []
    if security.privileged:
        return []
    path = (*container.path, "securityContext", "allowPrivilegeEscalation")
    return [put(path, value=False)]
