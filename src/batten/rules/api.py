"""Whether the API server still knows, and would accept, what is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from batten.model.inventory import Inventory
from batten.model.objects.meta import CustomObject, Labels, Object
from batten.model.objects.scaling import (
    HorizontalPodAutoscaler,
    PodDisruptionBudget,
    WebhookConfiguration,
)
from batten.model.objects.storage import PersistentVolume
from batten.model.objects.workloads import Deployment
from batten.model.source import Path
from batten.model.versions import Version
from batten.rules.finding import Edit, Finding, Fix, Severity, found
from batten.rules.policy import Policy
from batten.rules.rule import Section, rule
from batten.schemas import lifecycle
from batten.schemas.lifecycle import DeprecatedField, Lifecycle


@rule("api-removed", Section.UPTIME, Severity.CRITICAL, fix="safe")
def api_removed(obj: Object, policy: Policy) -> Iterator[Finding]:
    """The API version of every object is served by the Kubernetes version meant.

    Why: the API server answers `no matches for kind`: the object cannot be applied, and a Helm
        release that holds it can be neither upgraded nor rolled back. Objects already stored live
        on under the new version, so it shows at the next deployment, or in disaster recovery.
    Bad:
        apiVersion: policy/v1beta1
        kind: PodDisruptionBudget
    Good:
        apiVersion: policy/v1
        kind: PodDisruptionBudget
    Fix: Write the object in the API version that replaced it.
    Policy: `kubernetesVersion`
    Not: what the annotation kubectl.kubernetes.io/last-applied-configuration says, which is
        history. Custom resources. The fix is safe only where the old form is valid, and means the
        same, under the new version.
    Sources: https://kubernetes.io/docs/reference/using-api/deprecation-guide/
        k8s.io/api/*/*/zz_generated.prerelease-lifecycle.go
    """
    end = _end(obj.api_version, obj.kind)
    if end is None or end.removed_in is None or end.removed_in > policy.kubernetes_version:
        return
    message = f"the API server refuses {obj.api_version} since Kubernetes {end.removed_in}"
    yield found(obj, message, "apiVersion", remedy=_remedy(end, obj.kind), fix=_upgrade(obj, end))


@rule("api-deprecated", Section.UPTIME, Severity.WARNING, fix="safe")
def api_deprecated(obj: Object, inventory: Inventory, policy: Policy) -> Iterator[Finding]:
    """Nothing that Kubernetes has announced to remove is still in use.

    Why: a deprecated API version works until the minor release that removes it; then nothing that
        uses it can be deployed (rule api-removed), and the upgrade of the cluster waits for every
        team. A warning where the end is announced, info where it is not. Annotations, node labels
        and volume types that were replaced are info; a warning once Kubernetes ignores the
        annotation, critical once no kubelet mounts the volume: the pod then never starts.
    Bad:
        apiVersion: storage.k8s.io/v1beta1
        kind: VolumeAttributesClass
    Good:
        apiVersion: storage.k8s.io/v1
        kind: VolumeAttributesClass
    Fix: Write the object in the API version that replaces it.
    Policy: `kubernetesVersion`
    Not: versions that are gone (rule api-removed) or not yet deprecated in the version meant; what
        other rules tell: `serviceAccount`, seccomp annotations, AppArmor annotations that say
        unconfined.
    Sources: https://kubernetes.io/docs/reference/using-api/deprecation-guide/
        k8s.io/api/*/*/zz_generated.prerelease-lifecycle.go, pkg/api/pod/warnings.go
    """
    version = policy.kubernetes_version
    end = _end(obj.api_version, obj.kind)
    if end is not None and end.deprecated_in <= version:
        yield from _deprecated(obj, end, version)
    if obj.metadata.annotations:
        yield from _old_annotations(obj, obj.kind, obj.metadata.annotations, ("metadata",), version)
    workload = inventory.workload(obj)
    if workload is not None:
        pod = workload.pod
        if pod.annotations and pod.metadata_path != ("metadata",):
            yield from _old_annotations(obj, "Pod", pod.annotations, pod.metadata_path, version)
        if pod.spec.node_selector:
            path = (*pod.path, "nodeSelector")
            yield from _old_keys(obj, "NodeLabel", pod.spec.node_selector, path, version)
        for index, volume in enumerate(pod.spec.volumes):
            if not volume.common and volume.in_tree:
                yield from _old_volume(obj, (*pod.path, "volumes", index), volume.in_tree, version)
    elif isinstance(obj, PersistentVolume) and obj.spec.in_tree:
        yield from _old_volume(obj, ("spec",), obj.spec.in_tree, version)


@rule("schema-invalid", Section.UPTIME, Severity.CRITICAL, fix="none")
def schema_invalid(obj: Object, inventory: Inventory) -> Iterator[Finding]:
    """Every field is one that Kubernetes knows, and of its type.

    Why: the API server refuses ill-typed values and missing fields outright. Unknown fields it
        refuses from kubectl, which asks for strict validation, and silently drops from tools that
        do not: the probe under a misspelt key was never there. So each is critical: either the
        deployment fails or it is not what was written.
    Bad:
        spec:
          replica: "3"
    Good:
        spec:
          replicas: 3
    Fix: Correct the field as the message says.
    Policy: `kubernetesVersion`, whose schemas are asked
    Not: custom resources whose definition is not among the inputs; API versions without a schema,
        which are gone (rule api-removed). A field that a custom resource lacks is only worth
        knowing where a mutating webhook for its API group, which may add it, is among the inputs.
    Sources: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
        https://github.com/kubernetes/kubernetes/tree/master/api/openapi-spec
    """
    for problem in obj.problems:
        message, severity = problem.message, None
        if problem.message.startswith("required ") and _mutated(obj, inventory):
            message, severity = f"{message}, unless a webhook adds it", Severity.INFO
        yield Finding(obj, problem.path, message, severity, line=problem.line)


def _mutated(obj: Object, inventory: Inventory) -> bool:
    """Whether a webhook may add fields to a custom object before it is validated.

    Webhooks without rules count by their names: some controllers write the rules when they start.
    """
    if not isinstance(obj, CustomObject):
        return False
    group = obj.group
    return any(
        any(group in rules.api_groups for rules in webhook.rules)
        or (not webhook.rules and webhook.name.endswith(group))
        for configuration in inventory.of(WebhookConfiguration)
        if configuration.kind.startswith("Mutating")
        for webhook in configuration.webhooks
    )


@lru_cache(1024)
def _end(api_version: str, kind: str) -> Lifecycle | None:
    return lifecycle.lifecycle(api_version, kind)


def _remedy(end: Lifecycle, kind: str) -> str:
    if end.replacement is None:
        return f"{_sentence(end.note)}." if end.note else "Remove it: nothing takes its place."
    other = f" {end.replacement_kind}" if end.replacement_kind != kind else ""
    note = f": {end.note}" if end.note else ""
    return f"Use {end.replacement}{other}{note}."


def _sentence(note: str) -> str:
    return note[:1].upper() + note[1:]


def _deprecated(obj: Object, end: Lifecycle, version: Version) -> Iterator[Finding]:
    severity, what = Severity.INFO, f"deprecated since {end.deprecated_in}, its end not announced"
    if end.removed_in is not None:
        if end.removed_in <= version:
            return
        severity, what = Severity.WARNING, f"gone in Kubernetes {end.removed_in}"
    message = f"{obj.api_version} {obj.kind} is {what}"
    remedy, fix = _remedy(end, obj.kind), _upgrade(obj, end)
    yield found(obj, message, "apiVersion", severity=severity, remedy=remedy, fix=fix)


# Upgrades ---------------------------------------------------------------------------------------


def _always(obj: Object) -> bool:
    return True


def _selects(obj: Object) -> bool:
    """An empty selector of a budget changed its meaning from nothing to everything."""
    selector = obj.spec.selector if isinstance(obj, PodDisruptionBudget | Deployment) else None
    return selector is not None and not selector.empty


def _without_metrics(obj: Object) -> bool:
    return isinstance(obj, HorizontalPodAutoscaler) and not obj.spec.metrics


_RBAC = ("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding")
_SAME_FORM: dict[str, tuple[tuple[str, ...], Callable[[Object], bool]]] = {
    "admissionregistration.k8s.io/v1beta1": (
        ("MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "ValidatingAdmissionPolicy",
         "ValidatingAdmissionPolicyBinding"), _always),
    "apiregistration.k8s.io/v1beta1": (("APIService",), _always),
    "apps/v1beta1": (("Deployment",), _selects),
    "apps/v1beta2": (("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"), _always),
    "autoscaling/v2beta1": (("HorizontalPodAutoscaler",), _without_metrics),
    "autoscaling/v2beta2": (("HorizontalPodAutoscaler",), _always),
    "batch/v1beta1": (("CronJob",), _always),
    "batch/v2alpha1": (("CronJob",), _always),
    "coordination.k8s.io/v1beta1": (("Lease",), _always),
    "extensions/v1beta1": (("Deployment",), _selects),
    "flowcontrol.apiserver.k8s.io/v1beta3": (("FlowSchema",), _always),
    "networking.k8s.io/v1beta1": (("IPAddress", "IngressClass", "ServiceCIDR"), _always),
    "node.k8s.io/v1beta1": (("RuntimeClass",), _always),
    "policy/v1beta1": (("PodDisruptionBudget",), _selects),
    "rbac.authorization.k8s.io/v1beta1": (_RBAC, _always),
    "scheduling.k8s.io/v1beta1": (("PriorityClass",), _always),
    "storage.k8s.io/v1beta1": (
        ("CSIDriver", "CSINode", "CSIStorageCapacity", "StorageClass", "VolumeAttachment",
         "VolumeAttributesClass"), _always),
}  # fmt: skip
"""What is valid, and means the same, under the version that replaces it, and on which condition.

Compared by hand in k8s.io/api, the types and defaults of both versions.
"""


def _upgrade(obj: Object, end: Lifecycle) -> Fix | None:
    if end.replacement is None or end.replacement_kind != obj.kind:
        return None
    kinds, holds = _SAME_FORM.get(obj.api_version, ((), _always))
    if obj.kind not in kinds or not holds(obj):
        return None
    return Fix(True, (Edit("set", ("apiVersion",), end.replacement),))


# Annotations and labels ---------------------------------------------------------------------------

_ANNOTATION = 'metadata.annotations["'
_TOLD_ELSEWHERE = "seccomp.security.alpha.kubernetes.io/"


@cache
def _old() -> dict[str, tuple[dict[str, DeprecatedField], list[tuple[str, DeprecatedField]]]]:
    """Replaced annotations and labels by kind: whole keys, and beginnings of keys."""
    old: dict[str, tuple[dict[str, DeprecatedField], list[tuple[str, DeprecatedField]]]] = {}
    for field in lifecycle.deprecated_fields():
        key = field.path
        if field.kind != "NodeLabel":
            if not key.startswith(_ANNOTATION) or _TOLD_ELSEWHERE in key:
                continue
            key = key.removeprefix(_ANNOTATION).removesuffix('"]')
        whole, beginnings = old.setdefault(field.kind, ({}, []))
        if key.endswith("*"):
            beginnings.append((key[:-1], field))
        else:
            whole[key] = field
    return old


def _old_annotations(
    obj: Object, kind: str, annotations: Labels, metadata: Path, version: Version
) -> Iterator[Finding]:
    if kind in _old():
        yield from _old_keys(obj, kind, annotations, (*metadata, "annotations"), version)


def _old_keys(
    obj: Object, kind: str, written: Labels, path: Path, version: Version
) -> Iterator[Finding]:
    whole, beginnings = _old()[kind]
    for key, value in written.items():
        field = whole.get(key)
        if field is None:
            field = next((f for start, f in beginnings if key.startswith(start)), None)
            if field is None or value == "unconfined":
                continue
        if field.deprecated_in > version:
            continue
        gone = field.removed_in is not None and field.removed_in <= version
        state = f"ignored since {field.removed_in}" if gone else "deprecated"
        message = f"{state} in favour of {_short(field.replacement)}"
        severity = Severity.WARNING if gone else Severity.INFO
        remedy = f"Use {field.replacement} instead."
        yield Finding(obj, (*path, key), message, severity, remedy)


@cache
def _old_volumes() -> dict[str, DeprecatedField]:
    start = "spec.volumes[]."
    fields = [field for field in lifecycle.deprecated_fields() if field.path.startswith(start)]
    return {field.path.removeprefix(start): field for field in fields}


def _old_volume(obj: Object, path: Path, name: str, version: Version) -> Iterator[Finding]:
    field = _old_volumes()[name]
    if field.deprecated_in > version:
        return
    if field.removed_in is not None and field.removed_in <= version:
        message = f"no kubelet mounts {name} since Kubernetes {field.removed_in}"
        severity = Severity.CRITICAL
    else:
        message, severity = f"{name} is deprecated in favour of {field.replacement}", Severity.INFO
    yield Finding(obj, (*path, name), message, severity, f"Use {field.replacement} instead.")


def _short(replacement: str) -> str:
    """`metadata.annotations["a/b"]` → `a/b`."""
    return replacement.removeprefix(_ANNOTATION).removesuffix('"]')
