"""What a container may do beyond an ordinary process: privileged, setuid, a writable image."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.workload import Container
from batten.rules.finding import Edit, Finding, Fix, Severity, found
from batten.rules.rule import Section, rule


@rule("privileged", Section.SECURITY, Severity.CRITICAL, fix="guided")
def privileged(container: Container) -> Iterator[Finding]:
    """No container is privileged.

    Why: a privileged container has every capability and every device, and neither seccomp,
        AppArmor nor SELinux holds it: whoever takes it over mounts the node's disk and owns the
        node, its kubelet's credentials, and every pod on it. In a pod with `hostUsers: false` its
        root is nobody on the node, so this is a warning there.
    Bad:
        securityContext:
          privileged: true
    Good:
        securityContext:
          capabilities: {drop: [ALL], add: [NET_ADMIN]}
    Fix: Remove `privileged`; add only the capabilities and devices the program needs.
    Not: `privileged` unset, which is false. Network, storage and monitoring agents that truly need
        the node: suppress it there, with the reason.
    Sources: https://kubernetes.io/docs/concepts/security/pod-security-standards/
        https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
        pkg/apis/core/validation/validation.go (ValidateSecurityContext)
    """
    security = container.security
    if not security.privileged or container.role == "ephemeral":
        return
    path = ("securityContext", "privileged")
    if security.allow_privilege_escalation is False:
        message = "privileged without privilege escalation: the API server refuses it"
        yield found(container, message, *path)
    elif container.pod.spec.host_users is False:
        message = f'"{container.name}" has every capability within its user namespace'
        yield found(container, message, *path, severity=Severity.WARNING)
    else:
        yield found(container, f'whoever takes over "{container.name}" owns the node', *path)


@rule("privilege-escalation", Section.SECURITY, Severity.WARNING, fix="safe")
def privilege_escalation(container: Container) -> Iterator[Finding]:
    """No process can gain more privileges than its parent.

    Why: `allowPrivilegeEscalation` is true unless written: a setuid program in the image (su,
        mount, sudo, or the next one with a bug) makes a process with a harmless user id root again.
        With false the kernel's no_new_privs flag is set, and setuid bits mean nothing.
    Bad:
        securityContext: {}
    Good:
        securityContext:
          allowPrivilegeEscalation: false
    Fix: Set `allowPrivilegeEscalation: false` in the container's securityContext. Where it is
        explicitly true, ask first what needs it: sudo or ping inside the image would break.
    Not: privileged containers and those with SYS_ADMIN, which always may (rules privileged and
        caps-dangerous tell); containers with `runAsUser: 0`, which are root already (rule
        run-as-root). Windows pods, which cannot say it. The field has no pod-level form.
    Sources: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
        https://docs.kernel.org/userspace-api/no_new_privs.html
    """
    security = container.security
    if security.allow_privilege_escalation is False or security.privileged:
        return
    if container.role == "ephemeral" or container.pod.windows or container.user == 0:
        return
    if _is_system_admin(container):
        return
    path = ("securityContext", "allowPrivilegeEscalation")
    explicit = security.allow_privilege_escalation is True
    message = f'a setuid program in "{container.name}" may make itself root'
    fix = Fix(not explicit, (Edit("set", container.path + path, False),))
    yield found(container, message, *path, fix=fix)


def _is_system_admin(container: Container) -> bool:
    capabilities = container.security.capabilities
    return capabilities is not None and capabilities.adds("SYS_ADMIN", "ALL")


@rule("root-fs-writable", Section.SECURITY, Severity.INFO, fix="guided")
def root_fs_writable(container: Container) -> Iterator[Finding]:
    """A container cannot change its own image.

    Why: with a writable root filesystem whoever gets in replaces the program, drops tools and stays
        until the next restart; and logs or caches written beside the program fill the node's disk
        until the kubelet evicts pods. Info, as not even the restricted Pod Security Standard asks
        for it: it hardens what the other rules defend.
    Bad:
        securityContext: {}
    Good:
        securityContext:
          readOnlyRootFilesystem: true
        volumeMounts:
        - {name: tmp, mountPath: /tmp}
    Fix: Set `readOnlyRootFilesystem: true` and mount an emptyDir wherever the program writes.
    Not: privileged containers (rule privileged), which can remount it; init containers, whose
        filesystem is gone when they end; Windows pods, which cannot say it.
    Sources: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """
    security = container.security
    if security.read_only_root_filesystem or security.privileged or not container.runs_along:
        return
    if not container.pod.windows:
        message = f'whoever gets into "{container.name}" can replace its programs'
        yield found(container, message, "securityContext", "readOnlyRootFilesystem")
