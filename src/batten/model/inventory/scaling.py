"""How many replicas: HPAs, ScaledObjects, VPAs, and Argo Rollouts that run a Deployment's pods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from batten.model.inventory.objects import Name, grouped
from batten.model.inventory.workloads import Workloads
from batten.model.objects.meta import Object
from batten.model.objects.scaling import (
    Autoscaler,
    ExternalMetric,
    HorizontalPodAutoscaler,
    ScaledObject,
    VerticalPodAutoscaler,
)
from batten.model.objects.workloads import Rollout
from batten.model.workload import Workload


class Scaling(Workloads):
    """Autoscalers and what they scale."""

    @cached_property
    def autoscalers(self) -> list[Autoscaler]:
        """All HPAs and ScaledObjects, but not the HPA that a ScaledObject makes for itself."""
        hpas = [hpa for hpa in self.of(HorizontalPodAutoscaler) if not hpa.controlled]
        return [*hpas, *self.of(ScaledObject)]

    def autoscalers_of(self, workload: Workload) -> Sequence[Autoscaler]:
        """The HPAs and ScaledObjects that scale it."""
        return self._autoscalers.get(workload, ())

    @cached_property
    def _autoscalers(self) -> dict[Workload, list[Autoscaler]]:
        of_workload: dict[Workload, list[Autoscaler]] = defaultdict(list)
        for autoscaler in self.autoscalers:
            scaled = self.scaled_by(autoscaler)
            if scaled:
                of_workload[scaled].append(autoscaler)
        return of_workload

    def replicas_min(self, workload: Workload) -> int:
        """The fewest replicas it is meant to have: an autoscaler's minimum, else its own count."""
        autoscalers = self.autoscalers_of(workload)
        if autoscalers:
            return max(autoscaler.min_replicas for autoscaler in autoscalers)
        return self._desired(workload)

    def replicas_max(self, workload: Workload) -> int:
        """The most replicas it is meant to have."""
        autoscalers = self.autoscalers_of(workload)
        if autoscalers:
            return max(autoscaler.max_replicas for autoscaler in autoscalers)
        return self._desired(workload)

    def _desired(self, workload: Workload) -> int:
        rollout = self.rollout_of(workload)
        if rollout is None:
            return workload.desired
        return 1 if rollout.spec.replicas is None else rollout.spec.replicas

    def rollout_of(self, workload: Workload) -> Rollout | None:
        """The Argo Rollout that runs its template (workloadRef) and so owns its replicas."""
        return self._rollouts.get(workload)

    @cached_property
    def _rollouts(self) -> dict[Workload, Rollout]:
        found = ((self._template_of(rollout), rollout) for rollout in self.of(Rollout))
        return {workload: rollout for workload, rollout in found if workload}

    def _template_of(self, rollout: Rollout) -> Workload | None:
        ref = rollout.spec.workload_ref
        return self.workload_named(ref.kind, rollout.namespace, ref.name) if ref else None

    def target_of(self, autoscaler: Autoscaler) -> Workload | Object | None:
        """What an autoscaler scales: a workload, another object, or None if unknown."""
        obj = self.get(*_target_name(autoscaler))
        return (self.workload(obj) or obj) if obj else None

    def scaled_by(self, autoscaler: Autoscaler) -> Workload | None:
        """The workload whose pods an autoscaler's target makes, also through a workloadRef."""
        target = self.target_of(autoscaler)
        if isinstance(target, Rollout):
            return self._template_of(target)
        return target if isinstance(target, Workload) else None

    def rivals(self, autoscaler: Autoscaler) -> Sequence[Autoscaler]:
        """All autoscalers with the same target, itself among them, HPAs first."""
        return self._by_target.get(_target_name(autoscaler), ())

    @cached_property
    def _by_target(self) -> dict[Name, list[Autoscaler]]:
        return grouped(self.autoscalers, _target_name)

    def vpas_beside(self, autoscaler: Autoscaler) -> Sequence[VerticalPodAutoscaler]:
        """The VPAs with the same target."""
        return self._vpas.get(_target_name(autoscaler), ())

    @cached_property
    def _vpas(self) -> dict[Name, list[VerticalPodAutoscaler]]:
        def target_name(vpa: VerticalPodAutoscaler) -> Name:
            target = vpa.spec.target_ref
            return target.kind, vpa.namespace, target.name

        return grouped(self.of(VerticalPodAutoscaler), target_name)

    @cached_property
    def external_metrics(self) -> frozenset[str]:
        """Names of the metrics that ExternalMetrics declare."""
        return frozenset(
            name
            for metric in self.of(ExternalMetric)
            for name in (metric.spec.metric_name, metric.name)
        )


def _target_name(autoscaler: Autoscaler) -> Name:
    target = autoscaler.target
    return target.kind, autoscaler.namespace, target.name
