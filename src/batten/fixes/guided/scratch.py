"""What containers write: a read-only root with scratch space, and bounds for that."""

from __future__ import annotations

from typing import Any

from batten.fixes.guided.case import Case, called, guided, named, put
from batten.fixes.guided.nodes import safe_volumes
from batten.model.quantities import parsed
from batten.model.workload import Container
from batten.rules.finding import Edit, Fix
from batten.rules.resources import lacks_limit

_DISK = "ephemeral-storage"
_TMP = "/tmp"  # a mount path, not a file of ours


def read_only(case: Case) -> Fix:
    """A root filesystem that nobody changes, and an emptyDir wherever the program writes."""
    container = case.container
    paths = _written_paths(case, container)
    where = f"{', '.join(paths[:-1])} and {paths[-1]}" if len(paths) > 1 else paths[0]
    case.consent(f'Does "{container.name}" in {case.object.title} write to {where} only?')
    edits = [put(container.path, "securityContext", "readOnlyRootFilesystem", value=True)]
    if bare := _bare(case, container):
        edits += _scratch(case, container, bare)
    return guided(*edits)


def _written_paths(case: Case, container: Container) -> list[str]:
    more = case.answers.find("writablePaths", called(container)) or []
    return list(dict.fromkeys((_TMP, *more)))


def _bare(case: Case, container: Container) -> list[str]:
    """The paths that nothing is mounted at."""
    mounted = {mount.mount_path.rstrip("/") for mount in container.spec.volume_mounts}
    paths = _written_paths(case, container)
    return [path for path in paths if path.rstrip("/") not in mounted]


def _scratch(case: Case, container: Container, paths: list[str]) -> list[Edit]:
    """One volume for all paths; each container its own, as files of one are not the other's."""
    spec = case.pod.spec
    name = _volume_name(container)
    volume = {"name": name, "emptyDir": {"sizeLimit": _size(case, name)}}
    place = len(spec.volumes) + case.pod.containers.index(container)
    edits = [put(case.pod.path, "volumes", place, value=volume)]
    first = len(container.spec.volume_mounts)
    for index, path in enumerate(paths, first):
        mount = {"name": name, "mountPath": path}
        if len(paths) > 1:
            mount["subPath"] = path.strip("/").replace("/", "-")
        edits.append(put(container.path, "volumeMounts", index, value=mount))
    # All of the pod's at once: its other containers' fixes say the same and can stand beside this.
    names = [_volume_name(each) for each in case.pod.containers if _gets_scratch(case, each)]
    return edits + safe_volumes(case, names)


def _gets_scratch(case: Case, container: Container) -> bool:
    security = container.security
    hardened = security.read_only_root_filesystem or security.privileged
    return container.runs_along and not hardened and bool(_bare(case, container))


def _volume_name(container: Container) -> str:
    """Not one that is taken."""
    taken = {volume.name for volume in container.pod.spec.volumes}
    alone = len(container.pod.containers) == 1
    choices = ["tmp"] if alone else []
    choices += [f"{kind}-{container.name}"[:63].rstrip("-") for kind in ("tmp", "scratch")]
    return next((name for name in choices if name not in taken), choices[-1])


def bounded(case: Case) -> Fix:
    """A sizeLimit for every emptyDir, or a limit for what containers write."""
    if case.path[-2] == "requests":
        return guided(*_disk(case, case.container), _requested(case))
    edits = _volumes(case) if case.path[-1] == "sizeLimit" else []
    if case.policy.ephemeral_storage_limits == "required":
        edits += _layers(case)
    return guided(*edits)


def _volumes(case: Case) -> list[Edit]:
    path = (*case.pod.path, "volumes")
    return [
        put(path, index, "emptyDir", "sizeLimit", value=_size(case, volume.name))
        for index, volume in enumerate(case.pod.spec.volumes)
        if volume.empty_dir is not None and volume.empty_dir.size_limit is None
    ]


def _layers(case: Case) -> list[Edit]:
    unbounded = (c for c in case.pod.containers if lacks_limit(c, case.inventory, _DISK))
    return [
        edit
        for container in unbounded
        if not container.security.read_only_root_filesystem
        for edit in _disk(case, container)
    ]


def _disk(case: Case, container: Container) -> list[Edit]:
    """The limit of what a container writes to its own layer and its logs."""
    text = f'What may "{container.name}" in {case.object.title} write to the disk of its node?'
    limit = _quantity(case, case.ask("resources", called(container), text, "limits", _DISK))
    return [put(container.path, "resources", "limits", _DISK, value=limit)]


def _requested(case: Case) -> Edit:
    """The request, which was above the limit, as high as that."""
    limit = case.answers.find("resources", called(case.container), "limits", _DISK)
    return put(case.container.path, "resources", "requests", _DISK, value=limit)


def _size(case: Case, volume: str) -> Any:
    text = f'How much may be written to the emptyDir "{volume}" of {case.object.title}?'
    return _quantity(case, case.ask("emptyDirs", f"{named(case.object)}/{volume}", text))


def _quantity(case: Case, value: Any) -> Any:
    if parsed(value) is None:
        case.refuse(f'"{value}" is no quantity such as 512Mi')
    return value
