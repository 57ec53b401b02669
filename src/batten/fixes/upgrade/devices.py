"""Dynamic resource allocation, to resource.k8s.io/v1 (pkg/apis/resource/v1beta1/conversion.go)."""

from __future__ import annotations

from batten.fixes.upgrade.draft import Draft, Mapping, mapping, mappings

_BESIDE = ("name", "firstAvailable")


def claim(draft: Draft) -> None:
    """What a request asks for moved below `exactly`."""
    _requests(draft.spec)


def claim_template(draft: Draft) -> None:
    """The same for the claims made of a template."""
    _requests(mapping(draft.spec, "spec"))


def _requests(spec: Mapping) -> None:
    for request in mappings(spec, "devices", "requests"):
        asked = {key: request.pop(key) for key in list(request) if key not in _BESIDE}
        if asked:
            request["exactly"] = asked.pop("exactly", None) or asked


def resource_slice(draft: Draft) -> None:
    """The fields of a device lost their level `basic`."""
    for device in mappings(draft.spec, "devices"):
        device.update(mapping(device, "basic"))
        device.pop("basic", None)
