"""Where a pod asks to run: tolerations, affinity, spread over a topology."""

from __future__ import annotations

import msgspec

from batten.model.objects.meta import Part
from batten.model.selectors import LabelSelector, Requirement

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


class Toleration(Part):
    """Which taints a pod bears."""

    key: str = ""
    operator: str = "Equal"
    value: str = ""
    effect: str = ""


class NodeSelectorTerm(Part):
    """Expressions that must all hold; terms are alternatives."""

    match_expressions: list[Requirement] = []
    match_fields: list[Requirement] = []


class NodeSelector(Part):
    """Alternatives of node selector terms."""

    node_selector_terms: list[NodeSelectorTerm] = []


class NodeAffinity(Part):
    """Which nodes a pod may run on."""

    required: NodeSelector | None = msgspec.field(default=None, name=REQUIRED)


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

    required: list[PodAffinityTerm] = msgspec.field(default_factory=list, name=REQUIRED)
    preferred: list[WeightedPodAffinityTerm] = msgspec.field(default_factory=list, name=PREFERRED)


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
