"""HorizontalPodAutoscalers, to autoscaling/v2 (pkg/apis/autoscaling/v2beta1/conversion.go)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from batten.fixes.upgrade.draft import Draft, Mapping, Unsupported, given, mapping, mappings
from batten.model.versions import Version
from batten.schemas.lifecycle import lifecycle

_PREFIX = "autoscaling.alpha.kubernetes.io/"
_METRICS, _BEHAVIOR = f"{_PREFIX}metrics", f"{_PREFIX}behavior"
_STATE = (f"{_PREFIX}conditions", f"{_PREFIX}current-metrics")


def references(draft: Draft) -> None:
    """What it scales, and what its metrics describe, in the API version of today."""
    _modern(mapping(draft.spec, "scaleTargetRef"), draft.version)
    for metric in mappings(draft.spec, "metrics"):
        _modern(mapping(metric, "object", "describedObject"), draft.version)


def _modern(reference: Mapping, version: Version) -> None:
    """The autoscaler finds its target by group and kind; `extensions` is no group any more."""
    end = lifecycle(str(reference.get("apiVersion")), str(reference.get("kind")))
    if end and end.replacement and end.removed_in and end.removed_in <= version:
        reference["apiVersion"] = end.replacement


def v2beta1(draft: Draft) -> None:
    """The metrics in the form of v2, and the behaviour, which had no field of its own."""
    _metrics(mappings(draft.spec, "metrics"))
    if "currentMetrics" in mapping(draft.document, "status"):
        del draft.document["status"]
    _behavior(draft)
    references(draft)


def v1(draft: Draft) -> None:
    """What autoscaling/v1 has no fields for was written in annotations: they become fields of v2.

    Without such annotations it stays as it is: autoscaling/v1 lives.
    """
    annotations = mapping(draft.document, "metadata", "annotations")
    if _METRICS in annotations or _BEHAVIOR in annotations:
        draft.document["apiVersion"] = "autoscaling/v2"
        metrics = mappings({"metrics": _taken(annotations, _METRICS)}, "metrics")
        _metrics(metrics)
        cpu = draft.spec.pop("targetCPUUtilizationPercentage", None)
        if cpu is not None:
            target = {"type": "Utilization", "averageUtilization": cpu}
            metrics.append({"type": "Resource", "resource": {"name": "cpu", "target": target}})
        if metrics:
            draft.spec["metrics"] = metrics
        draft.document.pop("status", None)
        _behavior(draft)
    references(draft)


def _behavior(draft: Draft) -> None:
    annotations = mapping(draft.document, "metadata", "annotations")
    behavior = _taken(annotations, _BEHAVIOR)
    if behavior:
        draft.spec["behavior"] = _lower(behavior)
    for state in _STATE:
        annotations.pop(state, None)
    if not annotations:
        mapping(draft.document, "metadata").pop("annotations", None)


def _taken(annotations: Mapping, key: str) -> Any:
    if key not in annotations:
        return None
    try:
        return json.loads(annotations.pop(key))
    except (TypeError, ValueError):
        raise Unsupported(f"the annotation {key} is not JSON: correct or remove it") from None


def _lower(value: Any) -> Any:
    """The server wrote the behaviour with the names of its Go fields: `ScaleUp`."""
    if isinstance(value, dict):
        lowered = {key[:1].lower() + key[1:]: _lower(item) for key, item in value.items()}
        return {key: item for key, item in lowered.items() if item is not None}
    return [_lower(item) for item in value] if isinstance(value, list) else value


# Metrics ------------------------------------------------------------------------------------------


def _metrics(metrics: list[Mapping]) -> None:
    for metric in metrics:
        for name, convert in _SOURCES.items():
            source = metric.get(name)
            # A target with a type is of v2 already.
            if isinstance(source, dict) and "type" not in mapping(source, "target"):
                convert(source)


def _resource(source: Mapping) -> None:
    utilization = source.pop("targetAverageUtilization", None)
    average = source.pop("targetAverageValue", None)
    source["target"] = _target(utilization=utilization, average=average)


def _pods(source: Mapping) -> None:
    source["metric"] = _metric(source, "selector")
    source["target"] = _target(average=source.pop("targetAverageValue", None))


def _external(source: Mapping) -> None:
    source["metric"] = _metric(source, "metricSelector")
    value = source.pop("targetValue", None)
    average = source.pop("targetAverageValue", None)
    source["target"] = _target(value=value) if value is not None else _target(average=average)


def _object(source: Mapping) -> None:
    source["describedObject"] = source.pop("target", None)
    source["metric"] = _metric(source, "selector")
    value, average = source.pop("targetValue", None), source.pop("averageValue", None)
    source["target"] = _target(average=average) if average is not None else _target(value=value)


_SOURCES: dict[str, Callable[[Mapping], None]] = {
    "resource": _resource,
    "containerResource": _resource,
    "pods": _pods,
    "external": _external,
    "object": _object,
}


def _metric(source: Mapping, selector: str) -> Mapping:
    return given(name=source.pop("metricName", None), selector=source.pop(selector, None))


def _target(*, utilization: Any = None, average: Any = None, value: Any = None) -> Mapping:
    if utilization is not None:
        return {"type": "Utilization", "averageUtilization": utilization}
    if average is not None:
        return {"type": "AverageValue", "averageValue": average}
    if value is not None:
        return {"type": "Value", "value": value}
    raise Unsupported("a metric has no target: write one")
