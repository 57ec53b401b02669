"""EndpointSlices, to discovery.k8s.io/v1 (pkg/apis/discovery/v1beta1/conversion.go)."""

from __future__ import annotations

from batten.fixes.upgrade.draft import Draft, default, mapping, mappings

_FIELDS = {"kubernetes.io/hostname": "nodeName", "topology.kubernetes.io/zone": "zone"}


def endpoint_slice(draft: Draft) -> None:
    """The topology of an endpoint became two fields; other labels have no place any more."""
    for endpoint in mappings(draft.document, "endpoints"):
        topology = mapping(endpoint, "topology")
        endpoint.pop("topology", None)
        for label, field in _FIELDS.items():
            if label in topology:
                default(endpoint, field, topology.pop(label))
        if topology:
            left = ", ".join(sorted(topology))
            draft.doubts.append(f"only node and zone of an endpoint are kept: {left} is dropped")
