"""Placement that the known nodes can never grant: pods that stay Pending for ever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from batten.model.inventory import Inventory
from batten.model.objects.cluster import HOSTNAME, ZONE, Node
from batten.model.objects.placement import REQUIRED, PodAffinityTerm, TopologySpreadConstraint
from batten.model.objects.workloads import Deployment
from batten.model.quantities import resolve
from batten.model.scheduling import Amounts, domains, repelling, requests
from batten.model.workload import Workload
from batten.rules.finding import Finding, Severity, found
from batten.rules.rule import Section, rule

_GROWING = (("karpenter.sh", "NodePool"), ("karpenter.sh", "Provisioner"))


@rule("affinity-unsatisfiable", Section.UPTIME, Severity.CRITICAL, fix="guided")
def affinity_unsatisfiable(workload: Workload, inventory: Inventory) -> Iterator[Finding]:
    """The known nodes can take all of a workload's pods.

    Why: a pod that no node may or can take stays Pending for ever. With required anti-affinity on
        the host name there are never more pods than nodes: the autoscaler's last pods stay
        Pending, and with as many replicas as nodes a rolling update that needs a surge pod (the
        default rounds maxUnavailable down to 0 for up to 3 replicas) never begins. DoNotSchedule
        holds back pods where one of the counted zones cannot take any.
    Bad:
        nodeSelector: {disktype: ssd}   # no node has the label
    Fix: Change the requirement to what the nodes have, make it a preference, or add nodes.
    Not: without known nodes nothing can be said. Cordons and the taints of node conditions pass
        again by themselves. Free capacity is not looked at, only whether an empty node would do.
        DaemonSets, which run where they can; other schedulers; affinity to other pods. Where
        Karpenter may add nodes of another kind it is a warning.
    Sources: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
        pkg/scheduler/framework/plugins (nodeaffinity, tainttoleration, noderesources)
        pkg/scheduler/framework/plugins (podtopologyspread, interpodaffinity)
    """
    spec = workload.pod.spec
    if not inventory.nodes or workload.kind == "DaemonSet" or spec.node_name:
        return
    if spec.scheduler_name != "default-scheduler":
        return
    finding = _nowhere(workload, inventory) or _crowded(workload, inventory)
    if finding:
        if any(kind in inventory.kinds for kind in _GROWING):
            finding.severity = Severity.WARNING
        yield finding


def _nowhere(workload: Workload, inventory: Inventory) -> Finding | None:
    """Not even one pod can be placed."""
    pod = workload.pod
    reachable = inventory.reach.of(pod.spec)
    if not reachable.chosen:
        return _unchosen(workload, inventory.nodes)
    if not reachable.nodes:
        count = len(reachable.chosen)
        first = min(reachable.chosen, key=lambda node: node.name)
        taint = repelling(first, pod.spec.tolerations)
        name = f"{taint.key}={taint.value}".rstrip("=") if taint else "?"
        which = "the only node" if count == 1 else f"each of {count} nodes"
        return found(pod, f"{which} has a taint it does not tolerate: {name}", "tolerations")
    return _too_big(workload, inventory, reachable.nodes)


def _unchosen(workload: Workload, nodes: Sequence[Node]) -> Finding:
    pod = workload.pod
    known = f"({len(nodes)} known)"
    for key, value in pod.spec.node_selector.items():
        if not any(node.metadata.labels.get(key) == value for node in nodes):
            return found(pod, f"no node has {key}={value} {known}", "nodeSelector", key)
    affinity = pod.spec.affinity and pod.spec.affinity.node_affinity
    if affinity and affinity.required:
        path = ("affinity", "nodeAffinity", REQUIRED)
        return found(pod, f"no node fulfils the required node affinity {known}", *path)
    return found(pod, f"no node has all labels of the nodeSelector {known}", "nodeSelector")


def _too_big(workload: Workload, inventory: Inventory, nodes: Sequence[Node]) -> Finding | None:
    needed = requests(workload.pod.spec)
    if not any(needed.values()):
        return None
    sizes = [inventory.reach.size(node) for node in nodes]
    if any(not size or _fits(needed, size) for size in sizes):
        return None
    which = "the one node" if len(sizes) == 1 else f"the largest of {len(sizes)} nodes"
    for name, amount in needed.items():
        largest = max(size.get(name, 0) for size in sizes)
        if amount > largest:
            message = f"asks for {_written(name, amount)}: {which} has {_written(name, largest)}"
            return found(workload.pod, message, "containers")
    wanted = " with ".join(_written(name, needed[name]) for name in sorted(needed))
    return found(workload.pod, f"none of {len(sizes)} nodes has {wanted}", "containers")


def _fits(needed: Amounts, size: Amounts) -> bool:
    return all(not amount or amount <= size.get(name, 0) for name, amount in needed.items())


def _written(name: str, amount: Fraction | int) -> str:
    """About, for people: 1.5 cpu, 12.5Gi memory."""
    number = float(amount)
    if name in ("memory", "ephemeral-storage") or name.startswith("hugepages-"):
        return f"{number / 2**30:.3g}Gi {name}"
    return f"{number:.4g} {name}"


def _crowded(workload: Workload, inventory: Inventory) -> Finding | None:
    """The first pods find a place, the last ones do not."""
    spec = workload.pod.spec
    if not workload.scalable:
        return None
    nodes = inventory.reach.of(spec).nodes
    anti = spec.affinity and spec.affinity.pod_anti_affinity
    for index, term in enumerate(anti.required if anti else ()):
        finding = _apart(workload, inventory, nodes, term, index)
        if finding:
            return finding
    hard = [c for c in spec.topology_spread_constraints if c.when_unsatisfiable == "DoNotSchedule"]
    for constraint in hard:
        finding = _uneven(workload, inventory, nodes, hard, constraint)
        if finding:
            return finding
    return None


def _apart(
    workload: Workload,
    inventory: Inventory,
    nodes: Sequence[Node],
    term: PodAffinityTerm,
    index: int,
) -> Finding | None:
    """One pod for each domain of the term; a node without the label takes any number."""
    selector, key = term.label_selector, term.topology_key
    if selector is None or not selector.matches(workload.labels):
        return None
    if any(key not in node.metadata.labels for node in nodes):
        return None
    room = len(domains(nodes, key))
    least, most = inventory.replicas_min(workload), inventory.replicas_max(workload)
    place = _places(key)
    message, severity = "", None
    if least > room:
        message = f"{least} pods that keep apart, but {room} {place}: the rest stays Pending"
    elif most > room:
        message = f"scales to {most} pods that keep apart, but {room} {place}"
        severity = Severity.WARNING
    elif least == room and not term.match_label_keys and _must_surge(workload, least):
        message = f"{least} pods that keep apart on {room} {place}: no update can begin"
    if not message:
        return None
    path = ("affinity", "podAntiAffinity", REQUIRED, index, "topologyKey")
    return found(workload.pod, message, *path, severity=severity)


def _places(key: str) -> str:
    return {HOSTNAME: "nodes", ZONE: "zones"}.get(key, f"values of {key}")


def _must_surge(workload: Workload, replicas: int) -> bool:
    """Whether a rolling update may take no old pod away before a new one is ready.

    pkg/controller/deployment/util ResolveFenceposts: 25% each unless written.
    """
    obj = workload.object
    if not isinstance(obj, Deployment) or obj.spec.strategy.type != "RollingUpdate":
        return False
    bounds = obj.spec.strategy.rolling_update
    written = bounds.max_unavailable if bounds else None
    unavailable = resolve("25%" if written is None else written, replicas, round_up=False)
    surge = bounds.max_surge if bounds else None
    surging = resolve("25%" if surge is None else surge, replicas, round_up=True)
    return unavailable == 0 and surging != 0


def _uneven(
    workload: Workload,
    inventory: Inventory,
    nodes: Sequence[Node],
    hard: Sequence[TopologySpreadConstraint],
    constraint: TopologySpreadConstraint,
) -> Finding | None:
    spec = workload.pod.spec
    index = spec.topology_spread_constraints.index(constraint)
    at = ("topologySpreadConstraints", index)
    key = constraint.topology_key
    keyed = [n for n in nodes if all(c.topology_key in n.metadata.labels for c in hard)]
    if not keyed:
        message = f"no node it may run on has the label {key}: all pods stay Pending"
        return found(workload.pod, message, *at, "topologyKey")
    selector = constraint.label_selector
    if selector is None or selector.empty or not selector.matches(workload.labels):
        return None
    usable = len(domains(keyed, key))
    counted = len(domains(_counted(workload, inventory, hard, constraint), key))
    wanted = constraint.min_domains or 1
    if counted <= usable and counted >= wanted:
        return None
    room = usable * (constraint.max_skew or 1)
    replicas = inventory.replicas_max(workload)
    if replicas <= room:
        return None
    least = inventory.replicas_min(workload)
    severity = Severity.WARNING if least <= room else None
    if counted < wanted:
        message = (
            f"minDomains {wanted}, but {counted} {_places(key)}: room for {room} of {replicas} pods"
        )
        return found(workload.pod, message, *at, "minDomains", severity=severity)
    message = f"{usable} of {counted} {_places(key)} take its pods: room for {room} of {replicas}"
    return found(workload.pod, message, *at, "topologyKey", severity=severity)


def _counted(
    workload: Workload,
    inventory: Inventory,
    hard: Sequence[TopologySpreadConstraint],
    constraint: TopologySpreadConstraint,
) -> list[Node]:
    """The nodes over which the skew is reckoned, by nodeAffinityPolicy and nodeTaintsPolicy."""
    spec = workload.pod.spec
    nodes: Sequence[Node] = inventory.nodes
    if constraint.node_affinity_policy == "Honor":
        nodes = inventory.reach.of(spec).chosen
    if constraint.node_taints_policy == "Honor":
        nodes = [node for node in nodes if not repelling(node, spec.tolerations)]
    return [n for n in nodes if all(c.topology_key in n.metadata.labels for c in hard)]
