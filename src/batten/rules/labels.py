"""Names, labels and namespaces of objects."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from batten.model.inventory import Inventory
from batten.model.names import annotation_key, dns_label, dns_subdomain, label_key, label_value
from batten.model.objects import cluster, network, scaling, workloads
from batten.model.objects.meta import CustomObject, Labels, Object
from batten.model.source import Path
from batten.model.workload import Workload
from batten.rules.finding import Finding, Severity, found
from batten.rules.policy import Policy
from batten.rules.rule import Section, rule

_NAME = "app.kubernetes.io/name"
_INSTANCE = "app.kubernetes.io/instance"
_ANNOTATIONS_SIZE = 256 * 1024
_MOST_REMEMBERED = 50_000
_UNRENDERED = ("{{", "${", "$(")
_PLACEHOLDER = re.compile(r"[^a-z0-9]*_[^a-z0-9]*")
_FREELY_NAMED = (CustomObject, cluster.Role, cluster.RoleBinding)
"""Roles may have any name that fits a URL; of kinds without a type nothing is known."""
_LABEL_NAMED = (cluster.Namespace, network.Service)
_LENGTHS: dict[type[Object], int] = {
    workloads.CronJob: 52,
    workloads.StatefulSet: 52,
    workloads.Job: 63,
}
"""Characters, so that what is added fits 63: a time, a revision in a label, nothing."""
_REFUSES = "the API server refuses it"
_NAMES = "Keep to lower case letters, digits and `-`, and to the length allowed."
Stated = tuple[Path, Labels]
"""Labels, and where they stand in the object."""


@rule("label-invalid", Section.UPTIME, Severity.CRITICAL)
def label_invalid(obj: Object, inventory: Inventory) -> Iterator[Finding]:
    """Names, labels and keys of annotations are ones the API server accepts.

    Why: the API server refuses the object, at best in the pipeline, at worst for a pod template
        whose pods are then never created. Labels that hold a version, a branch or a user's name are
        fine until the day somebody pushes `feature/checkout` or a name of 70 characters.
    Bad:
        labels:
          version: feature/checkout
          owner: team orders
    Good:
        labels:
          version: feature-checkout
          owner: team-orders
    Fix: Keep to 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends.
        Free text belongs into annotations.
    Not: values that are no strings (schema-invalid). Anything with a template's braces, and
        placeholders such as `_` or `APP_NAME`, which Kustomize and others replace. Names of Roles
        and of kinds from CustomResourceDefinitions.
    Sources: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
        https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
        k8s.io/apimachinery/pkg/util/validation/validation.go
        https://github.com/kubernetes/kubernetes/issues/64023 (names of StatefulSets)
    """
    workload = inventory.workload(obj)
    for path, labels in _stated(obj, workload):
        if not labels.items() <= _known_good:
            yield from _labels(obj, path, labels)
    if obj.metadata.annotations:
        yield from _annotations(obj)
    yield from _name(obj)
    if workload is not None:
        yield from _containers(workload)


_known_good: set[tuple[str, str]] = set()
"""Labels that were found right; most are seen again and again."""


def _labels(obj: Object, path: Path, labels: Mapping[str, str]) -> Iterator[Finding]:
    if len(_known_good) > _MOST_REMEMBERED:
        _known_good.clear()
    for key, value in labels.items():
        if wrong := _label(key, value):
            yield found(obj, wrong, *path, key)
        else:
            _known_good.add((key, value))


def _label(key: str, value: str) -> str:
    """What to say of a label, "" if it is right."""
    if not (label_key(key) or label_value(value)) or _unrendered(key + value):
        return ""
    if wrong := label_key(key):
        return f'the label key "{_short(key)}" has {wrong}: {_REFUSES}'
    return f"label {_short(key)}: its value has {label_value(value)}: {_REFUSES}"


def _stated(obj: Object, workload: Workload | None) -> Iterator[Stated]:
    yield ("metadata", "labels"), obj.metadata.labels
    if workload is not None:
        pod = workload.pod
        yield (*pod.path, "nodeSelector"), pod.spec.node_selector
        if pod.metadata is not obj.metadata:
            yield (*pod.metadata_path, "labels"), pod.labels
        if workload.selector is not None:
            asked = workload.selector.match_labels.items()
            only = {key: value for key, value in asked if pod.labels.get(key) != value}
            yield ("spec", "selector", "matchLabels"), only
    elif isinstance(obj, network.Service):
        yield ("spec", "selector"), obj.spec.selector
    elif isinstance(obj, scaling.PodDisruptionBudget) and obj.spec.selector is not None:
        yield ("spec", "selector", "matchLabels"), obj.spec.selector.match_labels
    elif isinstance(obj, network.NetworkPolicy) and obj.spec.pod_selector is not None:
        yield ("spec", "podSelector", "matchLabels"), obj.spec.pod_selector.match_labels


def _annotations(obj: Object) -> Iterator[Finding]:
    annotations = obj.metadata.annotations
    path = ("metadata", "annotations")
    for key in annotations:
        wrong = annotation_key(key)
        if wrong and not _unrendered(key):
            yield found(
                obj, f'the annotation key "{_short(key)}" has {wrong}: {_REFUSES}', *path, key
            )
    if _size(annotations) > _ANNOTATIONS_SIZE:
        yield found(obj, f"annotations of more than 256 KiB: {_REFUSES}", *path)


def _size(annotations: Mapping[str, str]) -> int:
    """Bytes of keys and values, as ValidateAnnotationsSize counts; few are worth encoding."""
    characters = sum(map(len, annotations.keys())) + sum(map(len, annotations.values()))
    if 4 * characters <= _ANNOTATIONS_SIZE:
        return characters
    return sum(len(key.encode()) + len(value.encode()) for key, value in annotations.items())


def _name(obj: Object) -> Iterator[Finding]:
    if isinstance(obj, _FREELY_NAMED):
        return
    name = obj.metadata.name
    if not name:
        if not obj.metadata.generate_name:
            yield found(obj, f"has no name: {_REFUSES}", "metadata", "name")
        return
    if isinstance(obj, _LABEL_NAMED):
        wrong = dns_label(name)
    else:
        wrong = dns_subdomain(name, _LENGTHS.get(type(obj), 253))
    if wrong and not _unrendered(name):
        long = isinstance(obj, workloads.StatefulSet) and len(name) > _LENGTHS[type(obj)]
        follows = "its pods are refused" if long else _REFUSES
        message = f"the {obj.kind}'s name has {wrong}: {follows}"
        yield found(obj, message, "metadata", "name", remedy=_NAMES)


def _containers(workload: Workload) -> Iterator[Finding]:
    containers = workload.containers
    for container in containers:
        name = container.name
        wrong = dns_label(name) if name else "no character"
        if wrong and not _unrendered(name):
            message = f"a container's name has {wrong}: {_REFUSES}"
            yield found(container, message, "name", remedy=_NAMES)
    if len(containers) > 1:
        seen = Counter[str]()
        for container in containers:
            seen[container.name] += 1
            if container.name and seen[container.name] == 2:
                message = f'two containers are named "{_short(container.name)}": {_REFUSES}'
                yield found(container, message, "name", remedy="Give each its own name.")


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."


def _unrendered(text: str) -> bool:
    """Whether something fills it in later: a template's braces, `_`, APP_NAME."""
    return any(mark in text for mark in _UNRENDERED) or _PLACEHOLDER.fullmatch(text) is not None


@rule("label-recommended", Section.UPTIME, Severity.INFO, fix="guided")
def label_recommended(workload: Workload, policy: Policy) -> Iterator[Finding]:
    """A workload carries the labels the team requires, or at least its application's name.

    Why: at three in the morning somebody asks what this is and whose. Dashboards, cost reports and
        alerts group by labels; without common ones each tool finds a part. A warning where the
        policy requires labels; worth knowing where there is not even `app.kubernetes.io/name`, or
        where the workload and its pods disagree about what they are.
    Bad:
        metadata: {name: checkout}
    Good:
        metadata:
          name: checkout
          labels:
            app.kubernetes.io/name: checkout
            app.kubernetes.io/part-of: shop
    Fix: Label the workload and its pod template. The selector must stay as it is: it is immutable.
    Policy: `requiredLabels`: keys every workload must carry; then only these are asked for.
    Not: `app.kubernetes.io/instance` that differs from the object's name: it is the release's name
        by design. A name label on the pods only.
    Sources: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
    """
    labels = workload.object.metadata.labels
    path = ("metadata", "labels")
    if policy.required_labels:
        missing = [key for key in policy.required_labels if not labels.get(key)]
        if missing:
            keys = _short(", ".join(missing))
            message = f"lacks the required label{'s' if len(missing) > 1 else ''} {keys}"
            yield found(workload, message, *path, missing[0], severity=Severity.WARNING)
        return
    of_pods = workload.labels
    if _NAME not in labels and _NAME not in of_pods:
        yield found(workload, f"no label {_NAME}: tools cannot tell what it is", *path, _NAME)
        return
    for key in (_NAME, _INSTANCE):
        if labels.get(key) and of_pods.get(key) and labels[key] != of_pods[key]:
            message = f'{key} is "{_short(labels[key])}", "{_short(of_pods[key])}" on its pods'
            yield found(workload, message, *path, key)


@rule("namespace-default", Section.SECURITY, Severity.INFO, fix="guided")
def namespace_default(workload: Workload, policy: Policy) -> Iterator[Finding]:
    """No workload runs in the namespace `default`.

    Why: access rights, quotas, network policies and pod security are set for a namespace. In
        `default`, where everything lands that names none, none of them can be set for anybody.
    Bad:
        metadata: {name: checkout, namespace: default}
    Good:
        metadata: {name: checkout, namespace: shop}
    Fix: Create a namespace for the application and name it. Moving means creating it anew.
    Policy: `defaultNamespace`: `forbidden` (the default) reports what says `default`;
        `required-explicit` also what names no namespace (a warning); `allowed` nothing.
    Not: objects that are no workloads: the cluster keeps some of its own in `default`.
    Sources: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
    """
    if policy.default_namespace == "allowed":
        return
    namespace = workload.namespace
    path = ("metadata", "namespace")
    if namespace == "default":
        message = "shares rights, quotas and network policies with all of default"
        yield found(workload, message, *path)
    elif not namespace and policy.default_namespace == "required-explicit":
        message = "names no namespace: it lands wherever the tool points"
        yield found(workload, message, *path, severity=Severity.WARNING)
