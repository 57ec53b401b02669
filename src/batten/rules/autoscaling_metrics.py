"""Where the metrics of autoscalers come from."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from batten.model.inventory import Inventory
from batten.model.objects.scaling import (
    HorizontalPodAutoscaler,
    Metric,
    MetricSource,
    ScaledObject,
)
from batten.model.source import Path
from batten.rules.finding import Finding, Severity, found
from batten.rules.policy import Policy
from batten.rules.rule import Section, rule

_EXTERNAL = "external.metrics.k8s.io"
_CUSTOM = "custom.metrics.k8s.io"
_OF_SCALED_OBJECT = "scaledobject.keda.sh/name"


@rule("hpa-metric-unserved", Section.UPTIME, Severity.CRITICAL)
def hpa_metric_unserved(
    autoscaler: HorizontalPodAutoscaler, inventory: Inventory, policy: Policy
) -> Iterator[Finding]:
    """Something serves every External, Pods and Object metric that an HPA asks for.

    Why: Kubernetes itself serves only CPU and memory. An External metric comes from the API
        `external.metrics.k8s.io`, a Pods or Object metric from `custom.metrics.k8s.io`; without an
        adapter behind it the HPA reports `FailedGetExternalMetric`, never grows by that metric, and
        never shrinks at all as long as one of its metrics fails. Only one adapter can serve each of
        the two APIs in a cluster.
    Bad:
        metrics: [{type: External, external: {metric: {name: queue-length}}}]
        # and no adapter that serves it
    Good:
        kind: ExternalMetric      # batten.dev/v1alpha1
        spec: {metricName: queue-length}
    Fix: Declare an ExternalMetric, use a KEDA ScaledObject, or install an adapter that serves it.
    Policy: `servedMetrics`: names that an adapter outside these manifests serves, such as
        `["http_requests_*"]`.
    Not: resource metrics; a ScaledObject, which makes its own HPA and serves its metrics; any
        metric where the inventory holds the API's APIService, since its adapter's configuration is
        not known, unless ExternalMetrics show that Batten serves it, but not this name. Where only
        some manifests are known it is a warning.
    Sources: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#support-for-metrics-apis
    """
    if not autoscaler.spec.metrics or autoscaler.controlled:
        return
    for index, metric in enumerate(autoscaler.spec.metrics):
        source, field = _source(metric)
        if source is None or not source.metric_id or _served(source, field, autoscaler, inventory):
            continue
        if any(fnmatchcase(source.metric_id, name) for name in policy.served_metrics):
            continue
        yield found(
            autoscaler,
            _message(source.metric_id, field, inventory),
            *_where(index, field, source),
            severity=Severity.CRITICAL if inventory.complete else Severity.WARNING,
            remedy="" if field == "external" else _REMEDY_CUSTOM,
        )


_REMEDY_CUSTOM = f"Install an adapter that serves {_CUSTOM}, such as prometheus-adapter."


def _source(metric: Metric) -> tuple[MetricSource | None, str]:
    """The metric's source and its field, if it needs an adapter."""
    if metric.external:
        return metric.external, "external"
    if metric.pods:
        return metric.pods, "pods"
    return metric.object_, "object"


def _served(
    source: MetricSource, field: str, hpa: HorizontalPodAutoscaler, inventory: Inventory
) -> bool:
    if field != "external":
        return _CUSTOM in inventory.api_groups
    if inventory.external_metrics:
        return source.metric_id in inventory.external_metrics
    if _EXTERNAL in inventory.api_groups:
        return True
    selector = source.metric.selector if source.metric else source.metric_selector
    owner = selector.match_labels.get(_OF_SCALED_OBJECT) if selector else None
    return owner is not None and isinstance(
        inventory.get("ScaledObject", hpa.namespace, owner), ScaledObject
    )


def _message(name: str, field: str, inventory: Inventory) -> str:
    if field == "external" and inventory.external_metrics:
        return f'no ExternalMetric is named "{name}": it never scales by it'
    return f'nothing here serves the metric "{name}"'


def _where(index: int, field: str, source: MetricSource) -> Path:
    name: Path = ("metric", "name") if source.metric else ("metricName",)
    return ("spec", "metrics", index, field, *name)
