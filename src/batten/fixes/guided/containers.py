"""What containers may do: capabilities, and no privileged ones."""

from __future__ import annotations

from batten.fixes.guided.case import Case, called, drop, guided, put
from batten.model.objects.pods import plain_capability
from batten.model.workload import Container
from batten.rules.capabilities import HARMLESS
from batten.rules.finding import Edit, Fix

_CAPABILITIES = ("securityContext", "capabilities")


def dropping_all(case: Case) -> Fix:
    """Drops every capability and adds what is known to be needed."""
    container = case.container
    case.consent(f'Does "{container.name}" in {case.object.title} work without capabilities?')
    path = (*container.path, *_CAPABILITIES)
    capabilities = container.security.capabilities
    present = capabilities.add if capabilities else []
    plain = {plain_capability(name) for name in present}
    missing = [n for n in _needed(case, container) if plain_capability(n) not in plain]
    edits = [put(path, "drop", value=["ALL"])]
    if missing:
        edits.append(put(path, "add", value=[*present, *missing]))
    return guided(*edits)


def _needed(case: Case, container: Container) -> list[str]:
    needed = case.answers.find("capabilities", called(container)) or []
    for name in needed:
        if plain_capability(name) not in HARMLESS:
            case.refuse(f"{name} reaches beyond the container")
    return list(needed)


def without_capabilities(case: Case) -> Fix:
    """Takes away every capability that reaches beyond the container."""
    container = case.container
    capabilities = container.security.capabilities
    present = capabilities.add if capabilities else []
    kept = [name for name in present if plain_capability(name) in HARMLESS]
    gone = ", ".join(name for name in present if name not in kept)
    case.consent(f'Does "{container.name}" in {case.object.title} work without {gone}?')
    path = (*container.path, *_CAPABILITIES, "add")
    if not kept:
        return guided(*_hardened(container), drop(path))
    where = [index for index, name in enumerate(present) if name not in kept]
    return guided(*_hardened(container), *(drop(path, index) for index in where))


def _hardened(container: Container) -> list[Edit]:
    """What SYS_ADMIN or ALL made pointless, and now is not."""
    capabilities = container.security.capabilities
    edits = []
    if capabilities and capabilities.adds("ALL") and not capabilities.drops_all():
        edits.append(put(container.path, *_CAPABILITIES, "drop", value=["ALL"]))
    if capabilities and capabilities.adds("ALL", "SYS_ADMIN"):
        edits += _not_escalating(container)
    return edits


def _not_escalating(container: Container) -> list[Edit]:
    if container.security.allow_privilege_escalation is not None or container.user == 0:
        return []
    return [put(container.path, "securityContext", "allowPrivilegeEscalation", value=False)]


def unprivileged(case: Case) -> Fix:
    """An ordinary container, without capabilities but those known to be needed."""
    container = case.container
    case.consent(f'Does "{container.name}" in {case.object.title} work without being privileged?')
    path = (*container.path, "securityContext")
    edits = [drop(path, "privileged"), *_not_escalating(container)]
    capabilities = container.security.capabilities
    if capabilities is None or not capabilities.drops_all():
        edits.append(put(path, "capabilities", "drop", value=["ALL"]))
    needed = _needed(case, container)
    if needed:
        edits.append(put(path, "capabilities", "add", value=needed))
    if not (container.security.seccomp_profile or container.pod.security.seccomp_profile):
        edits.append(put(path, "seccompProfile", value={"type": "RuntimeDefault"}))
    return guided(*edits)
