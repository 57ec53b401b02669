"""Who may do what: roles that amount to more than they seem, and who is bound to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from batten.model.objects.cluster import PolicyRule, Role, RoleBinding, Subject
from batten.model.objects.meta import Object
from batten.model.source import Path
from batten.rules.finding import Finding, Severity, found
from batten.rules.rule import Section, rule

_BUILT_IN = frozenset(("cluster-admin", "admin", "edit", "view"))
_BOOTSTRAPPING = "kubernetes.io/bootstrapping"
_EVERYBODY = frozenset(("system:anonymous", "system:unauthenticated"))
_EVERY_ACCOUNT = frozenset(("system:authenticated", "system:serviceaccounts"))
_MASTERS = "system:masters"
_WRITING = frozenset(("*", "create", "update", "patch", "delete", "deletecollection"))


def _is_kubernetes_own(role: Role) -> bool:
    """Whether the API server made it, and would make it again."""
    if role.name.startswith("system:") or _BOOTSTRAPPING in role.metadata.labels:
        return True
    return role.kind == "ClusterRole" and role.name in _BUILT_IN


@rule("rbac-cluster-admin", Section.SECURITY, Severity.CRITICAL, fix="none")
def rbac_cluster_admin(obj: Object) -> Iterator[Finding]:
    """Nobody holds every right in the cluster, or gives rights to everybody.

    Why: a service account bound to cluster-admin, or to a role with every verb on every resource,
        makes each pod that runs as it, and each bug in it, the owner of the cluster. A role bound
        to system:authenticated or system:serviceaccounts belongs to every pod that has a token;
        one bound to system:unauthenticated to anybody who reaches the API server.
        Critical for service accounts that hold every right, and for anything given to anybody; a
        warning for people, who may well be the break-glass group, for a RoleBinding, which gives
        all rights in one namespace only, and for lesser roles given to every service account.
    Bad:
        kind: ClusterRoleBinding
        roleRef: {kind: ClusterRole, name: cluster-admin}
        subjects: [{kind: ServiceAccount, name: deployer, namespace: ci}]
    Good:
        kind: RoleBinding
        roleRef: {kind: Role, name: deployer}
        subjects: [{kind: ServiceAccount, name: deployer, namespace: ci}]
    Fix: Write a Role with the verbs and resources that are used, and bind that.
    Not: what Kubernetes makes itself (names with `system:`, ClusterRoles cluster-admin, admin, edit
        and view), and the group system:masters, which RBAC does not ask. Wildcards within one API
        group, as operators have on their own, or on the resources of one kind.
    Sources: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
        https://kubernetes.io/docs/reference/access-authn-authz/rbac/
    """
    if isinstance(obj, RoleBinding):
        if not obj.name.startswith("system:"):
            yield from _bound_to_all(obj)
    elif isinstance(obj, Role) and not _is_kubernetes_own(obj):
        yield from _all_rights(obj)


def _bound_to_all(binding: RoleBinding) -> Iterator[Finding]:
    admin = binding.role_ref.name == "cluster-admin" and binding.role_ref.kind == "ClusterRole"
    everywhere = binding.kind == "ClusterRoleBinding"
    for index, subject in enumerate(binding.subjects):
        path: Path = ("subjects", index, "name")
        if subject.kind == "Group" and subject.name == _MASTERS:
            continue
        if subject.name in _EVERYBODY and subject.kind != "ServiceAccount":
            if admin or binding.role_ref.name not in _PUBLIC:
                message = (
                    f'anybody who reaches the API server has the role "{binding.role_ref.name}"'
                )
                yield found(binding, message, *path)
        elif _is_every_account(subject):
            if admin or binding.role_ref.name not in _PUBLIC:
                severity = Severity.CRITICAL if admin else Severity.WARNING
                message = f'every pod with a token has the role "{binding.role_ref.name}"'
                yield found(binding, message, *path, severity=severity)
        elif admin:
            account = subject.kind == "ServiceAccount"
            severity = Severity.CRITICAL if account and everywhere else Severity.WARNING
            scope = "the cluster" if everywhere else "its namespace"
            message = f"{_called(subject)} may do everything in {scope}"
            yield found(binding, message, *path, severity=severity)


_PUBLIC = frozenset(("system:discovery", "system:basic-user", "system:public-info-viewer",
                     "system:service-account-issuer-discovery"))  # fmt: skip
"""Cluster roles that Kubernetes means for everybody."""


def _is_every_account(subject: Subject) -> bool:
    return subject.kind == "Group" and subject.name in _EVERY_ACCOUNT


def _called(subject: Subject) -> str:
    match subject.kind:
        case "ServiceAccount":
            return f'service account "{subject.name}"'
        case "Group":
            return f'group "{subject.name}"'
    return f'user "{subject.name}"'


def _all_rights(role: Role) -> Iterator[Finding]:
    for index, granted in enumerate(role.rules):
        if "*" not in granted.resources or not _reaches_core(granted):
            continue
        path: Path = ("rules", index)
        if "*" in granted.verbs and "*" in granted.api_groups:
            everywhere = role.kind == "ClusterRole"
            scope = "the cluster" if everywhere else "its namespace"
            severity = Severity.CRITICAL if everywhere else Severity.WARNING
            message = f"every right in {scope}: as good as cluster-admin"
            yield found(role, message, *path, severity=severity)
        elif not _WRITING.isdisjoint(granted.verbs):
            message = "may change every resource, Secrets and pods included"
            yield found(role, message, *path, severity=Severity.WARNING)
        elif "get" in granted.verbs or "list" in granted.verbs or "watch" in granted.verbs:
            message = "reads every resource, Secrets included"
            yield found(role, message, *path, severity=Severity.WARNING)


def _reaches_core(granted: PolicyRule) -> bool:
    return "*" in granted.api_groups or "" in granted.api_groups


class _Grant(NamedTuple):
    """A right that is worth more than it seems.

    :ivar narrow: whether resourceNames confine it: they do not for `create`.
    """

    groups: tuple[str, ...]
    resources: tuple[str, ...]
    verbs: tuple[str, ...]
    says: str
    in_cluster_role: Severity
    in_role: Severity
    narrow: bool = True


_CORE = ("",)
_RBAC = ("rbac.authorization.k8s.io",)
_GRANTS = (
    _Grant(_RBAC, ("roles", "clusterroles"), ("escalate",),
           "give themselves any right", Severity.CRITICAL, Severity.WARNING),
    _Grant(_RBAC, ("roles", "clusterroles"), ("bind",),
           "bind any role, cluster-admin included", Severity.CRITICAL, Severity.WARNING),
    _Grant(_CORE, ("users", "groups", "serviceaccounts"), ("impersonate",),
           "act as anybody", Severity.CRITICAL, Severity.WARNING),
    _Grant(_CORE, ("nodes/proxy",), ("get", "create"),
           "run commands in every pod through kubelets", Severity.CRITICAL, Severity.WARNING),
    _Grant(_CORE, ("serviceaccounts/token",), ("create",),
           "make tokens of any service account", Severity.CRITICAL, Severity.WARNING),
    _Grant(_CORE, ("pods/exec", "pods/attach"), ("create", "get"),
           "run commands in pods", Severity.WARNING, Severity.INFO),
    _Grant(_CORE, ("pods/ephemeralcontainers",), ("update", "patch"),
           "run containers inside pods", Severity.WARNING, Severity.INFO),
    _Grant(_CORE, ("secrets",), ("get", "list", "watch"),
           "read every Secret", Severity.WARNING, Severity.INFO),
    _Grant(_CORE, ("pods",), ("create",),
           "create pods as any service account", Severity.WARNING, Severity.INFO, False),
)  # fmt: skip
"""https://kubernetes.io/docs/concepts/security/rbac-good-practices/, worst first."""
_ONLY_HERE = frozenset(name for grant in _GRANTS for name in grant.resources) | {"*"}


@rule("rbac-exec-secrets", Section.SECURITY, Severity.WARNING, fix="none")
def rbac_exec_secrets(role: Role) -> Iterator[Finding]:
    """No role holds a right that leads to all others.

    Why: who may create pods mounts any Secret of the namespace and runs as any of its service
        accounts; who may exec into pods has what they have; who reads Secrets has the tokens and
        passwords in them. Warnings in a ClusterRole, which may apply to every namespace, info in a
        Role. `escalate`, `bind`, `impersonate`, nodes/proxy and serviceaccounts/token lead to
        cluster-admin in one step: critical in a ClusterRole, a warning in a Role.
    Bad:
        rules:
        - {apiGroups: [""], resources: [secrets], verbs: [get, list]}
    Good:
        rules:
        - {apiGroups: [""], resources: [secrets], resourceNames: [db], verbs: [get]}
    Fix: Remove the right, name the objects (`resourceNames`), or move it to a Role.
    Not: rights confined by `resourceNames`; rules for every resource (rule rbac-cluster-admin);
        what Kubernetes makes itself; an aggregated ClusterRole, whose parts are judged. Creating
        Deployments or Jobs, which in the end creates pods too: that is what deployers are for.
        Each right is reported at its role, once, however many are bound to it.
    Sources: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
    """
    if not role.rules or _is_kubernetes_own(role):
        return
    for index, granted in enumerate(role.rules):
        if _ONLY_HERE.isdisjoint(granted.resources):
            continue
        if "*" in granted.resources and _reaches_core(granted):
            continue
        grants = [grant for grant in _GRANTS if _gives(granted, grant)]
        if grants:
            worst = grants[0]
            severity = worst.in_cluster_role if role.kind == "ClusterRole" else worst.in_role
            more = ", and more" if len(grants) > 1 else ""
            message = f"its holders may {worst.says}{more}"
            yield found(role, message, "rules", index, severity=severity)


def _gives(granted: PolicyRule, grant: _Grant) -> bool:
    if granted.resource_names and grant.narrow:
        return False
    return (
        _meet(granted.resources, grant.resources)
        and _meet(granted.verbs, grant.verbs)
        and _meet(granted.api_groups, grant.groups)
    )


def _meet(written: list[str], wanted: tuple[str, ...]) -> bool:
    return "*" in written or any(item in written for item in wanted)
