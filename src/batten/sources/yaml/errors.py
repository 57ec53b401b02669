"""The one error of this package: text that Kubernetes would refuse."""

from __future__ import annotations

from batten.errors import SourceError


class YamlError(SourceError):
    """YAML or JSON text that cannot be read.

    Line and column are 1-based and relative to the text given to the failing function; whoever
    cut that text out of a file adds the line of the cut and the name of the file.
    """

    def __init__(self, message: str, line: int = 1, column: int = 1, hint: str = "") -> None:
        super().__init__(message, line=line, column=column, hint=hint)


def position(text: str, index: int) -> tuple[int, int]:
    """The 1-based line and column of the character at ``index``."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
