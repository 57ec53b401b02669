"""What pods share with their node and with the API server: taken back where that is wanted."""

from __future__ import annotations

from batten.fixes.guided.case import Case, drop, guided, put
from batten.rules.finding import Fix

_PROFILES = ("appArmorProfile", "seLinuxOptions")


def as_the_rule_says(case: Case) -> Fix:
    """The rule's own fix, which is not safe where somebody wrote the opposite."""
    fix = case.finding.fix
    if fix is None:
        case.refuse("whether something relies on it is not to be seen")
    case.consent(f"{case.object.title} says otherwise on purpose: change it all the same?")
    return fix


def unloosened(case: Case) -> Fix:
    """Without the setting that switches AppArmor or SELinux off."""
    case.consent(f"Does {case.object.title} work with the runtime's own AppArmor and SELinux?")
    whole = [case.path[: index + 1] for index, step in enumerate(case.path) if step in _PROFILES]
    return guided(drop(whole[0] if whole else case.path))


def own_namespaces(case: Case) -> Fix:
    """Without a namespace of the node, nor the ports it takes there."""
    field = case.path[-1]
    case.consent(f"Does {case.object.title} work without {field}?")
    edits = [drop(case.path)]
    if field == "hostNetwork":
        edits += [
            drop(container.path, "ports", index, "hostPort")
            for container in case.pod.containers
            for index, port in enumerate(container.spec.ports)
            if port.host_port
        ]
    return guided(*edits)


def without_host_port(case: Case) -> Fix:
    """Without the port of the node, nor the address it is bound to."""
    case.consent(f"Does nobody reach {case.object.title} by the port of its node?")
    container, index = case.container, int(case.path[-2])
    edits = [drop(case.path)]
    if container.spec.ports[index].host_ip:
        edits.append(drop((*case.path[:-1], "hostIP")))
    return guided(*edits)


def without_token(case: Case) -> Fix:
    """Without a token for the API server."""
    case.consent(f"Does {case.object.title} do without the API server?")
    return guided(put(case.path, value=False))
