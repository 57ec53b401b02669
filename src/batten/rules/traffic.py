"""Which workloads take traffic, and what keeps one from running twice: asked by several rules."""

from __future__ import annotations

from batten.model.inventory import Inventory
from batten.model.objects.network import Service, ServicePort
from batten.model.objects.storage import PersistentVolumeClaim
from batten.model.objects.workloads import Deployment
from batten.model.workload import Workload

_ASIDE = frozenset((
    "metrics", "prometheus", "prom", "monitoring", "telemetry", "profiling", "pprof", "probes",
    "healthz",
))  # fmt: skip
"""Words in the names of ports that no client uses: a scraper's, a profiler's, a prober's."""
_SHARED = frozenset(("ReadWriteMany", "ReadOnlyMany"))
_ONE_NODE = frozenset(("ReadWriteOnce", "ReadWriteOncePod"))


def serves_clients(workload: Workload, inventory: Inventory) -> bool:
    """Whether a Service sends it traffic that somebody waits for.

    A Service of nothing but ports named for metrics and the like is there to be scraped: a missed
    scrape is no outage.
    """
    return any(not scraped_only(service) for service in inventory.services(workload))


def scraped_only(service: Service) -> bool:
    """Whether every port of the Service is named for metrics, profiles or probes."""
    return bool(service.spec.ports) and all(map(scraped, service.spec.ports))


def scraped(port: ServicePort) -> bool:
    """Whether the port is named for what no client waits for, as `http-metrics` is."""
    return not _ASIDE.isdisjoint(port.name.split("-"))


def one_node_claims(
    workload: Workload, inventory: Inventory
) -> list[tuple[int, PersistentVolumeClaim]]:
    """The known claims that all its pods share and that one node (or pod) at a time can mount.

    With the index of the volume. Claims that are made for each pod (volumeClaimTemplates, ephemeral
    volumes) are not shared; a claim that is not in the inventory may be of any mode.
    """
    found = []
    for index, volume in enumerate(workload.pod.spec.volumes):
        source = volume.persistent_volume_claim
        if source is None:
            continue
        claim = inventory.get("PersistentVolumeClaim", workload.namespace, source.claim_name)
        if isinstance(claim, PersistentVolumeClaim) and one_node(claim):
            found.append((index, claim))
    return found


def one_node(claim: PersistentVolumeClaim) -> bool:
    """Whether only one node at a time can mount it: no mode it asks for says more."""
    modes = claim.spec.access_modes
    return not _ONE_NODE.isdisjoint(modes) and _SHARED.isdisjoint(modes)


def recreates(workload: Workload) -> bool:
    """Whether all its pods stop before a new one starts."""
    obj = workload.object
    return isinstance(obj, Deployment) and obj.spec.strategy.type == "Recreate"
