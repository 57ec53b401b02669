"""What pods write to the disk of their node."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.inventory import Inventory
from batten.model.workload import Container, PodTemplate
from batten.rules.finding import Finding, Severity, found
from batten.rules.policy import Policy
from batten.rules.resources import lacks_limit, refused
from batten.rules.rule import Section, rule

_DISK = "ephemeral-storage"
_IN_MEMORY = "Memory"


@rule("ephemeral-storage", Section.PERFORMANCE, Severity.INFO, fix="guided")
def ephemeral_storage(pod: PodTemplate, inventory: Inventory, policy: Policy) -> Iterator[Finding]:
    """What a pod keeps in an emptyDir is bounded, and all it writes where the team wants that.

    Why: the writable layers of containers, their logs and every emptyDir share one disk with the
        images and the kubelet. When it is full, the node evicts pods, this one or others, and
        starts no new ones. An emptyDir in memory without a limit may take all memory the pod may
        use. Critical where a request is above its limit: the API server refuses the pod.
    Bad:
        volumes:
        - name: cache
          emptyDir: {}
    Good:
        volumes:
        - name: cache
          emptyDir: {sizeLimit: 2Gi}
    Fix: Set `sizeLimit` of the emptyDir, or `limits.ephemeral-storage` of every container.
    Policy: `ephemeralStorageLimits: required` also reports, once a pod, containers that may write
        to their own layer and have no limit; the default is `optional`, as few clusters need it.
    Not: pods whose containers all have an ephemeral-storage limit, which counts their emptyDirs
        too; an emptyDir in memory, if all have a memory limit. Containers with a read-only root,
        which write nothing but logs, rotated at 10Mi.
    Sources: https://kubernetes.io/docs/concepts/storage/ephemeral-storage/
        https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
    """
    for container in pod.containers:
        if _DISK in container.spec.resources.requests:
            yield from refused(container, _DISK)
    required = policy.ephemeral_storage_limits == "required"
    if not required and not pod.spec.volumes:
        return
    unbounded = [c for c in pod.containers if lacks_limit(c, inventory, _DISK)]
    volumes = _volumes(pod, inventory, disk=bool(unbounded))
    if volumes:
        index, what = volumes[0]
        more = f" and {len(volumes) - 1} more" if len(volumes) > 1 else ""
        message = f'emptyDir "{pod.spec.volumes[index].name}"{more} may fill the node\'s {what}'
        yield found(pod, message, "volumes", index, "emptyDir", "sizeLimit")
    elif required:
        yield from _layers(unbounded)


def _volumes(pod: PodTemplate, inventory: Inventory, *, disk: bool) -> list[tuple[int, str]]:
    """The emptyDirs that nothing bounds, by their place, and what they may fill."""
    filling: list[tuple[int, str]] = []
    for index, volume in enumerate(pod.spec.volumes):
        scratch = volume.empty_dir
        if scratch is None or scratch.size_limit is not None:
            continue
        if scratch.medium != _IN_MEMORY:
            if disk:
                filling.append((index, "disk"))
        elif any(lacks_limit(c, inventory, "memory") for c in pod.containers):
            filling.append((index, "memory"))
    return filling


def _layers(unbounded: list[Container]) -> Iterator[Finding]:
    for container in unbounded:
        if not container.security.read_only_root_filesystem:
            message = f'nothing bounds what "{container.name}" writes to the node\'s disk'
            yield found(container, message, "resources", "limits", _DISK)
            return
