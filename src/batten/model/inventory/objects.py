"""The objects themselves: by type, by kind, by name; and the nodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TypeVar

from batten.model.objects.cluster import Node
from batten.model.objects.meta import Object
from batten.model.scheduling import Reach

T = TypeVar("T", bound=Object)
S = TypeVar("S")
K = TypeVar("K")
Name = tuple[str, str, str]
"""Kind, namespace, name."""


class Objects:
    """What is known, before any of it is related to the rest."""

    def __init__(
        self, objects: Iterable[Object], *, nodes: Iterable[Node] = (), complete: bool = False
    ) -> None:
        self.objects = list(objects)
        self.complete = complete
        self._by_type: dict[type[Object], list[Object]] = defaultdict(list)
        self._by_name: dict[Name, Object] = {}
        self.kinds: set[tuple[str, str]] = set()
        for obj in self.objects:
            self._by_type[type(obj)].append(obj)
            self._by_name.setdefault((obj.kind, obj.namespace, obj.name), obj)
            self.kinds.add((obj.group, obj.kind))
        self.nodes: list[Node] = [*nodes, *self.of(Node)]

    def of(self, kind: type[T]) -> list[T]:
        """All objects of a type."""
        return self._by_type.get(kind, [])  # type: ignore[return-value]  # keyed by that very type

    def get(self, kind: str, namespace: str, name: str) -> Object | None:
        """The object of that kind and name; cluster-scoped kinds have namespace ""."""
        return self._by_name.get((kind, namespace, name))

    def has_kind(self, group: str, kind: str) -> bool:
        """Whether any object of that kind is known."""
        return (group, kind) in self.kinds

    def namesakes(self, kind: str, name: str) -> Sequence[Object]:
        """Objects of that kind and name in whatever namespace."""
        return self._namesakes.get((kind, name), ())

    @cached_property
    def _namesakes(self) -> dict[tuple[str, str], list[Object]]:
        return grouped(self.objects, lambda obj: (obj.kind, obj.name))

    @cached_property
    def reach(self) -> Reach:
        """Which of the known nodes which pods may run on."""
        return Reach(self.nodes)


def grouped(things: Iterable[S], key: Callable[[S], K]) -> dict[K, list[S]]:
    """Things by a key, in order."""
    groups: dict[K, list[S]] = defaultdict(list)
    for thing in things:
        groups[key(thing)].append(thing)
    return groups
