"""Resources as admitted: the API's defaults, then those of LimitRanges."""

from __future__ import annotations

from batten.model.admitted import NO_DEFAULTS, admitted, defaults_of, limited, requested
from batten.model.objects.meta import Quantities
from batten.model.objects.pods import ContainerSpec, PodSpec, ResourceRequirements
from batten.model.objects.scaling import LimitRange, LimitRangeItem, LimitRangeSpec
from batten.model.quantities import parse


def container(
    requests: Quantities, limits: Quantities, *, restart_policy: str | None = None
) -> ContainerSpec:
    resources = ResourceRequirements(requests=requests, limits=limits)
    return ContainerSpec(resources=resources, restart_policy=restart_policy)


def limit_range(item: LimitRangeItem) -> LimitRange:
    return LimitRange(spec=LimitRangeSpec(limits=[item]))


def test_a_request_defaults_to_the_limit() -> None:
    has = admitted(container({}, {"cpu": 1}), NO_DEFAULTS)
    assert has.requests == {"cpu": 1}
    assert admitted(container({"cpu": 1}, {}), NO_DEFAULTS).limits == {}


def test_limit_range_defaults() -> None:
    item = LimitRangeItem(type="Container", max={"cpu": 4, "memory": 8}, min={"cpu": 1, "gpu": 1})
    item.default, item.default_request = {"cpu": 2}, {"memory": 3}
    defaults = defaults_of([limit_range(item)])
    assert defaults.limits == {"cpu": 2, "memory": 8}
    assert defaults.requests == {"cpu": 2, "memory": 3, "gpu": 1}


def test_the_first_limit_range_wins_and_pods_give_nothing() -> None:
    items = [
        LimitRangeItem(type="Pod", max={"cpu": 9}),
        LimitRangeItem(type="Container", default={"cpu": 1}),
        LimitRangeItem(type="Container", default={"cpu": 2, "memory": 2}),
    ]
    defaults = defaults_of(limit_range(item) for item in items)
    assert defaults.limits == {"cpu": 1, "memory": 2}


def test_a_pod_counts_its_sidecars_and_its_largest_start() -> None:
    pod = PodSpec(
        containers=[container({"cpu": "100m"}, {"memory": "1Gi"})],
        init_containers=[
            container({"cpu": "50m"}, {}, restart_policy="Always"),
            container({"cpu": 1}, {}),
        ],
        overhead={"cpu": "10m"},
    )
    assert requested(pod, NO_DEFAULTS)["cpu"] == parse("1060m")
    assert limited(pod, NO_DEFAULTS) == {"memory": parse("1Gi")}


def test_a_whole_pod_states_its_own() -> None:
    whole = ResourceRequirements(requests={"cpu": 1}, limits={"cpu": 3})
    pod = PodSpec(containers=[container({"cpu": "100m"}, {})], resources=whole)
    assert requested(pod, NO_DEFAULTS)["cpu"] == 1
    assert limited(pod, NO_DEFAULTS)["cpu"] == 3
