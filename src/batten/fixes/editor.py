"""Edits of a YAML or JSON document that keep all of its text but the lines of the edit.

Text is spliced at the places where the parser found the nodes, so comments, the order of keys,
quotes, anchors, indentation, blank lines and line endings stay as they are. Whatever the editor
wrote is read again and compared with what the edits make of the value: it gives a right document
or none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from batten.fixes.editing import plain_tree, rendering
from batten.fixes.editing.changes import applied, gather
from batten.fixes.editing.draft import Draft
from batten.fixes.editing.errors import CannotEdit
from batten.fixes.editing.style import style_of
from batten.fixes.editing.tree import tree
from batten.fixes.editing.walker import write
from batten.rules.finding import Edit
from batten.sources import yaml

_CHART = re.compile(
    r"\{\{-?\s*(?:[($]*\.(?:Values|Release|Chart|Capabilities|Files)\b|(?:include|tpl)\s)"
)
"""What only Helm renders. Other templates (alerts, workflows) are text for Kubernetes."""
_ODD_BREAK = re.compile(r"\r(?!\n)|[\x85\u2028\u2029]")
"""What is a line break for YAML alone."""

__all__ = ["CannotEdit", "edit", "render"]


def edit(text: str, edits: Sequence[Edit]) -> str:
    """The text of one document with all edits made; the very same text if they change nothing.

    Paths and indexes are those of the original document. "set" replaces what stands there, key by
    key and item by item where both are collections, or inserts it with its missing parents; an
    index past the end of a list appends. "remove" of what is not there does nothing. A collection
    whose last member goes stays, empty. Comments above a removed field stay unless they name it.

    CannotEdit where the text cannot be read, comes from a template, or an edit would reach through
    an alias, a shared anchor, a merge key or a key written twice.
    """
    value = _read(text).value
    change = gather(edits, value)
    draft = Draft(text)
    write(draft, plain_tree.tree(text) or tree(text), value, change)
    wanted = applied(value, change)
    if draft.is_untouched and wanted == value:
        return text
    edited = draft.result()
    # A new block of text at the very end needs its last line break.
    for candidate in (edited, edited + draft.eol):
        if _says(candidate, wanted, like=text):
            return candidate
    raise CannotEdit("this is written in a way that cannot be edited safely: edit it by hand")


def _says(text: str, wanted: Any, *, like: str) -> bool:
    """Whether the text has that value, and is JSON if the other one is."""
    try:
        value = yaml.load(text).value
    except yaml.YamlError:
        return False
    return bool(value == wanted) and (_is_json(text) or not _is_json(like))


def _is_json(text: str) -> bool:
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        msgspec.json.decode(text)
    except msgspec.DecodeError:
        return False
    return True


def render(value: dict[str, Any], *, like: str = "") -> str:
    """A new document, indented as the text `like` is, with its line endings."""
    style = style_of(like)
    lines = rendering.block(value, 0, style)
    return "".join(line + Draft(like).eol for line in lines)


def _read(text: str) -> yaml.Loaded:
    if "{{" in text and (template := _CHART.search(text)):
        hint = "change the chart or its values"
        raise CannotEdit("this is a Helm template", _line(text, template.start()), hint=hint)
    if ("\r" in text or not text.isascii()) and (odd := _ODD_BREAK.search(text)):
        message = f"an unusual line break, U+{ord(odd[0]):04X}"
        raise CannotEdit(message, _line(text, odd.start()))
    try:
        return yaml.load(text)
    except yaml.YamlError as error:
        raise CannotEdit(error.message, error.line, hint=error.hint) from None


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
