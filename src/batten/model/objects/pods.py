"""Pods: containers, probes, volumes, security contexts, scheduling constraints.

Defaults are those the API server applies (k8s.io/kubernetes pkg/apis/core/v1/defaults.go).
`None` means: not written, and the difference matters to somebody.
"""

from __future__ import annotations

from typing import Any

import msgspec

from batten.model.objects.meta import IntOrString, Labels, Metadata, Object, Part
from batten.model.selectors import LabelSelector, Requirement

QuantityText = str | int | float
Quantities = dict[str, QuantityText]


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

    post_start: LifecycleHandler | None = None
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
    field_ref: dict[str, Any] | None = None
    resource_field_ref: dict[str, Any] | None = None


class EnvVar(Part):
    """One environment variable. The value is never printed."""

    name: str = ""
    value: str = ""
    value_from: EnvVarSource | None = None


class KeyToPath(Part):
    """One key of a ConfigMap or Secret as a file."""

    key: str = ""
    path: str = ""


class EnvRef(Part):
    """A ConfigMap or Secret of which all keys (or `items`) become variables or files."""

    name: str = ""
    optional: bool = False
    items: list[KeyToPath] = []


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
    sub_path: str = ""
    read_only: bool = False
    mount_propagation: str = ""


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
    localhost_profile: str = ""


class SELinuxOptions(Part):
    """SELinux labels."""

    user: str = ""
    role: str = ""
    type: str = ""
    level: str = ""


class WindowsOptions(Part):
    """Windows' security options."""

    host_process: bool = False
    run_as_user_name: str = ""


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
    fs_group: int | None = None
    supplemental_groups: list[int] = []
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


class ConfigMapVolume(Part):
    """A ConfigMap as files; no items: all keys."""

    name: str = ""
    optional: bool = False
    items: list[KeyToPath] = []


class SecretVolume(Part):
    """A Secret as files; no items: all keys."""

    secret_name: str = ""
    optional: bool = False
    items: list[KeyToPath] = []


class ClaimVolume(Part):
    """A PersistentVolumeClaim by name."""

    claim_name: str = ""
    read_only: bool = False


class HostPathVolume(Part):
    """A path of the node."""

    path: str = ""
    type: str = ""


class EmptyDir(Part):
    """Scratch space on the node."""

    medium: str = ""
    size_limit: QuantityText | None = None


class ProjectedSource(Part):
    """One source of a projected volume."""

    config_map: EnvRef | None = None
    secret: EnvRef | None = None
    service_account_token: dict[str, Any] | None = None


class ProjectedVolume(Part):
    """Several sources in one folder."""

    sources: list[ProjectedSource] = []


class EphemeralVolume(Part):
    """A claim that lives as long as the pod."""

    volume_claim_template: dict[str, Any] | None = None


class InTreeSources(Part):
    """Sources of a volume or PersistentVolume that Kubernetes replaced.

    k8s.io/api/core/v1/types.go VolumeSource and PersistentVolumeSource.
    """

    aws_elastic_block_store: dict[str, Any] | None = None
    azure_disk: dict[str, Any] | None = None
    azure_file: dict[str, Any] | None = None
    cephfs: dict[str, Any] | None = None
    cinder: dict[str, Any] | None = None
    flex_volume: dict[str, Any] | None = None
    flocker: dict[str, Any] | None = None
    gce_persistent_disk: dict[str, Any] | None = None
    git_repo: dict[str, Any] | None = None
    glusterfs: dict[str, Any] | None = None
    photon_persistent_disk: dict[str, Any] | None = None
    portworx_volume: dict[str, Any] | None = None
    quobyte: dict[str, Any] | None = None
    rbd: dict[str, Any] | None = None
    scale_io: dict[str, Any] | None = msgspec.field(default=None, name="scaleIO")
    storageos: dict[str, Any] | None = None
    vsphere_volume: dict[str, Any] | None = None

    @property
    def in_tree(self) -> str:
        """The replaced source that is set, as Kubernetes writes it; "" if none is."""
        for field, name in _IN_TREE:
            if getattr(self, field) is not None:
                return name
        return ""


_IN_TREE = tuple((f.name, f.encode_name) for f in msgspec.structs.fields(InTreeSources))


class Volume(InTreeSources):
    """A volume of a pod; at most one of the sources is set."""

    name: str = ""
    config_map: ConfigMapVolume | None = None
    secret: SecretVolume | None = None
    persistent_volume_claim: ClaimVolume | None = None
    host_path: HostPathVolume | None = None
    empty_dir: EmptyDir | None = None
    projected: ProjectedVolume | None = None
    ephemeral: EphemeralVolume | None = None

    @property
    def common(self) -> bool:
        """Whether one of the sources above is set, as for nearly every volume."""
        return bool(
            self.config_map or self.secret or self.empty_dir or self.persistent_volume_claim
            or self.projected or self.host_path or self.ephemeral
        )  # fmt: skip


class Toleration(Part):
    """Which taints a pod bears."""

    key: str = ""
    operator: str = "Equal"
    value: str = ""
    effect: str = ""
    toleration_seconds: int | None = None


class NodeSelectorTerm(Part):
    """Expressions that must all hold; terms are alternatives."""

    match_expressions: list[Requirement] = []
    match_fields: list[Requirement] = []


class NodeSelector(Part):
    """Alternatives of node selector terms."""

    node_selector_terms: list[NodeSelectorTerm] = []


class NodeAffinity(Part):
    """Which nodes a pod may run on."""

    required: NodeSelector | None = msgspec.field(
        default=None, name="requiredDuringSchedulingIgnoredDuringExecution"
    )


class PodAffinityTerm(Part):
    """Pods to be near to, or away from, within a topology."""

    label_selector: LabelSelector | None = None
    topology_key: str = ""
    namespaces: list[str] = []
    namespace_selector: LabelSelector | None = None
    match_label_keys: list[str] = []


class WeightedPodAffinityTerm(Part):
    """A preference."""

    weight: int = 1
    pod_affinity_term: PodAffinityTerm = msgspec.field(default_factory=PodAffinityTerm)


class PodAffinity(Part):
    """podAffinity or podAntiAffinity."""

    required: list[PodAffinityTerm] = msgspec.field(
        default_factory=list, name="requiredDuringSchedulingIgnoredDuringExecution"
    )
    preferred: list[WeightedPodAffinityTerm] = msgspec.field(
        default_factory=list, name="preferredDuringSchedulingIgnoredDuringExecution"
    )


class Affinity(Part):
    """affinity."""

    node_affinity: NodeAffinity | None = None
    pod_affinity: PodAffinity | None = None
    pod_anti_affinity: PodAffinity | None = None


class TopologySpreadConstraint(Part):
    """How evenly pods spread over a topology."""

    max_skew: int | None = None
    topology_key: str = ""
    when_unsatisfiable: str = ""
    label_selector: LabelSelector | None = None
    min_domains: int | None = None
    match_label_keys: list[str] = []
    node_affinity_policy: str = "Honor"
    node_taints_policy: str = "Ignore"


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
