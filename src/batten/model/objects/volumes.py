"""Volumes of pods, and the sources that volumes and PersistentVolumes once shared."""

from __future__ import annotations

from typing import Any

import msgspec

from batten.model.objects.meta import Part, QuantityText


class KeyToPath(Part):
    """One key of a ConfigMap or Secret as a file."""

    key: str = ""
    path: str = ""


class EnvRef(Part):
    """A ConfigMap or Secret of which all keys (or `items`) become variables or files."""

    name: str = ""
    optional: bool = False
    items: list[KeyToPath] = []


class SecretVolume(Part):
    """A Secret as files; no items: all keys."""

    secret_name: str = ""
    optional: bool = False
    items: list[KeyToPath] = []


class ClaimVolume(Part):
    """A PersistentVolumeClaim by name."""

    claim_name: str = ""
    read_only: bool = False


class HostPathVolume(Part):
    """A path of the node."""

    path: str = ""
    type: str = ""


class EmptyDir(Part):
    """Scratch space on the node."""

    medium: str = ""
    size_limit: QuantityText | None = None


class ProjectedSource(Part):
    """One source of a projected volume."""

    config_map: EnvRef | None = None
    secret: EnvRef | None = None


class ProjectedVolume(Part):
    """Several sources in one folder."""

    sources: list[ProjectedSource] = []


class EphemeralVolume(Part):
    """A claim that lives as long as the pod."""

    volume_claim_template: dict[str, Any] | None = None


class InTreeSources(Part):
    """Sources of a volume or PersistentVolume that Kubernetes replaced.

    k8s.io/api/core/v1/types.go VolumeSource and PersistentVolumeSource.
    """

    aws_elastic_block_store: dict[str, Any] | None = None
    azure_disk: dict[str, Any] | None = None
    azure_file: dict[str, Any] | None = None
    cephfs: dict[str, Any] | None = None
    cinder: dict[str, Any] | None = None
    flex_volume: dict[str, Any] | None = None
    flocker: dict[str, Any] | None = None
    gce_persistent_disk: dict[str, Any] | None = None
    git_repo: dict[str, Any] | None = None
    glusterfs: dict[str, Any] | None = None
    photon_persistent_disk: dict[str, Any] | None = None
    portworx_volume: dict[str, Any] | None = None
    quobyte: dict[str, Any] | None = None
    rbd: dict[str, Any] | None = None
    scale_io: dict[str, Any] | None = msgspec.field(default=None, name="scaleIO")
    storageos: dict[str, Any] | None = None
    vsphere_volume: dict[str, Any] | None = None

    @property
    def in_tree(self) -> str:
        """The replaced source that is set, as Kubernetes writes it; "" if none is."""
        for field, name in _IN_TREE:
            if getattr(self, field) is not None:
                return name
        return ""


_IN_TREE = tuple((f.name, f.encode_name) for f in msgspec.structs.fields(InTreeSources))


class Volume(InTreeSources):
    """A volume of a pod; at most one of the sources is set."""

    name: str = ""
    config_map: EnvRef | None = None
    secret: SecretVolume | None = None
    persistent_volume_claim: ClaimVolume | None = None
    host_path: HostPathVolume | None = None
    empty_dir: EmptyDir | None = None
    projected: ProjectedVolume | None = None
    ephemeral: EphemeralVolume | None = None

    @property
    def common(self) -> bool:
        """Whether one of the sources above is set, as for nearly every volume."""
        return bool(
            self.config_map or self.secret or self.empty_dir or self.persistent_volume_claim
            or self.projected or self.host_path or self.ephemeral
        )  # fmt: skip
