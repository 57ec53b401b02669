"""RBAC, to rbac.authorization.k8s.io/v1 (pkg/apis/rbac/v1alpha1/conversion.go)."""

from __future__ import annotations

from batten.fixes.upgrade.draft import Draft, Mapping, mapping, mappings

_GROUP = "rbac.authorization.k8s.io"
_OWNERS = ("apps", "networking.k8s.io", "policy", "*")


def role(draft: Draft) -> None:
    """Nothing but the version; rules may still name the API group that is gone."""
    for rule in mappings(draft.document, "rules"):
        groups = rule.get("apiGroups")
        if (
            isinstance(groups, list)
            and "extensions" in groups
            and not any(owner in groups for owner in _OWNERS)
        ):
            draft.notes.append(
                "the API group extensions is gone: name apps, networking.k8s.io or policy instead"
            )
            return


def binding(draft: Draft) -> None:
    """A binding of v1alpha1: its subjects named an apiVersion, not a group."""
    for subject in mappings(draft.document, "subjects"):
        version = subject.pop("apiVersion", None)
        if version and subject.get("kind") in ("User", "Group"):
            subject["apiGroup"] = _GROUP
        if subject.get("kind") == "User" and subject.get("name") == "*":
            subject |= {"kind": "Group", "name": "system:authenticated", "apiGroup": _GROUP}
    reference: Mapping = mapping(draft.document, "roleRef")
    if "/" in str(reference.get("apiGroup")):
        reference["apiGroup"] = _GROUP
