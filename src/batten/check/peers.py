"""Other tools' own ways to suppress their checks, honoured where a rule here finds the same.

What exempts an object from all checks of a tool exempts it from the rules that are among them.
Read from kube-score 06dedc9, kube-linter 35de568, Polaris c0e23a23, kubescape of August 2026
(the skip-* annotations; its older `kubescape.io/ignore` no longer means anything to it), checkov
3.3.30 and kubeaudit of March 2024. trivy knows only comments, which are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from batten.check.grants import Grant
from batten.model.objects.meta import Labels
from batten.model.source import Path
from batten.model.workload import PodTemplate
from batten.rules.aliases import PEERS, batten_ids

_KUBE_SCORE = "kube-score/ignore"
_LINTER, _LINTER_ALL = "ignore-check.kube-linter.io/", "kube-linter.io/ignore-all"
_POLARIS, _EXEMPT = "polaris.fairwinds.com/", "exempt"
_KUBESCAPE = "kubescape.io/skip-controls"
_WHY, _UNTIL = "kubescape.io/skip-reason", "kubescape.io/skip-expiry"
_CHECKOV = ("checkov.io/skip", "bridgecrew.io/skip", "cortex.io/skip")
_KUBEAUDIT, _KUBEAUDIT_CONTAINER = "kubeaudit.io/", "container.kubeaudit.io/"

_IMPLIED = {"container-resources": ("container-ephemeral-storage-request-and-limit",)}
"""Checks that kube-score ignores along with another."""
_TRUE = frozenset(("1", "t", "T", "true", "TRUE", "True"))
"""What Polaris, with Go's strconv.ParseBool, takes for true."""
_AUDITORS = {
    "allow-disabled-apparmor": "apparmor",
    "allow-automount-service-account-token": "asat",
    "allow-namespace-host-network": "hostns",
    "allow-namespace-host-IPC": "hostns",
    "allow-namespace-host-PID": "hostns",
    "allow-run-as-root": "nonroot",
    "allow-privilege-escalation": "privesc",
    "allow-privileged": "privileged",
    "allow-read-only-root-filesystem-false": "rootfs",
}
"""kubeaudit's overrides; those of a single capability or mount are finer than a rule here."""
_FIELDS = {
    "host-network": ("hostNetwork",), "host-pid": ("hostPID",), "host-ipc": ("hostIPC",),
    "hostNetworkSet": ("hostNetwork",), "hostPIDSet": ("hostPID",), "hostIPCSet": ("hostIPC",),
    "CKV_K8S_19": ("hostNetwork",), "CKV_K8S_17": ("hostPID",), "CKV_K8S_18": ("hostIPC",),
    "C-0041": ("hostNetwork",), "C-0038": ("hostPID", "hostIPC"),
    "allow-namespace-host-network": ("hostNetwork",),
    "allow-namespace-host-PID": ("hostPID",),
    "allow-namespace-host-IPC": ("hostIPC",),
}  # fmt: skip
"""Checks of one field of the pod's, where the rule here has an eye on several."""


def from_annotations(annotations: Labels, pod: PodTemplate | None) -> Iterator[Grant]:
    """What the annotations of an object, or of its pods, allow."""
    for key, value in annotations.items():
        if key == _KUBE_SCORE:
            yield from _kube_score(value)
        elif key.startswith(_LINTER):
            yield from _one("kube-linter", key.removeprefix(_LINTER), f"{key}: {value}", pod)
        elif key == _LINTER_ALL:
            yield _all("kube-linter", f"{key}: {value}")
        elif key.startswith(_POLARIS) and value in _TRUE:
            yield from _polaris(key, pod)
        elif key.startswith(_CHECKOV):
            check, _, why = value.partition("=")
            yield from _one("checkov", check.strip(), f"{key}: {check.strip()}, {why.strip()}", pod)
        elif key == _KUBESCAPE:
            yield from _kubescape(annotations, pod)


def from_labels(labels: Labels, pod: PodTemplate) -> Iterator[Grant]:
    """What the labels of pods allow, or of one container each."""
    for key, why in labels.items():
        if key.startswith(_KUBEAUDIT):
            yield from _kubeaudit(key.removeprefix(_KUBEAUDIT), f"{key}: {why}", pod)
        elif key.startswith(_KUBEAUDIT_CONTAINER):
            name, _, override = key.removeprefix(_KUBEAUDIT_CONTAINER).rpartition(".")
            for container in pod.containers:
                if container.name == name:
                    yield from _kubeaudit(override, f"{key}: {why}", pod, container.path)


def _kube_score(value: str) -> Iterator[Grant]:
    for check in filter(None, map(str.strip, value.split(","))):
        for each in (check, *_IMPLIED.get(check, ())):
            yield from _one("kube-score", each, f"{_KUBE_SCORE}: {check}", None)


def _polaris(key: str, pod: PodTemplate | None) -> Iterator[Grant]:
    check = key.removeprefix(_POLARIS)
    if check == _EXEMPT:
        yield _all("polaris", key)
    elif check.endswith(f"-{_EXEMPT}"):
        yield from _one("polaris", check.removesuffix(f"-{_EXEMPT}"), key, pod)


def _kubescape(annotations: Labels, pod: PodTemplate | None) -> Iterator[Grant]:
    """A malformed day makes it void, as for kubescape; the day is held to its end."""
    why, until = annotations.get(_WHY, ""), annotations.get(_UNTIL, "")
    try:
        expires = date.fromisoformat(until[:10]) if until else None
    except ValueError:
        return
    for control in filter(None, map(str.strip, annotations[_KUBESCAPE].split(","))):
        yield from _one("kubescape", control, f"{_KUBESCAPE}: {control}, {why}", pod, expires)


def _kubeaudit(override: str, reason: str, pod: PodTemplate, within: Path = ()) -> Iterator[Grant]:
    if override in _FIELDS:
        yield from _of_fields(override, batten_ids("kubeaudit", _AUDITORS[override]), reason, pod)
    elif override in _AUDITORS:
        rules = frozenset(batten_ids("kubeaudit", _AUDITORS[override]))
        yield Grant(by="annotation", rules=rules, reason=_tidy(reason), within=within)


def _one(
    peer: str, check: str, reason: str, pod: PodTemplate | None, expires: date | None = None
) -> Iterator[Grant]:
    """What it takes to suppress one check of a peer; nothing if no rule finds the same."""
    rules = batten_ids(peer, check)
    if rules and check in _FIELDS and pod is not None:
        yield from _of_fields(check, rules, reason, pod, expires)
    elif rules:
        yield Grant(by="annotation", rules=frozenset(rules), reason=_tidy(reason), expires=expires)


def _of_fields(
    check: str,
    rules: tuple[str, ...],
    reason: str,
    pod: PodTemplate,
    expires: date | None = None,
) -> Iterator[Grant]:
    for field in _FIELDS[check]:
        yield Grant(
            by="annotation", rules=frozenset(rules), reason=_tidy(reason), expires=expires,
            within=(*pod.path, field),
        )  # fmt: skip


def _all(peer: str, reason: str) -> Grant:
    rules = frozenset(rule for rules in PEERS[peer].values() for rule in rules)
    return Grant(by="annotation", rules=rules, reason=_tidy(reason))


def _tidy(reason: str) -> str:
    """Without the punctuation that waits for words that were not given."""
    return reason.strip().rstrip(",:")
