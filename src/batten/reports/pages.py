"""A rule's page, from its docstring: for the terminal, as Markdown, and as data."""

from __future__ import annotations

import textwrap
from typing import Any

from batten.reports.plain import wrap
from batten.rules.aliases import also_known_as
from batten.rules.rule import Rule

PARTS = {
    "Why": "Why",
    "Bad": "Bad",
    "Good": "Good",
    "Fix": "How to fix it",
    "Not": "What is not reported",
    "Policy": "Settings",
    "Sources": "Sources",
}
"""The parts of a docstring in the order told, with their headings."""

FIXABLE = {
    "safe": "The fix is certain and cannot make anything worse.",
    "guided": "The fix needs a value or a decision of yours.",
    "creates": "The fix is a new object.",
    "none": "",
}

_PEERS_HEADING = "The same check in other tools"
_EXAMPLES = frozenset(("Bad", "Good"))


def prose(rule: Rule, part: str) -> str:
    """A part of the page in one line; "" if the page has no such part."""
    return _sentence(" ".join(rule.parts.get(part, "").split()))


def _sentence(text: str) -> str:
    """The text with a capital letter, unless it starts with a name such as `preStop`."""
    word = text.partition(" ")[0]
    return text[0].upper() + text[1:] if word.isalpha() and word.islower() else text


def data(rule: Rule) -> dict[str, Any]:
    """The page for programs; a part that the rule does not have is absent."""
    page: dict[str, Any] = {
        "id": rule.id,
        "section": rule.section.id,
        "severity": str(rule.severity),
        "fixable": rule.fixable,
        "title": rule.title,
    }
    for part in PARTS:
        if part == "Sources":
            page["sources"] = _lines(rule, part)
        elif part in rule.parts:
            page[part.lower()] = rule.parts[part] if part in _EXAMPLES else prose(rule, part)
    page["alsoKnownAs"] = also_known_as(rule.id)
    return page


def text(rule: Rule, columns: int = 80) -> str:
    """The page for a terminal of so many columns."""
    lines = [f"{rule.id}  ({rule.severity}, {rule.section.value})", *wrap(rule.title, columns)]
    for part, heading in PARTS.items():
        if part in rule.parts:
            lines += ["", heading, *_text_part(rule, part, columns)]
    if peers := _peers(rule):
        lines += ["", _PEERS_HEADING]
        lines += [f"  {line}" for peer in peers for line in wrap(peer, columns - 2)]
    return "\n".join(lines) + "\n"


def _text_part(rule: Rule, part: str, columns: int) -> list[str]:
    if part in _EXAMPLES:
        return textwrap.indent(rule.parts[part], "    ").splitlines()
    if part == "Sources":
        return [f"  {line}" for line in _lines(rule, part)]
    return [
        f"  {line}"
        for paragraph in _paragraphs(rule, part)
        for line in wrap(paragraph, columns - 2)
    ]


def markdown(rule: Rule) -> str:
    """The page as Markdown, its title a heading of the first level."""
    facts = f"**{rule.severity}**, {rule.section.value}. {FIXABLE[rule.fixable]}".rstrip()
    blocks = [f"# {rule.id}", rule.title, facts]
    for part, heading in PARTS.items():
        if part in rule.parts:
            blocks += [f"## {heading}", _markdown_part(rule, part)]
    if peers := _peers(rule):
        blocks += [f"## {_PEERS_HEADING}", "\n".join(f"- {peer}" for peer in peers)]
    return "\n\n".join(blocks) + "\n"


def _markdown_part(rule: Rule, part: str) -> str:
    if part in _EXAMPLES:
        return f"```yaml\n{rule.parts[part]}\n```"
    if part == "Sources":
        return "\n".join(f"- {_linked(line)}" for line in _lines(rule, part))
    return "\n\n".join(_paragraphs(rule, part))


def _peers(rule: Rule) -> list[str]:
    """What other tools call the same check, one tool a line."""
    names: dict[str, list[str]] = {}
    for known in also_known_as(rule.id):
        peer, _, name = known.partition(": ")
        names.setdefault(peer, []).append(name)
    return [f"{peer}: {', '.join(ids)}" for peer, ids in names.items()]


def _linked(source: str) -> str:
    return f"<{source}>" if source.startswith("https://") and " " not in source else source


def _lines(rule: Rule, part: str) -> list[str]:
    return [line.strip() for line in rule.parts.get(part, "").splitlines() if line.strip()]


def _paragraphs(rule: Rule, part: str) -> list[str]:
    """The part with its own line ends undone; an empty line and a list's item stay apart."""
    paragraphs: list[list[str]] = [[]]
    for line in rule.parts[part].splitlines():
        if not line.strip() or line.lstrip().startswith("- "):
            paragraphs.append([])
        paragraphs[-1].append(line)
    joined = (" ".join(" ".join(lines).split()) for lines in paragraphs)
    return [_sentence(paragraph) for paragraph in joined if paragraph]
