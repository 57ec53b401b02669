"""Kinds of which little changed."""

from __future__ import annotations

import re

from batten.fixes.upgrade.draft import Draft, Unsupported, default, mapping

_EVENT = ("eventTime", "reportingController", "reportingInstance", "action", "reason", "type")


def same(draft: Draft) -> None:
    """Fields and their meaning are those of the replacement."""


def cron_job(draft: Draft) -> None:
    """The time zone stood before the schedule, which worked by chance, and is refused in v1."""
    spec = draft.spec
    match = re.fullmatch(r"(?:CRON_)?TZ=(\S+)\s+(.+)", str(spec.get("schedule")))
    if match:
        default(spec, "timeZone", match[1])
        spec["schedule"] = match[2]


def alpha_cron_job(draft: Draft) -> None:
    """A CronJob of batch/v2alpha1, which kept every finished Job by default."""
    cron_job(draft)
    for key, now in (("successfulJobsHistoryLimit", 3), ("failedJobsHistoryLimit", 1)):
        if draft.spec.get(key) is None:
            draft.notes.append(f"{key} was unlimited by default, and is {now} in batch/v1")


def runtime_class(draft: Draft) -> None:
    """The specification of v1alpha1 moved to the top level."""
    spec = mapping(draft.document, "spec")
    handler = spec.pop("runtimeHandler", None)
    if handler is None:
        raise Unsupported("spec.runtimeHandler is missing: write the handler")
    del draft.document["spec"]
    draft.document |= {"handler": handler, **spec}


def access_review(draft: Draft) -> None:
    """`group` became `groups`."""
    if "group" in draft.spec:
        draft.spec["groups"] = draft.spec.pop("group")


def event(draft: Draft) -> None:
    """The fields of old that nobody had to write are required now."""
    missing = [field for field in _EVENT if not draft.document.get(field)]
    if missing:
        raise Unsupported(f"events.k8s.io/v1 requires {', '.join(missing)}: write them")


def policy_binding(draft: Draft) -> None:
    """A binding of v1alpha1 could go without an action, and then denied nothing."""
    if not draft.spec.get("validationActions"):
        raise Unsupported("spec.validationActions is required: write Deny, Warn or Audit")


def migration(draft: Draft) -> None:
    """The resource is named without a version, and the server keeps the place it is at."""
    draft.spec.pop("continueToken", None)
    resource = mapping(draft.spec, "resource")
    resource.pop("version", None)
    default(resource, "group", "")
