"""Durations as Kubernetes writes them: `3m`, `1h30m`, `500ms` (Go's time.ParseDuration)."""

from __future__ import annotations

import re

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_PART = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|µs|ms|s|m|h)")


def parse(text: str) -> float:
    """The duration in seconds. ValueError if it is none."""
    if text == "0":
        return 0.0
    sign, body = (-1.0, text[1:]) if text.startswith("-") else (1.0, text.removeprefix("+"))
    parts = _PART.findall(body)
    if not parts or "".join(number + unit for number, unit in parts) != body:
        raise ValueError(f'"{text}" is not a duration, such as 90s, 3m or 1h30m')
    return sign * sum(float(number) * _UNITS[unit] for number, unit in parts)


def written(seconds: float) -> str:
    """Seconds as a duration: 200 → `3m20s`."""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    parts = ((hours, "h"), (minutes, "m"), (left, "s"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0s"
