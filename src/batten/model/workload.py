"""One view over everything that makes pods: Workload ⊃ PodTemplate ⊃ Container.

Each of the three is something a finding may be about: it has an `object` (the Kubernetes object)
and a `path` (where it stands in that object).
"""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.objects import pods
from batten.model.objects.meta import Labels, Metadata, Object
from batten.model.objects.workloads import (
    CronJob,
    CronJobSpec,
    CustomWorkload,
    DaemonSet,
    Deployment,
    Job,
    JobSpec,
    ReplicaSet,
    ReplicaSetSpec,
    Rollout,
    StatefulSet,
)
from batten.model.selectors import LabelSelector
from batten.model.source import Path

WorkloadObject = (
    Deployment | StatefulSet | DaemonSet | ReplicaSet | Job | CronJob | pods.Pod | Rollout
    | CustomWorkload
)  # fmt: skip
Role = str
"""main, init, sidecar (an init container that restarts always), ephemeral."""
_NO_CONTEXT = pods.SecurityContext()
_NO_POD_CONTEXT = pods.PodSecurityContext()


class Container:
    """A container of a pod template.

    :ivar spec: the container as written.
    :ivar role: "main", "init", "sidecar" or "ephemeral".
    :ivar path: of the container in the object.
    """

    __slots__ = ("path", "pod", "role", "security", "spec", "workload")

    def __init__(self, pod: PodTemplate, spec: pods.ContainerSpec, role: Role, path: Path) -> None:
        self.pod = pod
        self.workload = pod.workload
        self.spec = spec
        self.role = role
        self.path = path
        self.security = spec.security_context or _NO_CONTEXT

    @property
    def object(self) -> Object:
        """The object the container belongs to."""
        return self.workload.object

    @property
    def name(self) -> str:
        """The container's name."""
        return self.spec.name

    @property
    def user(self) -> int | None:
        """The user id it is told to run as, by itself or by its pod."""
        own = self.security.run_as_user
        return self.pod.security.run_as_user if own is None else own

    @property
    def non_root(self) -> bool:
        """Whether it is told not to run as root, by itself or by its pod."""
        own = self.security.run_as_non_root
        return bool(self.pod.security.run_as_non_root if own is None else own)

    @property
    def runs_along(self) -> bool:
        """Whether it runs as long as the pod serves: a main container or a sidecar."""
        return self.role in ("main", "sidecar")


class PodTemplate:
    """The pod a workload makes copies of (or the bare pod itself).

    :ivar path: of the pod's spec in the object.
    :ivar metadata_path: of the pod's metadata in the object.
    :ivar containers: of all roles, main containers first.
    """

    __slots__ = (
        "containers", "metadata", "metadata_path", "path", "security", "spec", "workload",
    )  # fmt: skip

    def __init__(
        self, workload: Workload, metadata: Metadata, spec: pods.PodSpec, template_path: Path
    ) -> None:
        self.workload = workload
        self.metadata = metadata
        self.spec = spec
        self.path: Path = (*template_path, "spec")
        self.metadata_path: Path = (*template_path, "metadata")
        self.security = spec.security_context or _NO_POD_CONTEXT
        self.containers = list(self._containers())

    def _containers(self) -> Iterator[Container]:
        spec = self.spec
        for index, container in enumerate(spec.containers):
            yield Container(self, container, "main", (*self.path, "containers", index))
        for index, container in enumerate(spec.init_containers):
            role = "sidecar" if container.restart_policy == "Always" else "init"
            yield Container(self, container, role, (*self.path, "initContainers", index))
        for index, container in enumerate(spec.ephemeral_containers):
            path = (*self.path, "ephemeralContainers", index)
            yield Container(self, container, "ephemeral", path)

    @property
    def object(self) -> Object:
        """The object the template belongs to."""
        return self.workload.object

    @property
    def labels(self) -> Labels:
        """The labels pods will carry."""
        return self.metadata.labels

    @property
    def annotations(self) -> Labels:
        """The annotations pods will carry."""
        return self.metadata.annotations

    @property
    def windows(self) -> bool:
        """Whether the pod says it runs on Windows, where Linux' security settings mean nothing."""
        spec = self.spec
        return (spec.os is not None and spec.os.name == "windows") or (
            spec.node_selector.get("kubernetes.io/os") == "windows"
        )


class Workload:
    """Anything that makes pods: a Deployment, a CronJob, a bare Pod, a kind declared to be one...

    :ivar object: the Kubernetes object.
    :ivar kind: of the object.
    :ivar pod: its pod template.
    :ivar replicas: as written; None where not written or where the kind has no such field.
    :ivar selector: of its pods; None where the kind has none.
    :ivar replicas_path: where `replicas` stands or would stand; () if the kind has none.
    """

    __slots__ = ("kind", "namespace", "object", "pod", "replicas", "replicas_path", "selector")

    def __init__(self, obj: WorkloadObject) -> None:
        self.object: WorkloadObject = obj
        self.kind = obj.kind
        self.namespace = obj.metadata.namespace
        self.replicas: int | None = None
        self.selector: LabelSelector | None = None
        self.replicas_path: Path = ()
        self.pod = self._view(obj)

    def _view(self, obj: WorkloadObject) -> PodTemplate:
        match obj:
            case pods.Pod():
                return PodTemplate(self, obj.metadata, obj.spec, ())
            case CronJob():
                job = obj.spec.job_template.spec
                path: Path = ("spec", "jobTemplate", "spec", "template")
                return PodTemplate(self, job.template.metadata, job.template.spec, path)
            case CustomWorkload():
                self.replicas, self.selector = obj.replicas, obj.selector
                self.replicas_path = obj.replicas_path
                template = obj.template
                return PodTemplate(self, template.metadata, template.spec, obj.template_path)
            case Deployment() | StatefulSet() | Rollout() | ReplicaSet():
                self.replicas = obj.spec.replicas
                self.replicas_path = ("spec", "replicas")
        if not isinstance(obj, Job):
            spec = obj.spec
            if isinstance(spec, ReplicaSetSpec):
                self.selector = spec.label_selector
            else:
                self.selector = spec.selector
        template = obj.spec.template or pods.PodTemplateSpec()
        return PodTemplate(self, template.metadata, template.spec, ("spec", "template"))

    @property
    def path(self) -> Path:
        """The empty path: a finding about the workload is about the whole object."""
        return ()

    @property
    def name(self) -> str:
        """The object's name."""
        return self.object.name

    @property
    def containers(self) -> list[Container]:
        """Of all roles, main containers first."""
        return self.pod.containers

    @property
    def labels(self) -> Labels:
        """The labels its pods will carry."""
        return self.pod.metadata.labels

    @property
    def scalable(self) -> bool:
        """Whether it has a number of replicas."""
        return bool(self.replicas_path)

    @property
    def desired(self) -> int:
        """Replicas as the API server defaults them: 1 if not written. An HPA may change it."""
        return 1 if self.replicas is None else self.replicas

    @property
    def serves(self) -> bool:
        """Whether its pods are meant to run for ever, rather than to an end."""
        return not isinstance(self.object, Job | CronJob)

    @property
    def job(self) -> JobSpec | None:
        """The Job's spec, if it is or makes a Job."""
        match self.object.spec if not isinstance(self.object, CustomWorkload) else None:
            case JobSpec() as spec:
                return spec
            case CronJobSpec() as spec:
                return spec.job_template.spec
        return None


WORKLOAD_TYPES = (
    Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, CronJob, pods.Pod, Rollout, CustomWorkload,
)  # fmt: skip

_OWNERS = frozenset(kind.__name__ for kind in WORKLOAD_TYPES) | {"ReplicationController"}


def workload_of(obj: Object) -> Workload | None:
    """The object as a workload; None if it makes no pods or belongs to a workload itself.

    A ReplicaSet of a Deployment, a Job of a CronJob, a Pod of either is judged as its owner. What
    an operator made of a custom resource is judged itself: nobody else knows its pod template.
    """
    if not isinstance(obj, WORKLOAD_TYPES):
        return None
    if any(o.controller and o.kind in _OWNERS for o in obj.metadata.owner_references):
        return None
    if isinstance(obj, Rollout) and obj.spec.template is None:
        return None  # its template stands in the Deployment that workloadRef names
    return Workload(obj)
