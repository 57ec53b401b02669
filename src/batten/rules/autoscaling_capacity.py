"""Whether the known nodes can hold what autoscalers may ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from batten.model.inventory import Inventory
from batten.model.objects.cluster import Node
from batten.model.objects.scaling import Autoscaler
from batten.model.scheduling import Amounts, Reach, requests
from batten.model.workload import Workload
from batten.rules.autoscaling import maximum_path
from batten.rules.finding import Finding, Severity, found
from batten.rules.rule import Section, rule

_WEIGHED = ("cpu", "memory")
Peak = tuple[Autoscaler, Amounts]
"""An autoscaler and what one pod of its target requests."""


@rule("hpa-exceeds-capacity", Section.UPTIME, Severity.WARNING)
def hpa_exceeds_capacity(inventory: Inventory) -> Iterator[Finding]:
    """The nodes can hold every autoscaler's maximum.

    Why: pods above what the nodes hold stay Pending: at peak the autoscaler says 40, and 24 serve.
        Each maximum is put to the nodes its pods may run on (node selector, affinity, taints), as
        if they were empty: what is reported cannot fit even then. All maxima that fit alone are
        weighed together too, as a note.
    Bad:
        maxReplicas: 40    # of 2 CPUs each, on 6 nodes of 8 CPUs
    Good:
        maxReplicas: 20
    Fix: Lower the maximum or the requests, add nodes, or let a node autoscaler add them.
    Not: anything, unless nodes are known (a cluster, a snapshot, `--nodes`); pods without requests
        take no room here. Where a node autoscaler runs, give it the largest size it may reach.
    Sources: https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
    """
    if not inventory.nodes:
        return
    peaks: list[Peak] = []
    for autoscaler in inventory.autoscalers:
        workload = inventory.scaled_by(autoscaler)
        if workload is None or autoscaler.max_replicas <= 0:
            continue
        needed = requests(workload.pod.spec)
        alone = list(_one(autoscaler, workload, needed, inventory.reach))
        yield from alone
        if not alone:
            peaks.append((autoscaler, needed))
    yield from _together(peaks, inventory)


def _one(
    autoscaler: Autoscaler, workload: Workload, needed: Amounts, reach: Reach
) -> Iterator[Finding]:
    nodes = reach.of(workload.pod.spec).nodes
    room = sum(_room(reach.size(node), needed) for node in nodes)
    if nodes and room < autoscaler.max_replicas:
        yield found(
            autoscaler,
            f"up to {autoscaler.max_replicas} pods, but even empty nodes hold {room}",
            *maximum_path(autoscaler),
        )


def _room(size: Amounts, needed: Amounts) -> int:
    """How many such pods an empty node holds; an unknown size holds any number."""
    rooms = [size["pods"]] if "pods" in size else []
    for name, amount in needed.items():
        if amount > 0 and size:
            rooms.append(size.get(name, Fraction(0)) / amount)
    return int(min(rooms)) if rooms else 10**9


def _together(peaks: Sequence[Peak], inventory: Inventory) -> Iterator[Finding]:
    """The sum of all maxima against all nodes, reported at the largest."""
    if len(peaks) < 2:
        return
    for name in _WEIGHED:
        has = _total(inventory.nodes, inventory.reach, name)
        wants = [(needed.get(name, Fraction(0)) * a.max_replicas, a) for a, needed in peaks]
        total = sum(want for want, _ in wants)
        autoscaler = max(wants, key=lambda entry: (entry[0], entry[1].name))[1]
        if total > has > 0:
            times = f"{float(total / has):.1f} times"
            yield found(
                autoscaler,
                f"all autoscalers at maximum need {times} the nodes' {name}",
                *maximum_path(autoscaler),
                severity=Severity.INFO,
            )
            return


def _total(nodes: Sequence[Node], reach: Reach, name: str) -> Fraction:
    return sum((reach.size(node).get(name, Fraction(0)) for node in nodes), Fraction(0))
