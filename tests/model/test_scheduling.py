"""Which nodes a pod may run on, against the scheduler's own rules."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import msgspec
import pytest

from batten.model.objects.cluster import Node, Taint
from batten.model.objects.placement import Toleration
from batten.model.objects.pods import PodSpec
from batten.model.scheduling import Reach, chosen, domains, repelling, requests, tolerates

GPU = Taint(key="dedicated", value="gpu", effect="NoSchedule")


def node(name: str = "n1", taints: list[Taint] | None = None, **labels: str) -> Node:
    found = Node()
    found.metadata.name = name
    found.metadata.labels = labels
    found.spec.taints = taints or []
    return found


def pod(spec: dict[str, Any]) -> PodSpec:
    return msgspec.convert(spec, PodSpec)


def affinity(*terms: dict[str, Any]) -> PodSpec:
    required = {"nodeSelectorTerms": list(terms)}
    return pod(
        {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}}
    )


def expression(key: str, operator: str, *values: str) -> dict[str, Any]:
    return {"matchExpressions": [{"key": key, "operator": operator, "values": list(values)}]}


def named(name: str) -> dict[str, Any]:
    return {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [name]}]}


@pytest.mark.parametrize(
    ("toleration", "borne"),
    [
        (Toleration(key="dedicated", value="gpu"), True),
        (Toleration(key="dedicated", value="gpu", effect="NoSchedule"), True),
        (Toleration(key="dedicated", operator="Exists"), True),
        (Toleration(operator="Exists"), True),
        (Toleration(key="dedicated", value="other"), False),
        (Toleration(key="other", operator="Exists"), False),
        (Toleration(key="dedicated", operator="Exists", effect="NoExecute"), False),
        (Toleration(value="gpu"), False),
    ],
)
def test_toleration(toleration: Toleration, borne: bool) -> None:
    assert tolerates([toleration], GPU) is borne


def test_taints_that_pass_or_only_discourage_do_not_repel() -> None:
    passing = Taint(key="node.kubernetes.io/not-ready", effect="NoExecute")
    discouraging = Taint(key="spot", effect="PreferNoSchedule")
    assert repelling(node(taints=[passing, discouraging]), []) is None
    assert repelling(node(taints=[passing, GPU]), []) is GPU


@pytest.mark.parametrize(
    ("spec", "fits"),
    [
        (pod({}), True),
        (pod({"nodeSelector": {"pool": "fast"}}), True),
        (pod({"nodeSelector": {"pool": "slow"}}), False),
        (pod({"nodeSelector": {"absent": ""}}), False),
        (affinity(expression("pool", "In", "slow", "fast")), True),
        (affinity(expression("pool", "NotIn", "fast")), False),
        (affinity(expression("absent", "NotIn", "fast")), True),
        (affinity(expression("cores", "Gt", "7")), True),
        (affinity(expression("cores", "Gt", "8")), False),
        (affinity(expression("pool", "Lt", "8")), False),
        (affinity({}), False),
        (affinity(), False),
        (affinity({}, expression("pool", "Exists")), True),
        (
            affinity(
                {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n1"]}]}
            ),
            True,
        ),
        (
            affinity(
                {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n2"]}]}
            ),
            False,
        ),
    ],
)
def test_node_selector_and_affinity(spec: PodSpec, fits: bool) -> None:
    assert chosen(node(pool="fast", cores="8"), spec) is fits


def test_reach_tells_chosen_from_tolerated() -> None:
    gpu, plain = node("gpu", [GPU], pool="fast"), node("plain", pool="slow")
    reach = Reach([gpu, plain])
    everywhere = reach.of(pod({}))
    assert everywhere.chosen == (gpu, plain)
    assert everywhere.nodes == (plain,)
    tolerant = pod({"tolerations": [{"key": "dedicated", "operator": "Exists"}]})
    assert reach.of(tolerant).nodes == (gpu, plain)
    assert reach.of(pod({"nodeSelector": {"pool": "fast"}})).nodes == ()


def test_domains_are_the_values_that_exist() -> None:
    nodes = [node(zone="a"), node(zone="a"), node(zone="b"), node()]
    assert domains(nodes, "zone") == {"a", "b"}


def container(cpu: str, **more: Any) -> dict[str, Any]:
    return {"resources": {"requests": {"cpu": cpu}}, **more}


@pytest.mark.parametrize(
    ("spec", "cpu"),
    [
        ({"containers": [container("1"), container("500m")]}, Fraction(3, 2)),
        ({"containers": [{"resources": {"limits": {"cpu": "2"}}}]}, Fraction(2)),
        ({"containers": [{"resources": {"limits": {"cpu": "2"}, "requests": {"cpu": "1"}}}]}, 1),
        ({"containers": [container("1")], "initContainers": [container("3"), container("2")]}, 3),
        # a sidecar runs beside the containers, and beside the init containers after it
        (
            {
                "containers": [container("1")],
                "initContainers": [container("1", restartPolicy="Always"), container("3")],
            },
            4,
        ),
        # ... but not beside those before it
        (
            {
                "containers": [container("1")],
                "initContainers": [container("3"), container("1", restartPolicy="Always")],
            },
            3,
        ),
        ({"containers": [container("1")], "resources": {"requests": {"cpu": "5"}}}, 5),
        ({"containers": [container("1")], "overhead": {"cpu": "250m"}}, Fraction(5, 4)),
        ({"containers": [container("not a quantity")]}, 0),
    ],
)
def test_requests(spec: dict[str, Any], cpu: Fraction) -> None:
    assert requests(pod(spec))["cpu"] == cpu
