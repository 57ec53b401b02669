"""Where an object was read."""

from __future__ import annotations

import msgspec

Path = tuple[str | int, ...]
"""A field within an object: keys and list indexes, e.g. ("spec", "containers", 0, "image")."""


class Source(msgspec.Struct, frozen=True, gc=False):
    """The document an object was read from.

    :ivar file: as the user named it; "-" for standard input, "" when it came from nowhere.
    :ivar line: 1-based line of the file on which the document starts.
    :ivar document: 0-based number of the document within the file.
    :ivar prefix: the path of the object within its document, e.g. ("items", 3) in a List.
    """

    file: str = ""
    line: int = 1
    document: int = 0
    prefix: Path = ()


NOWHERE = Source()


def dotted(path: Path) -> str:
    """The path as Kubernetes writes it: `spec.containers[0].image`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif "." in part or "/" in part:
            text += f'["{part}"]'
        else:
            text += f".{part}" if text else part
    return text
