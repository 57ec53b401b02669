"""Equality that tells 1 from 1.0 and True, unlike Python's."""

from __future__ import annotations

from typing import Any


def same(left: Any, right: Any) -> bool:
    """Whether two JSON-like values are equal in every type, too; without recursion."""
    todo = [(left, right)]
    while todo:
        one, other = todo.pop()
        if type(one) is not type(other):
            return False
        if isinstance(one, dict):
            if one.keys() != other.keys():
                return False
            todo += [(one[key], other[key]) for key in one]
        elif isinstance(one, list):
            if len(one) != len(other):
                return False
            todo += list(zip(one, other, strict=True))
        elif one != other:
            return False
    return True
