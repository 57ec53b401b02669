"""Labels that say what a workload is and whose."""

from __future__ import annotations

from batten.fixes.guided.case import Case, guided, named, put
from batten.model.workload import Workload
from batten.rules.finding import Edit, Fix

_NAME = "app.kubernetes.io/name"


def labelled(case: Case) -> Fix:
    """The labels a workload lacks, on itself and on its pods."""
    workload = case.workload
    labels = workload.object.metadata.labels
    required = case.policy.required_labels
    if not required and labels.get(str(case.path[-1])):
        return _agreeing(case, str(case.path[-1]))
    edits: list[Edit] = []
    for key in required or [_NAME]:
        if not labels.get(key):
            edits += _labelled(case, key)
    return guided(*edits)


def _agreeing(case: Case, key: str) -> Fix:
    """The workload's label follows its pods': theirs is what selectors know."""
    return guided(put(("metadata", "labels"), key, value=case.workload.labels[key]))


def _labelled(case: Case, key: str) -> list[Edit]:
    workload = case.workload
    of_pods = workload.labels.get(key)
    default = of_pods or (workload.object.metadata.name if key == _NAME else None) or None
    text = f"What is the label {key} of {case.object.title}?"
    value = case.ask("labels", named(case.object), text, key, default=default)
    edits = [put(("metadata", "labels"), key, value=value)]
    if not of_pods and workload.labels and not _selected(case, workload, key, value):
        edits.append(put(workload.pod.metadata_path, "labels", key, value=value))
    return edits


def _selected(case: Case, workload: Workload, key: str, value: str) -> bool:
    """Whether a Service would newly find the pods by that label."""
    labels = {**workload.labels, key: value}
    return any(
        key in service.spec.selector and service.spec.selector.items() <= labels.items()
        for service in case.inventory.services_in(workload.namespace)
    )
