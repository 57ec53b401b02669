"""How often a schedule runs."""

from __future__ import annotations

import pytest

from batten.model.cron import shortest_period

MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.mark.parametrize(
    ("schedule", "seconds"),
    [
        ("* * * * *", MINUTE),
        ("*/5 * * * *", 5 * MINUTE),
        ("*/45 * * * *", 15 * MINUTE),  # at :00 and :45
        ("5/20 * * * *", 20 * MINUTE),
        ("0,10 * * * *", 10 * MINUTE),
        ("0 * * * *", HOUR),
        ("0 2 * * *", DAY),
        ("0 0,23 * * *", HOUR),  # over midnight
        ("0 8-18/2 * * MON-FRI", 2 * HOUR),
        ("30 4 1 jan ?", DAY),
        ("@hourly", HOUR),
        ("@weekly", DAY),
        ("@every 1h30m", 90 * MINUTE),
        ("@every 0.1s", 1),
        ("0,,30 * * * *", 30 * MINUTE),  # as robfig/cron reads it
    ],
)
def test_shortest_period(schedule: str, seconds: int) -> None:
    assert shortest_period(schedule) == seconds


@pytest.mark.parametrize(
    "schedule",
    ["", "often", "* * * *", "* * * * * *", "60 * * * *", "* * 0 * *", "* * * * 7", "5-1 * * * *",
     "*/0 * * * *", "*/ * * * *", "*/x * * * *", "-5 * * * *", "@every soon", "@reboot",
     ", * * * *"],
)  # fmt: skip
def test_refused(schedule: str) -> None:
    with pytest.raises(ValueError):
        shortest_period(schedule)
