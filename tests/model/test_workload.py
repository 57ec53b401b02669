"""One view over every kind that makes pods."""

from __future__ import annotations

from typing import Any

import pytest

from batten.model.source import NOWHERE
from batten.model.workload import Workload, workload_of
from batten.sources.decode import DeclaredWorkload, decode

POD = {"containers": [{"name": "app"}]}
TEMPLATE = {"metadata": {"labels": {"app": "web"}}, "spec": POD}
SELECTOR = {"matchLabels": {"app": "web"}}

KINDS = [
    ("apps/v1", "Deployment", {"replicas": 3, "selector": SELECTOR, "template": TEMPLATE}),
    ("apps/v1", "StatefulSet", {"replicas": 3, "selector": SELECTOR, "template": TEMPLATE}),
    ("apps/v1", "ReplicaSet", {"replicas": 3, "selector": SELECTOR, "template": TEMPLATE}),
    ("apps/v1", "DaemonSet", {"selector": SELECTOR, "template": TEMPLATE}),
    ("argoproj.io/v1alpha1", "Rollout", {"replicas": 3, "template": TEMPLATE}),
    ("batch/v1", "Job", {"template": TEMPLATE}),
    ("batch/v1", "CronJob", {"jobTemplate": {"spec": {"template": TEMPLATE}}}),
    ("v1", "Pod", POD),
]
SCALABLE = ("Deployment", "StatefulSet", "ReplicaSet", "Rollout")


def written(api_version: str, kind: str, spec: Any, **metadata: Any) -> Any:
    metadata = {"name": "web", "namespace": "shop", **metadata}
    if kind == "Pod":
        metadata.setdefault("labels", {"app": "web"})
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, "spec": spec}


def view(document: Any) -> Workload:
    workload = workload_of(decode(document, NOWHERE))
    assert workload is not None
    return workload


def at(document: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        document = document[step]
    return document


@pytest.mark.parametrize(("api_version", "kind", "spec"), KINDS, ids=lambda value: str(value)[:14])
class TestEveryKind:
    def test_pod_template(self, api_version: str, kind: str, spec: Any) -> None:
        workload = view(written(api_version, kind, spec))
        assert workload.kind == kind
        assert workload.namespace == "shop"
        assert workload.name == "web"
        assert workload.labels == {"app": "web"}
        assert [container.name for container in workload.containers] == ["app"]

    def test_paths_lead_to_what_they_name(self, api_version: str, kind: str, spec: Any) -> None:
        document = written(api_version, kind, spec)
        workload = view(document)
        assert workload.path == ()
        assert at(document, workload.pod.path) == POD
        assert at(document, workload.pod.metadata_path)["labels"] == {"app": "web"}
        assert at(document, workload.containers[0].path) == {"name": "app"}

    def test_replicas(self, api_version: str, kind: str, spec: Any) -> None:
        document = written(api_version, kind, spec)
        workload = view(document)
        assert workload.scalable is (kind in SCALABLE)
        if workload.scalable:
            assert workload.replicas == workload.desired == 3
            assert at(document, workload.replicas_path) == 3
        else:
            assert workload.replicas is None

    def test_what_serves_for_ever(self, api_version: str, kind: str, spec: Any) -> None:
        workload = view(written(api_version, kind, spec))
        assert workload.serves is (kind not in ("Job", "CronJob"))
        assert (workload.job is not None) is (kind in ("Job", "CronJob"))

    def test_a_null_or_missing_spec_is_an_empty_one(
        self, api_version: str, kind: str, spec: Any
    ) -> None:
        workload = workload_of(decode(written(api_version, kind, None), NOWHERE))
        if kind == "Rollout":  # its template may stand elsewhere
            assert workload is None
        else:
            assert workload is not None and workload.containers == []

    def test_made_by_another_workload(self, api_version: str, kind: str, spec: Any) -> None:
        owner = {"kind": "Deployment", "name": "owner", "controller": True}
        document = written(api_version, kind, spec, ownerReferences=[owner])
        assert workload_of(decode(document, NOWHERE)) is None

    def test_made_by_an_operator(self, api_version: str, kind: str, spec: Any) -> None:
        owner = {"kind": "Prometheus", "name": "owner", "controller": True}
        document = written(api_version, kind, spec, ownerReferences=[owner])
        assert workload_of(decode(document, NOWHERE)) is not None

    def test_owned_but_not_controlled(self, api_version: str, kind: str, spec: Any) -> None:
        owner = {"kind": "Anything", "name": "owner"}
        document = written(api_version, kind, spec, ownerReferences=[owner])
        assert workload_of(decode(document, NOWHERE)) is not None


def test_replicas_not_written_are_one() -> None:
    workload = view(written("apps/v1", "Deployment", {"template": TEMPLATE}))
    assert workload.replicas is None
    assert workload.desired == 1


def test_none_are_none() -> None:
    workload = view(written("apps/v1", "Deployment", {"replicas": 0, "template": TEMPLATE}))
    assert workload.desired == 0


def test_a_replication_controllers_selector_is_a_map() -> None:
    workload = view(written("v1", "ReplicationController", {"selector": {"app": "web"}}))
    assert workload.kind == "ReplicationController"
    assert workload.containers == []


def test_a_rollout_of_another_workload_has_no_pods_of_its_own() -> None:
    ref = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    rollout = written("argoproj.io/v1alpha1", "Rollout", {"replicas": 3, "workloadRef": ref})
    assert workload_of(decode(rollout, NOWHERE)) is None


@pytest.mark.parametrize(("api_version", "kind"), [("v1", "Service"), ("example.com/v1", "Shop")])
def test_what_makes_no_pods(api_version: str, kind: str) -> None:
    assert workload_of(decode(written(api_version, kind, {}), NOWHERE)) is None


def test_a_declared_kind() -> None:
    declared = DeclaredWorkload("example.com", "Shop", "spec.pods.template", "spec.size")
    spec = {"size": 2, "pods": {"template": TEMPLATE}, "selector": SELECTOR}
    document = written("example.com/v1", "Shop", spec)
    workload = workload_of(decode(document, NOWHERE, [declared]))
    assert workload is not None
    assert workload.desired == 2
    assert workload.selector is not None
    assert at(document, workload.replicas_path) == 2
    assert at(document, workload.containers[0].path) == {"name": "app"}


def pod(**spec: Any) -> Workload:
    return view(written("v1", "Pod", spec))


def test_roles() -> None:
    workload = pod(
        containers=[{"name": "app"}, {"name": "proxy"}],
        initContainers=[{"name": "init"}, {"name": "sidecar", "restartPolicy": "Always"}],
        ephemeralContainers=[{"name": "debug"}],
    )
    assert [(c.name, c.role, c.runs_along) for c in workload.containers] == [
        ("app", "main", True),
        ("proxy", "main", True),
        ("init", "init", False),
        ("sidecar", "sidecar", True),
        ("debug", "ephemeral", False),
    ]
    assert workload.containers[3].path == ("spec", "initContainers", 1)


@pytest.mark.parametrize(
    ("of_pod", "own", "user", "non_root"),
    [
        (None, None, None, False),
        ({"runAsUser": 5}, None, 5, False),
        ({"runAsUser": 5, "runAsNonRoot": True}, {"runAsUser": 0}, 0, True),
        ({"runAsNonRoot": True}, {"runAsNonRoot": False}, None, False),
        ({"runAsNonRoot": True}, {"runAsNonRoot": None}, None, True),
        (None, {"runAsUser": 7, "runAsNonRoot": True}, 7, True),
    ],
)
def test_a_containers_user_goes_before_the_pods(
    of_pod: Any, own: Any, user: int | None, non_root: bool
) -> None:
    container = {"name": "app", "securityContext": own}
    (seen,) = pod(securityContext=of_pod, containers=[container]).containers
    assert seen.user == user
    assert seen.non_root is non_root


@pytest.mark.parametrize(
    ("spec", "windows"),
    [
        ({}, False),
        ({"os": {"name": "windows"}}, True),
        ({"os": {"name": "linux"}}, False),
        ({"nodeSelector": {"kubernetes.io/os": "windows"}}, True),
        ({"nodeSelector": {"kubernetes.io/os": "linux"}}, False),
    ],
)
def test_windows(spec: Any, windows: bool) -> None:
    assert pod(**spec).pod.windows is windows
