"""Workloads and PodGroups of the scheduler, to scheduling.k8s.io/v1beta1."""

from __future__ import annotations

from batten.fixes.upgrade.draft import Draft, Mapping, mapping, mappings

_MODES = {"Pod": "single", "PodGroup": "all"}


def workload_of_pod_groups(draft: Draft) -> None:
    """A Workload of v1alpha1: its pod groups are templates now."""
    groups = draft.spec.pop("podGroups", None)
    if groups is not None:
        draft.spec["podGroupTemplates"] = groups
    for template in mappings(draft.spec, "podGroupTemplates"):
        if "policy" in template:
            template["schedulingPolicy"] = template.pop("policy")


def workload(draft: Draft) -> None:
    """A Workload of v1alpha2: the mode of disruption is a choice of structs."""
    for template in mappings(draft.spec, "podGroupTemplates"):
        _mode(template)


def pod_group(draft: Draft) -> None:
    """A PodGroup of v1alpha2: it names its template more directly."""
    reference = mapping(draft.spec, "podGroupTemplateRef", "workload")
    if draft.spec.pop("podGroupTemplateRef", None) is not None:
        draft.spec["workloadRef"] = {
            "workloadName": reference.get("workloadName"),
            "templateName": reference.get("podGroupTemplateName"),
        }
    _mode(draft.spec)


def _mode(group: Mapping) -> None:
    mode = group.get("disruptionMode")
    if isinstance(mode, str) and mode in _MODES:
        group["disruptionMode"] = {_MODES[mode]: {}}
