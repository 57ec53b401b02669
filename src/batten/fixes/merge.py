"""The fixes of one document become one list of edits; what cannot stand together is told apart.

Fixes come in order of preference: an edit that contradicts an earlier one loses, and all of its
fix with it. Edits that say the same are one edit; what is set inside a value that another fix sets
becomes part of that value.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from batten.model.source import Path, dotted
from batten.rules.finding import Edit

Edits = dict[Path, Edit]


class Group(NamedTuple):
    """The edits of one fix, their paths starting at the document.

    :ivar closed: of a form that is changing: nothing may be put inside its values.
    """

    edits: Sequence[Edit]
    closed: bool = False


class Merged(NamedTuple):
    """What can be made together.

    :ivar edits: in the order of the fixes; no path twice, none inside another.
    :ivar clashes: the number of each fix left out, and why.
    """

    edits: list[Edit]
    clashes: dict[int, str]


class Clash(Exception):
    """An edit contradicts an earlier one."""


def merge(groups: Sequence[Group], document: Callable[[], Any]) -> Merged:
    """All edits of the fixes, in order. `document` gives the value they are made to."""
    made: Edits = {}
    closed: set[Path] = set()
    clashes: dict[int, str] = {}
    for number, group in enumerate(groups):
        attempt = made.copy()
        try:
            for edit in group.edits:
                _add(edit, attempt, closed, document)
        except Clash as clash:
            clashes[number] = str(clash)
            continue
        made = attempt
        if group.closed:
            closed.update(edit.path for edit in group.edits)
    return Merged(list(made.values()), clashes)


def _add(edit: Edit, made: Edits, closed: set[Path], document: Callable[[], Any]) -> None:
    same = made.get(edit.path)
    if same == edit:
        return
    if same is not None:
        made_path = _next_free(edit, same, made, document)
        made[made_path] = Edit(edit.action, made_path, edit.value)
        return
    for length in range(1, len(edit.path)):
        above = made.get(edit.path[:length])
        if above is not None:
            _inside(above, edit, made, closed)
            return
    below = [path for path in made if path[: len(edit.path)] == edit.path]
    made[edit.path] = _around(edit, [made[path] for path in below], closed)
    for path in below:
        del made[path]


def _next_free(edit: Edit, same: Edit, made: Edits, document: Callable[[], Any]) -> Path:
    """Where to append what another fix appends to the same list too."""
    *parent, last = edit.path
    if edit.action == same.action == "set" and isinstance(last, int):
        items = _at(document(), tuple(parent))
        if last >= (len(items) if isinstance(items, list) else 0):
            while (*parent, last) in made:
                last += 1
            return (*parent, last)
    raise Clash(f"another fix sets {dotted(edit.path)} to something else")


def _inside(above: Edit, edit: Edit, made: Edits, closed: set[Path]) -> None:
    """An edit within what an earlier one sets or removes."""
    if above.action == edit.action == "remove":
        return
    if above.action == "set" and edit.action == "set" and above.path not in closed:
        value = _with(above.value, edit.path[len(above.path) :], edit.value)
        made[above.path] = Edit("set", above.path, value)
        return
    raise Clash(f"another fix {_verb(above)} {dotted(above.path)}")


def _around(edit: Edit, below: Sequence[Edit], closed: set[Path]) -> Edit:
    """An edit of something that earlier ones change parts of."""
    value = edit.value
    for part in below:
        if edit.action == part.action == "remove":
            continue
        if edit.action != "set" or part.action != "set" or part.path in closed:
            raise Clash(f"another fix {_verb(part)} {dotted(part.path)}")
        value = _with(value, part.path[len(edit.path) :], part.value)
    return Edit(edit.action, edit.path, value)


def _with(value: Any, path: Path, inner: Any) -> Any:
    """A copy of the value with another inside; a Clash if something else stands there."""
    value = copy.deepcopy(value)
    here = value
    for step in path[:-1]:
        here = here.setdefault(step, {}) if isinstance(here, dict) else _at(here, (step,))
    last = path[-1]
    if not isinstance(here, dict) or here.get(last, inner) != inner:
        raise Clash(f"another fix sets what {last} is part of")
    here[last] = inner
    return value


def _at(value: Any, path: Path) -> Any:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _verb(edit: Edit) -> str:
    return "sets" if edit.action == "set" else "removes"
