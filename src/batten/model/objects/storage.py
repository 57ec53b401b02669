"""Storage: claims, volumes, classes."""

from __future__ import annotations

import msgspec

from batten.model.objects.meta import Object, Part
from batten.model.objects.placement import NodeSelector
from batten.model.objects.pods import ResourceRequirements
from batten.model.objects.volumes import InTreeSources


class PersistentVolumeClaimSpec(Part):
    """spec of a claim; storage_class_name None: the default class, "": no class."""

    access_modes: list[str] = []
    storage_class_name: str | None = None
    volume_name: str = ""
    resources: ResourceRequirements = msgspec.field(default_factory=ResourceRequirements)


class PersistentVolumeClaim(Object):
    """A PersistentVolumeClaim; also a StatefulSet's claim template, without apiVersion and kind."""

    spec: PersistentVolumeClaimSpec = msgspec.field(default_factory=PersistentVolumeClaimSpec)


class VolumeNodeAffinity(Part):
    """Which nodes can reach a volume."""

    required: NodeSelector | None = None


class PersistentVolumeSpec(InTreeSources):
    """spec of a volume."""

    access_modes: list[str] = []
    storage_class_name: str = ""
    node_affinity: VolumeNodeAffinity | None = None


class PersistentVolume(Object):
    """A PersistentVolume."""

    spec: PersistentVolumeSpec = msgspec.field(default_factory=PersistentVolumeSpec)


class StorageClass(Object):
    """A StorageClass."""
