from __future__ import annotations

import re

import pytest

from batten.model.versions import NEWEST, Version
from batten.schemas.lifecycle import deprecated_fields, ending, lifecycle
from batten.schemas.validation import known

FLOW, CRD = "flowcontrol.apiserver.k8s.io", "apiextensions.k8s.io"


class TestKinds:
    @pytest.mark.parametrize(
        ("api_version", "kind", "deprecated", "removed", "replacement"),
        [
            ("extensions/v1beta1", "Deployment", 8, 16, "apps/v1"),
            ("apps/v1beta1", "StatefulSet", 8, 16, "apps/v1"),
            ("apps/v1beta2", "DaemonSet", 9, 16, "apps/v1"),
            ("extensions/v1beta1", "Ingress", 14, 22, "networking.k8s.io/v1"),
            ("networking.k8s.io/v1beta1", "Ingress", 19, 22, "networking.k8s.io/v1"),
            ("networking.k8s.io/v1beta1", "IngressClass", 19, 22, "networking.k8s.io/v1"),
            ("apiregistration.k8s.io/v1beta1", "APIService", 19, 22, "apiregistration.k8s.io/v1"),
            ("rbac.authorization.k8s.io/v1beta1", "Role", 17, 22, "rbac.authorization.k8s.io/v1"),
            ("batch/v1beta1", "CronJob", 21, 25, "batch/v1"),
            ("policy/v1beta1", "PodDisruptionBudget", 21, 25, "policy/v1"),
            ("discovery.k8s.io/v1beta1", "EndpointSlice", 21, 25, "discovery.k8s.io/v1"),
            ("autoscaling/v2beta1", "HorizontalPodAutoscaler", 22, 25, "autoscaling/v2"),
            ("autoscaling/v2beta2", "HorizontalPodAutoscaler", 23, 26, "autoscaling/v2"),
            ("storage.k8s.io/v1beta1", "CSIStorageCapacity", 24, 27, "storage.k8s.io/v1"),
            (f"{FLOW}/v1beta2", "FlowSchema", 26, 29, f"{FLOW}/v1"),
            (f"{FLOW}/v1beta3", "FlowSchema", 29, 32, f"{FLOW}/v1"),
            (f"{CRD}/v1beta1", "CustomResourceDefinition", 16, 22, f"{CRD}/v1"),
            ("storage.k8s.io/v1beta1", "VolumeAttributesClass", 34, 37, "storage.k8s.io/v1"),
            ("networking.k8s.io/v1beta1", "ServiceCIDR", 34, 37, "networking.k8s.io/v1"),
            ("resource.k8s.io/v1beta1", "ResourceClaim", 35, 38, "resource.k8s.io/v1"),
        ],
    )  # fmt: skip
    def test_when_it_ends_and_what_follows(
        self, api_version: str, kind: str, deprecated: int, removed: int, replacement: str
    ) -> None:
        found = lifecycle(api_version, kind)
        assert found is not None
        assert (found.deprecated_in, found.removed_in) == (
            Version(1, deprecated),
            Version(1, removed),
        )
        assert (found.replacement, found.replacement_kind) == (replacement, kind)

    def test_some_have_no_replacement(self) -> None:
        found = lifecycle("policy/v1beta1", "PodSecurityPolicy")
        assert found is not None
        assert (found.removed_in, found.replacement, found.replacement_kind) == (
            (1, 25),
            None,
            None,
        )
        assert found.note == "no replacement: use Pod Security Admission"

    def test_some_are_deprecated_and_stay(self) -> None:
        found = lifecycle("v1", "Endpoints")
        assert found is not None
        assert (found.deprecated_in, found.removed_in) == ((1, 33), None)
        assert (found.replacement, found.replacement_kind) == (
            "discovery.k8s.io/v1",
            "EndpointSlice",
        )
        component = lifecycle("v1", "ComponentStatus")
        assert component is not None
        assert component.deprecated_in == Version(1, 19)

    def test_what_changes_with_the_version_is_noted(self) -> None:
        found = lifecycle("policy/v1beta1", "PodDisruptionBudget")
        assert found is not None
        assert "empty selector" in found.note

    @pytest.mark.parametrize(
        ("api_version", "kind"),
        [("apps/v1", "Deployment"), ("v1", "Pod"), ("batch/v1", "CronJob"), ("a.b/v1", "C")],
    )
    def test_most_do_not_end(self, api_version: str, kind: str) -> None:
        assert lifecycle(api_version, kind) is None

    @pytest.mark.parametrize(("api_version", "kind"), ending())
    def test_each_entry_is_consistent(self, api_version: str, kind: str) -> None:
        found = lifecycle(api_version, kind)
        assert found is not None
        gone = found.removed_in is not None and found.removed_in <= NEWEST
        assert (
            known(api_version, kind, NEWEST) is not True
            if gone
            else known(api_version, kind, NEWEST)
        )
        if found.removed_in:
            assert found.deprecated_in <= found.removed_in
        if found.replacement:
            assert known(found.replacement, found.replacement_kind or "", NEWEST) is True


class TestFields:
    def test_paths_are_of_one_form(self) -> None:
        step = r'[a-zA-Z]+(\[\])?(\["[a-z0-9./*-]+"\])?'
        for field in deprecated_fields():
            pattern = r"[a-z./-]+" if field.kind == "NodeLabel" else rf"{step}(\.{step})*"
            assert re.fullmatch(pattern, field.path), field.path

    def test_each_is_said_once_with_its_source(self) -> None:
        fields = deprecated_fields()
        assert len({(field.kind, field.path) for field in fields}) == len(fields) > 50
        assert all(field.source and field.replacement for field in fields)
        assert all(f.removed_in is None or f.deprecated_in <= f.removed_in for f in fields)

    @pytest.mark.parametrize(
        ("kind", "path", "deprecated", "removed"),
        [
            ("Pod", "spec.volumes[].gitRepo", 11, 33),
            ("Pod", "spec.volumes[].awsElasticBlockStore", 19, None),
            ("PersistentVolume", "spec.rbd", 28, 31),
            ("Service", "spec.topologyKeys", 21, 22),
            ("NodeLabel", "beta.kubernetes.io/os", 14, None),
            ("Ingress", 'metadata.annotations["kubernetes.io/ingress.class"]', 18, None),
        ],
    )
    def test_spots(self, kind: str, path: str, deprecated: int, removed: int | None) -> None:
        (found,) = [f for f in deprecated_fields() if (f.kind, f.path) == (kind, path)]
        assert found.deprecated_in == Version(1, deprecated)
        assert found.removed_in == (Version(1, removed) if removed else None)
