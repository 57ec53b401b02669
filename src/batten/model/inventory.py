"""All objects known at one moment, indexed the ways readiness questions need.

The same Inventory comes from a folder of YAML, from `helm template`, a live cluster or a snapshot.
Building it is linear; every question below is a dictionary look-up or walks only what it answers.
An object without a namespace lives in the namespace "": manifests often leave it to the tool that
deploys them, and such objects meet each other, not those that say where they belong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Generic, TypeVar

from batten.model.admitted import NO_DEFAULTS, Defaults, defaults_of
from batten.model.objects import network, scaling
from batten.model.objects.cluster import (
    CustomResourceDefinition,
    Node,
    Role,
    RoleBinding,
    Secret,
    ServiceAccount,
)
from batten.model.objects.meta import CustomObject, Labels, Object
from batten.model.objects.workloads import Rollout, StatefulSet
from batten.model.operators import made_names
from batten.model.scheduling import Reach
from batten.model.selectors import LabelSelector
from batten.model.workload import WORKLOAD_TYPES, Workload, workload_of

T = TypeVar("T", bound=Object)
S = TypeVar("S")
POD_NAME = "statefulset.kubernetes.io/pod-name"
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
        self._pods = _LabelIndex((w.namespace, w.labels, w) for w in self.workloads)
        self._relate()

    def _relate(self) -> None:
        self._services = self._selecting(self.of(network.Service), _service_selector)
        for service in self.of(network.Service):
            if POD_NAME in service.spec.selector:
                self._serve_one_pod(service)
        self._budgets = self._selecting(self.of(scaling.PodDisruptionBudget), _budget_selector)
        self._policies = self._selecting(self.of(network.NetworkPolicy), _policy_selector)
        self._quotas = _by_namespace(self.of(scaling.ResourceQuota))
        self._limit_ranges = _by_namespace(self.of(scaling.LimitRange))
        self._defaults = {
            namespace: defaults_of(ranges) for namespace, ranges in self._limit_ranges.items()
        }
        self._rollouts: dict[Workload, Rollout] = {}
        for rollout in self.of(Rollout):
            template = self._template_of(rollout)
            if template:
                self._rollouts[template] = rollout
        self._autoscalers: dict[Workload, list[scaling.Autoscaler]] = defaultdict(list)
        for autoscaler in self.autoscalers:
            scaled = self.scaled_by(autoscaler)
            if scaled:
                self._autoscalers[scaled].append(autoscaler)

    def _template_of(self, rollout: Rollout) -> Workload | None:
        ref = rollout.spec.workload_ref
        obj = self.get(ref.kind, rollout.namespace, ref.name) if ref else None
        return self.workload(obj) if obj else None

    def _serve_one_pod(self, service: network.Service) -> None:
        """A Service for one pod of a StatefulSet, by the label its controller gives it."""
        selector = dict(service.spec.selector)
        name = selector.pop(POD_NAME).rpartition("-")[0]
        obj = self.get("StatefulSet", service.namespace, name)
        workload = self.workload(obj) if obj else None
        if workload and LabelSelector(match_labels=selector).matches(workload.labels):
            self._services[0][workload].append(service)
            self._services[1][service] = [workload]

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

    @property
    def namespaces(self) -> Iterable[str]:
        """Those that hold workloads, in the order first met."""
        return self._pods.everything

    @cached_property
    def reach(self) -> Reach:
        """Which of the known nodes which pods may run on."""
        return Reach(self.nodes)

    def container_defaults(self, namespace: str) -> Defaults:
        """What LimitRanges of the namespace give to containers that do not say."""
        return self._defaults.get(namespace, NO_DEFAULTS)

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

    def rollout_of(self, workload: Workload) -> Rollout | None:
        """The Argo Rollout that runs its template (workloadRef) and so owns its replicas."""
        return self._rollouts.get(workload)

    def _desired(self, workload: Workload) -> int:
        rollout = self._rollouts.get(workload)
        if rollout is None:
            return workload.desired
        return 1 if rollout.spec.replicas is None else rollout.spec.replicas

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

    @cached_property
    def autoscalers(self) -> list[scaling.Autoscaler]:
        """All HPAs and ScaledObjects, but not the HPA that a ScaledObject makes for itself."""
        hpas = [hpa for hpa in self.of(scaling.HorizontalPodAutoscaler) if not hpa.controlled]
        return [*hpas, *self.of(scaling.ScaledObject)]

    def rivals(self, autoscaler: scaling.Autoscaler) -> Sequence[scaling.Autoscaler]:
        """All autoscalers with the same target, itself among them, HPAs first."""
        return self._by_target.get(_target_name(autoscaler), ())

    @cached_property
    def _by_target(self) -> dict[Name, list[scaling.Autoscaler]]:
        by_target: dict[Name, list[scaling.Autoscaler]] = defaultdict(list)
        for autoscaler in self.autoscalers:
            by_target[_target_name(autoscaler)].append(autoscaler)
        return by_target

    def vpas_beside(
        self, autoscaler: scaling.Autoscaler
    ) -> Sequence[scaling.VerticalPodAutoscaler]:
        """The VPAs with the same target."""
        return self._vpas.get(_target_name(autoscaler), ())

    @cached_property
    def _vpas(self) -> dict[Name, list[scaling.VerticalPodAutoscaler]]:
        by_target: dict[Name, list[scaling.VerticalPodAutoscaler]] = defaultdict(list)
        for vpa in self.of(scaling.VerticalPodAutoscaler):
            target = vpa.spec.target_ref
            by_target[target.kind, vpa.namespace, target.name].append(vpa)
        return by_target

    @cached_property
    def external_metrics(self) -> frozenset[str]:
        """Names of the metrics that ExternalMetrics declare."""
        return frozenset(
            name
            for metric in self.of(scaling.ExternalMetric)
            for name in (metric.spec.metric_name, metric.name)
        )

    @cached_property
    def api_groups(self) -> frozenset[str]:
        """The API groups that APIServices of the inventory serve."""
        return frozenset(service.spec.group for service in self.of(scaling.APIService))

    def namesakes(self, kind: str, name: str) -> Sequence[Object]:
        """Objects of that kind and name in whatever namespace."""
        return self._namesakes.get((kind, name), ())

    @cached_property
    def _namesakes(self) -> dict[tuple[str, str], list[Object]]:
        by_name: dict[tuple[str, str], list[Object]] = defaultdict(list)
        for obj in self.objects:
            by_name[obj.kind, obj.name].append(obj)
        return by_name

    def custom_objects(self, namespace: str) -> Sequence[CustomObject]:
        """The objects of a namespace whose kinds Batten has no type for."""
        return self._custom.get(namespace, ())

    @cached_property
    def _custom(self) -> dict[str, list[CustomObject]]:
        by_namespace: dict[str, list[CustomObject]] = defaultdict(list)
        for obj in self.of(CustomObject):
            by_namespace[obj.namespace].append(obj)
        return by_namespace

    def made_by_custom(self, kind: str, namespace: str, name: str) -> bool:
        """Whether an operator may make an object of that name from a custom object.

        Of Secrets also those whose name begins with the custom object's, as database operators
        call them.
        """
        known = self._custom_names
        if (namespace, name) in known or ("", name) in known:
            return True
        return kind == "Secret" and any(
            (namespace, name[:end]) in known for end, char in enumerate(name) if char in "-."
        )

    @cached_property
    def _custom_names(self) -> set[tuple[str, str]]:
        return {(obj.namespace, name) for obj in self.of(CustomObject) for name in made_names(obj)}

    def keeps_secrets(self, namespace: str) -> bool:
        """Whether it holds a Secret of the namespace, or what one is made from."""
        return namespace in self._secretive

    @cached_property
    def _secretive(self) -> set[str]:
        made = {obj.namespace for obj in self.of(CustomObject) if obj.kind.endswith("Secret")}
        return made | {secret.namespace for secret in self.of(Secret)}

    def claimed(self, namespace: str, name: str) -> bool:
        """Whether a StatefulSet makes a claim of that name from one of its templates."""
        stem, _, ordinal = name.rpartition("-")
        return ordinal.isdecimal() and (namespace, stem) in self._claims

    @cached_property
    def _claims(self) -> set[tuple[str, str]]:
        return {
            (sts.namespace, f"{claim.name}-{sts.name}")
            for sts in self.of(StatefulSet)
            for claim in sts.spec.volume_claim_templates
        }

    @cached_property
    def custom_groups(self) -> frozenset[str]:
        """API groups of the custom kinds that are defined or used."""
        defined = {crd.spec.group for crd in self.of(CustomResourceDefinition)}
        return frozenset(defined | {obj.group for obj in self.of(CustomObject)})

    @cached_property
    def priority_classes(self) -> dict[str, scaling.PriorityClass]:
        """PriorityClasses by name."""
        return {priority.name: priority for priority in self.of(scaling.PriorityClass)}

    @cached_property
    def default_priority(self) -> scaling.PriorityClass | None:
        """The class of pods that name none: of several global defaults the lowest."""
        defaults = [c for c in self.priority_classes.values() if c.global_default]
        return min(defaults, key=lambda c: (c.value, c.name), default=None)

    def of_priority(self, name: str) -> Sequence[Workload]:
        """The workloads whose pods name that PriorityClass; "": none."""
        return self._of_priority.get(name, ())

    @cached_property
    def priorities_used(self) -> bool:
        """Whether any workload names a PriorityClass that is not Kubernetes' own."""
        return any(name and not name.startswith("system-") for name in self._of_priority)

    @cached_property
    def _of_priority(self) -> dict[str, list[Workload]]:
        by_class: dict[str, list[Workload]] = defaultdict(list)
        for workload in self.workloads:
            by_class[workload.pod.spec.priority_class_name].append(workload)
        return by_class

    def selected_owned(self, namespace: str, selector: LabelSelector) -> list[Workload]:
        """As `selected`, among what other objects made: pods and what an operator creates."""
        return self._owned.matching(namespace, selector)

    @cached_property
    def _owned(self) -> _LabelIndex[Workload]:
        made = [
            Workload(obj)
            for obj in self.objects
            if isinstance(obj, WORKLOAD_TYPES) and obj.controlled
        ]
        return _LabelIndex((workload.namespace, workload.labels, workload) for workload in made)

    def services_labelled(
        self, namespace: str, selector: LabelSelector
    ) -> Sequence[network.Service]:
        """The Services of a namespace whose own labels the selector matches."""
        return self._labelled_services.matching(namespace, selector)

    def services_in(self, namespace: str) -> Sequence[network.Service]:
        """The Services of a namespace."""
        return self._labelled_services.everything.get(namespace, ())

    @property
    def service_namespaces(self) -> Iterable[str]:
        """Those that hold Services."""
        return self._labelled_services.everything

    @cached_property
    def _labelled_services(self) -> _LabelIndex[network.Service]:
        services = self.of(network.Service)
        return _LabelIndex((s.namespace, s.metadata.labels, s) for s in services)

    def routed(self, service: network.Service) -> bool:
        """Whether an Ingress or a Gateway route sends traffic to it."""
        return (service.namespace, service.name) in self._routed

    @cached_property
    def _routed(self) -> set[tuple[str, str]]:
        routed = set()
        for ingress in self.of(network.Ingress):
            routed |= {(ingress.namespace, backend.target) for backend, _ in ingress.backends}
        for route in self.of(network.HTTPRoute):
            for rule in route.spec.rules:
                routed |= {(r.namespace or route.namespace, r.name) for r in rule.backend_refs}
        return routed

    def target_of(self, autoscaler: scaling.Autoscaler) -> Workload | Object | None:
        """What an autoscaler scales: a workload, another object, or None if unknown."""
        target = autoscaler.target
        obj = self.get(target.kind, autoscaler.namespace, target.name)
        return (self.workload(obj) or obj) if obj else None

    def is_bound(self, namespace: str, account: str) -> bool:
        """Whether a RoleBinding or ClusterRoleBinding names the service account.

        A namespace that either of them leaves to the deploying tool may be the other's.
        """
        bound = self._bound_accounts
        if not namespace:
            return ("*", account) in bound
        return (namespace, account) in bound or ("", account) in bound

    @cached_property
    def _bound_accounts(self) -> set[tuple[str, str]]:
        bound: set[tuple[str, str]] = set()
        for binding in self.of(RoleBinding):
            for subject in binding.subjects:
                if subject.kind == "ServiceAccount":
                    bound.add((subject.namespace or binding.namespace, subject.name))
                    bound.add(("*", subject.name))
        return bound

    def scaled_by(self, autoscaler: scaling.Autoscaler) -> Workload | None:
        """The workload whose pods an autoscaler's target makes, also through a workloadRef."""
        target = self.target_of(autoscaler)
        if isinstance(target, Rollout):
            return self._template_of(target)
        return target if isinstance(target, Workload) else None

    def role(self, kind: str, namespace: str, name: str) -> Role | None:
        """A Role (of the namespace) or ClusterRole."""
        obj = self.get(kind, "" if kind == "ClusterRole" else namespace, name)
        return obj if isinstance(obj, Role) else None


def _by_namespace(objects: Iterable[T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for obj in objects:
        found[obj.namespace].append(obj)
    return found


def _target_name(autoscaler: scaling.Autoscaler) -> Name:
    target = autoscaler.target
    return target.kind, autoscaler.namespace, target.name


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


class _LabelIndex(Generic[S]):
    """Things by namespace and by each of their labels."""

    def __init__(self, things: Iterable[tuple[str, Labels, S]]) -> None:
        self.everything: dict[str, list[S]] = defaultdict(list)
        self._labelled: dict[str, list[tuple[Labels, S]]] = defaultdict(list)
        self._by_label: dict[tuple[str, str, str], list[tuple[Labels, S]]] = defaultdict(list)
        for namespace, labels, thing in things:
            entry = (labels, thing)
            self.everything[namespace].append(thing)
            self._labelled[namespace].append(entry)
            for key, value in labels.items():
                self._by_label[namespace, key, value].append(entry)

    def matching(self, namespace: str, selector: LabelSelector) -> list[S]:
        """Walks only the rarest label's things, or the namespace if no label is asked for."""
        candidates: Sequence[tuple[Labels, S]] = self._labelled.get(namespace, ())
        for key, value in selector.match_labels.items():
            holders = self._by_label.get((namespace, key, value), ())
            if len(holders) < len(candidates):
                candidates = holders
        return [thing for labels, thing in candidates if selector.matches(labels)]
