"""An index of things by their labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from batten.model.objects.meta import Labels
from batten.model.selectors import LabelSelector

T = TypeVar("T")


class LabelIndex(Generic[T]):
    """Things by namespace and by each of their labels.

    :ivar everything: by namespace, namespaces and things in the order first met.
    """

    def __init__(self, things: Iterable[tuple[str, Labels, T]]) -> None:
        self.everything: dict[str, list[T]] = defaultdict(list)
        self._labelled: dict[str, list[tuple[Labels, T]]] = defaultdict(list)
        self._by_label: dict[tuple[str, str, str], list[tuple[Labels, T]]] = defaultdict(list)
        for namespace, labels, thing in things:
            entry = (labels, thing)
            self.everything[namespace].append(thing)
            self._labelled[namespace].append(entry)
            for key, value in labels.items():
                self._by_label[namespace, key, value].append(entry)

    def matching(self, namespace: str, selector: LabelSelector) -> list[T]:
        """Walks only the rarest label's things, or the namespace if no label is asked for."""
        candidates: Sequence[tuple[Labels, T]] = self._labelled.get(namespace, ())
        for key, value in selector.match_labels.items():
            holders = self._by_label.get((namespace, key, value), ())
            if len(holders) < len(candidates):
                candidates = holders
        return [thing for labels, thing in candidates if selector.matches(labels)]
