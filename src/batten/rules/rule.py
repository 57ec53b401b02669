"""The decorator that makes a function a rule.

    @rule("pdb-missing", Section.UPTIME, Severity.WARNING, fix="safe")
    def pdb_missing(workload: Workload, inventory: Inventory) -> Iterator[Finding]:
        '''A workload with two or more replicas has a PodDisruptionBudget.

        Why: ...
        Fix: ...
        '''

What a rule is about is the annotation of its first parameter: the engine calls it once for each
such thing. After it, it may ask for `inventory` and `policy` by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from functools import cached_property
from typing import Any, Literal

from batten.rules.finding import Finding, Severity

Check = Callable[..., Iterable[Finding]]
FixClass = Literal["safe", "guided", "creates", "none"]


class Section(Enum):
    """The three things production expects."""

    UPTIME = "Uptime and stability"
    PERFORMANCE = "Performance and scalability"
    SECURITY = "Security"

    @property
    def id(self) -> str:
        """As written on a command line: uptime, performance, security."""
        return self.name.lower()


class Rule:
    """A check with its documentation.

    :ivar id: stable, kebab-case.
    :ivar subject: name of the type it is about: "Workload", "PodTemplate", "Container",
        "Inventory", a kind's class such as "Service", or several of them: "Role | RoleBinding".
    :ivar needs: further arguments it asks for: "inventory", "policy".
    :ivar fixable: "safe", "guided", "creates" (a new object) or "none".
    """

    def __init__(
        self, id: str, section: Section, severity: Severity, fixable: FixClass, check: Check
    ) -> None:
        self.id = id
        self.section = section
        self.severity = severity
        self.fixable = fixable
        self.check = check
        code = check.__code__
        names = code.co_varnames[: code.co_argcount]
        self.subject: str = check.__annotations__[names[0]]
        self.needs: tuple[str, ...] = names[1:]

    def __repr__(self) -> str:
        return f"Rule({self.id})"

    @cached_property
    def doc(self) -> str:
        """The whole docstring, unindented."""
        from inspect import cleandoc  # only pages and reports ask, and it is slow to import

        return cleandoc(self.check.__doc__ or "")

    @cached_property
    def title(self) -> str:
        """What holds where the rule is satisfied; the docstring's first sentence."""
        return self.doc.partition("\n")[0]

    @cached_property
    def parts(self) -> dict[str, str]:
        """The docstring's labelled parts: Why, Fix, Bad, Good, Sources..."""
        from textwrap import dedent

        parts: dict[str, list[str]] = {}
        label = ""
        for line in self.doc.splitlines()[1:]:
            head, colon, rest = line.partition(":")
            if colon and head in _LABELS:
                label, line = head, rest.strip()
                parts[label] = []
            if label:
                parts[label].append(line)
        return {label: dedent("\n".join(lines)).strip() for label, lines in parts.items()}

    @cached_property
    def remedy(self) -> str:
        """What to do, in one sentence: the first of the docstring's "Fix" part."""
        text = " ".join(self.parts.get("Fix", "").split())
        sentence, stop, _ = text.partition(". ")
        return sentence + ("." if stop else "")


_LABELS = frozenset(("Why", "Fix", "Bad", "Good", "Sources", "Policy", "Not"))


def rule(
    id: str, section: Section, severity: Severity, *, fix: FixClass = "none"
) -> Callable[[Check], Check]:
    """Make the decorated generator function a rule; see the module's docstring."""

    def register(check: Check) -> Check:
        check.__dict__["rule"] = Rule(id, section, severity, fix, check)
        return check

    return register


def rules_of(module: Any) -> list[Rule]:
    """The rules a module defines, in the order written."""
    made = (getattr(value, "rule", None) for value in vars(module).values())
    return [rule for rule in made if isinstance(rule, Rule)]
