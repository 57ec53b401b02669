"""One finding to be mended, with everything a builder may ask.

A builder is straight-line code: `ask` and `consent` stop it where an answer is missing, `refuse`
where nothing can be done; `build` turns both into its result.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import msgspec

from batten.fixes.guided.answers import Answers, Form, Question
from batten.model.inventory import Inventory
from batten.model.names import label_key, label_value
from batten.model.objects.meta import Object
from batten.model.selectors import LabelSelector
from batten.model.source import Path
from batten.model.workload import Container, PodTemplate, Workload
from batten.rules.finding import Edit, Finding, Fix
from batten.rules.policy import Policy


class Stop(Exception):
    """Ends a builder: with a question, or with the reason why there is no fix."""

    def __init__(self, result: Question | str) -> None:
        super().__init__(result)
        self.result = result


class Case(msgspec.Struct, frozen=True):
    """A finding, and what is known."""

    finding: Finding
    inventory: Inventory
    policy: Policy
    answers: Answers

    @property
    def object(self) -> Object:
        """The object the finding is about."""
        return self.finding.object

    @property
    def path(self) -> Path:
        """The field the finding points to."""
        return self.finding.path

    @property
    def workload(self) -> Workload:
        """The object as a workload."""
        workload = self.inventory.workload(self.finding.object)
        if workload is None:
            raise Stop(f"{self.object.title} makes no pods")
        return workload

    @property
    def pod(self) -> PodTemplate:
        """Its pod template."""
        return self.workload.pod

    @property
    def container(self) -> Container:
        """The container the finding points into."""
        for container in self.workload.containers:
            if self.path[: len(container.path)] == container.path:
                return container
        raise Stop("it is not about one container")

    def ask(
        self,
        section: str,
        subject: str,
        text: str,
        *way: str,
        form: Form = "text",
        default: Any = None,
        given: Any = None,
    ) -> Any:
        """The value for a subject, else the one given; stops with the question if there is none."""
        value = self.answers.find(section, subject, *way)
        value = given if value is None else value
        if value is None:
            raise Stop(Question((section, subject, *way), text, default, form))
        return value

    def consent(self, text: str) -> None:
        """Stops unless the fix of this rule is wanted, although it may break an application."""
        rule = self.finding.rule.id
        wanted = self.answers.consents(rule)
        if wanted is None:
            raise Stop(Question(("consent", rule), text, None, "yes"))
        if not wanted:
            raise Stop("not wanted")

    def selector(self, workload: Workload) -> LabelSelector:
        """The workload's own selector, or all its labels, whichever selects no other pods."""
        choices = [workload.selector, LabelSelector(match_labels=dict(workload.labels))]
        if any(label_key(key) or label_value(value) for key, value in workload.labels.items()):
            raise Stop("the API server refuses the labels of its pods")
        for selector in choices:
            if selector is None or selector.empty:
                continue
            if self.inventory.selected(workload.namespace, selector) == [workload]:
                return selector
        raise Stop("no labels tell its pods from those of others")

    def refuse(self, reason: str) -> NoReturn:
        """There is no fix."""
        raise Stop(reason)


Builder = Callable[[Case], Fix]


def named(obj: Object) -> str:
    """An object as batten.yaml writes it: `shop/checkout`."""
    return f"{obj.namespace}/{obj.name}" if obj.namespace else obj.name


def called(container: Container) -> str:
    """A container as batten.yaml writes it: `shop/checkout/app`."""
    return f"{named(container.object)}/{container.name}"


def guided(*edits: Edit, creates: list[dict[str, Any]] | None = None) -> Fix:
    """A fix that somebody wanted; several new objects go into one List."""
    return Fix(safe=False, edits=edits, creates=_together(creates or []))


def _together(objects: list[dict[str, Any]]) -> dict[str, Any] | None:
    if len(objects) > 1:
        return {"apiVersion": "v1", "kind": "List", "items": objects}
    return objects[0] if objects else None


def put(path: Path, *rest: str | int, value: Any) -> Edit:
    """The edit that sets a field below a path."""
    return Edit("set", (*path, *rest), value)


def drop(path: Path, *rest: str | int) -> Edit:
    """The edit that removes a field below a path."""
    return Edit("remove", (*path, *rest))


def new(api_version: str, kind: str, namespace: str, name: str, **fields: Any) -> dict[str, Any]:
    """A new object."""
    metadata = {"name": name, **({"namespace": namespace} if namespace else {})}
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **fields}


def free_name(inventory: Inventory, kind: str, namespace: str, *names: str) -> str:
    """The first of the names that no object of the kind has; the last with a number if all do."""
    for name in names:
        if inventory.get(kind, namespace, name) is None:
            return name
    number = 2
    while inventory.get(kind, namespace, f"{names[-1]}-{number}") is not None:
        number += 1
    return f"{names[-1]}-{number}"


def written(selector: LabelSelector) -> dict[str, Any]:
    """A selector as a manifest says it."""
    value: dict[str, Any] = {}
    if selector.match_labels:
        value["matchLabels"] = dict(selector.match_labels)
    if selector.match_expressions:
        value["matchExpressions"] = [
            {"key": part.key, "operator": part.operator}
            | ({"values": list(part.values)} if part.values else {})
            for part in selector.match_expressions
        ]
    return value
