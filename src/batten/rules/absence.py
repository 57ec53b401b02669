"""How sure one may be that something does not exist, and how to say so.

Manifests are one team's share of a cluster: what they name but do not hold may be there all the
same. Only a complete inventory (a live cluster, a snapshot) proves that something is missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from batten.model.inventory import Inventory
from batten.model.objects.meta import CustomObject
from batten.model.selectors import LabelSelector
from batten.rules.finding import Severity

_OF_KUBERNETES = ("kubernetes.io", "k8s.io")
_MAKE_NO_PODS = (
    "Secret", "SecretStore", "Certificate", "Issuer", "Monitor", "Rule", "Policy", "Route",
    "ScaledObject", "VirtualService", "Middleware",
)  # fmt: skip
"""Ends of kinds that often share an application's name: ExternalSecret, PrometheusRule."""


def absent(inventory: Inventory, what: str, consequence: str) -> str:
    """The sentence about something not found; what follows from it only where it is sure."""
    if inventory.complete:
        return f"{what} does not exist: {consequence}"
    return f"{what} is not among these manifests"


def graded(inventory: Inventory, known: Severity, guessed: Severity = Severity.INFO) -> Severity:
    """The severity where absence is a fact, or the milder one where it is a guess."""
    return known if inventory.complete else guessed


def operator_of(
    inventory: Inventory, namespace: str, selector: LabelSelector
) -> CustomObject | None:
    """A custom object from which an operator may make the pods that the selector means.

    A guess: operators give what they make the custom object's name or kind as a label, a name that
    begins with its name, or its labels.
    """
    names = set(selector.match_labels.values())
    for requirement in selector.match_expressions:
        if requirement.operator == "In":
            names.update(requirement.values)
    makers = (
        obj
        for obj in _makers(inventory, namespace)
        if any(_named_after(obj, name) for name in names)
        or obj.kind.lower() in names
        or (obj.metadata.labels and selector.matches(obj.metadata.labels))
    )
    return min(makers, key=lambda obj: (obj.name not in names, obj.kind, obj.name), default=None)


def maker_of_service(inventory: Inventory, namespace: str, name: str) -> str:
    """Whose operator may make a Service of that name: "Elasticsearch logs" for logs-es-http."""
    makers = (obj for obj in _makers(inventory, namespace) if _named_after(obj, name))
    maker = min(makers, key=lambda obj: (-len(obj.name), obj.kind), default=None)
    return f"{maker.kind} {maker.name}" if maker else ""


def _makers(inventory: Inventory, namespace: str) -> Iterator[CustomObject]:
    for obj in inventory.custom_objects(namespace):
        if obj.name and not obj.kind.endswith(_MAKE_NO_PODS):
            yield obj


def _named_after(obj: CustomObject, name: str) -> bool:
    return name == obj.name or name.startswith(f"{obj.name}-")


def maker_of(inventory: Inventory, namespace: str, selector: LabelSelector) -> str:
    """Who may make the pods that the selector means: "Alertmanager main", "" if nobody is known.

    Besides `operator_of` the domain of a label tells: longhorn.io/component is given by whoever
    brings the custom kinds of longhorn.io.
    """
    operator = operator_of(inventory, namespace, selector)
    if operator:
        return f"{operator.kind} {operator.name}"
    for key in (*selector.match_labels, *(part.key for part in selector.match_expressions)):
        domain, slash, _ = key.partition("/")
        if slash and not domain.endswith(_OF_KUBERNETES) and _brings(inventory, domain):
            return f"the operator of {domain}"
    return ""


def _brings(inventory: Inventory, domain: str) -> bool:
    groups = inventory.custom_groups
    return domain in groups or any(group.endswith(f".{domain}") for group in groups)
