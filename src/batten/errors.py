"""Everything Batten raises on purpose. Each error says what happened, where, and what to do.

    BattenError
    ├── UsageError             the command line asks for something that cannot be
    ├── ConfigError            batten.yaml is not what it should be
    ├── CannotEdit             a document that no edit may change (fixes.editor)
    └── SourceError            an input could not be read
        └── YamlError          ... its text is not YAML as Kubernetes reads it (sources.yaml)

A traceback never reaches a user: the command line prints `str(error)` and exits with 2.
"""

from __future__ import annotations


class BattenError(Exception):
    """Base of all errors a user may meet.

    :ivar message: one sentence in plain words.
    :ivar hint: what to do about it, or "".
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


class UsageError(BattenError):
    """The command line asks for something that cannot be."""


class ConfigError(BattenError):
    """The configuration file is not what it should be; the message names file, line and key."""


class SourceError(BattenError):
    """An input could not be read.

    :ivar file: as the user named it; "-" for standard input.
    :ivar line: 1-based, 0 if the whole input is meant.
    :ivar column: 1-based, 0 if the whole line is meant.
    """

    def __init__(
        self, message: str, *, file: str = "", line: int = 0, column: int = 0, hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.file = file
        self.line = line
        self.column = column

    @property
    def place(self) -> str:
        """`file:line:column`, as far as known."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}" if self.place else self.message
        return f"{text}\n  {self.hint}" if self.hint else text
