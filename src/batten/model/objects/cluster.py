"""Nodes, namespaces, configuration, service accounts, RBAC, custom resource definitions."""

from __future__ import annotations

from typing import Any

import msgspec

from batten.model.objects.meta import Labels, Object, Part, QuantityText
from batten.model.objects.pods import NamedRef

HOSTNAME = "kubernetes.io/hostname"
ZONE = "topology.kubernetes.io/zone"
LEGACY_ZONE = "failure-domain.beta.kubernetes.io/zone"
NAMESPACE_NAME = "kubernetes.io/metadata.name"
"""The label with which every Namespace carries its own name."""


class Taint(Part):
    """Keeps pods away that do not tolerate it."""

    key: str = ""
    value: str = ""
    effect: str = ""


class NodeSpec(Part):
    """spec of a Node."""

    taints: list[Taint] = []


class NodeStatus(Part):
    """status of a Node, as far as scheduling goes."""

    allocatable: dict[str, QuantityText] = {}
    capacity: dict[str, QuantityText] = {}


class Node(Object):
    """A Node."""

    spec: NodeSpec = msgspec.field(default_factory=NodeSpec)
    status: NodeStatus = msgspec.field(default_factory=NodeStatus)

    @property
    def zone(self) -> str:
        """The availability zone, "" if unlabelled."""
        labels = self.metadata.labels
        return labels.get(ZONE) or labels.get(LEGACY_ZONE, "")


class Namespace(Object):
    """A Namespace."""


class ConfigMap(Object):
    """A ConfigMap. Values are looked at, never printed."""

    data: Labels = {}
    binary_data: dict[str, Any] = {}


class Secret(Object):
    """A Secret: the keys, never the values."""

    type: str = "Opaque"
    data: dict[str, Any] = {}
    string_data: dict[str, Any] = {}

    def __post_init__(self) -> None:
        self.data = dict.fromkeys(self.data)
        self.string_data = dict.fromkeys(self.string_data)


class ServiceAccount(Object):
    """A ServiceAccount."""

    automount_service_account_token: bool | None = None
    image_pull_secrets: list[NamedRef] = []


class PolicyRule(Part):
    """What a role allows."""

    verbs: list[str] = []
    api_groups: list[str] = []
    resources: list[str] = []
    resource_names: list[str] = []


class Role(Object):
    """A Role or ClusterRole; an aggregated ClusterRole has no rules of its own."""

    rules: list[PolicyRule] = []


class RoleRef(Part):
    """The role bound."""

    kind: str = ""
    name: str = ""


class Subject(Part):
    """Who is bound."""

    kind: str = ""
    name: str = ""
    namespace: str = ""


class RoleBinding(Object):
    """A RoleBinding or ClusterRoleBinding."""

    role_ref: RoleRef = msgspec.field(default_factory=RoleRef)
    subjects: list[Subject] = []


class CrdNames(Part):
    """Names of a custom kind."""

    kind: str = ""


class CrdSpec(Part):
    """spec of a CustomResourceDefinition; the schemas stay as read."""

    group: str = ""
    names: CrdNames = msgspec.field(default_factory=CrdNames)
    scope: str = ""
    version: str = ""
    versions: list[dict[str, Any]] = []
    validation: dict[str, Any] | None = None
    preserve_unknown_fields: bool | None = None


class CustomResourceDefinition(Object):
    """A CustomResourceDefinition; its schemas are compiled by the reader."""

    spec: CrdSpec = msgspec.field(default_factory=CrdSpec)
