"""Admission webhooks, to admissionregistration.k8s.io/v1.

The old defaults: pkg/apis/admissionregistration/v1beta1/defaults.go.
"""

from __future__ import annotations

from batten.fixes.upgrade.draft import Draft, Unsupported, default, mappings

_OLD_DEFAULTS = {
    "failurePolicy": "Ignore",
    "matchPolicy": "Exact",
    "timeoutSeconds": 30,
}
_SIDE_EFFECTS = ("None", "NoneOnDryRun")


def webhooks(draft: Draft) -> None:
    """The old defaults are written out; side effects must be known, and cannot be guessed."""
    for index, webhook in enumerate(mappings(draft.document, "webhooks")):
        effects = webhook.get("sideEffects")
        if effects not in _SIDE_EFFECTS:
            raise Unsupported(
                f"webhooks[{index}].sideEffects is {effects or 'not written'}, and v1 takes only "
                "None or NoneOnDryRun: write which of them is true of the webhook"
            )
        for key, value in _OLD_DEFAULTS.items():
            default(webhook, key, value)
        if not webhook.get("admissionReviewVersions"):
            webhook["admissionReviewVersions"] = ["v1beta1"]
