"""Spreading: that one node, or one zone, does not take all the pods of a workload with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from batten.model.inventory import Inventory
from batten.model.objects.cluster import HOSTNAME, LEGACY_ZONE, ZONE
from batten.model.objects.meta import Labels
from batten.model.objects.placement import (
    PREFERRED,
    REQUIRED,
    Affinity,
    PodAffinity,
    PodAffinityTerm,
    TopologySpreadConstraint,
)
from batten.model.objects.pods import PodSpec
from batten.model.source import Path
from batten.model.workload import PodTemplate, Workload
from batten.rules.finding import Edit, Finding, Fix, Severity, found
from batten.rules.rule import Section, rule
from batten.rules.wording import brief

_ZONES = (ZONE, LEGACY_ZONE)
_CHOICES = ("DoNotSchedule", "ScheduleAnyway")


def away_from_itself(pod: PodTemplate) -> bool:
    """Whether a pod anti-affinity of the template keeps its own pods apart."""
    return any(_matches(term, pod.labels) for term, _ in _anti_affinity(pod.spec))


def _anti_affinity(spec: PodSpec) -> Iterator[tuple[PodAffinityTerm, Path]]:
    anti = spec.affinity and spec.affinity.pod_anti_affinity
    if not anti:
        return
    at = ("affinity", "podAntiAffinity")
    for index, term in enumerate(anti.required):
        yield term, (*at, REQUIRED, index)
    for index, weighted in enumerate(anti.preferred):
        yield weighted.pod_affinity_term, (*at, PREFERRED, index, "podAffinityTerm")


def _matches(term: PodAffinityTerm, labels: Labels) -> bool:
    return term.label_selector is not None and term.label_selector.matches(labels)


@rule("spread-missing", Section.UPTIME, Severity.WARNING, fix="safe")
def spread_missing(workload: Workload, inventory: Inventory) -> Iterator[Finding]:
    """The replicas of a workload are told to spread over nodes and zones.

    Why: the scheduler's own preference is weak: it tolerates a skew of 3 pods a node and 5 a zone,
        and gives way to packing. Two replicas often meet on one node, and that node's end is then
        the outage that the second replica was meant to prevent.
    Good:
        topologySpreadConstraints:
        - topologyKey: kubernetes.io/hostname
          maxSkew: 1
          whenUnsatisfiable: ScheduleAnyway
          labelSelector: {matchLabels: {app: checkout}}
    Fix: Add topologySpreadConstraints with ScheduleAnyway for host name and zone. They are a
        preference: no pod stays Pending for them. Where known nodes lack the zone label, the host
        name only.
    Not: workloads with one replica, DaemonSets, pods with a hostPort, which cannot share a node,
        and those with any anti-affinity against themselves. Anti-affinity against a selector that
        matches no pods is reported by spread-invalid.
    Sources: https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
        pkg/scheduler/framework/plugins/podtopologyspread (systemDefaultConstraints)
    """
    pod = workload.pod
    if not workload.scalable or pod.spec.topology_spread_constraints:
        return
    replicas = inventory.replicas_min(workload)
    if replicas < 2 or away_from_itself(pod) or _bound_to_ports(pod):
        return
    if any(_lost(pod, term, inventory) for term, _ in _anti_affinity(pod.spec)):
        return
    yield found(
        workload.pod,
        f"nothing spreads its {replicas} pods: one node may hold them all",
        "topologySpreadConstraints",
        fix=Fix(safe=True, edits=edits) if (edits := spread_edits(workload, inventory)) else None,
    )


def _bound_to_ports(pod: PodTemplate) -> bool:
    return any(
        port.host_port or pod.spec.host_network
        for container in pod.containers
        for port in container.spec.ports
    )


def spread_edits(workload: Workload, inventory: Inventory) -> tuple[Edit, ...]:
    """What spreads a workload over nodes and zones; nothing where no labels select its pods."""
    selector = workload.selector
    if selector is None or not selector.match_labels or not selector.matches(workload.labels):
        return ()
    zoned = all(ZONE in node.metadata.labels for node in inventory.nodes)
    keys = (ZONE, HOSTNAME) if zoned else (HOSTNAME,)
    constraints = [_constraint(key, selector.match_labels) for key in keys]
    return (Edit("set", (*workload.pod.path, "topologySpreadConstraints"), constraints),)


def _constraint(key: str, labels: Labels) -> dict[str, Any]:
    return {
        "maxSkew": 1,
        "topologyKey": key,
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": dict(labels)},
    }


@rule("spread-invalid", Section.UPTIME, Severity.CRITICAL, fix="safe")
def spread_invalid(pod: PodTemplate, inventory: Inventory) -> Iterator[Finding]:
    """Spread constraints and anti-affinity are valid, and are about the workload's own pods.

    Why: the API server refuses a pod whose constraint has no topologyKey, a maxSkew below 1, an
        unknown whenUnsatisfiable, minDomains without DoNotSchedule, or is there twice, and an
        affinity weight outside 1 to 100. A selector that is missing, or misses the workload's own
        pods, counts nothing: every node looks equally good, and nothing is spread.
    Bad:
        labelSelector: {matchLabels: {app: old-name}}
    Fix: Write the constraint's selector with labels that the pod template carries.
    Not: anti-affinity that keeps away from other workloads on purpose: a selector that misses its
        own pods is reported only if it matches no known pods at all.
    Sources: pkg/apis/core/validation/validation.go (validateTopologySpreadConstraints)
        https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
    """
    spec = pod.spec
    if spec.topology_spread_constraints:
        seen: set[tuple[str, str]] = set()
        for index, constraint in enumerate(spec.topology_spread_constraints):
            yield from _constraint_errors(pod, index, constraint, seen)
    if spec.affinity:
        yield from _affinity_errors(pod, spec.affinity, inventory)


def _constraint_errors(
    pod: PodTemplate, index: int, constraint: TopologySpreadConstraint, seen: set[tuple[str, str]]
) -> Iterator[Finding]:
    at = ("topologySpreadConstraints", index)
    key, choice = constraint.topology_key, constraint.when_unsatisfiable
    if not key:
        yield found(pod, "no topologyKey: the API server refuses it", *at, "topologyKey")
    if constraint.max_skew is None or constraint.max_skew < 1:
        skew = "no maxSkew" if constraint.max_skew is None else f"maxSkew {constraint.max_skew}"
        yield found(pod, f"{skew}: it must be 1 or more, or is refused", *at, "maxSkew")
    if choice not in _CHOICES:
        message = f"whenUnsatisfiable is {choice or 'missing'}: refused"
        yield found(pod, message, *at, "whenUnsatisfiable")
    elif constraint.min_domains is not None and choice != "DoNotSchedule":
        yield found(pod, "minDomains needs DoNotSchedule: refused", *at, "minDomains")
    elif constraint.min_domains is not None and constraint.min_domains < 1:
        yield found(pod, "minDomains must be 1 or more: refused", *at, "minDomains")
    if (key, choice) in seen:
        yield found(pod, f"{key} with {choice} is there twice: refused", *at, "topologyKey")
    seen.add((key, choice))
    yield from _miss(pod, constraint, at)


def _miss(pod: PodTemplate, constraint: TopologySpreadConstraint, at: Path) -> Iterator[Finding]:
    selector = constraint.label_selector
    if selector is not None and not selector.empty:
        if not selector.matches(pod.labels):
            yield found(
                pod,
                f"{brief(selector)} misses its own pods: they are not spread",
                *(*at, "labelSelector"),
                severity=Severity.WARNING,
            )
        return
    yield found(
        pod,
        "no labelSelector: it counts no pods and spreads none",
        *(*at, "labelSelector"),
        severity=Severity.WARNING,
        fix=_selecting(pod, constraint, at),
    )


def _selecting(pod: PodTemplate, constraint: TopologySpreadConstraint, at: Path) -> Fix | None:
    """Safe only for a preference: DoNotSchedule, once it counts, may leave pods Pending."""
    selector = pod.workload.selector
    if constraint.when_unsatisfiable != "ScheduleAnyway" or selector is None:
        return None
    if not selector.match_labels or not selector.matches(pod.labels):
        return None
    value = {"matchLabels": dict(selector.match_labels)}
    return Fix(safe=True, edits=(Edit("set", (*pod.path, *at, "labelSelector"), value),))


def _refused(pod: PodTemplate, part: PodAffinity | None, at: Path) -> Iterator[Finding]:
    """What the API server refuses in podAffinity or podAntiAffinity."""
    if part is None:
        return
    keyless = "no topologyKey: the API server refuses it"
    for index, term in enumerate(part.required):
        if not term.topology_key:
            yield found(pod, keyless, *at, REQUIRED, index, "topologyKey")
    for index, weighted in enumerate(part.preferred):
        path = (*at, PREFERRED, index)
        if not 1 <= weighted.weight <= 100:
            message = f"weight {weighted.weight} is not between 1 and 100: refused"
            yield found(pod, message, *path, "weight")
        if not weighted.pod_affinity_term.topology_key:
            yield found(pod, keyless, *path, "podAffinityTerm", "topologyKey")


def _affinity_errors(
    pod: PodTemplate, affinity: Affinity, inventory: Inventory
) -> Iterator[Finding]:
    yield from _refused(pod, affinity.pod_affinity, ("affinity", "podAffinity"))
    yield from _refused(pod, affinity.pod_anti_affinity, ("affinity", "podAntiAffinity"))
    for term, path in _anti_affinity(pod.spec):
        if _lost(pod, term, inventory):
            yield found(
                pod,
                f"keeps away from {brief(term.label_selector)}, which no pod has"
                if term.label_selector
                else "no labelSelector: it keeps away from nothing",
                *(*path, "labelSelector"),
                severity=Severity.WARNING,
            )


def _lost(pod: PodTemplate, term: PodAffinityTerm, inventory: Inventory) -> bool:
    """Whether the term matches no pods known: neither its own nor any others it could mean."""
    selector = term.label_selector
    if selector is None:
        return not term.namespaces and term.namespace_selector is None
    if selector.matches(pod.labels) or term.namespaces or term.namespace_selector is not None:
        return False
    keys = {*selector.match_labels, *(part.key for part in selector.match_expressions)}
    if not keys <= pod.labels.keys():
        return False
    namespace = pod.workload.namespace
    known = inventory.selected(namespace, selector) or inventory.selected_owned(namespace, selector)
    return not known
