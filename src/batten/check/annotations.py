"""Annotations that suppress findings: Batten's own, and those of other tools.

    batten.dev/ignore: "pdb-missing, replicas-min"      or "*" for all rules
    batten.dev/ignore-reason: "one pod is enough here"
    batten.dev/ignore-until: "2027-01-31"               the last day it holds

They stand on the object a finding is about; a workload's may stand on its pod template as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from batten.check.grants import Grant
from batten.config.problems import near
from batten.model.objects.meta import Labels, Object
from batten.model.workload import PodTemplate
from batten.rules.catalogue import BY_ID

IGNORE, REASON, UNTIL = (f"batten.dev/ignore{suffix}" for suffix in ("", "-reason", "-until"))
_PEERS = (
    "kube-score/ignore", "ignore-check.kube-linter.io/", "kube-linter.io/ignore-all",
    "polaris.fairwinds.com/", "kubescape.io/skip-controls",
    "checkov.io/skip", "bridgecrew.io/skip", "cortex.io/skip",
    "kubeaudit.io/", "container.kubeaudit.io/",
)  # fmt: skip
"""How other tools' annotations and labels begin: only then their module is imported."""

Note = Callable[[str], None]
"""Takes what should be told about an object's annotations."""


def grants_of(obj: Object, pod: PodTemplate | None, note: Note) -> Iterator[Grant]:
    """What an object's annotations, and those of its pods, allow."""
    yield from _grants(obj.metadata.annotations, pod, note)
    if pod is not None and pod.object.metadata is not pod.metadata:
        yield from _grants(pod.annotations, pod, note)
    if pod is not None and any(key.startswith(_PEERS) for key in pod.labels):
        from batten.check import peers

        yield from peers.from_labels(pod.labels, pod)


def _grants(annotations: Labels, pod: PodTemplate | None, note: Note) -> Iterator[Grant]:
    if not annotations:
        return
    for key in annotations:
        if key.startswith(IGNORE):
            yield from _own(annotations, note)
            break
    if any(key.startswith(_PEERS) for key in annotations):
        from batten.check import peers

        yield from peers.from_annotations(annotations, pod)


def _own(annotations: Labels, note: Note) -> Iterator[Grant]:
    for key in annotations:
        if key.startswith(IGNORE) and key not in (IGNORE, REASON, UNTIL):
            note(f'there is no annotation "{key}"{near(key, (IGNORE, REASON, UNTIL))}')
    named = annotations.get(IGNORE, "").replace(",", " ").split()
    expires = None
    if until := annotations.get(UNTIL):
        try:
            expires = date.fromisoformat(until)
        except ValueError:
            note(f'{UNTIL}: "{until}" is no date such as 2027-01-31; nothing is suppressed')
            return
    rules = None if "*" in named else frozenset(named)
    for name in sorted((rules or frozenset()) - BY_ID.keys()):
        note(f'{IGNORE}: there is no rule "{name}"{near(name, BY_ID)}')
    if named:
        yield Grant(
            by="annotation", rules=rules, reason=annotations.get(REASON, ""), expires=expires
        )
