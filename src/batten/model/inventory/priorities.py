"""PriorityClasses and who uses them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from batten.model.inventory.objects import grouped
from batten.model.inventory.workloads import Workloads
from batten.model.objects.scaling import PriorityClass
from batten.model.workload import Workload


class Priorities(Workloads):
    """Which pods come before which."""

    @cached_property
    def priority_classes(self) -> dict[str, PriorityClass]:
        """PriorityClasses by name."""
        return {priority.name: priority for priority in self.of(PriorityClass)}

    @cached_property
    def default_priority(self) -> PriorityClass | None:
        """The class of pods that name none: of several global defaults the lowest."""
        defaults = [c for c in self.priority_classes.values() if c.global_default]
        return min(defaults, key=lambda c: (c.value, c.name), default=None)

    def of_priority(self, name: str) -> Sequence[Workload]:
        """The workloads whose pods name that PriorityClass; "": none."""
        return self._of_priority.get(name, ())

    @cached_property
    def priorities_used(self) -> bool:
        """Whether any workload names a PriorityClass that is not Kubernetes' own."""
        return any(name and not name.startswith("system-") for name in self._of_priority)

    @cached_property
    def _of_priority(self) -> dict[str, list[Workload]]:
        return grouped(self.workloads, lambda workload: workload.pod.spec.priority_class_name)
