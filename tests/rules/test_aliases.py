"""What other tools call the same checks."""

from __future__ import annotations

import pytest

from batten.rules.aliases import PEERS, also_known_as, batten_ids
from batten.rules.catalogue import BY_ID

IDS = """
    replicas-min hpa-min-replicas hpa-max-gt-min hpa-target-missing hpa-replicas-conflict
    hpa-exceeds-capacity hpa-duplicate pdb-missing pdb-no-policy pdb-selects-nothing
    pdb-multiple pdb-blocks-eviction pdb-gt-hpa-min pdb-unhealthy-eviction pdb-weak
    spread-missing spread-invalid affinity-unsatisfiable strategy-not-rolling
    rollout-no-headroom rollout-no-deadline readiness-missing liveness-missing
    probes-identical probe-port-unexposed probe-budget grace-too-short image-mutable-tag
    image-no-digest pull-policy naked-pod priority-class-missing priority-preempts
    selector-mismatch selector-overlap sts-service service-no-target service-port-mismatch
    service-single-endpoint ingress-no-target netpol-no-target netpol-breaks-dns
    servicemonitor-no-target ref-missing rwo-multi-replica cronjob-deadline
    cronjob-concurrency job-restart-policy job-ttl api-deprecated schema-invalid
    env-duplicate label-invalid label-recommended webhook-fail-closed pod-unhealthy
    volume-unhealthy node-unhealthy single-zone emptydir-blocks-scale cpu-request-missing
    cpu-limit-policy memory-request-missing memory-limit-missing memory-request-ne-limit
    ephemeral-storage resources-misfit quota-missing quota-conflict ndots traffic-policy
    privileged privilege-escalation run-as-root low-uid-gid root-fs-writable caps-dangerous
    caps-not-dropped seccomp-missing apparmor-selinux host-namespaces host-port host-path
    host-process proc-mount-sysctl ports-privileged-ssh sa-token-automount
    sa-field-deprecated secret-in-env netpol-missing service-exposed ingress-tls
    ingress-wildcard rbac-cluster-admin rbac-exec-secrets registry-not-allowed
    namespace-default unused-object
"""
"""The checks that one or another tool has."""
CANONICAL = frozenset(IDS.split())


@pytest.mark.parametrize("peer", PEERS)
def test_every_id_is_a_rule_here(peer: str) -> None:
    ids = {rule for rules in PEERS[peer].values() for rule in rules}
    assert ids
    assert ids <= CANONICAL | set(BY_ID)


@pytest.mark.parametrize(
    ("peer", "peer_id", "rules"),
    [
        ("kube-score", "container-security-context-privileged", {"privileged"}),
        ("kube-score", "pod-probes", {"readiness-missing", "liveness-missing"}),
        ("kube-linter", "unset-cpu-requirements", {"cpu-request-missing", "cpu-limit-policy"}),
        ("kube-linter", "no-extensions-v1beta", {"api-removed", "api-deprecated"}),
        ("polaris", "runAsRootAllowed", {"run-as-root"}),
        ("polaris", "runasrootallowed", {"run-as-root"}),
        ("popeye", "POP-209", {"pdb-multiple"}),
        ("popeye", "209", {"pdb-multiple"}),
        ("kubeaudit", "asat", {"sa-token-automount"}),
        ("kubescape", "C-0057", {"privileged"}),
        ("kubescape", "c-0057", {"privileged"}),
        ("checkov", "CKV_K8S_16", {"privileged"}),
        ("trivy", "KSV-0017", {"privileged"}),
        ("trivy", "KSV017", {"privileged"}),
        ("trivy", "AVD-KSV-0017", {"privileged"}),
        ("trivy", "KSV-01010", {"secret-in-env"}),
        ("kyverno", "disallow-latest-tag", {"image-mutable-tag"}),
        ("gatekeeper", "allowedrepos", {"registry-not-allowed"}),
        ("datree", "EKS_MISSING_KEY_TOPOLOGYKEY", {"spread-missing"}),
        ("kube-linter", "sorted-keys", set()),
        ("checkov", "", set()),
        ("nobody", "privileged", set()),
    ],
)
def test_ids_of_peers(peer: str, peer_id: str, rules: set[str]) -> None:
    assert set(batten_ids(peer, peer_id)) == rules


def test_every_peer_id_finds_its_rules_again() -> None:
    for peer, ids in PEERS.items():
        for peer_id, rules in ids.items():
            assert batten_ids(peer, peer_id) == rules
            assert all(f"{peer}: {peer_id}" in also_known_as(rule) for rule in rules)


def test_names_are_written_in_full() -> None:
    assert also_known_as("privileged") == [
        "kube-score: container-security-context-privileged",
        "kube-linter: privileged-container",
        "polaris: runAsPrivileged",
        "kubeaudit: privileged",
        "kubescape: C-0057",
        "checkov: CKV_K8S_16",
        "trivy: KSV-0017",
        "kyverno: disallow-privileged-containers",
    ]
    assert also_known_as("priority-inverted") == []
