"""What a value of a schema may be, in two speeds.

Every node has a `check`, which only says whether a value is surely right, and `problems`, which
says what is wrong. Nearly all objects are right, so only the checks must be fast: a class stands
for "exactly this class", anything else is a function. A check may doubt a right value; `problems`
then finds nothing. It must never pass a wrong one.
"""

from __future__ import annotations

import re
from binascii import Error as BadBase64
from binascii import a2b_base64
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from batten.schemas.hints import unknown_field
from batten.schemas.problems import Place, Problem, missing, not_allowed, wrong_type

Check = type | Callable[[Any], bool]

INT32 = 2**31 - 1
INT64 = 2**63 - 1

# Not compiled here: many a run never needs them, and it must start fast.
# apimachinery pkg/api/resource/quantity.go, parseQuantityString and suffix.go
_QUANTITY = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?"
# RFC 3339, as Go's time.Parse reads it for metav1.Time
_TIME = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]+)?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})"
)


class Node(Protocol):
    """A type of the schema."""

    @property
    def check(self) -> Check:
        """The fast answer for values other than null."""

    def problems(self, value: Any, place: Place) -> Iterator[Problem]:
        """Everything the API server would refuse in the value; null means unset."""


class Scalar:
    """A value without fields: what it must be in words, and the test for it."""

    def __init__(self, wanted: str, check: Check, right: Callable[[Any], bool]) -> None:
        self.wanted = wanted
        self.check = check
        self._right = right

    def problems(self, value: Any, place: Place) -> Iterator[Problem]:
        """The wrong type, if it is."""
        if value is not None and not self._right(value):
            yield wrong_type(place, self.wanted, value)


def _integer(limit: int) -> Callable[[Any], bool]:
    # 3.0 and 1e3 are integers by the time that a manifest reaches the server.
    def right(value: Any) -> bool:
        if isinstance(value, float) and not value.is_integer():
            return False
        return _number(value) and -limit - 1 <= value <= limit

    return right


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@lru_cache(maxsize=1024)  # manifests repeat few quantities
def _quantity_text(text: str) -> bool:
    return re.fullmatch(_QUANTITY, text.strip()) is not None


def _quantity(value: Any) -> bool:
    return _quantity_text(value) if isinstance(value, str) else _number(value)


def _int_or_string(value: Any) -> bool:
    return isinstance(value, str) or _int32(value)


def _int64_or_string(value: Any) -> bool:
    return isinstance(value, str) or _int64(value)


def _time(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(_TIME, value) is not None


def _base64(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        a2b_base64(value.replace("\n", "").replace("\r", ""), strict_mode=True)
    except (BadBase64, ValueError):
        return False
    return True


def _anything(value: Any) -> bool:
    return True


_int32 = _integer(INT32)
_int64 = _integer(INT64)

STRING = Scalar("a string", str, lambda value: isinstance(value, str))
ANY = Scalar("anything", _anything, _anything)

SCALARS: dict[str, Node] = {
    "str": STRING,
    "bool": Scalar("true or false", bool, lambda value: isinstance(value, bool)),
    "int": Scalar("an integer", int, _int32),
    "int64": Scalar("an integer", _int64, _int64),
    "number": Scalar("a number", _number, _number),
    "quantity": Scalar("a quantity such as 500m or 1Gi", _quantity, _quantity),
    "intstr": Scalar("an integer or a string", _int_or_string, _int_or_string),
    "int64str": Scalar("an integer or a string", _int64_or_string, _int64_or_string),
    "time": Scalar("a time such as 2026-05-01T12:00:00Z", _time, _time),
    "bytes": Scalar("text in base64", _base64, _base64),
    "any": ANY,
}
"""The types without fields, by the names the tables use."""


class Enum:
    """A string out of a closed set; the set holds the empty string where that means unset."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed

    def check(self, value: Any) -> bool:
        """Whether the value is one of the set."""
        return value.__class__ is str and value in self._allowed

    def problems(self, value: Any, place: Place) -> Iterator[Problem]:
        """The wrong type, or a string that is not in the set."""
        if not isinstance(value, str):
            yield from STRING.problems(value, place)
        elif value not in self._allowed:
            yield not_allowed(place, value, self._allowed - {""})


class ListOf:
    """A list whose items are all of one type."""

    def __init__(self, item: Node) -> None:
        self.item = item
        self._all = every(item.check)

    def check(self, value: Any) -> bool:
        """Whether the value is a list of right items."""
        return value.__class__ is list and self._all(value)

    def problems(self, value: Any, place: Place) -> Iterator[Problem]:
        """The wrong type, or the problems of the items."""
        if isinstance(value, list):
            for index, item in enumerate(value):
                if not _surely(self.item, item):
                    yield from self.item.problems(item, place.below(index))
        elif value is not None:
            yield wrong_type(place, "a list", value)


class MapOf:
    """An object with any keys, whose values are all of one type."""

    def __init__(self, item: Node) -> None:
        self.item = item
        self._all = every(item.check)

    def check(self, value: Any) -> bool:
        """Whether the value is an object of right values."""
        return value.__class__ is dict and self._all(value.values())

    def problems(self, value: Any, place: Place) -> Iterator[Problem]:
        """The wrong type, or the problems of the values."""
        if isinstance(value, dict):
            for key, item in value.items():
                if not _surely(self.item, item):
                    yield from self.item.problems(item, place.below(key))
        elif value is not None:
            yield wrong_type(place, "an object", value)


def every(check: Check) -> Callable[[Any], bool]:
    """Whether all of some values are right; null is left for `problems` to judge."""
    if isinstance(check, type):

        def all_of_class(values: Any) -> bool:
            for value in values:
                if value.__class__ is not check or (check is int and not _int32(value)):
                    return False
            return True

        return all_of_class

    def all_right(values: Any) -> bool:
        for value in values:  # noqa: SIM110 - twice as fast as all() of a generator
            if value is None or not check(value):
                return False
        return True

    return all_right


def _surely(node: Node, value: Any) -> bool:
    """Whether the fast check passes a value, so that `problems` need not look into it."""
    check = node.check
    if isinstance(check, type):
        return value.__class__ is check and check is not int
    return value is not None and bool(check(value))


class IfObject:
    """A node for objects; what is no object is accepted (JSONSchemaPropsOrBool and its kin)."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def check(self, value: Any) -> bool:
        """Whether the value is no object, or a right one."""
        return value.__class__ is not dict or bool(self._node.check(value))

    def problems(self, value: Any, place: Place) -> Iterator[Problem]:
        """The problems of an object."""
        if isinstance(value, dict):
            yield from self._node.problems(value, place)


class Fields(NamedTuple):
    """What a struct consists of.

    `dated` says of fields of other releases when they exist. A struct that is `open` keeps fields
    it does not know. Those required fields that are `nullable` may be null, but not absent.
    """

    nodes: Mapping[str, Node]
    required: frozenset[str]
    dated: Mapping[str, str] = {}
    open: bool = False
    nullable: frozenset[str] = frozenset()


class Struct:
    """An object with known fields. They are read when the first such object is seen."""

    __slots__ = ("_checks", "_fields", "_load", "_required")

    def __init__(self, load: Callable[[], Fields]) -> None:
        self._load = load
        self._fields: Fields | None = None
        self._checks: dict[str, Check] = {}
        self._required: frozenset[str] = frozenset()

    @property
    def fields(self) -> Fields:
        """What the struct consists of."""
        if self._fields is None:
            self._fields = self._load()
            self._checks = {name: node.check for name, node in self._fields.nodes.items()}
            self._required = self._fields.required
        return self._fields

    def check(self, value: Any) -> bool:
        """Whether the value is an object with right fields, and lacks none."""
        if value.__class__ is not dict:
            return False
        if self._fields is None:
            _ = self.fields
        checks, required = self._checks, self._required
        for key, item in value.items():
            check = checks.get(key)
            if item.__class__ is check:
                if check is int and not -INT32 <= item <= INT32:  # type: ignore[operator]
                    return False
            elif item is None:
                if check is None or key in required:
                    return False
            elif check is None or check.__class__ is type or not check(item):
                return False
        for key in required:  # noqa: SIM110 - a third of the time of a comparison of sets
            if key not in value:
                return False
        return True

    def problems(self, value: Any, place: Place) -> Iterator[Problem]:
        """Unknown and missing fields, and the problems of the others, in the document's order."""
        if not isinstance(value, dict):
            if value is not None:
                yield wrong_type(place, "an object", value)
            return
        inner = place._replace(owners=(*place.owners, (place.path, self)))
        for key, item in value.items():
            if node := self.fields.nodes.get(key):
                if not _surely(node, item):
                    yield from node.problems(item, inner.below(key))
            elif not self.fields.open:
                yield unknown_field(str(key), inner)
        nullable = self.fields.nullable & value.keys()
        for field in sorted(self.fields.required - nullable):
            if value.get(field) is None:
                yield missing(place, field)
