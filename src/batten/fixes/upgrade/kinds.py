"""Which conversion brings which kind to the API version that replaced its own: the whole list.

A kind that is not here, or has no replacement, cannot be converted. The fields of both versions
were compared in Kubernetes' OpenAPI documents of 1.15 to 1.37, the defaults in its defaults.go.
"""

from __future__ import annotations

from collections.abc import Callable

from batten.fixes.upgrade import (
    access,
    autoscaling,
    budgets,
    certificates,
    definitions,
    devices,
    gangs,
    ingresses,
    others,
    priorities,
    slices,
    webhooks,
    workloads,
)
from batten.fixes.upgrade.draft import Draft
from batten.fixes.upgrade.others import same

Conversion = Callable[[Draft], None]
"""Changes the draft, whose apiVersion is new already; raises Unsupported if it cannot."""

_ROLES: dict[str, Conversion] = dict.fromkeys(("ClusterRole", "Role"), access.role)
_BINDINGS = ("ClusterRoleBinding", "RoleBinding")
_CLAIMS: dict[str, Conversion] = {
    "ResourceClaim": devices.claim,
    "ResourceClaimTemplate": devices.claim_template,
}
_FLOWS: dict[str, Conversion] = {
    "FlowSchema": same,
    "PriorityLevelConfiguration": priorities.priority_level,
}
_WEBHOOKS: dict[str, Conversion] = dict.fromkeys(
    ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"), webhooks.webhooks
)
_MUTATING = ("MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding")
_VALIDATING: dict[str, Conversion] = {
    "ValidatingAdmissionPolicy": same,
    "ValidatingAdmissionPolicyBinding": others.policy_binding,
}


def _same(*kinds: str) -> dict[str, Conversion]:
    return dict.fromkeys(kinds, same)


_BY_VERSION: dict[str, dict[str, Conversion]] = {
    "admissionregistration.k8s.io/v1alpha1": _same(*_MUTATING) | _VALIDATING,
    "admissionregistration.k8s.io/v1beta1": _same(*_MUTATING) | _VALIDATING | _WEBHOOKS,
    "apiextensions.k8s.io/v1beta1": {"CustomResourceDefinition": definitions.definition},
    "apiregistration.k8s.io/v1beta1": _same("APIService"),
    "apps/v1beta1": {
        "ControllerRevision": same,
        "Deployment": workloads.deployment,
        "Scale": same,
        "StatefulSet": workloads.stateful_set,
    },
    "apps/v1beta2": _same(
        "ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "Scale", "StatefulSet"
    ),
    "authentication.k8s.io/v1alpha1": _same("SelfSubjectReview"),
    "authentication.k8s.io/v1beta1": _same("SelfSubjectReview", "TokenReview"),
    "authorization.k8s.io/v1beta1": {
        "LocalSubjectAccessReview": others.access_review,
        "SelfSubjectAccessReview": same,
        "SelfSubjectRulesReview": same,
        "SubjectAccessReview": others.access_review,
    },
    "autoscaling/v2beta1": {"HorizontalPodAutoscaler": autoscaling.v2beta1},
    "autoscaling/v2beta2": {"HorizontalPodAutoscaler": autoscaling.references},
    "batch/v1beta1": {"CronJob": others.cron_job},
    "batch/v2alpha1": {"CronJob": others.alpha_cron_job},
    "certificates.k8s.io/v1alpha1": {
        "ClusterTrustBundle": same,
        "PodCertificateRequest": certificates.pod_certificate_request,
    },
    "certificates.k8s.io/v1beta1": {
        "CertificateSigningRequest": certificates.signing_request,
        "ClusterTrustBundle": same,
        "PodCertificateRequest": certificates.pod_certificate_request,
    },
    "coordination.k8s.io/v1alpha2": _same("LeaseCandidate"),
    "coordination.k8s.io/v1beta1": _same("Lease"),
    "discovery.k8s.io/v1beta1": {"EndpointSlice": slices.endpoint_slice},
    "events.k8s.io/v1beta1": {"Event": others.event},
    "extensions/v1beta1": {
        "DaemonSet": workloads.extensions_daemon_set,
        "Deployment": workloads.extensions_deployment,
        "Ingress": ingresses.ingress,
        "NetworkPolicy": same,
        "ReplicaSet": workloads.selected,
    },
    "flowcontrol.apiserver.k8s.io/v1alpha1": _FLOWS,
    "flowcontrol.apiserver.k8s.io/v1beta1": _FLOWS,
    "flowcontrol.apiserver.k8s.io/v1beta2": _FLOWS,
    "flowcontrol.apiserver.k8s.io/v1beta3": _FLOWS,
    "networking.k8s.io/v1alpha1": _same("IPAddress", "ServiceCIDR"),
    "networking.k8s.io/v1beta1": {"Ingress": ingresses.ingress}
    | _same("IPAddress", "IngressClass", "ServiceCIDR"),
    "node.k8s.io/v1alpha1": {"RuntimeClass": others.runtime_class},
    "node.k8s.io/v1beta1": _same("RuntimeClass"),
    "policy/v1beta1": {"Eviction": same, "PodDisruptionBudget": budgets.budget},
    "rbac.authorization.k8s.io/v1alpha1": _ROLES | dict.fromkeys(_BINDINGS, access.binding),
    "rbac.authorization.k8s.io/v1beta1": _ROLES | _same(*_BINDINGS),
    "resource.k8s.io/v1alpha3": _CLAIMS | _same("DeviceClass", "DeviceTaintRule"),
    "resource.k8s.io/v1beta1": _CLAIMS
    | {"DeviceClass": same, "ResourceSlice": devices.resource_slice},
    "resource.k8s.io/v1beta2": _same(
        "DeviceClass", "DeviceTaintRule", "ResourceClaim", "ResourceClaimTemplate", "ResourceSlice"
    ),
    "scheduling.k8s.io/v1alpha1": {
        "PriorityClass": same,
        "Workload": gangs.workload_of_pod_groups,
    },
    "scheduling.k8s.io/v1alpha2": {"PodGroup": gangs.pod_group, "Workload": gangs.workload},
    "scheduling.k8s.io/v1beta1": _same("PriorityClass"),
    "storage.k8s.io/v1alpha1": _same(
        "CSIStorageCapacity", "VolumeAttachment", "VolumeAttributesClass"
    ),
    "storage.k8s.io/v1beta1": _same(
        "CSIDriver",
        "CSINode",
        "CSIStorageCapacity",
        "StorageClass",
        "VolumeAttachment",
        "VolumeAttributesClass",
    ),
    "storagemigration.k8s.io/v1alpha1": {"StorageVersionMigration": others.migration},
    "storagemigration.k8s.io/v1beta1": _same("StorageVersionMigration"),
}

CONVERSIONS: dict[tuple[str, str], Conversion] = {
    (api_version, kind): conversion
    for api_version, kinds in _BY_VERSION.items()
    for kind, conversion in kinds.items()
}
"""By group/version and kind, to what schemas.lifecycle names as the replacement."""

LIVING: dict[tuple[str, str], Conversion] = {
    ("autoscaling/v1", "HorizontalPodAutoscaler"): autoscaling.v1,
    ("autoscaling/v2", "HorizontalPodAutoscaler"): autoscaling.references,
}
"""Kinds that live, but may name others by old versions, or say in annotations what has fields."""
