from __future__ import annotations

from typing import Any

import msgspec
import pytest

from batten.model.objects.scaling import (
    VerticalPodAutoscaler,
)
from batten.rules.autoscaling_targets import acted_on


def vpa(mode: str, *policies: dict[str, Any]) -> VerticalPodAutoscaler:
    spec = {"updatePolicy": {"updateMode": mode}, "resourcePolicy": {"containerPolicies": policies}}
    return msgspec.convert({"spec": spec}, VerticalPodAutoscaler)


@pytest.mark.parametrize("mode", ["Auto", "Recreate", "Initial", "InPlaceOrRecreate"])
def test_every_mode_but_off_acts(mode: str) -> None:
    assert acted_on(vpa(mode)) == {"cpu", "memory"}
    assert acted_on(vpa("Off")) == set()


def test_policies_narrow_what_it_acts_on() -> None:
    every = {"containerName": "*", "controlledResources": ["memory"]}
    off = {"containerName": "*", "mode": "Off"}
    app_off = {"containerName": "app", "mode": "Off"}
    assert acted_on(vpa("Auto", every)) == {"memory"}
    assert acted_on(vpa("Auto", off)) == set()
    assert acted_on(vpa("Auto", app_off)) == {"cpu", "memory"}, "containers no policy names"
    assert acted_on(vpa("Auto", off, {"containerName": "app"})) == {"cpu", "memory"}
