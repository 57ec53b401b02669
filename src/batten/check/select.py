"""Which rules are asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from batten.errors import UsageError
from batten.rules.catalogue import BY_ID, RULES
from batten.rules.rule import Rule, Section
from batten.schemas.problems import nearest

_LIKELY = 0.5
"""The least likeness of a name worth suggesting, as difflib counts it."""


def select(
    only: Collection[str] = (), skip: Collection[str] = (), sections: Collection[str] = ()
) -> list[Rule]:
    """The rules named by `only` and `sections` (empty: all), less those of `skip`.

    UsageError for an unknown id or section, with the nearest valid one.
    """
    _known(only, BY_ID, "rule")
    _known(skip, BY_ID, "rule")
    _known(sections, [section.id for section in Section], "section")
    return [
        rule
        for rule in RULES
        if (not only or rule.id in only)
        and (not sections or rule.section.id in sections)
        and rule.id not in skip
    ]


def _known(names: Iterable[str], valid: Iterable[str], what: str) -> None:
    for name in names:
        if name not in valid:
            near = nearest(name, valid, cutoff=_LIKELY)
            hint = f'did you mean "{near}"?' if near else "batten rules lists them all"
            raise UsageError(f'there is no {what} "{name}"', hint=hint)
