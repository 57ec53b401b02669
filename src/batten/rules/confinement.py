"""What holds a process inside its container: seccomp, AppArmor, SELinux, /proc, sysctls."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.objects.pods import TypedProfile
from batten.model.source import Path
from batten.model.versions import Version
from batten.model.workload import Container, PodTemplate
from batten.rules.finding import Edit, Finding, Fix, Severity, found
from batten.rules.policy import Policy
from batten.rules.rule import Section, rule

_SECCOMP: Path = ("securityContext", "seccompProfile")
_SECCOMP_ANNOTATION = "seccomp.security.alpha.kubernetes.io/"
_SECCOMP_ANNOTATIONS_END = Version(1, 27)
_RUNTIME_DEFAULT = {"type": "RuntimeDefault"}
_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"


@rule("seccomp-missing", Section.SECURITY, Severity.WARNING, fix="safe")
def seccomp_missing(pod: PodTemplate, policy: Policy) -> Iterator[Finding]:
    """A seccomp profile filters the system calls of every container.

    Why: without a profile a container may make all of the kernel's 400 or so system calls, and most
        kernel bugs that let a process out begin with one that no ordinary program makes. The
        runtime's default profile refuses about 60 of those and is what Docker always applied.
        Kubernetes does not unless the manifest or the kubelet (`seccompDefault`) says so.
    Bad:
        spec:
          containers:
          - name: app
    Good:
        spec:
          securityContext:
            seccompProfile: {type: RuntimeDefault}
    Fix: Set `seccompProfile: {type: RuntimeDefault}` in the pod's securityContext.
    Not: privileged containers, which no profile holds (rule privileged). Windows pods. The old
        annotations count before Kubernetes 1.27, which ignores them; a pod that still relies on
        them is reported at the annotation. Where no container says anything this is one finding.
    Sources: https://kubernetes.io/docs/tutorials/security/seccomp/
        https://kubernetes.io/docs/reference/node/seccomp/
    """
    default = pod.security.seccomp_profile
    if pod.windows:
        return
    bare: list[Container] = []
    for container in pod.containers:
        own = container.security.seccomp_profile
        if container.role == "ephemeral" or container.security.privileged:
            continue
        if own is None:
            if default is None:
                bare.append(container)
        elif own.type == "Unconfined":
            message = f'"{container.name}" may make every system call'
            yield found(container, message, *_SECCOMP, "type", fix=_confine(container))
    if default is not None:
        if default.type == "Unconfined" and _inherited(pod):
            message = "its containers may make every system call"
            yield found(pod, message, *_SECCOMP, "type", fix=_confine(pod))
    elif bare:
        yield from _unfiltered(pod, bare, policy)


def _inherited(pod: PodTemplate) -> bool:
    return any(
        container.security.seccomp_profile is None and not container.security.privileged
        for container in pod.containers
    )


def _confine(subject: PodTemplate | Container) -> Fix:
    """Not safe: somebody wrote Unconfined for a reason."""
    return Fix(False, (Edit("set", subject.path + _SECCOMP, _RUNTIME_DEFAULT),))


def _unfiltered(pod: PodTemplate, containers: list[Container], policy: Policy) -> Iterator[Finding]:
    annotations = pod.annotations
    old = next((key for key in annotations if _SECCOMP_ANNOTATION in key), None)
    if old:
        if policy.kubernetes_version < _SECCOMP_ANNOTATIONS_END:
            return
        message = "Kubernetes 1.27 and later ignore this: nothing filters system calls"
        yield _at_annotation(pod, old, message)
        return
    subjects: list[PodTemplate | Container] = list(containers)
    if len(containers) == len([c for c in pod.containers if c.role != "ephemeral"]):
        subjects = [pod]
    for subject in subjects:
        fix = Fix(True, (Edit("set", subject.path + _SECCOMP, _RUNTIME_DEFAULT),))
        name = f'"{subject.name}"' if isinstance(subject, Container) else _all(containers)
        yield found(subject, f"nothing filters the system calls of {name}", *_SECCOMP, fix=fix)


def _all(containers: list[Container]) -> str:
    count = len(containers)
    return f'"{containers[0].name}"' if count == 1 else f"its {count} containers"


def _at_annotation(pod: PodTemplate, key: str, message: str) -> Finding:
    return Finding(pod.object, (*pod.metadata_path, "annotations", key), message)


@rule("apparmor-selinux", Section.SECURITY, Severity.WARNING, fix="guided")
def apparmor_selinux(pod: PodTemplate) -> Iterator[Finding]:
    """AppArmor and SELinux confine every container as the runtime means them to.

    Why: both keep a process that breaks out of its container from the node's files. Runtimes apply
        a profile or label by default where the node has one, so silence is sound; `Unconfined`, the
        type spc_t, or a user or role of one's own switches that off.
    Bad:
        securityContext:
          appArmorProfile: {type: Unconfined}
    Good:
        securityContext:
          appArmorProfile: {type: RuntimeDefault}
    Fix: Remove the setting, or name a profile that allows just what the program needs.
    Not: a pod that says nothing: which of the two a node has is not the manifest's to know.
        SELinux levels, and the types for containers. Privileged containers (rule privileged),
        which neither confines. Windows pods.
    Sources: https://kubernetes.io/docs/tutorials/security/apparmor/
        https://kubernetes.io/docs/concepts/security/pod-security-standards/
    """
    yield from _unconfined_annotations(pod)
    if pod.spec.security_context is not None:
        yield from _loosened(pod)
    for container in pod.containers:
        if container.spec.security_context is not None and container.role != "ephemeral":
            yield from _loosened(container)


_SELINUX_TYPES = frozenset(
    ("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")
)
"""What the baseline Pod Security Standard allows."""


def _loosened(subject: PodTemplate | Container) -> Iterator[Finding]:
    security = subject.security
    profile: TypedProfile | None = security.app_armor_profile
    labels = security.se_linux_options
    if profile is None and labels is None:
        return
    if isinstance(subject, Container) and subject.security.privileged:
        return
    if profile and profile.type == "Unconfined":
        path = ("securityContext", "appArmorProfile", "type")
        yield found(subject, f"AppArmor does not confine {_called(subject)}", *path)
    if labels:
        options: Path = ("securityContext", "seLinuxOptions")
        if labels.type not in _SELINUX_TYPES:
            message = f"SELinux type {labels.type} does not confine {_called(subject)}"
            yield found(subject, message, *options, "type")
        elif labels.user or labels.role:
            which = "user" if labels.user else "role"
            message = f"SELinux does not confine {_called(subject)} under a {which} of its own"
            yield found(subject, message, *options, which)


def _called(subject: PodTemplate | Container) -> str:
    return f'"{subject.name}"' if isinstance(subject, Container) else "its containers"


def _unconfined_annotations(pod: PodTemplate) -> Iterator[Finding]:
    for key, value in pod.annotations.items():
        if value == "unconfined" and key.startswith(_APPARMOR):
            name = key.removeprefix(_APPARMOR)
            yield _at_annotation(pod, key, f'AppArmor does not confine "{name}"')


@rule("proc-mount-sysctl", Section.SECURITY, Severity.WARNING, fix="safe")
def proc_mount_sysctl(pod: PodTemplate, policy: Policy) -> Iterator[Finding]:
    """/proc stays masked, and only sysctls that Kubernetes calls safe are set.

    Why: the runtime hides and write-protects the parts of /proc that reach into the kernel;
        `procMount: Unmasked` lays them bare, which since 1.30 the API server refuses unless
        `hostUsers: false`. A kubelet refuses pods with sysctls outside its safe list
        (SysctlForbidden) unless started with `--allowed-unsafe-sysctls`, and net.* ones in a pod
        with hostNetwork: the pod fails on every node that does not say so.
    Bad:
        securityContext:
          sysctls: [{name: net.core.somaxconn, value: "1024"}]
    Good:
        securityContext:
          sysctls: [{name: net.ipv4.tcp_keepalive_time, value: "120"}]
    Fix: Remove the setting, or allow the sysctl on a pool of nodes that the pod selects.
    Not: sysctls that are safe in the Kubernetes version meant (the list grew in 1.27, 1.29, 1.32
        and 1.37). With `hostUsers: false` an unmasked /proc is only worth knowing.
    Sources: https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/
        pkg/kubelet/sysctl/{safe_sysctls,allowlist}.go
        pkg/apis/core/validation/validation.go (ValidateSecurityContext)
    """
    sysctls = pod.security.sysctls
    for index, sysctl in enumerate(sysctls):
        message = _sysctl_trouble(pod, sysctl.name.replace("/", "."), policy.kubernetes_version)
        if message:
            yield found(pod, message, "securityContext", "sysctls", index, "name")
    for container in pod.containers:
        if container.security.proc_mount == "Unmasked" and container.role != "ephemeral":
            yield _unmasked(container, policy.kubernetes_version)


_SAFE_SINCE = {
    "kernel.shm_rmid_forced": Version(1, 4),
    "net.ipv4.ip_local_port_range": Version(1, 4),
    "net.ipv4.tcp_syncookies": Version(1, 4),
    "net.ipv4.ping_group_range": Version(1, 18),
    "net.ipv4.ip_unprivileged_port_start": Version(1, 22),
    "net.ipv4.ip_local_reserved_ports": Version(1, 27),
    "net.ipv4.tcp_keepalive_time": Version(1, 29),
    "net.ipv4.tcp_fin_timeout": Version(1, 29),
    "net.ipv4.tcp_keepalive_intvl": Version(1, 29),
    "net.ipv4.tcp_keepalive_probes": Version(1, 29),
    "net.ipv4.tcp_rmem": Version(1, 32),
    "net.ipv4.tcp_wmem": Version(1, 32),
    "net.ipv4.tcp_slow_start_after_idle": Version(1, 37),
    "net.ipv4.tcp_notsent_lowat": Version(1, 37),
}
"""pkg/kubelet/sysctl/safe_sysctls.go, release by release."""
_UNMASKED_NEEDS_USERNS = Version(1, 30)


def _sysctl_trouble(pod: PodTemplate, name: str, version: Version) -> str:
    safe_since = _SAFE_SINCE.get(name)
    if safe_since is None:
        return f"kubelets refuse {name} unless told to allow it"
    if safe_since > version:
        return f"kubelets before {safe_since} refuse {name}"
    if pod.spec.host_network and name.startswith("net."):
        return f"kubelets refuse {name} with hostNetwork"
    if pod.spec.host_ipc and name == "kernel.shm_rmid_forced":
        return f"kubelets refuse {name} with hostIPC"
    return ""


def _unmasked(container: Container, version: Version) -> Finding:
    path = ("securityContext", "procMount")
    if container.pod.spec.host_users is False:
        message = f'"{container.name}" sees all of /proc, within its user namespace'
        return found(container, message, *path, severity=Severity.INFO)
    if version < _UNMASKED_NEEDS_USERNS:
        return found(container, f'"{container.name}" sees the kernel\'s side of /proc', *path)
    fix = Fix(True, (Edit("set", container.path + path, "Default"),))
    message = "Unmasked without hostUsers: false: the API server refuses the pod"
    return found(container, message, *path, severity=Severity.CRITICAL, fix=fix)
