"""Other tools' annotations suppress the rules that find the same, and no others."""

from __future__ import annotations

from datetime import date

import pytest

from batten.check.suppress import Suppression
from batten.model.objects.meta import Object
from batten.model.source import Source
from batten.sources.decode import decode
from tests.check.objects import APP, POD, deployment, finding, sifted

NOTHING = Suppression(date(2026, 11, 22))
PROXY = (*POD, "containers", 1)


def reasons(obj: Object, rule: str, *path: str | int) -> list[str]:
    result = sifted(NOTHING, finding(obj, rule, *path))
    assert {entry.by for entry in result.suppressed} <= {"annotation"}
    return [entry.reason for entry in result.suppressed]


ANNOTATIONS = [
    # annotations, a rule they suppress, the reason shown, a rule they do not
    (
        {"kube-score/ignore": "pod-networkpolicy, deployment-replicas"},
        "replicas-min", "kube-score/ignore: deployment-replicas", "pdb-missing",
    ),
    (
        {"kube-score/ignore": "container-resources"},
        "memory-limit-missing", "kube-score/ignore: container-resources", "pdb-missing",
    ),
    (  # kube-score ignores this check along with container-resources
        {"kube-score/ignore": "container-resources"},
        "ephemeral-storage", "kube-score/ignore: container-resources", "pdb-missing",
    ),
    (
        {"ignore-check.kube-linter.io/no-read-only-root-fs": "it writes a cache"},
        "root-fs-writable",
        "ignore-check.kube-linter.io/no-read-only-root-fs: it writes a cache",
        "run-as-root",
    ),
    (
        {"ignore-check.kube-linter.io/run-as-non-root": ""},
        "run-as-root", "ignore-check.kube-linter.io/run-as-non-root", "root-fs-writable",
    ),
    (  # every check of kube-linter's, but nothing that only Batten finds
        {"kube-linter.io/ignore-all": "generated"},
        "run-as-root", "kube-linter.io/ignore-all: generated", "pdb-missing",
    ),
    (
        {"polaris.fairwinds.com/deploymentMissingReplicas-exempt": "true"},
        "replicas-min", "polaris.fairwinds.com/deploymentMissingReplicas-exempt", "pdb-missing",
    ),
    (
        {"polaris.fairwinds.com/exempt": "true"},
        "pdb-missing", "polaris.fairwinds.com/exempt", "affinity-unsatisfiable",
    ),
    (
        {"checkov.io/skip1": "CKV_K8S_20=I don't care", "checkov.io/skip2": "CKV_K8S_14"},
        "privilege-escalation", "checkov.io/skip1: CKV_K8S_20, I don't care", "run-as-root",
    ),
    (
        {"bridgecrew.io/skip2": "CKV_K8S_14"},
        "image-mutable-tag", "bridgecrew.io/skip2: CKV_K8S_14", "run-as-root",
    ),
    (
        {"kubescape.io/skip-controls": "C-0013, C-0017", "kubescape.io/skip-reason": "ticket 12"},
        "root-fs-writable", "kubescape.io/skip-controls: C-0017, ticket 12", "pdb-missing",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("annotations", "rule", "reason", "other"), ANNOTATIONS)
def test_annotations(annotations: dict[str, str], rule: str, reason: str, other: str) -> None:
    assert reasons(deployment(annotations=annotations), rule) == [reason]
    assert reasons(deployment(pod_annotations=annotations), rule) == [reason]
    assert reasons(deployment(annotations=annotations), other) == []
    assert reasons(deployment(), rule) == []


@pytest.mark.parametrize(
    "annotations",
    [
        {"polaris.fairwinds.com/deploymentMissingReplicas-exempt": "false"},
        {"polaris.fairwinds.com/exempt": "no"},
        {"kube-score/enable": "deployment-replicas"},
        {"kube-score/ignore": "*"},
        {"kubescape.io/ignore": "true"},
        {"ignore-check.kube-linter.io/no-such-check": "?"},
        {"checkov.io/skip1": "CKV_AWS_1=?"},
    ],
)
def test_what_means_nothing_to_its_tool_means_nothing_here(annotations: dict[str, str]) -> None:
    result = sifted(NOTHING, finding(deployment(annotations=annotations), "replicas-min"))
    assert (len(result.standing), result.notes) == (1, [])


@pytest.mark.parametrize(
    ("expiry", "suppressed"),
    [("2026-11-22T08:00:00Z", 1), ("2026-11-21T23:59:59Z", 0), ("tomorrow", 0)],
)
def test_kubescape_lets_them_expire(expiry: str, suppressed: int) -> None:
    annotations = {"kubescape.io/skip-controls": "C-0013", "kubescape.io/skip-expiry": expiry}
    assert len(reasons(deployment(annotations=annotations), "run-as-root")) == suppressed


@pytest.mark.parametrize(
    "annotation",
    [
        ("ignore-check.kube-linter.io/host-network", "why"),
        ("polaris.fairwinds.com/hostNetworkSet-exempt", "true"),
        ("checkov.io/skip1", "CKV_K8S_19=why"),
        ("kubescape.io/skip-controls", "C-0041"),
    ],
)
def test_a_check_of_one_field_leaves_the_other_fields_of_a_rule(
    annotation: tuple[str, str],
) -> None:
    web = deployment(annotations=dict([annotation]))
    assert reasons(web, "host-namespaces", *POD, "hostNetwork")
    assert not reasons(web, "host-namespaces", *POD, "hostPID")


class TestKubeaudit:
    """Labels of the pod template, for all containers or for one."""

    def test_for_all_containers(self) -> None:
        web = deployment(pod_labels={"kubeaudit.io/allow-run-as-root": "legacy"})
        why = ["kubeaudit.io/allow-run-as-root: legacy"]
        assert reasons(web, "run-as-root", *APP) == why
        assert reasons(web, "run-as-root", *PROXY, "securityContext") == why
        assert reasons(web, "privileged", *APP) == []

    def test_for_one_container(self) -> None:
        web = deployment(pod_labels={"container.kubeaudit.io/proxy.allow-privileged": ""})
        assert reasons(web, "privileged", *PROXY, "securityContext") == [
            "container.kubeaudit.io/proxy.allow-privileged"
        ]
        assert reasons(web, "privileged", *APP) == []

    def test_for_one_field(self) -> None:
        web = deployment(pod_labels={"kubeaudit.io/allow-namespace-host-PID": "agent"})
        assert reasons(web, "host-namespaces", *POD, "hostPID")
        assert not reasons(web, "host-namespaces", *POD, "hostNetwork")

    def test_a_single_capability_is_finer_than_a_rule(self) -> None:
        web = deployment(pod_labels={"kubeaudit.io/allow-capability-chown": "x"})
        assert not reasons(web, "caps-dangerous", *APP)

    def test_labels_of_the_workload_itself_are_not_read(self) -> None:
        web = deployment(labels={"kubeaudit.io/allow-run-as-root": "legacy"})
        assert not reasons(web, "run-as-root", *APP)


def test_objects_that_are_no_workloads() -> None:
    document = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web", "annotations": {"kube-score/ignore": "service-type"}},
    }
    service = decode(document, Source("web.yaml"))
    assert reasons(service, "service-exposed") == ["kube-score/ignore: service-type"]
