"""ServiceMonitors: that Prometheus finds what they point to."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.inventory import Inventory
from batten.model.objects.network import ServiceMonitor
from batten.rules.absence import maker_of
from batten.rules.finding import Finding, Severity, found
from batten.rules.rule import Section, rule
from batten.rules.wording import brief


@rule("servicemonitor-no-target", Section.UPTIME, Severity.WARNING)
def servicemonitor_no_target(monitor: ServiceMonitor, inventory: Inventory) -> Iterator[Finding]:
    """A ServiceMonitor matches Services, by their labels and port names.

    Why: it selects Services, not pods, by the Services' own labels, and ports by name. A miss is
        silent: no metrics, and alerts on them never fire.
    Bad:
        selector: {matchLabels: {app: web}}   # on the pods, not on the Service
    Fix: Put the labels the selector asks for on the Service, and name its port.
    Not: where the inventory is partial and holds no Service of the namespaces looked into, or a
        custom object suggests that an operator makes the Services, it is only noted; endpoints with
        `targetPort` are not compared.
    Sources: https://prometheus-operator.dev/docs/developer/getting-started/#using-servicemonitors
    """
    spec = monitor.spec
    choice = spec.namespace_selector
    namespaces = choice.match_names or [monitor.namespace]
    if choice.any:
        namespaces = list(inventory.service_namespaces)
    services = [
        service
        for namespace in namespaces
        for service in inventory.services_labelled(namespace, spec.selector)
    ]
    if not services:
        yield _unmatched(monitor, inventory, namespaces)
        return
    names = {port.name for service in services for port in service.spec.ports}
    for index, endpoint in enumerate(spec.endpoints):
        if endpoint.port and endpoint.port not in names:
            yield found(
                monitor,
                f'no selected Service has a port named "{endpoint.port}": no metrics',
                *("spec", "endpoints", index, "port"),
            )


def _unmatched(monitor: ServiceMonitor, inventory: Inventory, namespaces: list[str]) -> Finding:
    selector = monitor.spec.selector
    labels = brief(selector) or "any name"
    if inventory.complete:
        return found(monitor, f"no Service has {labels}: no metrics", "spec", "selector")
    makers = (maker_of(inventory, namespace, selector) for namespace in namespaces)
    maker = next(filter(None, makers), "")
    known = not maker and any(map(inventory.services_in, namespaces))
    if maker:
        message = f"no such Services here; {maker} may make them"
    else:
        then = ": no metrics" if known else ""
        message = f"no Service among these manifests has {labels}{then}"
    severity = None if known else Severity.INFO
    return found(monitor, message, "spec", "selector", severity=severity)
