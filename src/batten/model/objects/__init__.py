"""Typed Kubernetes objects, and the table that says which kind is which type.

A type serves all versions of its kind: the fields of old and new forms stand side by side.
"""

from __future__ import annotations

from batten.model.objects import cluster, network, pods, scaling, storage, workloads
from batten.model.objects.meta import Object

_CORE: dict[str, type[Object]] = {
    "ConfigMap": cluster.ConfigMap,
    "LimitRange": scaling.LimitRange,
    "Namespace": cluster.Namespace,
    "Node": cluster.Node,
    "PersistentVolume": storage.PersistentVolume,
    "PersistentVolumeClaim": storage.PersistentVolumeClaim,
    "Pod": pods.Pod,
    "ReplicationController": workloads.ReplicaSet,
    "ResourceQuota": scaling.ResourceQuota,
    "Secret": cluster.Secret,
    "Service": network.Service,
    "ServiceAccount": cluster.ServiceAccount,
}
_APPS: dict[str, type[Object]] = {
    "DaemonSet": workloads.DaemonSet,
    "Deployment": workloads.Deployment,
    "ReplicaSet": workloads.ReplicaSet,
    "StatefulSet": workloads.StatefulSet,
}
_NETWORKING: dict[str, type[Object]] = {
    "Ingress": network.Ingress,
    "NetworkPolicy": network.NetworkPolicy,
}
_WEBHOOKS: dict[str, type[Object]] = {
    "MutatingWebhookConfiguration": scaling.WebhookConfiguration,
    "ValidatingWebhookConfiguration": scaling.WebhookConfiguration,
}
_RBAC: dict[str, type[Object]] = {
    "ClusterRole": cluster.Role,
    "ClusterRoleBinding": cluster.RoleBinding,
    "Role": cluster.Role,
    "RoleBinding": cluster.RoleBinding,
}
_GATEWAY: dict[str, type[Object]] = {
    "GRPCRoute": network.HTTPRoute,
    "HTTPRoute": network.HTTPRoute,
}

TYPES: dict[str, dict[str, type[Object]]] = {
    "": _CORE,
    "admissionregistration.k8s.io": _WEBHOOKS,
    "apiextensions.k8s.io": {"CustomResourceDefinition": cluster.CustomResourceDefinition},
    "apiregistration.k8s.io": {"APIService": scaling.APIService},
    "apps": _APPS,
    "argoproj.io": {"Rollout": workloads.Rollout},
    "autoscaling": {"HorizontalPodAutoscaler": scaling.HorizontalPodAutoscaler},
    "autoscaling.k8s.io": {"VerticalPodAutoscaler": scaling.VerticalPodAutoscaler},
    "batch": {"CronJob": workloads.CronJob, "Job": workloads.Job},
    "batten.dev": {"ExternalMetric": scaling.ExternalMetric},
    "extensions": _APPS | _NETWORKING,
    "gateway.networking.k8s.io": _GATEWAY,
    "keda.sh": {"ScaledObject": scaling.ScaledObject},
    "monitoring.coreos.com": {"ServiceMonitor": network.ServiceMonitor},
    "networking.k8s.io": _NETWORKING,
    "policy": {"PodDisruptionBudget": scaling.PodDisruptionBudget},
    "rbac.authorization.k8s.io": _RBAC,
    "scheduling.k8s.io": {"PriorityClass": scaling.PriorityClass},
    "storage.k8s.io": {"StorageClass": storage.StorageClass},
}
"""API group → kind → type."""


def type_of(api_version: str, kind: str) -> type[Object] | None:
    """The type that holds objects of this kind, None if Batten has none."""
    return TYPES.get(api_version.rpartition("/")[0], {}).get(kind)
