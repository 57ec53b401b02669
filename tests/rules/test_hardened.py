"""A hardened workload has no findings of security; each protection taken away brings one back."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from batten.model.inventory import Inventory
from batten.model.objects.meta import Object
from batten.model.source import NOWHERE
from batten.rules import (
    api,
    capabilities,
    confinement,
    host,
    ports,
    privileges,
    rbac,
    service_accounts,
    users,
)
from batten.rules.engine import judge
from batten.rules.policy import Policy
from batten.rules.rule import rules_of
from batten.sources.documents import read_object

MODULES = (
    api, capabilities, confinement, host, ports, privileges, rbac, service_accounts, users,
)  # fmt: skip
RULES = [rule for module in MODULES for rule in rules_of(module)]
POLICY = Policy(min_uid=10_000)

CONTAINER: dict[str, Any] = {
    "name": "app",
    "image": "registry.example.com/app:1",
    "ports": [{"containerPort": 8080}],
    "securityContext": {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    },
}
POD: dict[str, Any] = {
    "automountServiceAccountToken": False,
    "securityContext": {
        "runAsNonRoot": True,
        "runAsUser": 10_001,
        "runAsGroup": 10_001,
        "seccompProfile": {"type": "RuntimeDefault"},
    },
    "initContainers": [
        {**copy.deepcopy(CONTAINER), "name": "proxy", "restartPolicy": "Always", "ports": []}
    ],
    "containers": [CONTAINER],
}
LABELS = {"app": "web"}
REMOVED = object()


def template(pod: Any) -> dict[str, Any]:
    return {"metadata": {"labels": LABELS}, "spec": pod}


def written(kind: str, pod: dict[str, Any]) -> dict[str, Any]:
    selecting = {"selector": {"matchLabels": LABELS}, "template": template(pod)}
    jobs = {"template": template({**pod, "restartPolicy": "Never"})}
    api_version, spec = {
        "Deployment": ("apps/v1", selecting),
        "StatefulSet": ("apps/v1", {"serviceName": "web", **selecting}),
        "DaemonSet": ("apps/v1", selecting),
        "Rollout": ("argoproj.io/v1alpha1", selecting),
        "Job": ("batch/v1", jobs),
        "CronJob": ("batch/v1", {"schedule": "0 2 * * *", "jobTemplate": {"spec": jobs}}),
        "Pod": ("v1", pod),
    }[kind]
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "web"}, "spec": spec}


def found_in(document: dict[str, Any]) -> list[str]:
    obj: Object = read_object(document, NOWHERE, POLICY.kubernetes_version)
    return [f.rule.id for f in judge(RULES, Inventory([obj]), POLICY)]


def changed(path: tuple[str | int, ...], value: Any) -> Any:
    pod: Any = copy.deepcopy(POD)
    place = pod
    for step in path[:-1]:
        place = place[step]
    if value is REMOVED:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return pod


KINDS = ("Deployment", "StatefulSet", "DaemonSet", "Rollout", "Job", "CronJob", "Pod")


@pytest.mark.parametrize("kind", KINDS)
def test_hardened(kind: str) -> None:
    assert found_in(written(kind, POD)) == []


APP = ("containers", 0)
OWN = (*APP, "securityContext")
SIDECAR = ("initContainers", 0, "securityContext")
PODS = ("securityContext",)
PROFILE = "seccompProfile"


@pytest.mark.parametrize(
    ("path", "value", "rules"),
    [
        ((*OWN, "allowPrivilegeEscalation"), REMOVED, ["privilege-escalation"]),
        ((*OWN, "allowPrivilegeEscalation"), None, ["privilege-escalation"]),
        ((*OWN, "allowPrivilegeEscalation"), True, ["privilege-escalation"]),
        ((*SIDECAR, "allowPrivilegeEscalation"), REMOVED, ["privilege-escalation"]),
        ((*OWN, "readOnlyRootFilesystem"), False, ["root-fs-writable"]),
        ((*OWN, "capabilities"), REMOVED, ["caps-not-dropped"]),
        ((*OWN, "capabilities", "drop"), ["NET_RAW"], ["caps-not-dropped"]),
        ((*OWN, "capabilities", "add"), ["SYS_ADMIN"], ["caps-dangerous"]),
        ((*OWN, "privileged"), True, ["privileged"]),
        ((*OWN, "runAsUser"), 0, ["run-as-root"]),
        ((*OWN, "runAsUser"), 1000, ["low-uid-gid"]),
        ((*OWN, PROFILE), {"type": "Unconfined"}, ["seccomp-missing"]),
        ((*OWN, "appArmorProfile"), {"type": "Unconfined"}, ["apparmor-selinux"]),
        ((*OWN, "procMount"), "Unmasked", ["proc-mount-sysctl"]),
        ((*OWN, "windowsOptions"), {"hostProcess": True}, ["host-process"]),
        (OWN, REMOVED, ["caps-not-dropped", "privilege-escalation", "root-fs-writable"]),
        ((*PODS, PROFILE), REMOVED, ["seccomp-missing"]),
        ((*PODS, PROFILE, "type"), "Unconfined", ["seccomp-missing"]),
        ((*PODS, "runAsGroup"), 0, ["low-uid-gid"]),
        (PODS, REMOVED, ["run-as-root", "seccomp-missing"]),
        (PODS, None, ["run-as-root", "seccomp-missing"]),
        (("automountServiceAccountToken",), REMOVED, ["sa-token-automount"]),
        (("serviceAccount",), "web", ["sa-field-deprecated"]),
        (("hostNetwork",), True, ["host-namespaces"]),
        (("hostPID",), True, ["host-namespaces"]),
        (("hostIPC",), True, ["host-namespaces"]),
        ((*APP, "ports", 0, "hostPort"), 8080, ["host-port"]),
        ((*APP, "ports", 0, "containerPort"), 22, ["ports-privileged-ssh"]),
        ((*APP, "ports", 0, "containerPort"), 80, ["ports-privileged-ssh"]),
        ((*APP, "ports", 0, "containerPort"), "80", ["schema-invalid"]),
        ((*PODS, "sysctls"), [{"name": "kernel.msgmax", "value": "1"}], ["proc-mount-sysctl"]),
        (("nodeSelector",), {"beta.kubernetes.io/os": "linux"}, ["api-deprecated"]),
    ],
)
@pytest.mark.parametrize("kind", ["Deployment", "CronJob"])
def test_a_protection_taken_away(
    kind: str, path: tuple[str | int, ...], value: Any, rules: list[str]
) -> None:
    assert sorted(found_in(written(kind, changed(path, value)))) == rules


def test_an_old_api_version() -> None:
    document = {**written("Deployment", POD), "apiVersion": "apps/v1beta2"}
    assert found_in(document) == ["api-removed"]
