"""Deployments, DaemonSets, ReplicaSets and StatefulSets, to apps/v1.

The old defaults are those of pkg/apis/{extensions,apps}/*/defaults.go in Kubernetes 1.15, the last
release that served them. One that changed what happens to pods is written out.
"""

from __future__ import annotations

from batten.fixes.upgrade.draft import Draft, Unsupported, default, mapping

_IMPLIED = "the selector is the old default, all labels of the pods; it cannot be changed later"
_LABELS = "metadata.labels no longer default to the labels of the pods"


def selected(draft: Draft) -> None:
    """What all of extensions/v1beta1 and apps/v1beta1 need: the selector written out."""
    spec = draft.spec
    labels = mapping(spec, "template", "metadata", "labels")
    if labels and not mapping(draft.document, "metadata", "labels"):
        draft.notes.append(_LABELS)
    if spec.get("selector") is not None:
        return
    if not labels:
        raise Unsupported("neither a selector nor labels of its pods: write spec.selector")
    spec["selector"] = {"matchLabels": dict(labels)}
    draft.notes.append(_IMPLIED)


def deployment(draft: Draft) -> None:
    """A Deployment of apps/v1beta1, whose defaults are those of apps/v1 but for the history."""
    _rolled_back(draft)
    if draft.spec.get("revisionHistoryLimit") is None:
        draft.notes.append("revisionHistoryLimit was 2 by default, and is 10 in apps/v1")


def _rolled_back(draft: Draft) -> None:
    selected(draft)
    if draft.spec.pop("rollbackTo", None) is not None:
        draft.notes.append("rollbackTo is gone: roll back with kubectl rollout undo")


def extensions_deployment(draft: Draft) -> None:
    """A Deployment of extensions/v1beta1, which replaced its pods one by one."""
    _rolled_back(draft)
    spec = draft.spec
    _one_by_one(draft)
    for key, now in (("progressDeadlineSeconds", "600 s"), ("revisionHistoryLimit", "10")):
        if spec.get(key) is None:
            draft.notes.append(f"{key} was unlimited by default, and is {now} in apps/v1")


def _one_by_one(draft: Draft) -> None:
    """maxSurge and maxUnavailable were 1 by default, and are 25% in apps/v1.

    With one replica that rounds to 1 and 0: the pod that was stopped first now waits for its
    successor, which nobody minds.
    """
    spec = draft.spec
    replicas = spec.get("replicas")
    if not isinstance(replicas, int) or replicas <= 1:
        return
    if mapping(spec, "strategy").get("type", "RollingUpdate") != "RollingUpdate":
        return
    default(spec, "strategy", {})
    strategy = mapping(spec, "strategy")
    default(strategy, "rollingUpdate", {})
    for bound in ("maxSurge", "maxUnavailable"):
        default(mapping(strategy, "rollingUpdate"), bound, 1)


def extensions_daemon_set(draft: Draft) -> None:
    """A DaemonSet of extensions/v1beta1, which left old pods alone by default."""
    selected(draft)
    draft.spec.pop("templateGeneration", None)
    _on_delete(draft)


def stateful_set(draft: Draft) -> None:
    """A StatefulSet of apps/v1beta1, which left old pods alone by default."""
    selected(draft)
    _on_delete(draft)


def _on_delete(draft: Draft) -> None:
    spec = draft.spec
    default(spec, "updateStrategy", {})
    if default(mapping(spec, "updateStrategy"), "type", "OnDelete"):
        draft.notes.append(
            "updateStrategy OnDelete is the old default; RollingUpdate brings new versions in"
        )
