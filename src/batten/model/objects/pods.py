"""Pods: containers, probes, security contexts; volumes and placement have their own files.

Defaults are those the API server applies (k8s.io/kubernetes pkg/apis/core/v1/defaults.go).
`None` means: not written, and the difference matters to somebody.
"""

from __future__ import annotations

from typing import Any

import msgspec

from batten.model.objects.meta import (
    IntOrString,
    Labels,
    Metadata,
    Object,
    Part,
    Quantities,
)
from batten.model.objects.placement import Affinity, Toleration, TopologySpreadConstraint
from batten.model.objects.volumes import EnvRef, Volume


class ResourceRequirements(Part):
    """resources: requests and limits as written."""

    requests: Quantities = {}
    limits: Quantities = {}


class HttpGet(Part):
    """An HTTP probe or hook."""

    port: IntOrString = 0
    path: str = "/"
    scheme: str = "HTTP"
    host: str = ""
    http_headers: list[dict[str, Any]] = []


class TcpSocket(Part):
    """A TCP probe or hook."""

    port: IntOrString = 0
    host: str = ""


class Grpc(Part):
    """A gRPC probe."""

    port: int = 0
    service: str | None = None


class Exec(Part):
    """A command run in the container."""

    command: list[str] = []


class Sleep(Part):
    """A hook that waits (Kubernetes 1.30 and later)."""

    seconds: int = 0


class Probe(Part):
    """livenessProbe, readinessProbe or startupProbe. Times in seconds."""

    http_get: HttpGet | None = None
    tcp_socket: TcpSocket | None = None
    grpc: Grpc | None = None
    exec: Exec | None = None
    initial_delay_seconds: int = 0
    period_seconds: int = 10
    timeout_seconds: int = 1
    success_threshold: int = 1
    failure_threshold: int = 3
    termination_grace_period_seconds: int | None = None

    @property
    def port(self) -> IntOrString | None:
        """The port it knocks on, if it knocks on one."""
        handler = self.http_get or self.tcp_socket or self.grpc
        return handler.port if handler else None

    @property
    def handler(self) -> HttpGet | TcpSocket | Grpc | Exec | None:
        """What is done to probe."""
        return self.http_get or self.tcp_socket or self.grpc or self.exec


class LifecycleHandler(Part):
    """What a postStart or preStop hook does."""

    exec: Exec | None = None
    http_get: HttpGet | None = None
    tcp_socket: TcpSocket | None = None
    sleep: Sleep | None = None


class Lifecycle(Part):
    """Hooks around a container's life."""

    pre_stop: LifecycleHandler | None = None


class KeySelector(Part):
    """One key of a ConfigMap or Secret."""

    name: str = ""
    key: str = ""
    optional: bool = False


class EnvVarSource(Part):
    """Where a variable's value comes from."""

    config_map_key_ref: KeySelector | None = None
    secret_key_ref: KeySelector | None = None


class EnvVar(Part):
    """One environment variable. The value is never printed."""

    name: str = ""
    value: str = ""
    value_from: EnvVarSource | None = None


class EnvFromSource(Part):
    """envFrom."""

    prefix: str = ""
    config_map_ref: EnvRef | None = None
    secret_ref: EnvRef | None = None


class ContainerPort(Part):
    """A declared port."""

    container_port: int = 0
    name: str = ""
    protocol: str = "TCP"
    host_port: int = 0
    host_ip: str = msgspec.field(default="", name="hostIP")


class VolumeMount(Part):
    """Where a volume appears in a container."""

    name: str = ""
    mount_path: str = ""
    read_only: bool = False


class Capabilities(Part):
    """Linux capabilities added and dropped."""

    add: list[str] = []
    drop: list[str] = []

    def adds(self, *names: str) -> bool:
        """Whether it adds one of the capabilities, however it writes them."""
        return any(plain_capability(name) in names for name in self.add)

    def drops_all(self) -> bool:
        """Whether it drops every capability."""
        return any(plain_capability(name) == "ALL" for name in self.drop)


def plain_capability(name: str) -> str:
    """A capability as Kubernetes writes it: runtimes take `cap_net_raw` for NET_RAW too."""
    return name.upper().removeprefix("CAP_")


class TypedProfile(Part):
    """A seccomp or AppArmor profile."""

    type: str = ""


class SELinuxOptions(Part):
    """SELinux labels."""

    user: str = ""
    role: str = ""
    type: str = ""
    level: str = ""


class WindowsOptions(Part):
    """Windows' security options."""

    host_process: bool = False


class SecurityContext(Part):
    """A container's securityContext; None: inherited from the pod or the runtime."""

    privileged: bool | None = None
    allow_privilege_escalation: bool | None = None
    run_as_non_root: bool | None = None
    run_as_user: int | None = None
    run_as_group: int | None = None
    read_only_root_filesystem: bool | None = None
    capabilities: Capabilities | None = None
    seccomp_profile: TypedProfile | None = None
    app_armor_profile: TypedProfile | None = None
    se_linux_options: SELinuxOptions | None = None
    windows_options: WindowsOptions | None = None
    proc_mount: str | None = None


class Sysctl(Part):
    """A kernel parameter."""

    name: str = ""
    value: str = ""


class PodSecurityContext(Part):
    """A pod's securityContext, inherited by containers that do not say otherwise."""

    run_as_non_root: bool | None = None
    run_as_user: int | None = None
    run_as_group: int | None = None
    seccomp_profile: TypedProfile | None = None
    app_armor_profile: TypedProfile | None = None
    se_linux_options: SELinuxOptions | None = None
    windows_options: WindowsOptions | None = None
    sysctls: list[Sysctl] = []


class ContainerSpec(Part):
    """One container as written."""

    name: str = ""
    image: str = ""
    image_pull_policy: str | None = None
    command: list[str] = []
    args: list[str] = []
    ports: list[ContainerPort] = []
    env: list[EnvVar] = []
    env_from: list[EnvFromSource] = []
    resources: ResourceRequirements = msgspec.field(default_factory=ResourceRequirements)
    volume_mounts: list[VolumeMount] = []
    liveness_probe: Probe | None = None
    readiness_probe: Probe | None = None
    startup_probe: Probe | None = None
    lifecycle: Lifecycle | None = None
    security_context: SecurityContext | None = None
    restart_policy: str | None = None


class NamedRef(Part):
    """A reference by name within the namespace."""

    name: str = ""


class DnsOption(Part):
    """One resolver option."""

    name: str = ""
    value: str | None = None


class DnsConfig(Part):
    """dnsConfig."""

    options: list[DnsOption] = []


class PodSpec(Part):
    """A pod's spec."""

    containers: list[ContainerSpec] = []
    init_containers: list[ContainerSpec] = []
    ephemeral_containers: list[ContainerSpec] = []
    volumes: list[Volume] = []
    restart_policy: str = "Always"
    termination_grace_period_seconds: int = 30
    active_deadline_seconds: int | None = None
    dns_policy: str = "ClusterFirst"
    dns_config: DnsConfig | None = None
    node_name: str = ""
    node_selector: Labels = {}
    service_account_name: str = ""
    service_account: str = ""
    automount_service_account_token: bool | None = None
    host_network: bool = False
    host_pid: bool = msgspec.field(default=False, name="hostPID")
    host_ipc: bool = msgspec.field(default=False, name="hostIPC")
    host_users: bool | None = None
    security_context: PodSecurityContext | None = None
    image_pull_secrets: list[NamedRef] = []
    affinity: Affinity | None = None
    scheduler_name: str = "default-scheduler"
    tolerations: list[Toleration] = []
    priority_class_name: str = ""
    priority: int | None = None
    preemption_policy: str | None = None
    topology_spread_constraints: list[TopologySpreadConstraint] = []
    runtime_class_name: str = ""
    os: NamedRef | None = None
    resources: ResourceRequirements | None = None
    overhead: Quantities = {}


class PodTemplateSpec(Part):
    """The pod a workload makes copies of."""

    metadata: Metadata = msgspec.field(default_factory=Metadata)
    spec: PodSpec = msgspec.field(default_factory=PodSpec)


class Pod(Object):
    """A pod."""

    spec: PodSpec = msgspec.field(default_factory=PodSpec)
