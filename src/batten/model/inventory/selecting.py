"""What selects pods by their labels: Services, PodDisruptionBudgets, NetworkPolicies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from batten.model.inventory.workloads import Workloads
from batten.model.objects.meta import Object
from batten.model.objects.network import NetworkPolicy, Service
from batten.model.objects.scaling import PodDisruptionBudget
from batten.model.selectors import LabelSelector
from batten.model.workload import Workload

T = TypeVar("T", bound=Object)
_POD_NAME = "statefulset.kubernetes.io/pod-name"


class _Relation(NamedTuple, Generic[T]):
    """Who selects whom, from both ends.

    :ivar of: what selects a workload.
    :ivar pods: what an object selects.
    """

    of: dict[Workload, list[T]]
    pods: dict[T, list[Workload]]


class Selecting(Workloads):
    """Services, PodDisruptionBudgets and NetworkPolicies of workloads, and the other way round."""

    def services(self, workload: Workload) -> Sequence[Service]:
        """The Services that send traffic to its pods."""
        return self._services.of.get(workload, ())

    def pods_of_service(self, service: Service) -> Sequence[Workload]:
        """The workloads a Service sends traffic to."""
        return self._services.pods.get(service, ())

    def pdbs(self, workload: Workload) -> Sequence[PodDisruptionBudget]:
        """The PodDisruptionBudgets that select its pods."""
        return self._budgets.of.get(workload, ())

    def pods_of_pdb(self, pdb: PodDisruptionBudget) -> Sequence[Workload]:
        """The workloads a PodDisruptionBudget guards."""
        return self._budgets.pods.get(pdb, ())

    def network_policies(self, workload: Workload) -> Sequence[NetworkPolicy]:
        """The NetworkPolicies that select its pods."""
        return self._policies.of.get(workload, ())

    def pods_of_policy(self, policy: NetworkPolicy) -> Sequence[Workload]:
        """The workloads a NetworkPolicy isolates."""
        return self._policies.pods.get(policy, ())

    @cached_property
    def _services(self) -> _Relation[Service]:
        return self._related(self.of(Service), self._served)

    @cached_property
    def _budgets(self) -> _Relation[PodDisruptionBudget]:
        return self._related(self.of(PodDisruptionBudget), self._guarded)

    @cached_property
    def _policies(self) -> _Relation[NetworkPolicy]:
        def isolated(policy: NetworkPolicy) -> list[Workload]:
            return self.selected(policy.namespace, policy.spec.pod_selector)

        return self._related(self.of(NetworkPolicy), isolated)

    @staticmethod
    def _related(selecting: Iterable[T], chosen_by: Callable[[T], list[Workload]]) -> _Relation[T]:
        relation: _Relation[T] = _Relation(defaultdict(list), {})
        for obj in selecting:
            relation.pods[obj] = chosen = chosen_by(obj)
            for workload in chosen:
                relation.of[workload].append(obj)
        return relation

    def _served(self, service: Service) -> list[Workload]:
        """A Service without a selector has endpoints somebody else writes: it selects nothing."""
        selector = service.spec.selector
        if not selector:
            return []
        one = self._served_by_name(service) if _POD_NAME in selector else None
        if one:
            return [one]
        return self.selected(service.namespace, LabelSelector(match_labels=selector))

    def _served_by_name(self, service: Service) -> Workload | None:
        """A Service for one pod of a StatefulSet, by the label its controller gives it."""
        selector = dict(service.spec.selector)
        name = selector.pop(_POD_NAME).rpartition("-")[0]
        workload = self.workload_named("StatefulSet", service.namespace, name)
        matches = workload and LabelSelector(match_labels=selector).matches(workload.labels)
        return workload if matches else None

    def _guarded(self, pdb: PodDisruptionBudget) -> list[Workload]:
        """An empty selector matched nothing in policy/v1beta1 and everything in policy/v1."""
        selector = pdb.spec.selector
        if selector is None or (selector.empty and pdb.api_version == "policy/v1beta1"):
            return []
        return self.selected(pdb.namespace, selector)
