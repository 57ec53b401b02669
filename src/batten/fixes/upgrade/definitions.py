"""CustomResourceDefinitions, to apiextensions.k8s.io/v1.

Sources: pkg/apis/apiextensions/v1beta1/defaults.go and v1/conversion.go in apiextensions-apiserver;
https://kubernetes.io/docs/reference/using-api/deprecation-guide/#customresourcedefinition-v122
"""

from __future__ import annotations

from batten.fixes.upgrade.draft import (
    Draft,
    Mapping,
    Unsupported,
    copied,
    default,
    given,
    mapping,
    mappings,
)
from batten.fixes.upgrade.structural import ANYTHING, keep_unknown, make_structural

_SHARED = {
    "validation": "schema",
    "subresources": "subresources",
    "additionalPrinterColumns": "additionalPrinterColumns",
}
"""What v1beta1 could say once for all versions, and where v1 says it for each."""

_APPROVED = "api-approved.kubernetes.io"
_GUARDED = ("k8s.io", "kubernetes.io")


def definition(draft: Draft) -> None:
    """Every version says all of itself, and has a structural schema that keeps what was kept."""
    spec = draft.spec
    _check_group(draft)
    default(spec, "scope", "Namespaced")
    _versions(spec)
    kept = spec.get("preserveUnknownFields") is not False
    if kept:
        spec.pop("preserveUnknownFields", None)
    for version in mappings(spec, "versions"):
        for column in mappings(version, "additionalPrinterColumns"):
            if "JSONPath" in column:
                column["jsonPath"] = column.pop("JSONPath")
        _schema(version, draft, kept=kept)
    _conversion(mapping(spec, "conversion"))


def _check_group(draft: Draft) -> None:
    """v1 asks of Kubernetes' own groups that somebody approved the API."""
    group = str(draft.spec.get("group"))
    if _APPROVED in mapping(draft.document, "metadata", "annotations"):
        return
    if group in _GUARDED or group.endswith(tuple(f".{name}" for name in _GUARDED)):
        raise Unsupported(
            f"the group {group} is Kubernetes' own: v1 requires the annotation {_APPROVED}"
        )


def _versions(spec: Mapping) -> None:
    name = spec.pop("version", None)
    if not spec.get("versions"):
        if not name:
            raise Unsupported("it has no version: write spec.versions")
        spec["versions"] = [{"name": name, "served": True, "storage": True}]
    for old, new in _SHARED.items():
        shared = spec.pop(old, None)
        for version in mappings(spec, "versions") if shared is not None else ():
            version[new] = copied(shared)


def _schema(version: Mapping, draft: Draft, *, kept: bool) -> None:
    root = mapping(version, "schema", "openAPIV3Schema")
    if not root:
        version["schema"] = {"openAPIV3Schema": {"type": "object", **ANYTHING}}
        return
    make_structural(root)
    if kept:
        keep_unknown(root)
        note = "unknown fields are kept as before, by x-kubernetes-preserve-unknown-fields"
        if note not in draft.notes:
            draft.notes.append(note)


def _conversion(conversion: Mapping) -> None:
    client = conversion.pop("webhookClientConfig", None)
    versions = conversion.pop("conversionReviewVersions", None)
    if conversion.get("strategy") == "Webhook" and "webhook" not in conversion:
        reviews = versions or ["v1beta1"]
        conversion["webhook"] = given(clientConfig=client, conversionReviewVersions=reviews)
