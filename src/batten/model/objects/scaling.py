"""Autoscalers and disruption budgets."""

from __future__ import annotations

from typing import Any

import msgspec

from batten.model.objects.meta import IntOrString, Object, Part, QuantityText
from batten.model.selectors import LabelSelector


class TargetRef(Part):
    """What is scaled; the HPA controller looks at group and kind only."""

    api_version: str = ""
    kind: str = ""
    name: str = ""


class MetricIdentifier(Part):
    """A metric's name and labels."""

    name: str = ""
    selector: LabelSelector | None = None


class MetricSource(Part):
    """Resource, Pods, Object, ContainerResource or External; v2 and v2beta1 forms together."""

    name: str = ""
    container: str = ""
    metric: MetricIdentifier | None = None
    metric_name: str = ""
    metric_selector: LabelSelector | None = None
    target: dict[str, Any] = {}
    target_average_utilization: int | None = None

    @property
    def metric_id(self) -> str:
        """The metric's name in either form, "" for resource metrics."""
        return self.metric.name if self.metric else self.metric_name


class Metric(Part):
    """One metric of an HPA."""

    type: str = ""
    resource: MetricSource | None = None
    container_resource: MetricSource | None = None
    pods: MetricSource | None = None
    object_: MetricSource | None = msgspec.field(default=None, name="object")
    external: MetricSource | None = None


class HorizontalPodAutoscalerSpec(Part):
    """spec of an HPA, of any version; min_replicas None: 1."""

    scale_target_ref: TargetRef = msgspec.field(default_factory=TargetRef)
    min_replicas: int | None = None
    max_replicas: int = 0
    metrics: list[Metric] = []


class HorizontalPodAutoscaler(Object):
    """A HorizontalPodAutoscaler."""

    spec: HorizontalPodAutoscalerSpec = msgspec.field(default_factory=HorizontalPodAutoscalerSpec)

    @property
    def min_replicas(self) -> int:
        """minReplicas, 1 if unset."""
        return 1 if self.spec.min_replicas is None else self.spec.min_replicas

    @property
    def max_replicas(self) -> int:
        """maxReplicas."""
        return self.spec.max_replicas

    @property
    def target(self) -> TargetRef:
        """What it scales."""
        return self.spec.scale_target_ref


class ScaleTrigger(Part):
    """One trigger of a ScaledObject."""

    type: str = ""
    name: str = ""
    metric_type: str = ""
    metadata: dict[str, Any] = {}


class ScaledObjectSpec(Part):
    """spec of a KEDA ScaledObject (keda.sh/v1alpha1)."""

    scale_target_ref: TargetRef = msgspec.field(default_factory=TargetRef)
    min_replica_count: int | None = None
    max_replica_count: int | None = None
    idle_replica_count: int | None = None
    triggers: list[ScaleTrigger] = []


class ScaledObject(Object):
    """A KEDA ScaledObject: makes an HPA, scales to zero by itself."""

    spec: ScaledObjectSpec = msgspec.field(default_factory=ScaledObjectSpec)

    @property
    def min_replicas(self) -> int:
        """minReplicaCount, 0 if unset."""
        return self.spec.min_replica_count or 0

    @property
    def max_replicas(self) -> int:
        """maxReplicaCount, 100 if unset."""
        return 100 if self.spec.max_replica_count is None else self.spec.max_replica_count

    @property
    def target(self) -> TargetRef:
        """What it scales; a missing kind means Deployment."""
        ref = self.spec.scale_target_ref
        return (
            ref if ref.kind else TargetRef(api_version="apps/v1", kind="Deployment", name=ref.name)
        )


Autoscaler = HorizontalPodAutoscaler | ScaledObject


class VpaUpdatePolicy(Part):
    """updatePolicy of a VPA."""

    update_mode: str = "Auto"


class ContainerPolicy(Part):
    """What a VPA does with the containers of a name, "*" for all others."""

    container_name: str = ""
    mode: str = "Auto"
    controlled_resources: list[str] = []


class VpaResourcePolicy(Part):
    """resourcePolicy of a VPA."""

    container_policies: list[ContainerPolicy] = []


class VerticalPodAutoscalerSpec(Part):
    """spec of a VPA."""

    target_ref: TargetRef = msgspec.field(default_factory=TargetRef)
    update_policy: VpaUpdatePolicy = msgspec.field(default_factory=VpaUpdatePolicy)
    resource_policy: VpaResourcePolicy = msgspec.field(default_factory=VpaResourcePolicy)


class VerticalPodAutoscaler(Object):
    """A VerticalPodAutoscaler (autoscaling.k8s.io)."""

    spec: VerticalPodAutoscalerSpec = msgspec.field(default_factory=VerticalPodAutoscalerSpec)


class PodDisruptionBudgetSpec(Part):
    """spec of a PDB; selector None selects nothing."""

    min_available: IntOrString | None = None
    max_unavailable: IntOrString | None = None
    selector: LabelSelector | None = None
    unhealthy_pod_eviction_policy: str | None = None


class PodDisruptionBudget(Object):
    """A PodDisruptionBudget."""

    spec: PodDisruptionBudgetSpec = msgspec.field(default_factory=PodDisruptionBudgetSpec)


class ExternalMetricSpec(Part):
    """spec of an ExternalMetric (batten.dev/v1alpha1)."""

    metric_name: str = ""


class ExternalMetric(Object):
    """A metric that Batten's metrics guardian serves."""

    spec: ExternalMetricSpec = msgspec.field(default_factory=ExternalMetricSpec)


class APIServiceSpec(Part):
    """spec of an APIService."""

    group: str = ""
    version: str = ""
    service: dict[str, Any] | None = None


class APIService(Object):
    """An aggregated API, such as external.metrics.k8s.io."""

    spec: APIServiceSpec = msgspec.field(default_factory=APIServiceSpec)


class PriorityClass(Object):
    """A PriorityClass."""

    value: int = 0
    global_default: bool = False
    preemption_policy: str = "PreemptLowerPriority"


class ScopeRequirement(Part):
    """One condition on the pods a quota counts: In, NotIn, Exists, DoesNotExist."""

    scope_name: str = ""
    operator: str = ""
    values: list[str] = []


class ScopeSelector(Part):
    """Conditions that must all hold."""

    match_expressions: list[ScopeRequirement] = []


class ResourceQuotaSpec(Part):
    """spec of a ResourceQuota."""

    hard: dict[str, QuantityText] = {}
    scopes: list[str] = []
    scope_selector: ScopeSelector | None = None


class ResourceQuota(Object):
    """A ResourceQuota."""

    spec: ResourceQuotaSpec = msgspec.field(default_factory=ResourceQuotaSpec)


class LimitRangeItem(Part):
    """Limits of one type: Container, Pod or PersistentVolumeClaim."""

    type: str = ""
    max: dict[str, QuantityText] = {}
    min: dict[str, QuantityText] = {}
    default: dict[str, QuantityText] = {}
    default_request: dict[str, QuantityText] = {}
    max_limit_request_ratio: dict[str, QuantityText] = {}


class LimitRangeSpec(Part):
    """spec of a LimitRange."""

    limits: list[LimitRangeItem] = []


class LimitRange(Object):
    """A LimitRange."""

    spec: LimitRangeSpec = msgspec.field(default_factory=LimitRangeSpec)


class WebhookClientConfig(Part):
    """Where a webhook is called."""

    service: dict[str, Any] | None = None
    url: str = ""


class RuleWithOperations(Part):
    """Which requests a webhook sees."""

    operations: list[str] = []
    api_groups: list[str] = []
    resources: list[str] = []
    scope: str = "*"


class Webhook(Part):
    """One admission webhook; failure_policy Fail is the default of v1."""

    name: str = ""
    failure_policy: str = "Fail"
    timeout_seconds: int = 10
    client_config: WebhookClientConfig = msgspec.field(default_factory=WebhookClientConfig)
    rules: list[RuleWithOperations] = []
    namespace_selector: LabelSelector | None = None
    object_selector: LabelSelector | None = None
    match_conditions: list[dict[str, Any]] = []


class WebhookConfiguration(Object):
    """A Validating- or MutatingWebhookConfiguration."""

    webhooks: list[Webhook] = []
