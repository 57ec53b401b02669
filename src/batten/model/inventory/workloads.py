"""Workloads: which there are, and which of them a selector means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from batten.model.inventory.labels import LabelIndex
from batten.model.inventory.objects import Objects
from batten.model.objects.cluster import Node
from batten.model.objects.meta import Object
from batten.model.selectors import LabelSelector
from batten.model.workload import WORKLOAD_TYPES, Workload, workload_of


class Workloads(Objects):
    """What makes pods."""

    def __init__(
        self, objects: Iterable[Object], *, nodes: Iterable[Node] = (), complete: bool = False
    ) -> None:
        super().__init__(objects, nodes=nodes, complete=complete)
        found = (workload_of(obj) for obj in self.objects)
        self.workloads: list[Workload] = [workload for workload in found if workload]
        self._workload_of = {id(workload.object): workload for workload in self.workloads}
        self._pods = _by_labels(self.workloads)

    def workload(self, obj: Object) -> Workload | None:
        """The object as a workload."""
        return self._workload_of.get(id(obj))

    def workload_named(self, kind: str, namespace: str, name: str) -> Workload | None:
        """The workload of that kind and name."""
        obj = self.get(kind, namespace, name)
        return self.workload(obj) if obj else None

    def selected(self, namespace: str, selector: LabelSelector) -> list[Workload]:
        """The workloads of a namespace whose pods the selector matches; empty matches all."""
        return self._pods.matching(namespace, selector)

    def in_namespace(self, namespace: str) -> Sequence[Workload]:
        """The workloads of a namespace."""
        return self._pods.everything.get(namespace, ())

    @property
    def namespaces(self) -> Iterable[str]:
        """Those that hold workloads, in the order first met."""
        return self._pods.everything

    def selected_owned(self, namespace: str, selector: LabelSelector) -> list[Workload]:
        """As `selected`, among what other objects made: pods and what an operator creates."""
        return self._owned.matching(namespace, selector)

    @cached_property
    def _owned(self) -> LabelIndex[Workload]:
        return _by_labels(
            Workload(obj)
            for obj in self.objects
            if isinstance(obj, WORKLOAD_TYPES) and obj.controlled
        )


def _by_labels(workloads: Iterable[Workload]) -> LabelIndex[Workload]:
    return LabelIndex((workload.namespace, workload.labels, workload) for workload in workloads)
