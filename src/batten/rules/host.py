"""What a pod shares with its node: namespaces, ports, paths, the whole of it on Windows."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from batten.model.objects.volumes import Volume
from batten.model.workload import Container, PodTemplate
from batten.rules.finding import Finding, Severity, found
from batten.rules.rule import Section, rule


@rule("host-namespaces", Section.SECURITY, Severity.WARNING, fix="guided")
def host_namespaces(pod: PodTemplate) -> Iterator[Finding]:
    """A pod has its own network, processes and shared memory.

    Why: with hostPID a container sees every process of the node, its environment and its open
        files, and as root can enter it: critical, unless it is a DaemonSet's (a warning there).
        With hostNetwork it reaches what listens on the node's localhost and the cloud's metadata
        service, escapes NetworkPolicies, and takes ports of the node (info in a DaemonSet, which
        often must). With hostIPC it reads the shared memory of the node's processes.
    Bad:
        spec:
          hostPID: true
    Good:
        spec:
          hostPID: false
    Fix: Remove the field; reach the node's services through a Service or the downward API.
    Not: Windows pods, where hostNetwork belongs to hostProcess (rule host-process).
    Sources: https://kubernetes.io/docs/concepts/security/pod-security-standards/
    """
    spec = pod.spec
    if not (spec.host_network or spec.host_pid or spec.host_ipc) or pod.windows:
        return
    agent = pod.workload.kind == "DaemonSet"
    if spec.host_pid:
        severity = Severity.WARNING if agent else Severity.CRITICAL
        message = "sees and, as root, can enter every process of the node"
        yield found(pod, message, "hostPID", severity=severity)
    if spec.host_ipc:
        yield found(pod, "reads the shared memory of the node's processes", "hostIPC")
    if spec.host_network:
        severity = Severity.INFO if agent else Severity.WARNING
        message = "reaches the node's localhost, past every NetworkPolicy"
        yield found(pod, message, "hostNetwork", severity=severity)


@rule("host-port", Section.SECURITY, Severity.WARNING, fix="guided")
def host_port(container: Container) -> Iterator[Finding]:
    """No container takes a port of its node.

    Why: a hostPort is open on every address of the node, past Services and in most networks past
        NetworkPolicies; and only one pod a node can have it, so replicas, surges of a rollout and
        other workloads with the same port stay Pending. Info for a DaemonSet, which is one pod a
        node anyway, and for a port bound to the node's localhost.
    Bad:
        ports:
        - {containerPort: 8080, hostPort: 8080}
    Good:
        ports:
        - containerPort: 8080
    Fix: Remove `hostPort` and put a Service in front.
    Not: pods with hostNetwork, where hostPort says nothing new (rule host-namespaces).
    Sources: https://kubernetes.io/docs/concepts/configuration/overview/
    """
    if not container.spec.ports or container.pod.spec.host_network:
        return
    for index, port in enumerate(container.spec.ports):
        if not port.host_port:
            continue
        mild = container.workload.kind == "DaemonSet" or port.host_ip in ("127.0.0.1", "::1")
        message = f"takes port {port.host_port} of its node: one pod a node, open to all"
        severity = None
        if mild:
            message, severity = f"takes port {port.host_port} of its node", Severity.INFO
        yield found(container, message, "ports", index, "hostPort", severity=severity)


@rule("host-process", Section.SECURITY, Severity.CRITICAL, fix="none")
def host_process(pod: PodTemplate) -> Iterator[Finding]:
    """No Windows container runs as a process of its node.

    Why: a HostProcess container is no container: it runs on the node itself, with its files, its
        network and, as NT AUTHORITY\\SYSTEM, all of its rights. A warning for a DaemonSet: that is
        how network and storage agents run on Windows.
    Bad:
        securityContext:
          windowsOptions: {hostProcess: true}
    Good:
        securityContext:
          windowsOptions: {runAsUserName: ContainerUser}
    Fix: Remove `hostProcess`, unless the pod's work is to administer the node.
    Sources: https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/
    """
    severity = Severity.WARNING if pod.workload.kind == "DaemonSet" else None
    subjects: list[PodTemplate | Container] = [pod, *pod.containers]
    for subject in subjects:
        options = subject.security.windows_options
        if options is not None and options.host_process:
            path = ("securityContext", "windowsOptions", "hostProcess")
            name = f'"{subject.name}"' if isinstance(subject, Container) else "the pod"
            message = f"{name} runs on the node itself, not in a container"
            yield found(subject, message, *path, severity=severity)
            if subject is pod:
                return


@rule("host-path", Section.SECURITY, Severity.WARNING, fix="none")
def host_path(pod: PodTemplate) -> Iterator[Finding]:
    """No pod mounts a path of its node.

    Why: whoever can talk to the container runtime's socket, even over a read-only mount, starts a
        privileged container; whoever can write to /etc, /usr, /proc, /sys, /var/lib/kubelet and
        the like owns the node: both critical. Reading /, /etc or /var/lib/kubelet shows the node's
        keys and other pods' Secrets; writing anywhere else fills the node's disk and ties the data
        to one node: warnings. Reading anything else is only worth knowing.
    Bad:
        volumes:
        - {name: docker, hostPath: {path: /var/run/docker.sock}}
    Good:
        volumes:
        - {name: data, persistentVolumeClaim: {claimName: data}}
    Fix: Use a PersistentVolumeClaim or an emptyDir; agents mount what they read, read-only.
    Not: a volume that no container mounts. Log agents that read /var/log get info only; so do
        readers of CA certificates and of /sys, and device and storage plugins get a warning.
    Sources: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
        https://kubernetes.io/docs/concepts/security/pod-security-standards/
    """
    for index, volume in enumerate(pod.spec.volumes):
        if volume.host_path is None:
            continue
        read_only = _read_only(pod, volume)
        if read_only is None:
            continue
        severity, message = _danger(volume.host_path.path, read_only)
        path = ("volumes", index, "hostPath", "path")
        yield found(pod, message, *path, severity=severity)


_SOCKETS = (
    "docker.sock", "containerd.sock", "crio.sock", "cri-dockerd.sock", "podman.sock",
    "dockershim.sock",
)  # fmt: skip
_RUNS = frozenset(("/run", "/run/containerd", "/run/crio", "/run/docker", "/run/podman"))
"""Folders that hold a runtime's socket."""
_ROOTS = frozenset(("/", "/etc", "/var", "/var/lib", "/dev"))
"""Folders that hold some of the following, and much else."""
_SECRET = (
    "/root", "/home", "/etc/kubernetes", "/etc/rancher", "/etc/shadow", "/etc/ssl/private",
    "/var/lib/kubelet", "/var/lib/etcd", "/var/lib/rancher",
)  # fmt: skip
"""Trees that hold keys, other pods' Secrets or the cluster's database."""
_POWERFUL = (
    *_SECRET, "/etc", "/proc", "/sys", "/boot", "/usr", "/bin", "/sbin", "/lib", "/lib64",
    "/opt/cni", "/var/lib/docker", "/var/lib/containerd", "/var/lib/containers",
)  # fmt: skip
"""Trees that whoever writes to them owns the node."""
_INERT = (
    "/etc/localtime", "/etc/timezone", "/etc/os-release", "/var/lib/kubelet/device-plugins",
    "/var/lib/kubelet/plugins", "/var/lib/kubelet/plugins_registry",
    "/var/lib/kubelet/pod-resources",
)  # fmt: skip
"""Exceptions: settings of no power, and the kubelet's doors for device and storage plugins."""


def _read_only(pod: PodTemplate, volume: Volume) -> bool | None:
    """Whether all mounts of the volume are read-only; None if there is no mount."""
    mounts = [
        mount.read_only
        for container in pod.containers
        for mount in container.spec.volume_mounts
        if mount.name == volume.name
    ]
    return all(mounts) if mounts else None


def _danger(written: str, read_only: bool) -> tuple[Severity, str]:
    """How bad a mount of the path is, and why."""
    path = _normal(written)
    if path.endswith(_SOCKETS) or path in _RUNS or _is_runtime_pipe(written):
        return Severity.CRITICAL, f"{written} commands the runtime: root on the node"
    if not _under(path, _INERT):
        if not read_only and (path in _ROOTS or _under(path, _POWERFUL) or _is_drive(written)):
            return Severity.CRITICAL, f"whoever can write to the node's {written} owns the node"
        if read_only and path != "/dev" and (path in _ROOTS or _under(path, _SECRET)):
            return Severity.WARNING, f"shows the node's {written}, keys and Secrets included"
    if read_only:
        return Severity.INFO, f"reads the node's {written}"
    return Severity.WARNING, f"writes to the node's {written}: no quota, and tied to that node"


def _normal(path: str) -> str:
    """The path without dots and doubles; /var/run is a link to /run."""
    plain = posixpath.normpath(path)
    if plain.startswith("//"):
        plain = plain[1:]
    if plain == "/var/run" or plain.startswith("/var/run/"):
        plain = plain[4:]
    return plain


def _under(path: str, trees: tuple[str, ...]) -> bool:
    return any(path == tree or path.startswith(f"{tree}/") for tree in trees)


def _is_runtime_pipe(path: str) -> bool:
    """A Windows named pipe of the runtime: \\\\.\\pipe\\docker_engine, containerd-containerd."""
    plain = path.lower().replace("\\", "/")
    return "/pipe/docker" in plain or "/pipe/containerd" in plain


def _is_drive(path: str) -> bool:
    """The root of a Windows drive, or its system folder."""
    plain = path.lower().replace("\\", "/").rstrip("/")
    return plain[1:2] == ":" and plain[2:] in ("", "/windows", "/var/lib/kubelet")
