"""Selectors of controllers: that they choose their own pods, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.inventory import Inventory
from batten.model.objects.meta import Object
from batten.model.objects.network import Service
from batten.model.selectors import LabelSelector
from batten.model.workload import Workload
from batten.rules.finding import Edit, Finding, Fix, Severity, found
from batten.rules.rule import Section, rule
from batten.rules.wording import brief

_SELECTING = frozenset(("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Rollout"))
_REFUSED = _SELECTING | {"ReplicationController"}
_DEFAULTED = frozenset(("extensions/v1beta1", "apps/v1beta1"))
"""Versions that took the template's labels where no selector was written."""


@rule("selector-mismatch", Section.UPTIME, Severity.CRITICAL, fix="safe")
def selector_mismatch(workload: Workload) -> Iterator[Finding]:
    """A workload's selector matches the labels of its own pod template.

    Why: the API server refuses a Deployment, StatefulSet, DaemonSet or ReplicaSet whose selector is
        missing, empty, or does not match its template: nothing is deployed.
    Bad:
        selector: {matchLabels: {app: checkout}}
        template: {metadata: {labels: {app: chekout}}}
    Fix: Give the template the labels that the selector asks for. The selector of an existing
        workload cannot be changed; labels that the template lacks are added by `batten fix`, labels
        with another value are for you to decide.
    Not: Jobs, whose selector Kubernetes makes; ReplicationControllers and old API versions, which
        take the template's labels for a selector left out.
    Sources: pkg/apis/apps/validation/validation.go ValidateDeploymentSpec
    """
    if workload.kind not in _REFUSED or workload.object.api_version in _DEFAULTED:
        return
    selector = workload.selector
    if selector is None or selector.empty:
        told = any(problem.path == ("spec",) for problem in workload.object.problems)
        if workload.kind == "ReplicationController" or told:
            return  # schema-invalid says what the spec lacks
        message = "no selector" if selector is None else "an empty selector"
        yield found(workload, f"{message}: the API server refuses it", "spec", "selector")
        return
    labels = workload.labels
    if selector.matches(labels):
        return
    yield found(
        workload,
        _difference(workload, selector),
        *("spec", "selector"),
        fix=_complete(workload, selector),
    )


def _difference(workload: Workload, selector: LabelSelector) -> str:
    labels = workload.labels
    for key, value in selector.match_labels.items():
        if key not in labels:
            return f"its pods lack {key}={value}, which the selector asks for: refused"
        if labels[key] != value:
            return f"its pods have {key}={labels[key]}, the selector asks for {value}: refused"
    return f"selector {brief(selector)} does not match its own pods: refused"


def _complete(workload: Workload, selector: LabelSelector) -> Fix | None:
    """Adds the missing labels, if that is all that is wrong."""
    labels = workload.labels
    missing = {k: v for k, v in selector.match_labels.items() if k not in labels}
    if not selector.matches(labels | missing):
        return None
    at = (*workload.pod.metadata_path, "labels")
    edits = tuple(Edit("set", (*at, key), value) for key, value in missing.items())
    return Fix(safe=True, edits=edits)


@rule("selector-overlap", Section.UPTIME, Severity.WARNING)
def selector_overlap(obj: Object, inventory: Inventory) -> Iterator[Finding]:
    """No controller, and no Service, selects pods that are not its own.

    Why: the HPA and the PodDisruptionBudget of one workload count the pods of the other; `kubectl
        logs` and `rollout undo` show and touch the wrong ones. A Service that also selects the
        pods of a Job sends requests to them: they count as ready, for want of a probe, and refuse.
    Bad:
        kind: CronJob      # its pods carry app: shop, which Service shop selects
    Fix: Add a label such as `component` to the pods, and to what selects them.
    Not: a Service before several Deployments that all have the port it leads to, as canaries do;
        several Services with one selector, as a headless one beside one with an address. Bare
        Pods. Owner references keep modern controllers from taking over each other's pods: it is
        no outage by itself, so a warning.
    Sources: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector
    """
    if isinstance(obj, Service):
        yield from _strangers(obj, inventory)
        return
    workload = inventory.workload(obj)
    if workload is None or workload.kind not in _SELECTING:
        return
    selector = workload.selector
    if selector is None or selector.empty:
        return
    chosen = inventory.selected(workload.namespace, selector)
    if len(chosen) < 2:
        return
    other = _rival(workload, chosen)
    if other:
        yield found(
            workload,
            f"also selects the pods of {other.kind} {other.name}",
            *("spec", "selector"),
        )


def _rival(workload: Workload, chosen: list[Workload]) -> Workload | None:
    """The first other by name; of two that choose each other, only the first by name tells."""
    own = _order(workload)
    rivals = [
        other
        for other in chosen
        if other is not workload
        and other.selector is not None
        and other.kind in _SELECTING
        and (_order(other) > own or not other.selector.matches(workload.labels))
    ]
    return min(rivals, key=_order, default=None)


def _order(workload: Workload) -> tuple[str, str]:
    return workload.kind, workload.name


def _strangers(service: Service, inventory: Inventory) -> Iterator[Finding]:
    """Pods of Jobs beside pods that serve, and pods without the port beside pods with it."""
    chosen = inventory.pods_of_service(service)
    if len(chosen) < 2 or service.headless:
        return
    having = [workload for workload in chosen if _has_ports(workload, service)]
    if not having:
        return
    others = [workload for workload in chosen if workload not in having]
    lacking = [workload for workload in others if workload.serves]
    jobs = [] if _named_only(service) else [w for w in others if not w.serves]
    strangers = sorted(lacking or jobs, key=_order)
    if strangers:
        stranger = strangers[0]
        yield found(
            service,
            f"also selects {stranger.kind} {stranger.name}, which does not serve its port",
            *("spec", "selector"),
        )


def _named_only(service: Service) -> bool:
    return all(isinstance(port.target_port, str) for port in service.spec.ports)


def _has_ports(workload: Workload, service: Service) -> bool:
    """Whether its pods declare a port the Service leads to; serving pods that declare none may."""
    declared = [port for c in workload.containers if c.runs_along for port in c.spec.ports]
    if not declared:
        return workload.serves and not _named_only(service)
    known: set[int | str] = {port.container_port for port in declared}
    known |= {port.name for port in declared}
    return any((port.target_port or port.port) in known for port in service.spec.ports)
