"""What it takes to write a document in the API version that replaced its own."""

from __future__ import annotations

from typing import Any

import msgspec

from batten.fixes.upgrade.advice import without_replacement
from batten.fixes.upgrade.difference import difference
from batten.fixes.upgrade.draft import Draft, Unsupported, copied
from batten.fixes.upgrade.kinds import CONVERSIONS, LIVING
from batten.model.versions import Version
from batten.rules.finding import Edit
from batten.schemas.lifecycle import Lifecycle, lifecycle
from batten.schemas.validation import known

# What has the form of the replacement, for releases that do not serve the replacement yet.
_STAND_INS = {
    "flowcontrol.apiserver.k8s.io/v1": "flowcontrol.apiserver.k8s.io/v1beta3",
    "networking.k8s.io/v1": "networking.k8s.io/v1beta1",
}


class Upgrade(msgspec.Struct, frozen=True, gc=False):
    """How a document moves to the API version that replaced its own, or why it cannot.

    :ivar edits: of the original document; empty if it cannot.
    :ivar notes: what is worth knowing, each half a sentence; it does no harm.
    :ivar doubts: what changes in meaning, each half a sentence: somebody has to agree first.
    :ivar unsupported: why it cannot and what to do instead, half a sentence; "" if it can.
    """

    edits: tuple[Edit, ...] = ()
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    unsupported: str = ""

    @property
    def safe(self) -> bool:
        """Whether it can be made without asking: the new document means what the old one did."""
        return not self.unsupported and not self.doubts


def upgrade(document: dict[str, Any], version: Version) -> Upgrade | None:
    """The upgrade of a document for a release; None if it is fine there as it is.

    The document is the object itself, not the List that holds it, and stays unchanged. What is
    deprecated is upgraded as well, once the release serves what replaces it.
    """
    api_version, kind = document.get("apiVersion"), document.get("kind")
    if not isinstance(api_version, str) or not isinstance(kind, str):
        return None
    end = lifecycle(api_version, kind)
    if end is None:
        return _made(document, "", version) if (api_version, kind) in LIVING else None
    if end.deprecated_in > version:
        return None
    target = _target(end, version)
    if target and end.replacement_kind == kind and (api_version, kind) in CONVERSIONS:
        return _made(document, target, version)
    if end.removed_in is None or end.removed_in > version:
        return None
    return Upgrade(unsupported=_reason(document, end, target, version))


def _target(end: Lifecycle, version: Version) -> str:
    """The group/version to write; "" if the release serves none."""
    if end.replacement is None or end.replacement_kind is None:
        return ""
    for candidate in (end.replacement, _STAND_INS.get(end.replacement, "")):
        if candidate and known(candidate, end.replacement_kind, version):
            return candidate
    return ""


def _made(document: dict[str, Any], target: str, version: Version) -> Upgrade | None:
    key = document["apiVersion"], document["kind"]
    draft = Draft(copied(document), version)
    if target:
        draft.document["apiVersion"] = target
    try:
        (CONVERSIONS if target else LIVING)[key](draft)
    except Unsupported as error:
        return Upgrade(unsupported=str(error))
    edits = tuple(difference(document, draft.document))
    return Upgrade(edits, tuple(draft.notes), tuple(draft.doubts)) if edits else None


def _reason(document: dict[str, Any], end: Lifecycle, target: str, version: Version) -> str:
    if end.replacement is None:
        return without_replacement(document, end.note)
    if not target:
        return f"Kubernetes {version} does not serve {end.replacement} yet: write it for that API"
    return f"too little of it lives on in {end.replacement}: write it anew"
