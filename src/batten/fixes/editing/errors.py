"""What the editor says when it must not touch a document."""

from __future__ import annotations

from batten.errors import BattenError


class CannotEdit(BattenError):
    """An edit that cannot be made without changing, or risking, something else.

    :ivar line: 1-based line of the document's text where the obstacle stands.
    """

    def __init__(self, message: str, line: int = 1, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.line = line
