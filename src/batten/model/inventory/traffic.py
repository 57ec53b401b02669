"""Services as others find them: by namespace, by their own labels, through Ingresses and routes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from batten.model.inventory.labels import LabelIndex
from batten.model.inventory.objects import Objects
from batten.model.objects.network import HTTPRoute, Ingress, Service
from batten.model.selectors import LabelSelector


class Traffic(Objects):
    """Who finds a Service."""

    def services_in(self, namespace: str) -> Sequence[Service]:
        """The Services of a namespace."""
        return self._labelled_services.everything.get(namespace, ())

    def services_labelled(self, namespace: str, selector: LabelSelector) -> Sequence[Service]:
        """The Services of a namespace whose own labels the selector matches."""
        return self._labelled_services.matching(namespace, selector)

    @property
    def service_namespaces(self) -> Iterable[str]:
        """Those that hold Services."""
        return self._labelled_services.everything

    @cached_property
    def _labelled_services(self) -> LabelIndex[Service]:
        services = self.of(Service)
        return LabelIndex((s.namespace, s.metadata.labels, s) for s in services)

    def routed(self, service: Service) -> bool:
        """Whether an Ingress or a Gateway route sends traffic to it."""
        return (service.namespace, service.name) in self._routed

    @cached_property
    def _routed(self) -> set[tuple[str, str]]:
        routed = set()
        for ingress in self.of(Ingress):
            routed |= {(ingress.namespace, backend.target) for backend, _ in ingress.backends}
        for route in self.of(HTTPRoute):
            for rule in route.spec.rules:
                routed |= {(r.namespace or route.namespace, r.name) for r in rule.backend_refs}
        return routed
