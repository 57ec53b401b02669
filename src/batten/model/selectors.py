"""Label selectors, as k8s.io/apimachinery/pkg/labels matches them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Requirement(msgspec.Struct, rename="camel", gc=False):
    """One expression: key, operator (In, NotIn, Exists, DoesNotExist, Gt, Lt), values."""

    key: str = ""
    operator: str = ""
    values: list[str] = []

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether the labels fulfil the expression. An unknown operator matches nothing."""
        value = labels.get(self.key)
        match self.operator:
            case "In":
                return value is not None and value in self.values
            case "NotIn":
                return value is None or value not in self.values
            case "Exists":
                return value is not None
            case "DoesNotExist":
                return value is None
            case "Gt" | "Lt":
                return self._compares(value)
        return False

    def _compares(self, value: str | None) -> bool:
        try:
            left, right = int(value or ""), int(self.values[0])
        except (ValueError, IndexError):
            return False
        return left > right if self.operator == "Gt" else left < right


class LabelSelector(msgspec.Struct, rename="camel", gc=False):
    """matchLabels and matchExpressions, all of which must hold. Empty matches everything."""

    match_labels: dict[str, str] = {}
    match_expressions: list[Requirement] = []

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        return not self.match_labels and not self.match_expressions

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether the labels fulfil all of it."""
        for key, value in self.match_labels.items():
            if labels.get(key) != value:
                return False
        return all(requirement.matches(labels) for requirement in self.match_expressions)

    def __str__(self) -> str:
        parts = [f"{key}={value}" for key, value in self.match_labels.items()]
        parts += [_written(requirement) for requirement in self.match_expressions]
        return ",".join(parts)


def _written(requirement: Requirement) -> str:
    match requirement.operator:
        case "Exists":
            return requirement.key
        case "DoesNotExist":
            return f"!{requirement.key}"
        case operator:
            return f"{requirement.key} {operator.lower()} ({','.join(requirement.values)})"
