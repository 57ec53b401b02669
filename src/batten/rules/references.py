"""References by name: ConfigMaps, Secrets, accounts, claims, classes, roles that must exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from batten.model.inventory import Inventory
from batten.model.objects.cluster import ConfigMap, RoleBinding, Secret
from batten.model.objects.meta import Object
from batten.model.objects.network import Ingress
from batten.model.objects.pods import ContainerSpec, PodSpec
from batten.model.objects.storage import PersistentVolumeClaim
from batten.model.objects.volumes import Volume
from batten.model.objects.workloads import StatefulSet
from batten.model.source import Path
from batten.model.workload import Workload
from batten.rules.absence import absent
from batten.rules.finding import Finding, Severity, found
from batten.rules.rule import Section, rule

_CLUSTER_WIDE = frozenset(("ClusterRole", "IngressClass", "RuntimeClass", "StorageClass"))
_PLATFORM = frozenset(("IngressClass", "RuntimeClass", "StorageClass"))
"""Kinds that come with the cluster: manifests that hold none of them say nothing about them."""
_ALWAYS_THERE = frozenset(
    (
        ("ConfigMap", "kube-root-ca.crt"),
        ("ConfigMap", "openshift-service-ca.crt"),
        ("ServiceAccount", "default"),
        ("ClusterRole", "admin"),
        ("ClusterRole", "cluster-admin"),
        ("ClusterRole", "edit"),
        ("ClusterRole", "view"),
        ("ConfigMap", "extension-apiserver-authentication"),
        ("Role", "extension-apiserver-authentication-reader"),
    )
)
_ISSUED = ("cert-manager.io/cluster-issuer", "cert-manager.io/issuer", "kubernetes.io/tls-acme")
_WITHOUT = {
    "ClusterRole": "the binding grants nothing",
    "ConfigMap": "pods do not start",
    "IngressClass": "no controller serves it",
    "PersistentVolumeClaim": "pods stay Pending",
    "Role": "the binding grants nothing",
    "RuntimeClass": "its pods are refused",
    "Secret": "pods do not start",
    "ServiceAccount": "its pods are refused",
    "StorageClass": "claims stay Pending",
}
_WARNED_ONLY = frozenset(("ClusterRole", "IngressClass", "Role"))


class Ref(NamedTuple):
    """A name that something else must bear.

    :ivar path: of the name, in the object that refers.
    :ivar key: of a ConfigMap or Secret, "" for the whole.
    :ivar key_path: of the key.
    :ivar without: what follows if it is missing, where that is milder than the kind's.
    """

    kind: str
    name: str
    path: Path
    key: str = ""
    key_path: Path = ()
    without: str = ""


@rule("ref-missing", Section.UPTIME, Severity.CRITICAL)
def ref_missing(obj: Object, inventory: Inventory) -> Iterator[Finding]:
    """Everything referred to by name exists: ConfigMaps, Secrets, their keys, accounts, classes.

    Why: a container whose ConfigMap, Secret or key is missing stays in CreateContainerConfigError,
        one whose volume is missing in ContainerCreating; without its ServiceAccount the pod is not
        even created, without its StorageClass the claim stays Pending. A binding to a role that
        does not exist grants nothing.
    Bad:
        env:
        - name: QUEUE
          valueFrom: {configMapKeyRef: {name: mailer, key: queeu}}   # it is "queue"
    Fix: Correct the name or key, create what is missing, or mark it `optional: true`.
    Not: optional references; what every namespace has (ServiceAccount default, kube-root-ca.crt);
        built-in ClusterRoles and those named `system:`. Among manifests absence is only noted;
        classes and Secrets, which mostly live elsewhere, are judged only if the manifests hold
        some (of the namespace, or what they are made from). What a custom object of that name, its
        `secretName` or target may make, or cert-manager for an annotated Ingress, is taken to
        exist. The keys of an empty ConfigMap or Secret, which something else fills, are not
        judged. PriorityClasses have a rule of their own: priority-class-missing.
    Sources: https://kubernetes.io/docs/concepts/configuration/configmap/
        pkg/kubelet/kuberuntime, plugin/pkg/admission/serviceaccount
    """
    workload = inventory.workload(obj)
    if workload is not None:
        refs = _of_workload(workload)
    else:
        reader = _READERS.get(type(obj))
        if reader is None:
            return
        refs = reader(obj)
    seen: set[tuple[str, str, str]] = set()
    for ref in refs:
        identity = (ref.kind, ref.name, ref.key)
        if identity not in seen:
            seen.add(identity)
            yield from _judge(obj, inventory, ref, seen)


def _judge(
    obj: Object, inventory: Inventory, ref: Ref, seen: set[tuple[str, str, str]]
) -> Iterator[Finding]:
    namespace = "" if ref.kind in _CLUSTER_WIDE else obj.namespace
    target = inventory.get(ref.kind, namespace, ref.name)
    if target is not None:
        if ref.key:
            yield from _key(obj, target, ref)
        return
    if ref.key:
        whole = (ref.kind, ref.name, "")
        if whole in seen:
            return
        seen.add(whole)
    if not _elsewhere(obj, inventory, ref):
        yield found(
            obj,
            absent(inventory, f"{ref.kind} {ref.name}", ref.without or _WITHOUT[ref.kind]),
            *ref.path,
            severity=_severity(inventory, ref),
        )


def _severity(inventory: Inventory, ref: Ref) -> Severity:
    if not inventory.complete:
        return Severity.INFO
    mild = ref.without or ref.kind in _WARNED_ONLY
    return Severity.WARNING if mild else Severity.CRITICAL


def _key(obj: Object, target: Object, ref: Ref) -> Iterator[Finding]:
    if isinstance(target, ConfigMap):
        keys = target.data.keys() | target.binary_data.keys()
    elif isinstance(target, Secret):
        keys = target.data.keys() | target.string_data.keys()
    else:
        return
    if keys and ref.key not in keys:
        yield found(
            obj, f'{ref.kind} {ref.name} has no key "{ref.key}": pods do not start', *ref.key_path
        )


def _elsewhere(obj: Object, inventory: Inventory, ref: Ref) -> bool:
    """Whether it exists, or may, without being an object of that name in the inventory."""
    kind, name = ref.kind, ref.name
    if (kind, name) in _ALWAYS_THERE or name.startswith("system:"):
        return True
    if kind == "PersistentVolumeClaim" and inventory.claimed(obj.namespace, name):
        return True
    if inventory.complete:
        return False
    if kind in _PLATFORM and not any(known == kind for _, known in inventory.kinds):
        return True
    if kind == "Secret" and not inventory.keeps_secrets(obj.namespace):
        return True
    return inventory.made_by_custom(kind, obj.namespace, name)


def _of_workload(workload: Workload) -> Iterator[Ref]:
    pod = workload.pod
    for container in pod.containers:
        spec = container.spec
        if spec.env or spec.env_from:
            yield from _of_container(spec, container.path)
    yield from _of_pod(pod.spec, pod.path)
    obj = workload.object
    if isinstance(obj, StatefulSet):
        for index, claim in enumerate(obj.spec.volume_claim_templates):
            if claim.spec.storage_class_name:
                path = ("spec", "volumeClaimTemplates", index, "spec", "storageClassName")
                yield Ref("StorageClass", claim.spec.storage_class_name, path)


def _of_container(spec: ContainerSpec, at: Path) -> Iterator[Ref]:
    for index, variable in enumerate(spec.env):
        source = variable.value_from
        if source is None:
            continue
        path = (*at, "env", index, "valueFrom")
        config, secret = source.config_map_key_ref, source.secret_key_ref
        if config and not config.optional:
            path = (*path, "configMapKeyRef")
            yield Ref("ConfigMap", config.name, (*path, "name"), config.key, (*path, "key"))
        elif secret and not secret.optional:
            path = (*path, "secretKeyRef")
            yield Ref("Secret", secret.name, (*path, "name"), secret.key, (*path, "key"))
    for index, origin in enumerate(spec.env_from):
        path = (*at, "envFrom", index)
        if origin.config_map_ref and not origin.config_map_ref.optional:
            yield Ref("ConfigMap", origin.config_map_ref.name, (*path, "configMapRef", "name"))
        elif origin.secret_ref and not origin.secret_ref.optional:
            yield Ref("Secret", origin.secret_ref.name, (*path, "secretRef", "name"))


def _of_pod(spec: PodSpec, at: Path) -> Iterator[Ref]:
    if spec.service_account_name:
        path = (*at, "serviceAccountName")
        yield Ref("ServiceAccount", spec.service_account_name, path)
    elif spec.service_account:
        yield Ref("ServiceAccount", spec.service_account, (*at, "serviceAccount"))
    if spec.runtime_class_name:
        yield Ref("RuntimeClass", spec.runtime_class_name, (*at, "runtimeClassName"))
    for index, pull in enumerate(spec.image_pull_secrets):
        path = (*at, "imagePullSecrets", index, "name")
        yield Ref("Secret", pull.name, path, without="private images are not pulled")
    for index, volume in enumerate(spec.volumes):
        yield from _of_volume(volume, (*at, "volumes", index))


def _of_volume(volume: Volume, at: Path) -> Iterator[Ref]:
    config, secret, claim = volume.config_map, volume.secret, volume.persistent_volume_claim
    if config:
        if not config.optional:
            yield from _files("ConfigMap", config.name, "name", config.items, (*at, "configMap"))
    elif secret:
        if not secret.optional:
            name = secret.secret_name
            yield from _files("Secret", name, "secretName", secret.items, (*at, "secret"))
    elif claim:
        path = (*at, "persistentVolumeClaim", "claimName")
        yield Ref("PersistentVolumeClaim", claim.claim_name, path)
    elif volume.projected:
        for index, source in enumerate(volume.projected.sources):
            path = (*at, "projected", "sources", index)
            part = source.config_map
            if part and not part.optional:
                yield from _files("ConfigMap", part.name, "name", part.items, (*path, "configMap"))
            part = source.secret
            if part and not part.optional:
                yield from _files("Secret", part.name, "name", part.items, (*path, "secret"))
    elif volume.ephemeral:
        yield from _of_ephemeral(volume.ephemeral.volume_claim_template, at)


def _files(kind: str, name: str, field: str, items: list[Any], at: Path) -> Iterator[Ref]:
    yield Ref(kind, name, (*at, field))
    for index, item in enumerate(items):
        yield Ref(kind, name, (*at, field), item.key, (*at, "items", index, "key"))


def _of_ephemeral(template: dict[str, Any] | None, at: Path) -> Iterator[Ref]:
    spec = (template or {}).get("spec")
    name = spec.get("storageClassName") if isinstance(spec, dict) else None
    if name:
        path = (*at, "ephemeral", "volumeClaimTemplate", "spec", "storageClassName")
        yield Ref("StorageClass", str(name), path)


def _of_binding(binding: RoleBinding) -> Iterator[Ref]:
    role = binding.role_ref
    if role.kind in ("Role", "ClusterRole"):
        yield Ref(role.kind, role.name, ("roleRef", "name"))
    for index, subject in enumerate(binding.subjects):
        own = not subject.namespace or subject.namespace == binding.namespace
        if subject.kind == "ServiceAccount" and own and binding.namespace:
            path = ("subjects", index, "name")
            yield Ref("ServiceAccount", subject.name, path, without="the binding serves nobody")


def _of_ingress(ingress: Ingress) -> Iterator[Ref]:
    if ingress.spec.ingress_class_name:
        path: Path = ("spec", "ingressClassName")
        yield Ref("IngressClass", ingress.spec.ingress_class_name, path)
    annotations = ingress.metadata.annotations
    if any(key in annotations for key in _ISSUED):
        return
    for index, tls in enumerate(ingress.spec.tls):
        if tls.secret_name:
            path = ("spec", "tls", index, "secretName")
            yield Ref(
                "Secret", tls.secret_name, path, without="a self-signed certificate is served"
            )


def _of_claim(claim: PersistentVolumeClaim) -> Iterator[Ref]:
    """A claim that names its volume needs no class object."""
    name = claim.spec.storage_class_name
    if name and not claim.spec.volume_name:
        yield Ref("StorageClass", name, ("spec", "storageClassName"))


_READERS: dict[type[Object], Callable[[Any], Iterator[Ref]]] = {
    RoleBinding: _of_binding,
    Ingress: _of_ingress,
    PersistentVolumeClaim: _of_claim,
}
