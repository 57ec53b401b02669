"""Whom containers run as: user ids that somebody knows."""

from __future__ import annotations

from batten.fixes.guided.case import Case, called, guided, put
from batten.model.source import Path
from batten.model.workload import Container, PodTemplate
from batten.rules.finding import Edit, Fix

_USER: Path = ("securityContext", "runAsUser")
_NON_ROOT: Path = ("securityContext", "runAsNonRoot")


def as_somebody(case: Case) -> Fix:
    """A user above 0, for the pod where its containers agree."""
    subject = _subject(case)
    running = _running(subject)
    ids = {container: _user(case, container) for container in running}
    if case.path[-1] == "runAsUser":
        case.consent(f"{case.object.title} runs as root on purpose: change it all the same?")
    edits: list[Edit] = []
    if isinstance(subject, PodTemplate) and len(set(ids.values())) == 1:
        edits += _edits(subject.path, next(iter(ids.values())))
    else:
        for container, user in ids.items():
            edits += _edits(container.path, user)
    for container in running:
        edits += _not_becoming_root(container)
    return guided(*edits)


def _subject(case: Case) -> PodTemplate | Container:
    if case.path[: -len(_USER)] == case.pod.path:
        return case.pod
    return case.container


def _running(subject: PodTemplate | Container) -> list[Container]:
    if isinstance(subject, Container):
        return [subject]
    return [c for c in subject.containers if c.role != "ephemeral" and not c.user]


def _user(case: Case, container: Container) -> int:
    text = f'As which user id does "{container.name}" in {case.object.title} run?'
    user = int(case.ask("runAsUser", called(container), text, form="number"))
    if user == 0:
        case.refuse("user id 0 is root")
    if user < case.policy.min_uid:
        case.refuse(f"user id {user} is below the policy's {case.policy.min_uid}")
    return user


def _edits(path: Path, user: int) -> list[Edit]:
    return [put(path, *_NON_ROOT, value=True), put(path, *_USER, value=user)]


def _not_becoming_root(container: Container) -> list[Edit]:
    """For one that was root the flag meant nothing; now it does."""
    security = container.security
    if container.user != 0 or security.allow_privilege_escalation is not None:
        return []
    if security.privileged:
        return []
    path = (*container.path, "securityContext", "allowPrivilegeEscalation")
    return [put(path, value=False)]
