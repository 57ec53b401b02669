"""The fast path: manifests in plain style, built from the tokens of their lines.

``load`` gives the very value of the complete parser or NOT_MINE, never an error: whatever is
unusual or wrong, the complete parser reads and explains it. The tests compare the two on
thousands of mutated manifests.
"""

from __future__ import annotations

from typing import Any, Final

from batten.sources.yaml.lines import BLANK_LEVEL, FLOW, OPEN, block, token, usual
from batten.sources.yaml.loaded import Json

NOT_MINE: Final = object()


def load(text: str) -> Json:
    """The value of a document in plain style, else NOT_MINE."""
    lines = usual(text)
    return NOT_MINE if lines is None else _build(lines)


def _build(lines: list[str]) -> Json:
    # One loop without calls for the usual line: this is the hottest code of a check.
    root: list[Json] = [None]
    container: Any = root
    current = -1
    pending: str | int | None = 0  # whose value may begin on the next line
    stack: list[tuple[int, Any]] = []
    resume = 0
    for number, line in enumerate(lines):
        if number < resume:
            continue
        found = token(line)
        if found is None:
            return NOT_MINE
        level, inner, kind, key, value = found
        if level != current:
            if level > current:
                if level == BLANK_LEVEL:
                    continue
                if pending is None:
                    return NOT_MINE
                child: Any = [] if level & 1 else {}
                container[pending] = child
                stack.append((current, container))
                current, container = level, child
            else:
                while level < current:
                    current, container = stack.pop()
                if level != current:
                    return NOT_MINE
        if kind > OPEN:
            if kind == FLOW:
                value = value.copy()
            else:
                scalar = block(lines, number + 1, (inner or level) // 2, value)
                if scalar is None:
                    return NOT_MINE
                value, resume = scalar
        if inner:
            child = {key: value}
            container.append(child)
            stack.append((current, container))
            current, container = inner, child
        elif key is None:
            container.append(value)
        elif key in container:
            return NOT_MINE
        else:
            container[key] = value
        pending = key if kind == OPEN else None
    return root[0]
