"""API priority and fairness, to flowcontrol.apiserver.k8s.io/v1.

Source: pkg/apis/flowcontrol/{v1beta1,v1beta3,v1}/{defaults,conversion}.go.
"""

from __future__ import annotations

from batten.fixes.upgrade.draft import Draft, mapping

_OLD, _NEW = "assuredConcurrencyShares", "nominalConcurrencyShares"
_KEEP_ZERO = "flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares"


def priority_level(draft: Draft) -> None:
    """The shares have a new name, and 0 now means none where it meant the default of 30."""
    limited = mapping(draft.spec, "limited")
    if _OLD in limited:
        limited[_NEW] = limited.pop(_OLD)
    metadata = mapping(draft.document, "metadata")
    annotations = mapping(metadata, "annotations")
    if _KEEP_ZERO in annotations:
        del annotations[_KEEP_ZERO]
        if not annotations:
            del metadata["annotations"]
    elif limited.get(_NEW) == 0:
        limited[_NEW] = 30
