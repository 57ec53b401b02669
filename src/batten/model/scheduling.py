"""Which nodes a pod may run on: labels, taints and sizes, as kube-scheduler's filters see them.

Sources: k8s.io/kubernetes pkg/scheduler/framework/plugins (nodeaffinity,
tainttoleration, noderesources), k8s.io/component-helpers/scheduling/corev1. Cordons and the taints
of node conditions pass again by themselves, so they are left out: asked is what can never be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import msgspec

from batten.model.objects.cluster import Node, Taint
from batten.model.objects.placement import NodeSelector, NodeSelectorTerm, Toleration
from batten.model.objects.pods import PodSpec, ResourceRequirements
from batten.model.quantities import parsed

_PASSING = "node.kubernetes.io/"
_REPEL = ("NoSchedule", "NoExecute")
_POD_LEVEL = ("cpu", "memory")
Amounts = dict[str, Fraction]


def tolerates(tolerations: Iterable[Toleration], taint: Taint) -> bool:
    """Whether a pod with these tolerations bears the taint."""
    for toleration in tolerations:
        if toleration.effect and toleration.effect != taint.effect:
            continue
        if toleration.key and toleration.key != taint.key:
            continue
        if toleration.operator == "Exists" or (toleration.key and toleration.value == taint.value):
            return True
    return False


def repelling(node: Node, tolerations: Sequence[Toleration]) -> Taint | None:
    """The node's first lasting taint that keeps such a pod away."""
    for taint in node.spec.taints:
        if taint.effect not in _REPEL or taint.key.startswith(_PASSING):
            continue
        if not tolerates(tolerations, taint):
            return taint
    return None


def required_terms(spec: PodSpec) -> NodeSelector | None:
    """The pod's required node affinity."""
    affinity = spec.affinity and spec.affinity.node_affinity
    return affinity.required if affinity else None


def chosen(node: Node, spec: PodSpec) -> bool:
    """Whether the node has what nodeSelector and required node affinity ask for."""
    labels = node.metadata.labels
    for key, value in spec.node_selector.items():
        if labels.get(key) != value:
            return False
    required = required_terms(spec)
    return required is None or any(_fulfils(node, term) for term in required.node_selector_terms)


def _fulfils(node: Node, term: NodeSelectorTerm) -> bool:
    """An empty term matches nothing; metadata.name is the only field there is."""
    if not term.match_expressions and not term.match_fields:
        return False
    labels = node.metadata.labels
    fields = {"metadata.name": node.name}
    return all(expression.matches(labels) for expression in term.match_expressions) and all(
        field.matches(fields) for field in term.match_fields
    )


def requests(spec: PodSpec) -> Amounts:
    """What the scheduler reserves for such a pod: by resource, in cores, bytes, pieces.

    Requests default to limits. Init containers run one after another, sidecars beside everything
    after them (k8s.io/component-helpers/resource PodRequests).
    """
    total: Amounts = {}
    for container in spec.containers:
        total = _sum(total, _of(container.resources))
    sidecars: Amounts = {}
    starting: Amounts = {}
    for container in spec.init_containers:
        own = _of(container.resources)
        if container.restart_policy == "Always":
            total = _sum(total, own)
            own = sidecars = _sum(sidecars, own)
        else:
            own = _sum(sidecars, own)
        starting = _most(starting, own)
    needed = _most(total, starting)
    if spec.resources:
        needed.update(_pod_level(spec.resources))
    overhead = {name: parsed(amount) or Fraction(0) for name, amount in spec.overhead.items()}
    return _sum(needed, overhead)


def _of(resources: ResourceRequirements) -> Amounts:
    written = resources.limits | resources.requests
    return {name: parsed(amount) or Fraction(0) for name, amount in written.items()}


def _pod_level(resources: ResourceRequirements) -> Amounts:
    amounts = _of(resources)
    return {
        name: amount
        for name, amount in amounts.items()
        if name in _POD_LEVEL or name.startswith("hugepages-")
    }


def _sum(left: Amounts, right: Amounts) -> Amounts:
    if not left:
        return right
    zero = Fraction(0)
    return left | {name: left.get(name, zero) + amount for name, amount in right.items()}


def _most(left: Amounts, right: Amounts) -> Amounts:
    zero = Fraction(0)
    names = left.keys() | right.keys()
    return {name: max(left.get(name, zero), right.get(name, zero)) for name in names}


def allocatable(node: Node) -> Amounts:
    """What a node has for pods; empty if unknown."""
    written = node.status.allocatable or node.status.capacity
    return {name: parsed(amount) or Fraction(0) for name, amount in written.items()}


class Reachable(msgspec.Struct, frozen=True, gc=False):
    """The nodes pods of one placement may run on.

    :ivar chosen: those that node selector and affinity choose.
    :ivar nodes: those of them whose lasting taints the pods bear.
    """

    chosen: tuple[Node, ...]
    nodes: tuple[Node, ...]


class Reach:
    """The known nodes, asked by many pods of few different placements."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = nodes
        self._known: dict[bytes, Reachable] = {}
        self._sizes: dict[int, Amounts] = {}

    def of(self, spec: PodSpec) -> Reachable:
        """The nodes such a pod may run on, whatever its size."""
        key = self._key(spec)
        if key not in self._known:
            fitting = tuple(node for node in self.nodes if chosen(node, spec))
            bearable = (node for node in fitting if not repelling(node, spec.tolerations))
            self._known[key] = Reachable(fitting, tuple(bearable))
        return self._known[key]

    def size(self, node: Node) -> Amounts:
        """What the node has for pods; empty if unknown."""
        if id(node) not in self._sizes:
            self._sizes[id(node)] = allocatable(node)
        return self._sizes[id(node)]

    def _key(self, spec: PodSpec) -> bytes:
        required = required_terms(spec)
        if not spec.node_selector and not spec.tolerations and required is None:
            return b""
        return msgspec.json.encode((spec.node_selector, spec.tolerations, required))


def domains(nodes: Iterable[Node], key: str) -> set[str]:
    """The distinct values of a topology label."""
    found = {node.metadata.labels.get(key) for node in nodes}
    return {value for value in found if value is not None}
