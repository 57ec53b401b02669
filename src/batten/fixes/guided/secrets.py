"""Credentials: a variable takes its value from a Secret that somebody names."""

from __future__ import annotations

from batten.fixes.guided.case import Case, called, drop, guided, put
from batten.rules.finding import Fix


def referred(case: Case) -> Fix:
    """A reference in place of the value. The Secret's content is never Batten's business."""
    if case.inventory.workload(case.object) is None:
        case.refuse("a ConfigMap cannot refer to a Secret: move the key there by hand")
    container = case.container
    variable = next((env for at, env in enumerate(container.spec.env) if _at(case, at)), None)
    if variable is None or variable.value_from is not None:
        case.refuse("mount the Secret as a file, where the program can read one")
    text = (
        f"Which key of which Secret holds {variable.name} of {called(container)}, as name/key?"
        " (The value that stands here is known to all: change it)"
    )
    where = case.ask("secretKeys", f"{called(container)}/{variable.name}", text)
    name, slash, key = where.partition("/")
    if not (name and slash and key):
        case.refuse(f'"{where}" is no key of a Secret: expected name/key')
    reference = {"secretKeyRef": {"name": name, "key": key}}
    path = case.path if case.path[-1] != "value" else case.path[:-1]
    return guided(drop(path, "value"), put(path, "valueFrom", value=reference))


def _at(case: Case, index: int) -> bool:
    path = (*case.container.path, "env", index)
    return case.path[: len(path)] == path
