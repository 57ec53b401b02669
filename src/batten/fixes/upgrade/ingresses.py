"""Ingresses, to networking.k8s.io/v1 (pkg/apis/networking/v1beta1/conversion.go)."""

from __future__ import annotations

from typing import Any

from batten.fixes.upgrade.draft import Draft, Mapping, Unsupported, default, mapping, mappings

_CLASS = "kubernetes.io/ingress.class"


def ingress(draft: Draft) -> None:
    """Backends name a service and its port apart, and every path says how it matches."""
    spec = draft.spec
    if "backend" in spec:
        backend = spec.pop("backend")
        spec["defaultBackend"] = backend
        _backend(mapping(backend))
    for rule in mappings(spec, "rules"):
        for path in mappings(rule, "http", "paths"):
            default(path, "pathType", "ImplementationSpecific")
            _backend(mapping(path, "backend"))
    if _CLASS in mapping(draft.document, "metadata", "annotations"):
        # The annotation names a controller, ingressClassName an object, which may not be there.
        draft.notes.append(f"{_CLASS} still works; ingressClassName needs an IngressClass")


def _backend(backend: Mapping) -> None:
    if "serviceName" not in backend and "servicePort" not in backend:
        return
    name, port = backend.pop("serviceName", None), backend.pop("servicePort", None)
    if not name or not port:
        raise Unsupported("a backend lacks serviceName or servicePort: write them")
    backend["service"] = {"name": name, "port": _port(port)}


def _port(port: Any) -> Mapping:
    if isinstance(port, str):
        return {"number": int(port)} if port.isdecimal() else {"name": port}
    return {"number": port}
