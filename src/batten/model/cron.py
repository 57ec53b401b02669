"""Schedules of CronJobs: the standard five fields, `@hourly` and the like, `@every 90m`.

Grammar: github.com/robfig/cron/v3 parser.go, which the CronJob controller uses.
"""

from __future__ import annotations

from functools import lru_cache

from batten.model import durations

_DAY = 24 * 60
_MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_MONTHS = (
    "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FIELDS: tuple[tuple[int, int, tuple[str, ...]], ...] = (
    (0, 59, ()),
    (0, 23, ()),
    (1, 31, ()),
    (1, 12, _MONTHS),
    (0, 6, _WEEKDAYS),
)
"""Lowest, highest and names: minute, hour, day of month, month, day of week."""


@lru_cache(1024)
def shortest_period(schedule: str) -> int:
    """The least seconds between two runs; at least a day where it runs once a day or less.

    ValueError if it is no schedule.
    """
    text = schedule.strip()
    if text.startswith("@every "):
        return max(1, int(durations.parse(text.removeprefix("@every ").strip())))
    fields = _MACROS.get(text, text).split()
    if len(fields) != 5:
        raise ValueError(f"{len(fields)} fields instead of 5")
    minutes, hours, *_ = [
        _values(field, *bounds) for field, bounds in zip(fields, _FIELDS, strict=True)
    ]
    starts = sorted(hour * 60 + minute for hour in hours for minute in minutes)
    following = [*starts[1:], starts[0] + _DAY]
    return 60 * min(later - start for start, later in zip(starts, following, strict=True))


def _values(field: str, low: int, high: int, names: tuple[str, ...]) -> set[int]:
    values: set[int] = set()
    for part in filter(None, field.split(",")):
        span, _, step = part.partition("/")
        first, last = _range(span, low, high, names, open_ended=bool(step))
        width = int(step) if step.isdigit() else 0 if "/" in part else 1
        if width < 1 or not low <= first <= last <= high:
            raise ValueError(f'"{part}" is not within {low} to {high}')
        values.update(range(first, last + 1, width))
    if not values:
        raise ValueError(f'"{field}" names no time')
    return values


def _range(
    span: str, low: int, high: int, names: tuple[str, ...], *, open_ended: bool
) -> tuple[int, int]:
    if span in ("*", "?"):
        return low, high
    start, dash, end = span.partition("-")
    first = _number(start, names)
    if dash:
        return first, _number(end, names)
    return first, high if open_ended else first


def _number(text: str, names: tuple[str, ...]) -> int:
    lowered = text.lower()
    if lowered and lowered in names:
        return names.index(lowered)
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f'"{text}" is not a number')
    return int(text)
