"""Every API that ended is told of: converted, or refused with what to do."""

from __future__ import annotations

import pytest

from batten.fixes.upgrade import upgrade
from batten.fixes.upgrade.kinds import CONVERSIONS, LIVING
from batten.model.versions import NEWEST, OLDEST, Version
from batten.schemas.lifecycle import ending, lifecycle
from batten.schemas.validation import known, validate
from tests.fixes.upgrade.documents import HERE, Document, made, pairs, read

SAME = {document["kind"]: document for document in read((HERE / "same.yaml").read_text())}
PAIRED = {(pair.before["apiVersion"], pair.before["kind"]) for pair in pairs()}
UNPAIRED = sorted(CONVERSIONS.keys() - PAIRED)
RELEASES = [Version(1, minor) for minor in range(OLDEST.minor, NEWEST.minor + 1)]


def gone(api_version: str, kind: str, version: Version) -> bool:
    end = lifecycle(api_version, kind)
    return end is not None and end.removed_in is not None and end.removed_in <= version


@pytest.mark.parametrize("key", UNPAIRED, ids=" ".join)
def test_where_nothing_else_changed_only_the_version_does(key: tuple[str, str]) -> None:
    api_version, kind = key
    document = SAME[kind]
    assert validate(document, NEWEST) == []
    assert known(document["apiVersion"], kind, NEWEST) is True
    found = upgrade(document | {"apiVersion": api_version}, NEWEST)
    end = lifecycle(api_version, kind)
    assert end is not None
    if end.deprecated_in > NEWEST:
        assert found is None
        return
    assert found is not None
    assert found.safe
    assert [(edit.path, edit.value) for edit in found.edits] == [
        (("apiVersion",), document["apiVersion"])
    ]
    assert upgrade(document, NEWEST) is None


def test_every_conversion_is_of_a_kind_that_ends_and_is_replaced() -> None:
    for api_version, kind in CONVERSIONS:
        end = lifecycle(api_version, kind)
        assert end is not None, (api_version, kind)
        assert end.replacement, (api_version, kind)
        assert end.replacement_kind == kind
    assert not any(lifecycle(*key) for key in LIVING)


@pytest.mark.parametrize("version", RELEASES, ids=str)
def test_nothing_that_is_gone_goes_unsaid(version: Version) -> None:
    for api_version, kind in ending():
        if gone(api_version, kind, version):
            document: Document = {"apiVersion": api_version, "kind": kind}
            found = upgrade(document, version)
            assert found is not None, (api_version, kind)
            assert found.edits or found.unsupported


@pytest.mark.parametrize("version", RELEASES, ids=str)
def test_what_is_written_is_served(version: Version) -> None:
    for pair in pairs():
        found = upgrade(pair.before, version)
        if found is None or found.unsupported:
            assert not gone(pair.before["apiVersion"], pair.before["kind"], version) or found
            continue
        after = made(pair.before, found.edits)
        assert known(after["apiVersion"], after["kind"], version) is True
        assert upgrade(after, version) is None


REFUSED = {
    "auditregistration.k8s.io/v1alpha1 AuditSink",
    "coordination.k8s.io/v1alpha1 LeaseCandidate",
    "discovery.k8s.io/v1alpha1 EndpointSlice",
    "extensions/v1beta1 PodSecurityPolicy",
    "extensions/v1beta1 Scale",
    "networking.k8s.io/v1alpha1 ClusterCIDR",
    "policy/v1beta1 PodSecurityPolicy",
    "resource.k8s.io/v1alpha1 PodScheduling",
    "resource.k8s.io/v1alpha1 ResourceClaim",
    "resource.k8s.io/v1alpha1 ResourceClaimTemplate",
    "resource.k8s.io/v1alpha1 ResourceClass",
    "resource.k8s.io/v1alpha2 PodSchedulingContext",
    "resource.k8s.io/v1alpha2 ResourceClaim",
    "resource.k8s.io/v1alpha2 ResourceClaimParameters",
    "resource.k8s.io/v1alpha2 ResourceClaimTemplate",
    "resource.k8s.io/v1alpha2 ResourceClass",
    "resource.k8s.io/v1alpha2 ResourceClassParameters",
    "resource.k8s.io/v1alpha2 ResourceSlice",
    "resource.k8s.io/v1alpha3 PodSchedulingContext",
    "resource.k8s.io/v1alpha3 ResourceSlice",
    "settings.k8s.io/v1alpha1 PodPreset",
}
"""What is gone and never converted: it has no replacement, or shares too little with it."""


def test_these_are_refused_and_no_others() -> None:
    refused = {
        f"{api_version} {kind}"
        for api_version, kind in ending()
        if gone(api_version, kind, NEWEST) and (api_version, kind) not in CONVERSIONS
    }
    assert refused == REFUSED
