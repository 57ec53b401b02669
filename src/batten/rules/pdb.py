"""PodDisruptionBudgets: that there is one, and that it selects what it should."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.inventory import Inventory
from batten.model.objects.scaling import PodDisruptionBudget
from batten.model.selectors import LabelSelector
from batten.model.workload import Workload
from batten.rules.absence import operator_of
from batten.rules.budgets import allow_one
from batten.rules.finding import Finding, Fix, Severity, found
from batten.rules.rule import Section, rule

_COMMON_DOMAINS = ("kubernetes.io", "k8s.io", "helm.sh")
_MANAGED_BY = "app.kubernetes.io/managed-by"
_TOOLS = frozenset(("helm", "kustomize", "argocd", "flux", "kubectl", "terraform", "tiller"))


@rule("pdb-missing", Section.UPTIME, Severity.WARNING, fix="creates")
def pdb_missing(workload: Workload, inventory: Inventory) -> Iterator[Finding]:
    """A workload with two or more replicas has a PodDisruptionBudget.

    Why: without one, a node drain may evict every replica at once. A budget makes the drain wait
        until a replacement is ready.
    Good:
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        spec:
          maxUnavailable: 1
          selector:
            matchLabels: {app: checkout}
    Fix: Add a PodDisruptionBudget with `maxUnavailable: 1` that selects the workload's pods.
    Not: DaemonSets, which drains pass over; Jobs; workloads whose autoscaler may go down to one
        pod, which no budget can keep available; pods that no label tells apart.
    Sources: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
    """
    if not workload.scalable or not workload.labels or inventory.pdbs(workload):
        return
    if inventory.replicas_min(workload) >= 2:
        yield found(workload, "a node drain may evict every pod at once")


@rule("pdb-no-policy", Section.UPTIME, Severity.CRITICAL, fix="safe")
def pdb_no_policy(pdb: PodDisruptionBudget, inventory: Inventory) -> Iterator[Finding]:
    """A PodDisruptionBudget says either minAvailable or maxUnavailable.

    Why: with neither, the disruption controller expects no pods and so allows no disruption: every
        eviction is refused and node drains never end. With both, the API server refuses the object.
    Bad:
        spec:
          selector: {matchLabels: {app: web}}
    Good:
        spec:
          maxUnavailable: 1
          selector: {matchLabels: {app: web}}
    Fix: Write `maxUnavailable: 1`, and no `minAvailable`.
    Sources: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
        https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/disruption/disruption.go
    """
    spec = pdb.spec
    if spec.min_available is None and spec.max_unavailable is None:
        message = "neither minAvailable nor maxUnavailable: no pod can be evicted"
        path: tuple[str, ...] = ("spec",)
    elif spec.min_available is not None and spec.max_unavailable is not None:
        message = "both minAvailable and maxUnavailable: the API server refuses it"
        path = ("spec", "minAvailable")
    else:
        return
    edits = allow_one(pdb, inventory)
    yield found(pdb, message, *path, fix=Fix(safe=True, edits=edits) if edits else None)


@rule("pdb-selects-nothing", Section.UPTIME, Severity.WARNING)
def pdb_selects_nothing(pdb: PodDisruptionBudget, inventory: Inventory) -> Iterator[Finding]:
    """A PodDisruptionBudget selects pods.

    Why: a budget with a mistyped label guards nobody, and the drain that it should slow down takes
        every pod at once. A missing selector selects no pod; an empty one (`{}`) selects every pod
        of the namespace in policy/v1, but none in policy/v1beta1.
    Bad:
        selector: {matchLabels: {app: chekout}}
    Good:
        selector: {matchLabels: {app: checkout}}
    Fix: Copy the labels of the workload's pod template into the selector.
    Not: budgets whose pods an operator makes from a custom resource (Prometheus, Kafka, a database
        cluster): where labels or custom objects of the namespace suggest it, it is only mentioned,
        with the object that may own the pods. Where nothing else of the namespace is among the
        manifests, likewise.
    Sources: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
    """
    selector = pdb.spec.selector
    if inventory.pods_of_pdb(pdb):
        return
    if selector is None:
        yield found(pdb, "no selector: it guards no pod", "spec")
    elif selector.empty and pdb.api_version == "policy/v1beta1":
        yield found(pdb, "{} selects no pod in policy/v1beta1", "spec", "selector")
    elif not (inventory.complete and inventory.selected_owned(pdb.namespace, selector)):
        yield from _unmatched(pdb, selector, inventory)


def _unmatched(
    pdb: PodDisruptionBudget, selector: LabelSelector, inventory: Inventory
) -> Iterator[Finding]:
    owner = operator_of(inventory, pdb.namespace, selector)
    known = len(inventory.in_namespace(pdb.namespace))
    severity, remedy = Severity.INFO, ""
    if owner is not None:
        message = f'no workload here; {owner.kind} "{owner.name}" may make its pods'
        remedy = "Compare the selector with the labels the operator gives its pods."
    elif _operated(selector):
        message = "no workload here; by its labels, an operator may make its pods"
        remedy = "Compare the selector with the labels the operator gives its pods."
    elif inventory.complete or known:
        message, severity = _matches_none(pdb, known), Severity.WARNING
    else:
        message = "its pods are not among these manifests"
        remedy = "Check that the selector matches the labels of the pods it is meant for."
    yield found(pdb, message, "spec", "selector", severity=severity, remedy=remedy)


def _matches_none(pdb: PodDisruptionBudget, known: int) -> str:
    if not known:
        return "no pod matches: it guards nothing"
    workloads = "workload" if known == 1 else "workloads"
    where = "of its namespace" if pdb.namespace else "without a namespace"
    return f"no pod matches, among {known} {workloads} {where}"


def _operated(selector: LabelSelector) -> bool:
    """Whether labels are of the sort operators give: `cnpg.io/cluster`, a foreign managed-by."""
    for key, value in selector.match_labels.items():
        domain, slash, _ = key.rpartition("/")
        if key == _MANAGED_BY and value.lower() not in _TOOLS:
            return True
        if slash and not domain.endswith(_COMMON_DOMAINS):
            return True
    return False


@rule("pdb-multiple", Section.UPTIME, Severity.CRITICAL)
def pdb_multiple(pdb: PodDisruptionBudget, inventory: Inventory) -> Iterator[Finding]:
    """No pod is under two PodDisruptionBudgets.

    Why: the eviction API answers 500 for a pod that more than one budget selects, whatever they
        allow: drains never end.
    Bad:
        # two budgets
        selector: {matchLabels: {app: web}}
        selector: {matchLabels: {app: web, tier: front}}
    Good:
        # one
        selector: {matchLabels: {app: web}}
    Fix: Remove one of the budgets, or narrow a selector until no pod matches both.
    Sources: https://github.com/kubernetes/kubernetes/blob/master/pkg/registry/core/pod/storage/eviction.go
    """
    clashes = []
    for workload in inventory.pods_of_pdb(pdb):
        budgets = inventory.pdbs(workload)
        if len(budgets) > 1:
            first = min(budgets, key=lambda budget: budget.name)
            if first is not pdb:
                clashes.append((workload.kind, workload.name, first.name))
    if clashes:
        kind, name, other = min(clashes)
        message = f'{kind} "{name}" is under PDB "{other}" too: eviction fails'
        yield found(pdb, message, "spec", "selector")
