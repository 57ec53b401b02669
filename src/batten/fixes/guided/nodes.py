"""What pods ask of nodes and of their DNS."""

from __future__ import annotations

from batten.fixes.guided.case import Case, drop, guided, put
from batten.rules.eviction import SAFE_VOLUMES
from batten.rules.finding import Edit, Fix

_NDOTS = "2"
"""`service.namespace` is still found through the search domains."""


def movable(case: Case) -> Fix:
    """A pod that node autoscalers may move."""
    if case.path[-2] == "annotations":
        case.consent(f"May {case.object.title} be moved to another node at any time?")
        return guided(drop(case.path))
    case.consent(f"Is all that {case.object.title} keeps on its node's disk of no further use?")
    return guided(*safe_volumes(case, [], local=True))


def safe_volumes(case: Case, names: list[str], *, local: bool = False) -> list[Edit]:
    """Declares volumes as scratch to the Cluster Autoscaler; `local`: all that are on its disk."""
    if case.policy.node_autoscaler != "cluster-autoscaler" or not case.workload.scalable:
        return []
    pod = case.pod
    safe = [name.strip() for name in pod.annotations.get(SAFE_VOLUMES, "").split(",")]
    if local:
        names = [
            volume.name
            for volume in pod.spec.volumes
            if volume.host_path is not None
            or (volume.empty_dir is not None and volume.empty_dir.medium != "Memory")
        ]
    value = ",".join(dict.fromkeys(name for name in (*safe, *names) if name))
    return [put(pod.metadata_path, "annotations", SAFE_VOLUMES, value=value)]


def fewer_dots(case: Case) -> Fix:
    """Names outside the cluster are looked up as they are."""
    case.consent(f"Does {case.object.title} call no name of two dots within the cluster?")
    config = case.pod.spec.dns_config
    place = len(config.options) if config else 0
    option = {"name": "ndots", "value": _NDOTS}
    return guided(put(case.pod.path, "dnsConfig", "options", place, value=option))
