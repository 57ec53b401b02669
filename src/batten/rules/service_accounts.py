"""Service accounts: who a pod is to the API server."""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.inventory import Inventory
from batten.model.workload import PodTemplate
from batten.rules.finding import Edit, Finding, Fix, Severity, found
from batten.rules.rule import Section, rule


@rule("sa-token-automount", Section.SECURITY, Severity.INFO, fix="guided")
def sa_token_automount(pod: PodTemplate, inventory: Inventory) -> Iterator[Finding]:
    """Only pods that talk to the API server carry a token for it.

    Why: unless told otherwise every pod gets a token of its service account at
        /var/run/secrets/kubernetes.io/serviceaccount. Whoever reads one file of the container then
        acts as that account, and gains whatever anybody ever binds to it. A warning where rights
        are bound to the namespace's `default` account: every pod without one of its own has them.
    Bad:
        spec:
          containers: [...]
    Good:
        spec:
          automountServiceAccountToken: false
    Fix: Set `automountServiceAccountToken: false`, or give the pod a service account of its own.
    Not: a pod whose service account says `automountServiceAccountToken: false`; one with an
        account of its own that a RoleBinding names, or that says `true` itself: it means to.
        An account of its own with no binding is reported only if it is known: among these
        manifests, or in a whole cluster. Tokens of projected volumes, which are asked for by name.
    Sources: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
        plugin/pkg/admission/serviceaccount/admission.go
    """
    spec = pod.spec
    if spec.automount_service_account_token is False:
        return
    account = inventory.service_account(pod.workload)
    explicit = spec.automount_service_account_token is True
    if account and account.automount_service_account_token is False and not explicit:
        return
    name = spec.service_account_name or spec.service_account or "default"
    bound = inventory.is_bound(pod.workload.namespace, name)
    if name == "default":
        yield _default_account(pod, bound)
    elif not bound and not explicit and (account or inventory.complete):
        message = f'carries a token of "{name}", to which no role is bound'
        if not inventory.complete:
            message += " here"
        yield found(pod, message, "automountServiceAccountToken")


def _default_account(pod: PodTemplate, bound: bool) -> Finding:
    path = "automountServiceAccountToken"
    if bound:
        message = 'shares the rights bound to the "default" account with every pod'
        return found(pod, message, path, severity=Severity.WARNING)
    return found(pod, 'carries a token of the "default" account for the API server', path)


@rule("sa-field-deprecated", Section.SECURITY, Severity.INFO, fix="safe")
def sa_field_deprecated(pod: PodTemplate) -> Iterator[Finding]:
    """A pod names its service account in `serviceAccountName`.

    Why: `serviceAccount` is the field's name of before Kubernetes 1.1. The API server copies it to
        `serviceAccountName` if that is empty and ignores it otherwise: where both are written and
        differ (a warning), the pod runs as another account than half of its readers believe.
    Bad:
        spec:
          serviceAccount: orders
    Good:
        spec:
          serviceAccountName: orders
    Fix: Rename `serviceAccount` to `serviceAccountName`.
    Not: both with the same value, which is how the API server writes every pod.
    Sources: pkg/apis/core/v1/defaults.go, api/core/v1/types.go (DeprecatedServiceAccount)
    """
    spec = pod.spec
    old, new = spec.service_account, spec.service_account_name
    if not old or old == new:
        return
    path = (*pod.path, "serviceAccount")
    remove = Edit("remove", path)
    if new:
        message = f'runs as "{new}": "{old}" here is ignored'
        fix = Fix(True, (remove,))
        severity, remedy = Severity.WARNING, "Remove `serviceAccount`."
        yield found(pod, message, "serviceAccount", severity=severity, remedy=remedy, fix=fix)
    else:
        fix = Fix(True, (Edit("set", (*pod.path, "serviceAccountName"), old), remove))
        message = "serviceAccount is the old name of serviceAccountName"
        yield found(pod, message, "serviceAccount", fix=fix)
