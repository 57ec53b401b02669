"""All objects known at one moment, indexed the ways readiness questions need.

The same Inventory comes from a folder of YAML, from `helm template`, a live cluster or a snapshot.
Building it is linear; every question below is a dictionary look-up or walks only what it answers.
An object without a namespace lives in the namespace "": manifests often leave it to the tool that
deploys them, and such objects meet each other, not those that say where they belong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from batten.model.objects import network, scaling
from batten.model.objects.cluster import Node, Role, ServiceAccount
from batten.model.objects.meta import Object
from batten.model.selectors import LabelSelector
from batten.model.workload import Workload, workload_of

T = TypeVar("T", bound=Object)
Name = tuple[str, str, str]
"""Kind, namespace, name."""


class Inventory:
    """Objects and how they relate.

    :ivar objects: in the order read.
    :ivar workloads: every object that makes pods and is not made by another.
    :ivar complete: whether this is all there is (a live cluster, a snapshot), or only the
        manifests of one team, beside which others may exist.
    :ivar nodes: known nodes; empty if unknown.
    """

    def __init__(
        self, objects: Iterable[Object], *, nodes: Iterable[Node] = (), complete: bool = False
    ) -> None:
        self.objects = list(objects)
        self.complete = complete
        self._by_type: dict[type[Object], list[Object]] = defaultdict(list)
        self._by_name: dict[Name, Object] = {}
        self.kinds: set[tuple[str, str]] = set()
        for obj in self.objects:
            self._by_type[type(obj)].append(obj)
            self._by_name.setdefault((obj.kind, obj.namespace, obj.name), obj)
            self.kinds.add((obj.group, obj.kind))
        self.nodes: list[Node] = [*nodes, *self.of(Node)]
        found = (workload_of(obj) for obj in self.objects)
        self.workloads: list[Workload] = [workload for workload in found if workload]
        self._workload_of = {id(workload.object): workload for workload in self.workloads}
        self._pods = _LabelIndex(self.workloads)
        self._relate()

    def _relate(self) -> None:
        self._services = self._selecting(self.of(network.Service), _service_selector)
        self._budgets = self._selecting(self.of(scaling.PodDisruptionBudget), _budget_selector)
        self._policies = self._selecting(self.of(network.NetworkPolicy), _policy_selector)
        self._quotas = _by_namespace(self.of(scaling.ResourceQuota))
        self._limit_ranges = _by_namespace(self.of(scaling.LimitRange))
        self._autoscalers: dict[Workload, list[scaling.Autoscaler]] = defaultdict(list)
        for autoscaler in self.autoscalers:
            target = self.target_of(autoscaler)
            if isinstance(target, Workload):
                self._autoscalers[target].append(autoscaler)

    def _selecting(
        self, selecting: Iterable[T], selector_of: Callable[[T], LabelSelector | None]
    ) -> tuple[dict[Workload, list[T]], dict[T, list[Workload]]]:
        of_workload: dict[Workload, list[T]] = defaultdict(list)
        of_selecting: dict[T, list[Workload]] = {}
        for obj in selecting:
            selector = selector_of(obj)
            chosen = self.selected(obj.namespace, selector) if selector is not None else []
            of_selecting[obj] = chosen
            for workload in chosen:
                of_workload[workload].append(obj)
        return of_workload, of_selecting

    def of(self, kind: type[T]) -> list[T]:
        """All objects of a type."""
        return self._by_type.get(kind, [])  # type: ignore[return-value]  # keyed by that very type

    def get(self, kind: str, namespace: str, name: str) -> Object | None:
        """The object of that kind and name; cluster-scoped kinds have namespace ""."""
        return self._by_name.get((kind, namespace, name))

    def has_kind(self, group: str, kind: str) -> bool:
        """Whether any object of that kind is known."""
        return (group, kind) in self.kinds

    def workload(self, obj: Object) -> Workload | None:
        """The object as a workload."""
        return self._workload_of.get(id(obj))

    def selected(self, namespace: str, selector: LabelSelector) -> list[Workload]:
        """The workloads of a namespace whose pods the selector matches; empty matches all."""
        return self._pods.matching(namespace, selector)

    def in_namespace(self, namespace: str) -> Sequence[Workload]:
        """The workloads of a namespace."""
        return self._pods.everything.get(namespace, ())

    def quotas(self, namespace: str) -> Sequence[scaling.ResourceQuota]:
        """The ResourceQuotas of a namespace."""
        return self._quotas.get(namespace, ())

    def limit_ranges(self, namespace: str) -> Sequence[scaling.LimitRange]:
        """The LimitRanges of a namespace."""
        return self._limit_ranges.get(namespace, ())

    # What concerns a workload ---------------------------------------------------------------

    def services(self, workload: Workload) -> Sequence[network.Service]:
        """The Services that send traffic to its pods."""
        return self._services[0].get(workload, ())

    def pdbs(self, workload: Workload) -> Sequence[scaling.PodDisruptionBudget]:
        """The PodDisruptionBudgets that select its pods."""
        return self._budgets[0].get(workload, ())

    def network_policies(self, workload: Workload) -> Sequence[network.NetworkPolicy]:
        """The NetworkPolicies that select its pods."""
        return self._policies[0].get(workload, ())

    def autoscalers_of(self, workload: Workload) -> Sequence[scaling.Autoscaler]:
        """The HPAs and ScaledObjects that scale it."""
        return self._autoscalers.get(workload, ())

    def replicas_min(self, workload: Workload) -> int:
        """The fewest replicas it is meant to have: an autoscaler's minimum, else its own count."""
        autoscalers = self.autoscalers_of(workload)
        if autoscalers:
            return max(autoscaler.min_replicas for autoscaler in autoscalers)
        return workload.desired

    def replicas_max(self, workload: Workload) -> int:
        """The most replicas it is meant to have."""
        autoscalers = self.autoscalers_of(workload)
        if autoscalers:
            return max(autoscaler.max_replicas for autoscaler in autoscalers)
        return workload.desired

    def service_account(self, workload: Workload) -> ServiceAccount | None:
        """The ServiceAccount its pods run as, if known."""
        spec = workload.pod.spec
        name = spec.service_account_name or spec.service_account or "default"
        account = self.get("ServiceAccount", workload.namespace, name)
        return account if isinstance(account, ServiceAccount) else None

    # What an object concerns ----------------------------------------------------------------

    def pods_of_service(self, service: network.Service) -> Sequence[Workload]:
        """The workloads a Service sends traffic to."""
        return self._services[1].get(service, ())

    def pods_of_pdb(self, pdb: scaling.PodDisruptionBudget) -> Sequence[Workload]:
        """The workloads a PodDisruptionBudget guards."""
        return self._budgets[1].get(pdb, ())

    def pods_of_policy(self, policy: network.NetworkPolicy) -> Sequence[Workload]:
        """The workloads a NetworkPolicy isolates."""
        return self._policies[1].get(policy, ())

    @property
    def autoscalers(self) -> list[scaling.Autoscaler]:
        """All HPAs and ScaledObjects."""
        return [*self.of(scaling.HorizontalPodAutoscaler), *self.of(scaling.ScaledObject)]

    def target_of(self, autoscaler: scaling.Autoscaler) -> Workload | Object | None:
        """What an autoscaler scales: a workload, another object, or None if unknown."""
        target = autoscaler.target
        obj = self.get(target.kind, autoscaler.namespace, target.name)
        return (self.workload(obj) or obj) if obj else None

    def role(self, kind: str, namespace: str, name: str) -> Role | None:
        """A Role (of the namespace) or ClusterRole."""
        obj = self.get(kind, "" if kind == "ClusterRole" else namespace, name)
        return obj if isinstance(obj, Role) else None


def _by_namespace(objects: Iterable[T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for obj in objects:
        found[obj.namespace].append(obj)
    return found


def _service_selector(service: network.Service) -> LabelSelector | None:
    """A Service without a selector has endpoints somebody else writes: it selects nothing."""
    selector = service.spec.selector
    return LabelSelector(match_labels=selector) if selector else None


def _budget_selector(pdb: scaling.PodDisruptionBudget) -> LabelSelector | None:
    """An empty selector matched nothing in policy/v1beta1 and everything in policy/v1."""
    selector = pdb.spec.selector
    if selector is not None and selector.empty and pdb.api_version == "policy/v1beta1":
        return None
    return selector


def _policy_selector(policy: network.NetworkPolicy) -> LabelSelector | None:
    return policy.spec.pod_selector


class _LabelIndex:
    """Workloads by namespace and by each label of their pods."""

    def __init__(self, workloads: Iterable[Workload]) -> None:
        self.everything: dict[str, list[Workload]] = defaultdict(list)
        self._by_label: dict[tuple[str, str, str], list[Workload]] = defaultdict(list)
        for workload in workloads:
            namespace = workload.namespace
            self.everything[namespace].append(workload)
            for key, value in workload.labels.items():
                self._by_label[namespace, key, value].append(workload)

    def matching(self, namespace: str, selector: LabelSelector) -> list[Workload]:
        """Walks only the rarest label's workloads, or the namespace if no label is asked for."""
        candidates: Sequence[Workload] = self.everything.get(namespace, ())
        for key, value in selector.match_labels.items():
            holders = self._by_label.get((namespace, key, value), ())
            if len(holders) < len(candidates):
                candidates = holders
        return [workload for workload in candidates if selector.matches(workload.labels)]
