"""Pieces of messages."""

from __future__ import annotations

from batten.model.selectors import LabelSelector

_ROOM = 44


def brief(selector: LabelSelector) -> str:
    """The selector, or its first part and how many more there are, to fit into a line."""
    text = str(selector)
    if len(text) <= _ROOM:
        return text
    parts = len(selector.match_labels) + len(selector.match_expressions)
    if selector.match_labels:
        key, value = next(iter(selector.match_labels.items()))
        text = f"{key}={value}"
    else:
        text = str(LabelSelector(match_expressions=selector.match_expressions[:1]))
    return f"{text} and {parts - 1} more" if parts > 1 else text
