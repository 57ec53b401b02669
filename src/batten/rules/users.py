"""Whom a container runs as."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.source import Path
from batten.model.workload import Container, PodTemplate
from batten.rules.finding import Finding, Severity, found
from batten.rules.policy import Policy
from batten.rules.rule import Section, rule

_USER: Path = ("securityContext", "runAsUser")
_NON_ROOT: Path = ("securityContext", "runAsNonRoot")


@rule("run-as-root", Section.SECURITY, Severity.WARNING, fix="guided")
def run_as_root(pod: PodTemplate) -> Iterator[Finding]:
    """No container runs as root.

    Why: unless the manifest or the image names a user, a container runs as user 0, the same root as
        the node's: a bug in the runtime or the kernel, or one careless mount, and it is root there.
        Critical where `runAsUser: 0` is written (a warning in an init container), and where it
        contradicts `runAsNonRoot: true`: the kubelet then refuses to start the container.
        With `hostUsers: false` the pod's root is nobody on the node: only worth knowing.
    Bad:
        spec:
          containers:
          - name: app
    Good:
        spec:
          securityContext:
            runAsNonRoot: true
            runAsUser: 10001
    Fix: Set `runAsNonRoot: true`, and `runAsUser` to a number unless the image's USER is one.
    Not: a container with a numeric `runAsUser` above 0 of its own or from the pod, which needs no
        `runAsNonRoot`. Windows pods. Where the pod says nothing and no container does, this is one
        finding for the pod, as one line mends them all.
    Sources: https://kubernetes.io/docs/concepts/security/pod-security-standards/
        pkg/kubelet/kuberuntime/security_context_others.go (verifyRunAsNonRoot)
    """
    if pod.windows:
        return
    undecided: list[Container] = []
    for container in pod.containers:
        user = container.user
        if container.role == "ephemeral":
            continue
        if user == 0:
            yield _explicit_root(container)
        elif user is None and not container.non_root:
            undecided.append(container)
    if undecided:
        yield from _undecided(pod, undecided)


def _explicit_root(container: Container) -> Finding:
    own = container.security.run_as_user is not None
    subject = container if own else container.pod
    if container.non_root:
        message = f'"{container.name}" never starts: runAsUser 0 against runAsNonRoot'
        return found(subject, message, *_USER, severity=Severity.CRITICAL)
    if container.pod.spec.host_users is False:
        message = f'"{container.name}" runs as root within its user namespace'
        return found(subject, message, *_USER, severity=Severity.INFO)
    severity = Severity.WARNING if container.role == "init" else Severity.CRITICAL
    return found(subject, f'"{container.name}" runs as root', *_USER, severity=severity)


def _undecided(pod: PodTemplate, containers: list[Container]) -> Iterator[Finding]:
    """Containers that run as whoever their image says, root unless it names a user."""
    severity = Severity.INFO if pod.spec.host_users is False else None
    for_all = len(containers) == len([c for c in pod.containers if c.role != "ephemeral"])
    if for_all and not any(c.security.run_as_non_root is False for c in containers):
        verb = "runs" if len(containers) == 1 else "run"
        message = f"{_names(containers)} {verb} as root unless the image says otherwise"
        yield found(pod, message, *_NON_ROOT, severity=severity)
        return
    for container in containers:
        message = f'"{container.name}" runs as root unless the image says otherwise'
        yield found(container, message, *_NON_ROOT, severity=severity)


def _names(containers: list[Container]) -> str:
    if len(containers) > 2:
        return f"all {len(containers)} containers"
    return " and ".join(f'"{container.name}"' for container in containers)


@rule("low-uid-gid", Section.SECURITY, Severity.INFO, fix="none")
def low_uid_gid(pod: PodTemplate, policy: Policy) -> Iterator[Finding]:
    """User and group ids are too high to belong to anyone on the node.

    Why: a process that escapes its container keeps its ids; below 1000 (system accounts) or 10000
        (people) they may own files on the node or on a shared volume. Contested, so off unless
        `minUid` says where the line is.
    Bad:
        securityContext: {runAsUser: 1000, runAsGroup: 1000}
    Good:
        securityContext: {runAsUser: 10001, runAsGroup: 10001}
    Fix: Choose ids at or above `minUid`; mind the owner of files on existing volumes.
    Policy: `minUid` (default 0: off)
    Not: ids that are not written; user 0, which is rule run-as-root's. Pods with
        `hostUsers: false`, whose ids are others on the node. Windows pods.
    Sources: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """
    if not policy.min_uid or pod.spec.host_users is False or pod.windows:
        return
    subjects: list[PodTemplate | Container] = [pod, *pod.containers]
    for subject in subjects:
        security = subject.security
        user, group = security.run_as_user, security.run_as_group
        if user and user < policy.min_uid:
            yield found(subject, f"user id {user} may belong to someone on the node", *_USER)
        if group is not None and group < policy.min_uid:
            message = f"group id {group} may belong to someone on the node"
            yield found(subject, message, "securityContext", "runAsGroup")
