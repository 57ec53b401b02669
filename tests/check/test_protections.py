"""A manifest without findings, and what happens when its protections are taken away.

Any mutation that removes a protection brings back its finding, alone or together with others;
the order of the documents changes nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from batten.model.inventory import Inventory
from batten.model.source import Path as Field
from batten.model.source import Source
from batten.model.versions import NEWEST
from batten.rules.catalogue import RULES
from batten.rules.engine import judge
from batten.rules.finding import Finding
from batten.rules.policy import Policy
from batten.sources.documents import read_object
from batten.sources.yaml import load, split

READY = Path(__file__).parent / "ready.yaml"
Documents = dict[str, dict[str, Any]]

WEB, REPORT, SERVICE = "Deployment web", "CronJob report", "Service web"
POD: Field = ("spec", "template", "spec")
APP: Field = (*POD, "containers", 0)
JOB: Field = ("spec", "jobTemplate", "spec", "template", "spec")
GONE = object()

PROTECTIONS: list[tuple[str, str, Field, Any]] = [
    # rule, document, field, what it becomes
    ("replicas-min", WEB, ("spec", "replicas"), 1),
    ("replicas-min", WEB, ("spec", "replicas"), GONE),
    ("selector-mismatch", WEB, ("spec", "selector", "matchLabels"), {"app": "other"}),
    ("strategy-not-rolling", WEB, ("spec", "strategy"), {"type": "Recreate"}),
    ("rollout-no-headroom", WEB, ("spec", "strategy", "rollingUpdate", "maxUnavailable"), "100%"),
    ("rollout-no-deadline", WEB, ("spec", "progressDeadlineSeconds"), 3),
    ("priority-class-missing", WEB, (*POD, "priorityClassName"), "prodution"),
    ("grace-too-short", WEB, (*POD, "terminationGracePeriodSeconds"), 5),
    ("grace-too-short", WEB, (*APP, "lifecycle"), GONE),
    ("spread-missing", WEB, (*POD, "topologySpreadConstraints"), GONE),
    ("spread-invalid", WEB, (*POD, "topologySpreadConstraints", 0, "labelSelector"), GONE),
    ("seccomp-missing", WEB, (*POD, "securityContext", "seccompProfile"), GONE),
    ("seccomp-missing", REPORT, (*JOB, "securityContext", "seccompProfile"), GONE),
    ("readiness-missing", WEB, (*APP, "readinessProbe"), GONE),
    ("probe-port-unexposed", WEB, (*APP, "readinessProbe", "httpGet", "port"), "web"),
    ("image-mutable-tag", WEB, (*APP, "image"), "registry.example.com/shop/web"),
    ("image-mutable-tag", REPORT, (*JOB, "containers", 0, "image"), "report:latest"),
    ("cpu-request-missing", WEB, (*APP, "resources", "requests", "cpu"), GONE),
    ("memory-limit-missing", WEB, (*APP, "resources", "limits", "memory"), GONE),
    ("privileged", WEB, (*APP, "securityContext", "privileged"), True),
    ("privilege-escalation", WEB, (*APP, "securityContext", "allowPrivilegeEscalation"), GONE),
    ("root-fs-writable", WEB, (*APP, "securityContext", "readOnlyRootFilesystem"), False),
    ("caps-not-dropped", WEB, (*APP, "securityContext", "capabilities"), GONE),
    ("caps-dangerous", WEB, (*APP, "securityContext", "capabilities", "add"), ["SYS_ADMIN"]),
    ("host-namespaces", WEB, (*POD, "hostNetwork"), True),
    ("host-path", WEB, (*POD, "volumes", 0), {"name": "tmp", "hostPath": {"path": "/etc"}}),
    ("secret-in-env", WEB, (*APP, "env"), [{"name": "DB_PASSWORD", "value": "hunter2!"}]),
    ("env-duplicate", WEB, (*APP, "env"), [{"name": "A", "value": "1"}, {"name": "A"}]),
    ("ref-missing", WEB, (*APP, "envFrom"), [{"configMapRef": {"name": "gone"}}]),
    ("schema-invalid", WEB, ("spec", "replica"), 3),
    ("label-invalid", WEB, ("metadata", "labels", "owner"), "the shop team"),
    ("job-restart-policy", REPORT, (*JOB, "restartPolicy"), "Always"),
    ("cronjob-deadline", REPORT, ("spec", "startingDeadlineSeconds"), GONE),
    ("service-no-target", SERVICE, ("spec", "selector"), {"app": "other"}),
    ("service-port-mismatch", SERVICE, ("spec", "ports", 0, "targetPort"), "htttp"),
    ("service-exposed", SERVICE, ("spec", "type"), "NodePort"),
    ("pdb-missing", "PodDisruptionBudget web", (), GONE),
    ("pdb-blocks-eviction", "PodDisruptionBudget web", ("spec", "maxUnavailable"), 0),
    ("pdb-no-policy", "PodDisruptionBudget web", ("spec", "maxUnavailable"), GONE),
    ("pdb-unhealthy-eviction", "PodDisruptionBudget web",
     ("spec", "unhealthyPodEvictionPolicy"), GONE),
    ("netpol-missing", "NetworkPolicy web", (), GONE),
    ("netpol-breaks-dns", "NetworkPolicy web", ("spec", "egress"), []),
    ("ingress-tls", "Ingress web", ("spec", "tls"), GONE),
    ("ingress-no-target", "Ingress web",
     ("spec", "rules", 0, "http", "paths", 0, "backend", "service", "name"), "wbe"),
    ("api-removed", "PodDisruptionBudget web", ("apiVersion",), "policy/v1beta1"),
]  # fmt: skip


@cache
def ready() -> Documents:
    values = [load(chunk.text).value for chunk in split(READY.read_text())]
    return {f"{value['kind']} {value['metadata']['name']}": value for value in values}


def without(mutations: Iterable[tuple[str, str, Field, Any]]) -> Documents:
    documents = copy.deepcopy(ready())
    for _, name, path, value in mutations:
        if not path:
            del documents[name]
            continue
        place: Any = documents[name]
        for key in path[:-1]:
            place = place[key]
        if value is GONE:
            del place[path[-1]]
        else:
            place[path[-1]] = value
    return documents


def findings(documents: Iterable[dict[str, Any]]) -> list[Finding]:
    objects = [read_object(document, Source(), NEWEST) for document in documents]
    return judge(RULES, Inventory(objects), Policy())


def told(found: Iterable[Finding]) -> set[tuple[str, str, Field, str]]:
    return {(f.rule.id, f.object.title, f.path, f.message) for f in found}


def compatible(
    mutations: list[tuple[str, str, Field, Any]],
) -> list[tuple[str, str, Field, Any]]:
    """Those that do not touch the same field or a part of it, and leave each other's place."""
    kept: list[tuple[str, str, Field, Any]] = []
    for mutation in mutations:
        _, name, path, _ = mutation
        clash = any(
            name == other and (path[: len(place)] == place or place[: len(path)] == path)
            for _, other, place, _ in kept
        )
        if not clash:
            kept.append(mutation)
    return kept


# What another mutation makes moot: without replicas a budget is not asked for, and so on.
MOOT = {
    "replicas-min": {"pdb-missing", "spread-missing", "rollout-no-headroom", "pdb-blocks-eviction"},
    "strategy-not-rolling": {"rollout-no-headroom", "rollout-no-deadline"},
    "service-no-target": {
        "replicas-min", "readiness-missing", "grace-too-short", "strategy-not-rolling",
        "service-port-mismatch",
    },
    "service-port-mismatch": {"readiness-missing"},
    "selector-mismatch": {"pdb-missing"},
    "privileged": {
        "privilege-escalation", "caps-not-dropped", "caps-dangerous", "seccomp-missing",
        "root-fs-writable",
    },
    "caps-dangerous": {"caps-not-dropped", "privilege-escalation"},
    "host-path": {"ephemeral-storage"},
    "spread-missing": {"spread-invalid"},
    "pdb-missing": {
        "pdb-blocks-eviction", "pdb-no-policy", "pdb-unhealthy-eviction", "api-removed",
    },
    "netpol-missing": {"netpol-breaks-dns"},
    "host-namespaces": {
        "netpol-missing", "netpol-breaks-dns", "probe-port-unexposed", "spread-missing",
        "spread-invalid",
    },
}  # fmt: skip


def test_the_ready_manifest_is_ready() -> None:
    assert told(findings(ready().values())) == set()


@given(st.integers(0, len(PROTECTIONS) - 1))
@settings(max_examples=4 * len(PROTECTIONS), deadline=None)
def test_a_protection_taken_away_brings_back_its_finding(index: int) -> None:
    protection = PROTECTIONS[index]
    found = {finding.rule.id for finding in findings(without([protection]).values())}
    assert protection[0] in found


@given(st.lists(st.sampled_from(PROTECTIONS), min_size=2, max_size=6))
@settings(deadline=None)
def test_several_taken_away_bring_back_each(
    chosen: list[tuple[str, str, Field, Any]],
) -> None:
    mutations = compatible(chosen)
    found = {finding.rule.id for finding in findings(without(mutations).values())}
    moot = {rule for mutation in mutations for rule in MOOT.get(mutation[0], ())}
    assert {mutation[0] for mutation in mutations} - moot <= found


@given(st.permutations(range(12)), st.lists(st.sampled_from(PROTECTIONS), max_size=4))
@settings(deadline=None)
def test_the_order_of_the_documents_changes_nothing(
    order: list[int], chosen: list[tuple[str, str, Field, Any]]
) -> None:
    documents = list(without(compatible(chosen)).values())
    shuffled = [documents[index] for index in order if index < len(documents)]
    assert len(shuffled) == len(documents)
    assert told(findings(shuffled)) == told(findings(documents))


def test_checking_twice_finds_the_same_in_the_same_order() -> None:
    documents = without(compatible(PROTECTIONS)).values()
    once, twice = findings(documents), findings(documents)
    assert [(f.rule.id, f.path, f.message) for f in once] == [
        (f.rule.id, f.path, f.message) for f in twice
    ]
