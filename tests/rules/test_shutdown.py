from __future__ import annotations

import pytest

from batten.model.objects.pods import Exec, HttpGet, LifecycleHandler, Sleep
from batten.rules.shutdown import delay, slept


@pytest.mark.parametrize(
    ("command", "seconds"),
    [
        (["sleep", "10"], 10),
        (["/bin/sleep", "10"], 10),
        (["sleep", "0.5"], 0.5),
        (["sleep", "1m"], 60),
        (["sh", "-c", "sleep 10"], 10),
        (["/bin/sh", "-c", "sleep 5; nginx -s quit"], 5),
        (["/bin/sh", "-c", "sleep 5&& nginx -s quit; sleep 2s"], 7),
        (["sh", "-c", "(sleep 3)"], 3),
        (["powershell", "-Command", "Start-Sleep -s 15"], 15),
        (["powershell", "Start-Sleep", "-Seconds", "15"], 15),
        (["powershell", "start-sleep 15"], 15),
    ],
)
def test_a_sleep_is_read(command: list[str], seconds: float) -> None:
    assert slept(command) == seconds


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["/drain.sh"],
        ["nginx", "-s", "quit"],
        ["sh", "-c", "sleep $DELAY"],
        ["sh", "-c", "while pgrep app; do sleep 1; done"],
        ["sh", "-c", "until curl localhost; do sleep 2; done"],
        ["sh", "-c", "./nosleep 10"],
        ["sh", "-c", "oversleep 10"],
        ["sh", "-c", "sleep 10x"],
    ],
)
def test_what_cannot_be_told_is_not_guessed(command: list[str]) -> None:
    assert slept(command) is None


def test_a_hook_waits_by_its_kind() -> None:
    assert delay(LifecycleHandler(sleep=Sleep(seconds=7))) == 7
    assert delay(LifecycleHandler(exec=Exec(command=["sleep", "7"]))) == 7
    assert delay(LifecycleHandler(http_get=HttpGet(port=80))) is None
