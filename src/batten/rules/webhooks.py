"""Admission webhooks that fail closed: what stands still when they do not answer."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from batten.model.inventory import Inventory
from batten.model.objects.cluster import NAMESPACE_NAME
from batten.model.objects.meta import Labels
from batten.model.objects.network import Service
from batten.model.objects.scaling import Webhook, WebhookConfiguration
from batten.model.source import Path
from batten.model.workload import Workload
from batten.rules.absence import absent, graded
from batten.rules.finding import Finding, Severity, found
from batten.rules.rule import Section, rule

_SYSTEM = "kube-system"
_WRITES = frozenset(("CREATE", "UPDATE", "*"))
_PODS = frozenset(("pods", "*", "pods/*", "*/*"))
_LONG_SECONDS = 15


@rule("webhook-fail-closed", Section.UPTIME, Severity.CRITICAL, fix="guided")
def webhook_fail_closed(
    configuration: WebhookConfiguration, inventory: Inventory
) -> Iterator[Finding]:
    """A webhook that fails closed is highly available, and outside its own scope.

    Why: with `failurePolicy: Fail`, the default, every request it matches is refused while it does
        not answer. If those requests create pods, and its own pods or those of kube-system are
        among them, the cluster cannot heal itself: after a power cut no pod starts, the webhook's
        neither. One replica makes each of its restarts such a time.
    Bad:
        failurePolicy: Fail
        rules: [{operations: [CREATE], apiGroups: [""], resources: [pods]}]
    Good:
        namespaceSelector:
          matchExpressions:
          - key: kubernetes.io/metadata.name
            operator: NotIn
            values: [kube-system, policy-system]
    Fix: Leave kube-system and the webhook's own namespace out of its namespaceSelector. And run
        two replicas of it, or choose `failurePolicy: Ignore` where it is not a matter of security.
    Not: `failurePolicy: Ignore`. Scope is judged for webhooks that see pods created; with
        matchConditions, which are not evaluated, it is not. A missing PodDisruptionBudget is
        reported by pdb-missing, a Service without pods by service-no-target.
    Sources: https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/
    """
    for index, webhook in enumerate(configuration.webhooks):
        if webhook.failure_policy != "Fail":
            continue
        at = ("webhooks", index)
        pods = _sees_pods(webhook)
        yield from _backing(configuration, webhook, at, inventory, pods=pods)
        if pods and not webhook.match_conditions:
            yield from _scope(configuration, webhook, at, inventory)
        seconds = webhook.timeout_seconds
        if seconds >= _LONG_SECONDS:
            yield found(
                configuration,
                f"{webhook.name} may hold each request for {seconds} s",
                *(*at, "timeoutSeconds"),
                severity=Severity.INFO,
                remedy="Lower `timeoutSeconds` to 5 or less.",
            )


def _sees_pods(webhook: Webhook) -> bool:
    return any(
        not _WRITES.isdisjoint(rules.operations)
        and ("" in rules.api_groups or "*" in rules.api_groups)
        and not _PODS.isdisjoint(rules.resources)
        and rules.scope != "Cluster"
        for rules in webhook.rules
    )


def _host(url: str) -> str:
    """Only the host: the rest may hold a token."""
    try:
        return urlsplit(url).hostname or "a host"
    except ValueError:
        return "a host"


def _service(webhook: Webhook) -> tuple[str, str] | None:
    """Namespace and name of the Service that is called."""
    service = webhook.client_config.service
    if not service:
        return None
    return str(service.get("namespace") or ""), str(service.get("name") or "")


def _outside(configuration: WebhookConfiguration, webhook: Webhook, at: Path) -> Iterator[Finding]:
    """A webhook that is called by its URL."""
    if url := webhook.client_config.url:
        message = f"requests need an answer from {_host(url)}, outside the cluster"
        path = (*at, "clientConfig", "url")
        yield found(configuration, message, *path, severity=Severity.WARNING)


def _backing(
    configuration: WebhookConfiguration,
    webhook: Webhook,
    at: Path,
    inventory: Inventory,
    *,
    pods: bool,
) -> Iterator[Finding]:
    called = _service(webhook)
    if called is None:
        yield from _outside(configuration, webhook, at)
        return
    namespace, name = called
    service = inventory.get("Service", namespace, name)
    if not isinstance(service, Service):
        yield found(
            configuration,
            absent(inventory, f"Service {namespace}/{name}", "requests are refused"),
            *(*at, "clientConfig", "service", "name"),
            severity=graded(inventory, Severity.CRITICAL),
        )
        return
    workloads = inventory.pods_of_service(service)
    if workloads and sum(_replicas(workload, inventory) for workload in workloads) == 1:
        name = min(workload.name for workload in workloads)
        what = "pod can be created" if pods else "such request passes"
        yield found(
            configuration,
            f"one replica of {name} answers: without it no {what}",
            *(*at, "failurePolicy"),
            severity=Severity.CRITICAL if pods else Severity.WARNING,
        )


def _replicas(workload: Workload, inventory: Inventory) -> int:
    """A DaemonSet counts as many; of the others the fewest there are."""
    return inventory.replicas_min(workload) if workload.scalable else 2


def _scope(
    configuration: WebhookConfiguration, webhook: Webhook, at: Path, inventory: Inventory
) -> Iterator[Finding]:
    """Whether it has a say in the pods that answer for it, and in the cluster's own."""
    called = _service(webhook)
    own = called[0] if called else ""
    itself = bool(own) and _covers(webhook, own, inventory) and _sees_itself(webhook, inventory)
    system = _covers(webhook, _SYSTEM, inventory) and _sees(webhook, {})
    if not itself and not system:
        return
    covered = " and ".join(["its own pods"] * itself + ["those of kube-system"] * system)
    yield found(
        configuration,
        f"{covered.removeprefix('those of ')} cannot start while it is down",
        *(*at, "namespaceSelector"),
        severity=None if itself and _certain(webhook, own, inventory) else Severity.WARNING,
    )


def _covers(webhook: Webhook, namespace: str, inventory: Inventory) -> bool:
    selector = webhook.namespace_selector
    if selector is None:
        return True
    known = inventory.get("Namespace", "", namespace)
    labels = known.metadata.labels if known else {}
    return selector.matches(labels | {NAMESPACE_NAME: namespace})


def _certain(webhook: Webhook, namespace: str, inventory: Inventory) -> bool:
    """Whether all labels of the namespace that the selector asks about are known."""
    selector = webhook.namespace_selector
    if selector is None or inventory.get("Namespace", "", namespace):
        return True
    keys = {*selector.match_labels, *(part.key for part in selector.match_expressions)}
    return keys <= {NAMESPACE_NAME}


def _sees_itself(webhook: Webhook, inventory: Inventory) -> bool:
    called = _service(webhook)
    service = inventory.get("Service", *called) if called else None
    workloads = inventory.pods_of_service(service) if isinstance(service, Service) else ()
    return any(_sees(webhook, workload.labels) for workload in workloads) or (
        not workloads and _sees(webhook, {})
    )


def _sees(webhook: Webhook, labels: Labels) -> bool:
    return webhook.object_selector is None or webhook.object_selector.matches(labels)
