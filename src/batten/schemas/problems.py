"""What the API server would refuse in a document, and the words for it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from batten.model.source import Path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from batten.schemas.nodes import Struct

Kind = Literal["unknown", "type", "required", "enum"]
"""What is wrong: the field's name, its type, its absence, or a string that is not allowed."""

_LONGEST = 40  # characters of a value that a message repeats


class Problem(NamedTuple):
    """One thing the API server would refuse.

    `path` leads to the value at fault; for a missing field, to the object that lacks it.
    `suggestion` is the nearest valid name or value, if there is one.
    """

    path: Path
    message: str
    kind: Kind
    suggestion: str | None = None


class Place(NamedTuple):
    """Where the search for problems stands: the path, and the objects it came through."""

    path: Path = ()
    owners: tuple[tuple[Path, Struct], ...] = ()
    secret: bool = False

    def below(self, key: str | int) -> Place:
        """The place of an item or a field."""
        return self._replace(path=(*self.path, key))

    def name(self) -> str:
        """How a message calls the value: its field, with the index in a list: `args[0]`."""
        index = ""
        for part in reversed(self.path):
            if isinstance(part, str):
                return part + index
            index = f"[{part}]{index}"
        return "the document"

    def hides_value(self) -> bool:
        """Whether the value is one of a Secret, which no message may show."""
        return self.secret and self.path[:1] in (("data",), ("stringData",))


def wrong_type(place: Place, wanted: str, value: object) -> Problem:
    """`"replicas" must be an integer, not the string "3"`."""
    message = f'"{place.name()}" must be {wanted}, not {describe(value, hide=place.hides_value())}'
    if wanted == "a string" and isinstance(value, bool | int | float):
        message += "; quote it"
    return Problem(place.path, message, "type")


def missing(place: Place, field: str) -> Problem:
    """`required field "selector" is missing`."""
    return Problem(place.path, f'required field "{field}" is missing', "required")


def not_allowed(place: Place, value: str, allowed: Iterable[str]) -> Problem:
    """`"imagePullPolicy" must be one of Always, IfNotPresent, Never, not "always"`."""
    names = sorted(allowed)
    near = nearest(value, names)
    hint = f'; did you mean "{near}"?' if near else ""
    shown = ", ".join(names) if len(names) <= 12 else f"{', '.join(names[:10])} ..."
    message = f'"{place.name()}" must be one of {shown}, not "{_short(value)}"{hint}'
    return Problem(place.path, message, "enum", near)


def describe(value: object, *, hide: bool = False) -> str:
    """A value in words, never longer than a line; `hide` leaves out what it is."""
    match value:
        case bool():
            word, shown = "boolean", str(value).lower()
        case int() | float():
            word, shown = "number", str(value)
        case str():
            word, shown = "string", f'"{_short(value)}"'
        case _:
            return "an object" if isinstance(value, dict) else "a list"
    return f"a {word}" if hide else f"the {word} {shown}"


def nearest(name: str, names: Iterable[str], *, cutoff: float = 0.75) -> str | None:
    """The name that was probably meant: the same but for case and dashes, else the closest.

    `cutoff` is the least likeness, from 0 to 1 (the same), as difflib counts it.
    """
    return _nearest(name, tuple(names), cutoff)


@lru_cache(maxsize=512)  # one slip is often copied into many files, and likeness is slow to find
def _nearest(name: str, names: tuple[str, ...], cutoff: float) -> str | None:
    from difflib import get_close_matches  # rarely needed, and slow to import

    plain = {_plain(candidate): candidate for candidate in names}
    if (same := plain.get(_plain(name))) is not None:
        return same
    close = get_close_matches(_plain(name), plain, n=1, cutoff=cutoff)
    return plain[close[0]] if close else None


def _plain(name: str) -> str:
    return name.casefold().replace("-", "").replace("_", "")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 3] + "..."
