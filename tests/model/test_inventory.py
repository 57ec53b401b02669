"""How objects relate, and that asking stays cheap as they grow many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from batten.model.inventory import Inventory
from batten.model.objects.cluster import Node, Secret
from batten.model.objects.meta import Object
from batten.model.objects.network import Service
from batten.model.objects.workloads import Deployment
from batten.model.selectors import LabelSelector
from batten.model.source import NOWHERE
from batten.model.workload import Workload
from batten.sources.decode import decode


def made(api_version: str, kind: str, name: str, namespace: str = "shop", **fields: Any) -> Object:
    metadata = {"name": name, "namespace": namespace}
    return decode(
        {"apiVersion": api_version, "kind": kind, "metadata": metadata, **fields}, NOWHERE
    )


def deployment(
    name: str, namespace: str = "shop", replicas: int | None = None, **pod: Any
) -> Object:
    labels = pod.pop("labels", {"app": name})
    spec = {"replicas": replicas, "template": {"metadata": {"labels": labels}, "spec": pod}}
    return made("apps/v1", "Deployment", name, namespace, spec=spec)


def service(name: str, namespace: str = "shop", selector: Any = None) -> Object:
    return made("v1", "Service", name, namespace, spec={"selector": selector})


def budget(name: str, selector: Any, api_version: str = "policy/v1") -> Object:
    spec = {"maxUnavailable": 1, "selector": selector}
    return made(api_version, "PodDisruptionBudget", name, spec=spec)


def autoscaler(name: str, target: str, kind: str = "Deployment", **spec: Any) -> Object:
    ref = {"apiVersion": "apps/v1", "kind": kind, "name": target}
    spec = {"scaleTargetRef": ref, **spec}
    return made("autoscaling/v2", "HorizontalPodAutoscaler", name, spec=spec)


def binding(account: str, namespace: str = "shop", of: str | None = None) -> Object:
    subject = {"kind": "ServiceAccount", "name": account} | ({"namespace": of} if of else {})
    ref = {"kind": "Role", "name": "role"}
    fields = {"roleRef": ref, "subjects": [subject, {"kind": "Group", "name": "people"}]}
    return made("rbac.authorization.k8s.io/v1", "RoleBinding", "binding", namespace, **fields)


def the(inventory: Inventory, name: str, namespace: str = "shop") -> Workload:
    obj = inventory.get("Deployment", namespace, name)
    assert obj is not None
    workload = inventory.workload(obj)
    assert workload is not None
    return workload


def names(things: Any) -> list[str]:
    return [thing.name for thing in things]


class TestLookingUp:
    def test_by_type_and_name(self) -> None:
        web, front = deployment("web"), service("web")
        inventory = Inventory([web, front])
        assert inventory.of(Deployment) == [web]
        assert inventory.of(Service) == [front]
        assert inventory.of(Secret) == []
        assert inventory.get("Service", "shop", "web") is front
        assert inventory.get("Service", "other", "web") is None
        assert inventory.has_kind("apps", "Deployment")
        assert not inventory.has_kind("apps", "StatefulSet")

    def test_of_two_of_one_name_the_first_counts(self) -> None:
        first, second = deployment("web"), deployment("web")
        inventory = Inventory([first, second])
        assert inventory.get("Deployment", "shop", "web") is first
        assert len(inventory.workloads) == 2

    def test_nodes_from_both_places(self) -> None:
        given, found = (made("v1", "Node", name, "") for name in ("a", "b"))
        assert isinstance(given, Node)
        assert names(Inventory([found], nodes=[given]).nodes) == ["a", "b"]

    def test_a_role_of_the_namespace_or_the_cluster(self) -> None:
        group = "rbac.authorization.k8s.io/v1"
        inventory = Inventory(
            [made(group, "Role", "reader"), made(group, "ClusterRole", "admin", "")]
        )
        assert inventory.role("Role", "shop", "reader") is not None
        assert inventory.role("Role", "other", "reader") is None
        assert inventory.role("ClusterRole", "shop", "admin") is not None

    def test_what_is_made_by_another_is_no_workload(self) -> None:
        owner = {"kind": "Deployment", "name": "web", "controller": True}
        document = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "web-1", "ownerReferences": [owner]},
        }
        pod = decode(document, NOWHERE)
        inventory = Inventory([pod])
        assert inventory.workloads == []
        assert inventory.workload(pod) is None


class TestSelecting:
    def test_services_and_workloads_of_one_namespace(self) -> None:
        inventory = Inventory(
            [
                deployment("web"),
                deployment("web", "other"),
                service("front", selector={"app": "web"}),
                service("admin", selector={"app": "web"}),
                service("back", selector={"app": "db"}),
            ]
        )
        assert names(inventory.services(the(inventory, "web"))) == ["front", "admin"]
        assert inventory.services(the(inventory, "web", "other")) == ()
        front = inventory.of(Service)[0]
        assert inventory.pods_of_service(front) == [the(inventory, "web")]

    def test_every_label_must_match(self) -> None:
        inventory = Inventory(
            [
                deployment("web", labels={"app": "web", "tier": "front"}),
                service("right", selector={"app": "web", "tier": "front"}),
                service("wrong", selector={"app": "web", "tier": "back"}),
            ]
        )
        assert names(inventory.services(the(inventory, "web"))) == ["right"]

    @pytest.mark.parametrize("selector", [None, {}])
    def test_a_service_without_selector_selects_nothing(self, selector: Any) -> None:
        inventory = Inventory([deployment("web"), service("external", selector=selector)])
        assert inventory.services(the(inventory, "web")) == ()

    @pytest.mark.parametrize(
        ("selector", "api_version", "guards"),
        [
            ({"matchLabels": {"app": "web"}}, "policy/v1", True),
            ({"matchExpressions": [{"key": "app", "operator": "Exists"}]}, "policy/v1", True),
            ({"matchLabels": {"app": "db"}}, "policy/v1", False),
            ({}, "policy/v1", True),
            ({}, "policy/v1beta1", False),
            (None, "policy/v1", False),
        ],
    )
    def test_budgets(self, selector: Any, api_version: str, guards: bool) -> None:
        inventory = Inventory([deployment("web"), budget("pdb", selector, api_version)])
        web = the(inventory, "web")
        assert names(inventory.pdbs(web)) == (["pdb"] if guards else [])

    def test_objects_without_namespace_meet_each_other_only(self) -> None:
        inventory = Inventory(
            [
                deployment("web", ""),
                deployment("web", "shop"),
                service("front", "", selector={"app": "web"}),
            ]
        )
        assert names(inventory.services(the(inventory, "web", ""))) == ["front"]
        assert inventory.services(the(inventory, "web")) == ()

    def test_workloads_of_a_namespace(self) -> None:
        inventory = Inventory([deployment("web"), deployment("db"), deployment("web", "other")])
        assert names(inventory.in_namespace("shop")) == ["web", "db"]
        assert names(inventory.selected("shop", LabelSelector())) == ["web", "db"]
        assert inventory.in_namespace("nowhere") == ()
        assert inventory.selected("nowhere", LabelSelector()) == []


class TestScaling:
    def test_an_autoscaler_owns_the_count(self) -> None:
        inventory = Inventory(
            [deployment("web", replicas=9), autoscaler("hpa", "web", minReplicas=2, maxReplicas=5)]
        )
        web = the(inventory, "web")
        assert names(inventory.autoscalers_of(web)) == ["hpa"]
        assert inventory.replicas_min(web) == 2
        assert inventory.replicas_max(web) == 5

    def test_without_one_the_workload_does(self) -> None:
        inventory = Inventory([deployment("web", replicas=3), deployment("db")])
        assert inventory.replicas_min(the(inventory, "web")) == 3
        assert inventory.replicas_max(the(inventory, "web")) == 3
        assert inventory.replicas_min(the(inventory, "db")) == 1

    def test_minimum_not_written_is_one(self) -> None:
        inventory = Inventory([deployment("web"), autoscaler("hpa", "web", maxReplicas=5)])
        assert inventory.replicas_min(the(inventory, "web")) == 1

    def test_a_target_of_another_kind_or_name(self) -> None:
        hpas = [autoscaler("a", "web", kind="StatefulSet"), autoscaler("b", "other")]
        inventory = Inventory([deployment("web"), *hpas])
        assert inventory.autoscalers_of(the(inventory, "web")) == ()
        assert [inventory.target_of(hpa) for hpa in inventory.autoscalers] == [None, None]

    def test_a_scaled_objects_target_is_a_deployment_unless_it_says_so(self) -> None:
        spec = {"scaleTargetRef": {"name": "web"}, "maxReplicaCount": 4}
        scaled = made("keda.sh/v1alpha1", "ScaledObject", "scaled", spec=spec)
        inventory = Inventory([deployment("web"), scaled])
        web = the(inventory, "web")
        assert names(inventory.autoscalers_of(web)) == ["scaled"]
        assert (inventory.replicas_min(web), inventory.replicas_max(web)) == (0, 4)


class TestServiceAccounts:
    @pytest.mark.parametrize(
        ("spec", "account"),
        [
            ({}, "default"),
            ({"serviceAccountName": "web"}, "web"),
            ({"serviceAccount": "web"}, "web"),
            ({"serviceAccount": "old", "serviceAccountName": "web"}, "web"),
        ],
    )
    def test_of_a_workload(self, spec: Any, account: str) -> None:
        accounts = [made("v1", "ServiceAccount", name) for name in ("default", "web", "old")]
        inventory = Inventory([deployment("web", **spec), *accounts])
        found = inventory.service_account(the(inventory, "web"))
        assert found is not None and found.name == account

    def test_unknown(self) -> None:
        inventory = Inventory([deployment("web"), made("v1", "ServiceAccount", "default", "other")])
        assert inventory.service_account(the(inventory, "web")) is None

    @pytest.mark.parametrize(
        ("bound", "namespace", "account", "is_bound"),
        [
            (binding("web"), "shop", "web", True),
            (binding("web"), "shop", "other", False),
            (binding("web"), "other", "web", False),
            (binding("web", of="ci"), "ci", "web", True),
            (binding("web", of="ci"), "shop", "web", False),
            (binding("web"), "", "web", True),
            (binding("web", namespace=""), "shop", "web", True),
            (binding("web"), "shop", "people", False),
        ],
    )
    def test_bound(self, bound: Object, namespace: str, account: str, is_bound: bool) -> None:
        assert Inventory([bound]).is_bound(namespace, account) is is_bound


def shop_of(size: int) -> list[Object]:
    """Services of their own, each found by a rare label among common ones."""
    objects: list[Object] = []
    for number in range(size):
        labels = {"part-of": "shop", "app": f"app-{number}"}
        objects += [
            deployment(f"app-{number}", labels=labels),
            service(f"app-{number}", selector=labels),
            budget(f"app-{number}", {"matchLabels": labels}),
            autoscaler(f"app-{number}", f"app-{number}", maxReplicas=3),
            binding(f"app-{number}"),
        ]
    return objects


@pytest.fixture
def matches(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How often a selector was compared with labels."""
    count = [0]
    compare = LabelSelector.matches

    def counted(self: LabelSelector, labels: Any) -> bool:
        count[0] += 1
        return compare(self, labels)

    monkeypatch.setattr(LabelSelector, "matches", counted)
    yield count


@pytest.mark.parametrize("size", [10, 200])
def test_comparisons_grow_with_the_objects_not_their_square(size: int, matches: list[int]) -> None:
    inventory = Inventory(shop_of(size))
    for workload in inventory.workloads:
        assert names(inventory.services(workload)) == [workload.name]
        assert names(inventory.pdbs(workload)) == [workload.name]
        assert names(inventory.autoscalers_of(workload)) == [workload.name]
        assert inventory.is_bound("shop", workload.name)
    assert matches[0] == 2 * size


def test_the_order_of_objects_does_not_matter() -> None:
    objects = shop_of(20)
    one, other = Inventory(objects), Inventory(reversed(objects))
    for workload in one.workloads:
        twin = other.workload(workload.object)
        assert twin is not None
        assert one.services(workload) == other.services(twin)
        assert one.pdbs(workload) == other.pdbs(twin)
        assert one.autoscalers_of(workload) == other.autoscalers_of(twin)
