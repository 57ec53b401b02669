"""Zones: that the end of one is not the end of a workload."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.inventory import Inventory
from batten.model.objects.cluster import LEGACY_ZONE, ZONE, Node
from batten.model.objects.placement import REQUIRED
from batten.model.objects.pods import PodSpec
from batten.model.scheduling import required_terms
from batten.model.source import Path
from batten.model.workload import Workload
from batten.rules.finding import Finding, Severity, found
from batten.rules.rule import Section, rule

_ZONES = (ZONE, LEGACY_ZONE)


@rule("single-zone", Section.UPTIME, Severity.WARNING, fix="guided")
def single_zone(inventory: Inventory) -> Iterator[Finding]:
    """The replicas of a workload can run in more than one zone.

    Why: cloud zones fail, and a rule for spreading cannot help where only one zone is allowed: all
        replicas go with it.
    Bad:
        nodeSelector: {topology.kubernetes.io/zone: eu-west-1a}
    Fix: Allow nodes of a second zone, or run a copy of the workload in another zone.
    Not: workloads with one replica, those that run to an end, and one-per-zone copies behind the
        same Service. A cluster whose nodes are all in one zone is reported once.
    Sources: https://kubernetes.io/docs/setup/best-practices/multiple-zones/
    """
    zones = {node.zone for node in inventory.nodes}
    one_zone = len(zones) == 1 and "" not in zones and len(inventory.nodes) > 1
    if one_zone:
        yield _whole_cluster(inventory.nodes)
    for workload in inventory.workloads:
        if not workload.scalable or inventory.replicas_min(workload) < 2:
            continue
        pinned = _pinned(workload.pod.spec)
        if pinned:
            zone, path = pinned
            if not _copied(workload, zone, inventory):
                yield _confined(workload, inventory, f"pinned to zone {zone}", path)
        elif len(zones) > 1 and "" not in zones:
            yield from _confined_by_nodes(workload, inventory)


def _whole_cluster(nodes: list[Node]) -> Finding:
    first = min(nodes, key=lambda node: node.name)
    message = f"all {len(nodes)} nodes are in zone {first.zone}: losing it loses everything"
    return found(first, message, "metadata", "labels", ZONE)


def _pinned(spec: PodSpec) -> tuple[str, Path] | None:
    """The one zone the pod asks for, and where."""
    for key in _ZONES:
        if key in spec.node_selector:
            return spec.node_selector[key], ("nodeSelector", key)
    required = required_terms(spec)
    terms = required.node_selector_terms if required else []
    zones: set[str] = set()
    for term in terms:
        asked = [
            frozenset(e.values)
            for e in term.match_expressions
            if e.key in _ZONES and e.operator == "In"
        ]
        if not asked:
            return None
        zones |= frozenset.intersection(*asked)
    if len(zones) != 1:
        return None
    return zones.pop(), ("affinity", "nodeAffinity", REQUIRED)


def _copied(workload: Workload, zone: str, inventory: Inventory) -> bool:
    """Whether a Service of the workload has pods in another zone too."""
    for service in inventory.services(workload):
        for other in inventory.pods_of_service(service):
            pinned = _pinned(other.pod.spec)
            if pinned is None or pinned[0] != zone:
                return True
    return False


def _confined(workload: Workload, inventory: Inventory, why: str, path: Path) -> Finding:
    replicas = inventory.replicas_min(workload)
    return found(workload.pod, f"{why}: losing it loses all {replicas} pods", *path)


def _confined_by_nodes(workload: Workload, inventory: Inventory) -> Iterator[Finding]:
    nodes = inventory.reach.of(workload.pod.spec).nodes
    reached = {node.zone for node in nodes}
    if len(reached) == 1:
        which = "the only node" if len(nodes) == 1 else f"the {len(nodes)} nodes"
        why = f"{which} for it {'is' if len(nodes) == 1 else 'are'} in zone {reached.pop()}"
        yield _confined(workload, inventory, why, ("nodeSelector",))
