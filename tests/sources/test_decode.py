"""From documents to typed objects: what is ill-typed must not hide the rest."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batten.model.objects.cluster import ConfigMap, RoleBinding, Secret
from batten.model.objects.meta import CustomObject
from batten.model.objects.network import Service
from batten.model.objects.pods import Pod
from batten.model.objects.workloads import Deployment
from batten.model.source import NOWHERE, Source
from batten.model.workload import workload_of
from batten.sources.decode import decode

DEPLOYMENT: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "namespace": "shop", "labels": {"app": "web"}},
    "spec": {
        "replicas": 3,
        "minReadySeconds": 5,
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {
                "terminationGracePeriodSeconds": 60,
                "containers": [
                    {"name": "app", "image": "web:1", "ports": [{"containerPort": 8080}]},
                    {"name": "proxy", "image": "proxy:1"},
                ],
            },
        },
    },
}


def changed(*path: str | int, to: Any) -> dict[str, Any]:
    document = copy.deepcopy(DEPLOYMENT)
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return document


def deployment(document: dict[str, Any]) -> Deployment:
    obj = decode(document, NOWHERE)
    assert isinstance(obj, Deployment)
    return obj


def test_well_typed() -> None:
    source = Source("web.yaml", 4, 1)
    obj = decode(DEPLOYMENT, source)
    assert isinstance(obj, Deployment)
    assert obj.source is source
    assert (obj.kind, obj.namespace, obj.name) == ("Deployment", "shop", "web")
    assert obj.spec.replicas == 3
    assert [c.image for c in obj.spec.template.spec.containers] == ["web:1", "proxy:1"]


def test_a_kind_without_a_type_keeps_its_document() -> None:
    document = {"apiVersion": "example.com/v1", "kind": "Shop", "metadata": {"name": "shop"}}
    obj = decode(document, NOWHERE)
    assert isinstance(obj, CustomObject)
    assert obj.raw is document
    assert (obj.api_version, obj.kind, obj.name) == ("example.com/v1", "Shop", "shop")


def test_the_same_kind_of_another_group_is_another() -> None:
    document = {"apiVersion": "serving.knative.dev/v1", "kind": "Service"}
    assert isinstance(decode(document, NOWHERE), CustomObject)


@pytest.mark.parametrize("value", ["three", 1.5, True, [3], {"count": 3}])
def test_an_ill_typed_field_is_dropped_alone(value: Any) -> None:
    spec = deployment(changed("spec", "replicas", to=value)).spec
    assert spec.replicas is None
    assert spec.min_ready_seconds == 5
    assert len(spec.template.spec.containers) == 2


def test_an_ill_typed_list_item_leaves_the_other_items() -> None:
    document = changed("spec", "template", "spec", "containers", 1, to="proxy")
    containers = deployment(document).spec.template.spec.containers
    assert [container.name for container in containers] == ["app"]


def test_a_field_deep_inside_a_list() -> None:
    path = ("spec", "template", "spec", "containers", 0, "ports", 0, "containerPort")
    containers = deployment(changed(*path, to="http")).spec.template.spec.containers
    assert [container.name for container in containers] == ["app", "proxy"]
    assert containers[0].ports[0].container_port == 0


def test_a_list_where_an_object_belongs() -> None:
    spec = deployment(changed("spec", "template", to=[])).spec
    assert spec.template.spec.containers == []
    assert spec.replicas == 3


def test_labels_of_another_type_are_dropped_together() -> None:
    document = changed("metadata", "labels", to={"app": "web", "version": 1})
    obj = deployment(document)
    assert obj.metadata.labels == {}
    assert obj.name == "web"


def test_many_troubles_at_once() -> None:
    document = changed("spec", "replicas", to="x")
    document["spec"]["minReadySeconds"] = "x"
    document["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] = "x"
    document["metadata"]["labels"] = "x"
    obj = deployment(document)
    assert obj.spec.replicas is None
    assert obj.spec.min_ready_seconds == 0
    assert obj.spec.template.spec.termination_grace_period_seconds == 30
    assert [c.name for c in obj.spec.template.spec.containers] == ["app", "proxy"]


def test_more_troubles_than_anybody_would_mend() -> None:
    containers = [{"name": 1} for _ in range(1000)]
    document = changed("spec", "template", "spec", "containers", to=containers)
    obj = deployment(document)
    assert (obj.kind, obj.api_version) == ("Deployment", "apps/v1")


@pytest.mark.parametrize(
    "path",
    [
        ("metadata", "labels"),
        ("metadata", "annotations"),
        ("spec", "replicas"),
        ("spec", "minReadySeconds"),
        ("spec", "strategy"),
        ("spec", "template", "metadata"),
        ("spec", "template", "spec", "terminationGracePeriodSeconds"),
        ("spec", "template", "spec", "volumes"),
        ("spec", "template", "spec", "containers", 0, "resources"),
        ("spec", "template", "spec", "containers", 0, "securityContext"),
    ],
)
def test_null_is_unset(path: tuple[str | int, ...]) -> None:
    without = copy.deepcopy(DEPLOYMENT)
    place: Any = without
    for step in path[:-1]:
        place = place[step]
    place.pop(path[-1], None)
    null = deployment(changed(*path, to=None))
    assert null.spec == deployment(without).spec
    assert null.metadata == deployment(without).metadata
    assert len(null.spec.template.spec.containers) == 2


def test_null_and_ill_typed_together() -> None:
    document = changed("spec", "minReadySeconds", to=None)
    document["spec"]["replicas"] = "x"
    spec = deployment(document).spec
    assert (spec.replicas, spec.min_ready_seconds) == (None, 0)


def test_null_items_and_values_are_nothing() -> None:
    document = changed("spec", "template", "spec", "containers", 1, to=None)
    document["metadata"]["labels"] = {"app": "web", "team": None}
    obj = deployment(document)
    assert [c.name for c in obj.spec.template.spec.containers] == ["app"]
    assert obj.metadata.labels == {"app": "web"}


@pytest.mark.parametrize("metadata", [None, "web", [], {"labels": {"a": 1}}, {"name": 5}])
def test_custom_objects_with_odd_metadata(metadata: Any) -> None:
    document = {"apiVersion": "example.com/v1", "kind": "Shop", "metadata": metadata}
    obj = decode(document, NOWHERE)
    assert isinstance(obj, CustomObject)
    assert obj.name == ""


def test_values_of_secrets_are_never_read() -> None:
    document = {"apiVersion": "v1", "kind": "Secret", "data": {"key": "aHVzaA=="}}
    obj = decode(document, NOWHERE)
    assert isinstance(obj, Secret)
    assert list(obj.data) == ["key"]
    assert "aHVzaA==" not in repr(obj)


def test_a_secret_keeps_its_other_keys() -> None:
    document = {"apiVersion": "v1", "kind": "Secret", "stringData": {"a": "x", "b": None, "c": 1}}
    obj = decode(document, NOWHERE)
    assert isinstance(obj, Secret)
    assert {"a", "c"} <= set(obj.string_data)


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({"apiVersion": "v1", "kind": "Service", "spec": None}, Service),
        ({"apiVersion": "v1", "kind": "Pod", "spec": []}, Pod),
        ({"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": 1}}, ConfigMap),
        ({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "subjects": None},
         RoleBinding),
    ],
)  # fmt: skip
def test_other_kinds(document: dict[str, Any], kind: type) -> None:
    assert isinstance(decode(document, NOWHERE), kind)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner,
                                                                max_size=3),
    max_leaves=6,
)  # fmt: skip


def paths(value: Any, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found: list[tuple[str | int, ...]] = []
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, item in items:
        found += [(*here, key), *paths(item, (*here, key))]
    return found


MUTABLE = [path for path in paths(DEPLOYMENT) if path[0] not in ("apiVersion", "kind")]


@given(st.sampled_from(MUTABLE), values)
def test_whatever_stands_anywhere_the_object_is_decoded(
    path: tuple[str | int, ...], value: Any
) -> None:
    obj = deployment(changed(*path, to=value))
    assert obj.kind == "Deployment"
    workload = workload_of(obj)
    assert workload is not None
    if path[0] == "metadata":
        assert [container.name for container in workload.containers] == ["app", "proxy"]
