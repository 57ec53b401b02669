"""Linux capabilities: pieces of root's power."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.objects.pods import plain_capability
from batten.model.workload import Container
from batten.rules.finding import Finding, Severity, found
from batten.rules.rule import Section, rule

HARMLESS = frozenset(
    (
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD",
        "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    )
)  # fmt: skip
"""What the baseline Pod Security Standard lets a container add."""
_WAYS_OUT = frozenset(
    ("ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO", "DAC_READ_SEARCH", "SYS_BOOT", "MAC_ADMIN")
)
"""Each is enough to reach the node: mount, load a kernel module, open any file by its handle..."""
_MILD = frozenset(
    ("NET_RAW", "IPC_LOCK", "SYS_NICE", "SYS_RESOURCE", "BLOCK_SUSPEND", "LEASE", "WAKE_ALARM")
)
"""Common, and confined to the container or to the node's resources."""
_SEVERITIES = (
    (_WAYS_OUT, Severity.CRITICAL),
    (HARMLESS, None),
    (_MILD, Severity.INFO),
)


@rule("caps-dangerous", Section.SECURITY, Severity.WARNING, fix="guided")
def caps_dangerous(container: Container) -> Iterator[Finding]:
    """No container adds a capability that reaches beyond it.

    Why: SYS_ADMIN can mount, SYS_MODULE loads code into the kernel, DAC_READ_SEARCH opens any file
        of the node by its handle: with one of these, or ALL, whoever takes the container over owns
        the node (critical; SYS_PTRACE too where the pod shares the node's processes). NET_ADMIN,
        BPF, SYS_TIME and others change what other pods see (warning). NET_RAW forges packets;
        IPC_LOCK, SYS_NICE and SYS_RESOURCE take the node's resources (info).
    Bad:
        securityContext:
          capabilities: {add: [SYS_ADMIN]}
    Good:
        securityContext:
          capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}
    Fix: Remove the capability, or move the work that needs it into a pod of its own.
    Not: the 13 capabilities that the baseline Pod Security Standard allows. Privileged containers,
        which hold all (rule privileged). With `hostUsers: false` capabilities hold within the
        pod's own user namespace: one severity milder.
    Sources: https://kubernetes.io/docs/concepts/security/pod-security-standards/
        https://man7.org/linux/man-pages/man7/capabilities.7.html
    """
    capabilities = container.security.capabilities
    if capabilities is None or not capabilities.add:
        return
    if container.security.privileged or container.role == "ephemeral" or container.pod.windows:
        return
    graded = [
        (severity, -index, name)
        for index, name in enumerate(capabilities.add)
        if (severity := _severity(name, container))
    ]
    if graded:
        severity, index, name = max(graded)
        effect = f": {_EFFECT[severity]}"
        if container.pod.spec.host_users is False:
            severity = max(Severity.INFO, Severity(severity - 1))
            effect = " in its user namespace"
        message = f'"{container.name}" gets {_and_more(name, len(graded))}{effect}'
        path = ("securityContext", "capabilities", "add", -index)
        yield found(container, message, *path, severity=severity)


_EFFECT = {
    Severity.CRITICAL: "enough to own the node",
    Severity.WARNING: "it reaches beyond the container",
    Severity.INFO: "more than programs usually need",
}


def _severity(name: str, container: Container) -> Severity | None:
    plain = plain_capability(name)
    for names, severity in _SEVERITIES:
        if plain in names:
            return severity
    if plain == "SYS_PTRACE" and container.pod.spec.host_pid:
        return Severity.CRITICAL
    return Severity.WARNING


def _and_more(name: str, count: int) -> str:
    plain = plain_capability(name)
    return plain if count == 1 else f"{plain} and {count - 1} more"


@rule("caps-not-dropped", Section.SECURITY, Severity.WARNING, fix="guided")
def caps_not_dropped(container: Container) -> Iterator[Finding]:
    """A container drops all capabilities and adds back what it needs.

    Why: by default a root process keeps 14 capabilities, NET_RAW among them (forging packets of its
        neighbours), DAC_OVERRIDE, SETUID and MKNOD. Few programs need one. Info where the container
        is certain not to run as root and cannot become root: it then holds none anyway.
    Bad:
        securityContext: {}
    Good:
        securityContext:
          capabilities: {drop: [ALL]}
    Fix: Set `capabilities.drop: [ALL]`, then add back by name what the program fails without.
    Not: privileged containers and those that add ALL (rules privileged and caps-dangerous), where
        dropping changes nothing. Windows pods.
    Sources: https://kubernetes.io/docs/concepts/security/pod-security-standards/
        https://man7.org/linux/man-pages/man7/capabilities.7.html
    """
    security = container.security
    capabilities = security.capabilities
    if capabilities and (capabilities.drops_all() or capabilities.adds("ALL")):
        return
    if container.role == "ephemeral" or container.pod.windows or security.privileged:
        return
    some = "some of" if capabilities and capabilities.drop else "all"
    message = f'"{container.name}" keeps {some} the capabilities that root has by default'
    severity = Severity.INFO if _powerless(container) else None
    yield found(container, message, "securityContext", "capabilities", "drop", severity=severity)


def _powerless(container: Container) -> bool:
    """Whether it is certain neither to be root nor to become root."""
    if container.security.allow_privilege_escalation is not False:
        return False
    return bool(container.user) or (container.user is None and container.non_root)
