"""Admission webhooks that must not stand in their own way."""

from __future__ import annotations

from batten.fixes.guided.case import Case, guided, put
from batten.model.objects.scaling import WebhookConfiguration
from batten.rules.finding import Fix

_NAME = "kubernetes.io/metadata.name"
_SECONDS = 5


def open_for_itself(case: Case) -> Fix:
    """Leaves out kube-system and the webhook's own namespace; answers within 5 s."""
    configuration = case.object
    assert isinstance(configuration, WebhookConfiguration)
    if case.path[-1] == "timeoutSeconds":
        case.consent(f"Does {configuration.title} always answer within {_SECONDS} s?")
        return guided(put(case.path, value=_SECONDS))
    if case.path[-1] != "namespaceSelector":
        case.refuse("run two replicas of it, or let requests pass without it (failurePolicy)")
    webhook = configuration.webhooks[int(case.path[1])]
    own = str((webhook.client_config.service or {}).get("namespace") or "")
    spaces = list(dict.fromkeys(filter(None, ("kube-system", own))))
    case.consent(f"May {configuration.title} leave out {' and '.join(spaces)}?")
    selector = webhook.namespace_selector
    place = len(selector.match_expressions) if selector else 0
    entry = {"key": _NAME, "operator": "NotIn", "values": spaces}
    return guided(put(case.path, "matchExpressions", place, value=entry))
