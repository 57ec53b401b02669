"""What to use where nothing takes the place of an API."""

from __future__ import annotations

from typing import Any

from batten.fixes.upgrade.draft import Mapping, mapping

_HOST = ("privileged", "hostNetwork", "hostPID", "hostIPC")


def without_replacement(document: Mapping, note: str) -> str:
    """Half a sentence that says what to use instead; `note` is what the lifecycle table says."""
    kind = document["kind"]
    if kind == "PodSecurityPolicy":
        level = pod_security_level(mapping(document, "spec"))
        return (
            "nothing replaces PodSecurityPolicy: use Pod Security Admission, with the label "
            f"pod-security.kubernetes.io/enforce: {level} on the namespaces this policy is for"
        )
    how = note.removeprefix("no replacement: ") or "remove it"
    return f"nothing replaces {document['apiVersion']} {kind}: {how}"


def pod_security_level(spec: Mapping) -> str:
    """The level of the Pod Security Standards nearest to a PodSecurityPolicy.

    Source: https://kubernetes.io/docs/reference/access-authn-authz/psp-to-pod-security-standards/
    """
    if any(spec.get(field) for field in _HOST) or spec.get("hostPorts"):
        return "privileged"
    if {"*", "hostPath"} & _words(spec.get("volumes")) or "*" in _words(
        spec.get("allowedCapabilities")
    ):
        return "privileged"
    restricted = (
        mapping(spec, "runAsUser").get("rule") == "MustRunAsNonRoot"
        and "ALL" in _words(spec.get("requiredDropCapabilities"))
        and spec.get("allowPrivilegeEscalation") is False
    )
    return "restricted" if restricted else "baseline"


def _words(value: Any) -> set[str]:
    return {str(item) for item in value} if isinstance(value, list) else set()
