"""Quantities as Kubernetes writes them: `500m`, `1Gi`, `2e3`.

Grammar: k8s.io/apimachinery/pkg/api/resource/quantity.go. Exact, by `fractions`.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

_QUANTITY = re.compile(
    r"([+-]?(?:\d+\.?\d*|\.\d+))(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d+)?", re.ASCII
)
_PERCENT = re.compile(r"\d{1,9}%", re.ASCII)
_MOST_DIGITS = 100
_SUFFIX = {
    "n": Fraction(1, 10**9),
    "u": Fraction(1, 10**6),
    "m": Fraction(1, 1000),
    "": Fraction(1),
    **{suffix: Fraction(1000**power) for power, suffix in enumerate("kMGTPE", 1)},
    **{f"{suffix}i": Fraction(1024**power) for power, suffix in enumerate("KMGTPE", 1)},
}


@lru_cache(4096)
def parse(quantity: str | int | float) -> Fraction:
    """The quantity as a number (cores, bytes, pieces). ValueError if it is none."""
    match = _QUANTITY.fullmatch(str(quantity))
    if not match:
        raise ValueError(f'"{quantity}" is not a quantity, such as 500m, 2 or 1Gi')
    number, suffix = match[1], match[2] or ""
    if len(number) > _MOST_DIGITS:
        raise ValueError(f'"{number[:10]}..." is out of range')
    factor = _SUFFIX.get(suffix)
    if factor is None:
        exponent = int(suffix[1:])
        if abs(exponent) > _MOST_DIGITS:
            raise ValueError(f'"{quantity}" is out of range')
        factor = Fraction(10) ** exponent
    return Fraction(number) * factor


def parsed(quantity: str | int | float | None) -> Fraction | None:
    """The quantity as a number, None if absent or ill-formed (the schema check reports that)."""
    if quantity is None:
        return None
    try:
        return parse(quantity)
    except ValueError:
        return None


def resolve(value: int | str | None, total: int, *, round_up: bool) -> int | None:
    """An int-or-percentage of a total, rounded as Kubernetes rounds it; None if not one.

    k8s.io/apimachinery/pkg/util/intstr GetScaledValueFromIntOrPercent.
    """
    if value is None or isinstance(value, int):
        return value
    if not _PERCENT.fullmatch(value):
        return None
    hundredths = int(value[:-1]) * total
    return -(-hundredths // 100) if round_up else hundredths // 100
