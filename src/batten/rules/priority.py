"""Priority: that on a full cluster production wins, and nobody else by surprise."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.inventory import Inventory
from batten.model.objects.scaling import PriorityClass
from batten.model.workload import Workload
from batten.rules.absence import absent
from batten.rules.finding import Finding, Severity, found
from batten.rules.policy import Policy
from batten.rules.production import by_place, is_production
from batten.rules.rule import Section, rule

SYSTEM = {"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000}
"""Built in: pkg/apis/scheduling/types.go."""
HIGHEST = 1_000_000_000
"""The highest value a class of one's own may have."""


@rule("priority-class-missing", Section.UPTIME, Severity.WARNING, fix="guided")
def priority_class_missing(
    workload: Workload, inventory: Inventory, policy: Policy
) -> Iterator[Finding]:
    """Production workloads have a PriorityClass, and it exists.

    Why: without one a pod has priority 0, as a test job has. When nodes are short, after a zone's
        end for example, it waits behind them and may be evicted for anything above 0. A class
        that does not exist is worse: the API server refuses every pod, and a Deployment creates
        none.
    Bad:
        priorityClassName: producton   # no such class
    Good:
        priorityClassName: production
    Fix: Set `priorityClassName` to a class above those of everything that may wait.
    Policy: `production.namespaces`, `production.labels`: what production is. Where they are unset,
        a workload that serves is told only if others of the inventory have classes.
    Not: where a class with globalDefault is known; the system classes, which always exist; a class
        merely not among the manifests is only noted, as classes come with the cluster.
    Sources: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
        plugin/pkg/admission/priority/admission.go
    """
    spec = workload.pod.spec
    name = spec.priority_class_name
    if name:
        if name not in SYSTEM and name not in inventory.priority_classes:
            yield _unknown(workload, inventory)
        return
    if inventory.default_priority is not None or spec.priority:
        return
    path = "priorityClassName"
    if by_place(workload, policy):
        yield found(workload.pod, "priority 0: production waits behind everything above", path)
    elif inventory.priorities_used and workload.serves and inventory.services(workload):
        message = "priority 0, though others here have a priority class"
        yield found(workload.pod, message, path, severity=Severity.INFO)


def _unknown(workload: Workload, inventory: Inventory) -> Finding:
    name = workload.pod.spec.priority_class_name
    if inventory.complete:
        severity = Severity.CRITICAL
    else:
        severity = Severity.WARNING if inventory.priority_classes else Severity.INFO
    return found(
        workload.pod,
        absent(inventory, f"PriorityClass {name}", "its pods are refused"),
        "priorityClassName",
        severity=severity,
        remedy="Create the PriorityClass, or name one that exists.",
    )


@rule("priority-inverted", Section.UPTIME, Severity.WARNING, fix="guided")
def priority_inverted(inventory: Inventory, policy: Policy) -> Iterator[Finding]:
    """The class of production is above that of everything else that shares the cluster.

    Why: on a full cluster the scheduler evicts pods of lower priority for those of higher. With
        equal values production cannot take back its room, with lower ones it is what is evicted,
        PodDisruptionBudget or not.
    Bad:
        kind: PriorityClass
        metadata: {name: production}
        value: 100                       # and class batch has 1000
    Fix: Give production's class a higher value than all others, and roll its pods.
    Policy: `production`: what is production, by namespace, label or class.
    Not: kube-system, the system classes and DaemonSets, which serve the nodes and go first on
        purpose. Production without any class is reported by priority-class-missing.
    Sources: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
        pkg/scheduler/framework/preemption/preemption.go
    """
    classes = inventory.priority_classes
    if not classes:
        return
    producing = _classes_of_production(inventory, policy)
    rival = _highest_other(inventory, policy) if producing else None
    if rival is None:
        return
    workload, value = rival
    for name in sorted(producing):
        own = classes[name]
        if own.value > value:
            continue
        verb = "cannot go before" if own.value == value else _verb(workload, inventory)
        yield found(own, f"value {own.value}: {verb} {_called(workload)} ({value})", "value")


def _classes_of_production(inventory: Inventory, policy: Policy) -> set[str]:
    default = inventory.default_priority
    names = {
        workload.pod.spec.priority_class_name or (default.name if default else "")
        for workload in inventory.workloads
        if is_production(workload, policy)
    }
    return names & inventory.priority_classes.keys()


def _highest_other(inventory: Inventory, policy: Policy) -> tuple[Workload, int] | None:
    """The workload of highest priority that is not production, first by name."""
    others = [
        (-_value(workload, inventory), workload.namespace, workload.name, workload)
        for workload in inventory.workloads
        if _rivals(workload, policy)
    ]
    if not others:
        return None
    negative, _, _, workload = min(others, key=lambda other: other[:3])
    return workload, -negative


def _rivals(workload: Workload, policy: Policy) -> bool:
    return (
        workload.namespace != "kube-system"
        and workload.kind != "DaemonSet"
        and workload.pod.spec.priority_class_name not in SYSTEM
        and not is_production(workload, policy)
    )


def _verb(workload: Workload, inventory: Inventory) -> str:
    chosen = inventory.priority_classes.get(workload.pod.spec.priority_class_name)
    waits = chosen is not None and chosen.preemption_policy == "Never"
    return "waits behind" if waits else "may be evicted for"


def _value(workload: Workload, inventory: Inventory) -> int:
    """Its pods' priority; 0 if its class is unknown."""
    name = workload.pod.spec.priority_class_name
    chosen = inventory.priority_classes.get(name) if name else inventory.default_priority
    return chosen.value if chosen else 0


def _called(workload: Workload) -> str:
    return f"{workload.namespace}/{workload.name}" if workload.namespace else workload.name


@rule("priority-preempts", Section.UPTIME, Severity.WARNING)
def priority_preempts(
    priority: PriorityClass, inventory: Inventory, policy: Policy
) -> Iterator[Finding]:
    """A PriorityClass evicts nobody by surprise, and the API server takes it.

    Why: from the moment a class with globalDefault and a value above 0 exists, every new pod
        without a class has that value, and evicts the running ones, which keep 0. A class used
        outside production evicts production that has none. Values above 1,000,000,000, names
        beginning with `system-` and a second globalDefault are refused.
    Bad:
        globalDefault: true
        value: 1000
    Good:
        globalDefault: true
        value: 1000
        preemptionPolicy: Never
    Fix: Set `preemptionPolicy: Never`, or a value that is no more than the running pods have.
    Policy: `production`: what is production, by namespace, label or class.
    Not: classes with `preemptionPolicy: Never`, which only go first in the queue; production's
        own classes, whose right it is.
    Sources: pkg/apis/scheduling/validation/validation.go
        plugin/pkg/admission/priority/admission.go
    """
    name, value = priority.name, priority.value
    if name in SYSTEM:
        return
    if name.startswith("system-"):
        message = "only Kubernetes' own classes begin with system-: refused"
        yield found(priority, message, "metadata", "name", severity=Severity.CRITICAL)
    elif value > HIGHEST:
        message = f"value {value} is above 1000000000: refused"
        yield found(priority, message, "value", severity=Severity.CRITICAL)
    if priority.global_default:
        yield from _default(priority, inventory)
    elif value > 0 and priority.preemption_policy != "Never":
        yield from _evictor(priority, inventory, policy)


def _default(priority: PriorityClass, inventory: Inventory) -> Iterator[Finding]:
    defaults = [c.name for c in inventory.priority_classes.values() if c.global_default]
    first = min(defaults, default=priority.name)
    if first != priority.name:
        yield found(
            priority,
            f"{first} is the global default already: a second is refused",
            "globalDefault",
            severity=Severity.CRITICAL,
        )
    elif priority.value > 0 and priority.preemption_policy != "Never":
        yield found(
            priority,
            f"new pods without a class get {priority.value} and evict the running ones",
            "globalDefault",
        )


def _evictor(priority: PriorityClass, inventory: Inventory, policy: Policy) -> Iterator[Finding]:
    """Of classes used outside production only, against production without a class."""
    if inventory.default_priority is not None:
        return
    users = [w for w in inventory.of_priority(priority.name) if _rivals(w, policy)]
    if not users:
        return
    victim = _classless(inventory, policy)
    if victim:
        user = min(users, key=_called)
        message = f"{_called(user)} may evict production {_called(victim)}, which has 0"
        yield found(priority, message, "value")


def _classless(inventory: Inventory, policy: Policy) -> Workload | None:
    production = policy.production
    if not production.namespaces and not production.labels:
        return None
    return min(
        (w for w in inventory.of_priority("") if by_place(w, policy)), key=_called, default=None
    )
