"""What a namespace allows and gives: ResourceQuotas, LimitRanges."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from batten.model.admitted import NO_DEFAULTS, Defaults, defaults_of
from batten.model.inventory.objects import Objects, grouped
from batten.model.objects.scaling import LimitRange, ResourceQuota


class Namespaces(Objects):
    """Quotas and limit ranges by namespace."""

    def quotas(self, namespace: str) -> Sequence[ResourceQuota]:
        """The ResourceQuotas of a namespace."""
        return self._quotas.get(namespace, ())

    @cached_property
    def _quotas(self) -> dict[str, list[ResourceQuota]]:
        return grouped(self.of(ResourceQuota), lambda quota: quota.namespace)

    def limit_ranges(self, namespace: str) -> Sequence[LimitRange]:
        """The LimitRanges of a namespace."""
        return self._limit_ranges.get(namespace, ())

    @cached_property
    def _limit_ranges(self) -> dict[str, list[LimitRange]]:
        return grouped(self.of(LimitRange), lambda limit_range: limit_range.namespace)

    def container_defaults(self, namespace: str) -> Defaults:
        """What LimitRanges of the namespace give to containers that do not say."""
        return self._defaults.get(namespace, NO_DEFAULTS)

    @cached_property
    def _defaults(self) -> dict[str, Defaults]:
        return {name: defaults_of(ranges) for name, ranges in self._limit_ranges.items()}
