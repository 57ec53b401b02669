"""Kinds that make pods. Defaults as in k8s.io/kubernetes pkg/apis/apps/v1/defaults.go and batch."""

from __future__ import annotations

from typing import Any

import msgspec

from batten.model.objects.meta import IntOrString, Metadata, Object, Part
from batten.model.objects.pods import PodTemplateSpec
from batten.model.objects.storage import PersistentVolumeClaim
from batten.model.selectors import LabelSelector


def _template() -> PodTemplateSpec:
    return PodTemplateSpec()


class RollingUpdate(Part):
    """Bounds of a rolling update; None: the kind's default (25% each for a Deployment)."""

    max_surge: IntOrString | None = None
    max_unavailable: IntOrString | None = None
    partition: int = 0


class Strategy(Part):
    """strategy of a Deployment, updateStrategy of a StatefulSet or DaemonSet."""

    type: str = "RollingUpdate"
    rolling_update: RollingUpdate | None = None


class DeploymentSpec(Part):
    """spec of a Deployment."""

    replicas: int | None = None
    selector: LabelSelector | None = None
    template: PodTemplateSpec = msgspec.field(default_factory=_template)
    strategy: Strategy = msgspec.field(default_factory=Strategy)
    min_ready_seconds: int = 0
    revision_history_limit: int | None = None
    progress_deadline_seconds: int | None = None
    paused: bool = False


class Deployment(Object):
    """A Deployment."""

    spec: DeploymentSpec = msgspec.field(default_factory=DeploymentSpec)


class StatefulSetSpec(Part):
    """spec of a StatefulSet."""

    replicas: int | None = None
    selector: LabelSelector | None = None
    template: PodTemplateSpec = msgspec.field(default_factory=_template)
    service_name: str = ""
    update_strategy: Strategy = msgspec.field(default_factory=Strategy)
    min_ready_seconds: int = 0
    revision_history_limit: int | None = None
    volume_claim_templates: list[PersistentVolumeClaim] = []


class StatefulSet(Object):
    """A StatefulSet."""

    spec: StatefulSetSpec = msgspec.field(default_factory=StatefulSetSpec)


class DaemonSetSpec(Part):
    """spec of a DaemonSet."""

    selector: LabelSelector | None = None
    template: PodTemplateSpec = msgspec.field(default_factory=_template)
    update_strategy: Strategy = msgspec.field(default_factory=Strategy)
    min_ready_seconds: int = 0
    revision_history_limit: int | None = None


class DaemonSet(Object):
    """A DaemonSet."""

    spec: DaemonSetSpec = msgspec.field(default_factory=DaemonSetSpec)


class ReplicaSetSpec(Part):
    """spec of a ReplicaSet or ReplicationController."""

    replicas: int | None = None
    selector: dict[str, Any] | None = None
    template: PodTemplateSpec = msgspec.field(default_factory=_template)
    min_ready_seconds: int = 0

    @property
    def label_selector(self) -> LabelSelector | None:
        """The selector; a ReplicationController's is a plain map of labels."""
        written = self.selector
        if written is None:
            return None
        if "matchLabels" not in written and "matchExpressions" not in written:
            written = {"matchLabels": written}
        try:
            return msgspec.convert(written, LabelSelector)
        except msgspec.ValidationError:
            return None


class ReplicaSet(Object):
    """A ReplicaSet."""

    spec: ReplicaSetSpec = msgspec.field(default_factory=ReplicaSetSpec)


class JobSpec(Part):
    """spec of a Job."""

    parallelism: int | None = None
    active_deadline_seconds: int | None = None
    ttl_seconds_after_finished: int | None = None
    suspend: bool = False
    template: PodTemplateSpec = msgspec.field(default_factory=_template)


class Job(Object):
    """A Job."""

    spec: JobSpec = msgspec.field(default_factory=JobSpec)


class JobTemplate(Part):
    """The Job a CronJob makes."""

    metadata: Metadata = msgspec.field(default_factory=Metadata)
    spec: JobSpec = msgspec.field(default_factory=JobSpec)


class CronJobSpec(Part):
    """spec of a CronJob."""

    schedule: str = ""
    time_zone: str | None = None
    starting_deadline_seconds: int | None = None
    concurrency_policy: str = "Allow"
    suspend: bool = False
    job_template: JobTemplate = msgspec.field(default_factory=JobTemplate)


class CronJob(Object):
    """A CronJob."""

    spec: CronJobSpec = msgspec.field(default_factory=CronJobSpec)


class Canary(Part):
    """strategy.canary of an Argo Rollout."""

    max_surge: IntOrString | None = None
    max_unavailable: IntOrString | None = None
    traffic_routing: dict[str, Any] | None = None


class RolloutStrategy(Part):
    """strategy of an Argo Rollout."""

    canary: Canary | None = None
    blue_green: dict[str, Any] | None = None


class WorkloadRef(Part):
    """The Deployment an Argo Rollout takes its template from."""

    api_version: str = ""
    kind: str = ""
    name: str = ""


class RolloutSpec(Part):
    """spec of an Argo Rollout (argoproj.io/v1alpha1)."""

    replicas: int | None = None
    selector: LabelSelector | None = None
    template: PodTemplateSpec | None = None
    workload_ref: WorkloadRef | None = None
    strategy: RolloutStrategy = msgspec.field(default_factory=RolloutStrategy)
    min_ready_seconds: int = 0
    revision_history_limit: int | None = None
    progress_deadline_seconds: int | None = None


class Rollout(Object):
    """An Argo Rollout."""

    spec: RolloutSpec = msgspec.field(default_factory=RolloutSpec)


class CustomWorkload(Object):
    """A kind the configuration declares to be a workload; the reader fills these from its paths.

    :ivar template_path: where the pod template stands in the object.
    """

    template: PodTemplateSpec = msgspec.field(default_factory=_template)
    replicas: int | None = None
    selector: LabelSelector | None = None
    template_path: tuple[str, ...] = ("spec", "template")
    replicas_path: tuple[str, ...] = ("spec", "replicas")
