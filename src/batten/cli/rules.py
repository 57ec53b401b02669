"""`batten rules`: all rules there are."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from batten.reports import pages, phrases
from batten.reports.jsontext import encode
from batten.reports.plain import pad, wrap
from batten.rules.catalogue import RULES
from batten.rules.rule import Rule, Section

_COLUMNS = 80
_FIXES = {"safe": "safe", "guided": "guided", "creates": "new object", "none": ""}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--section",
        action="append",
        choices=[section.id for section in Section],
        help="only the rules of this section; repeatable",
    )
    parser.add_argument(
        "--format", choices=("text", "markdown", "json"), default="text", help="default: text"
    )


def run(args: argparse.Namespace) -> int:
    """Print the list."""
    chosen = [section for section in Section if not args.section or section.id in args.section]
    told = {"text": _text, "markdown": markdown, "json": _json}[args.format]
    sys.stdout.write("".join(told(chosen)))
    return 0


def of_section(section: Section) -> list[Rule]:
    """The rules of a section: the most severe first, then by id."""
    rules = (rule for rule in RULES if rule.section is section)
    return sorted(rules, key=lambda rule: (-rule.severity, rule.id))


def _text(sections: list[Section]) -> Iterator[str]:
    for section in sections:
        rules = of_section(section)
        yield f"{section.value}  ({phrases.number(len(rules), 'rule')})\n"
        id_width = max((len(rule.id) for rule in rules), default=0)
        for rule in rules:
            head = f"  {pad(str(rule.severity), 8)}  {pad(rule.id, id_width)}  "
            first, *others = wrap(rule.title.rstrip("."), _COLUMNS - len(head))
            yield f"{head}{first}\n"
            yield from (f"{' ' * len(head)}{line}\n" for line in others)
        yield "\n"
    yield "What a rule means: batten explain RULE\n"


def markdown(sections: list[Section]) -> Iterator[str]:
    """The list as Markdown, each rule linked to the page beside it."""
    for section in sections:
        yield f"## {section.value}\n\n| Rule | Severity | Fix | |\n|---|---|---|---|\n"
        for rule in of_section(section):
            title = rule.title.replace("|", "\\|")
            link = f"[{rule.id}]({rule.id}.md)"
            yield f"| {link} | {rule.severity} | {_FIXES[rule.fixable]} | {title} |\n"
        yield "\n"


def _json(sections: list[Section]) -> Iterator[str]:
    wanted = ("id", "section", "severity", "fixable", "title")
    rules = (rule for section in sections for rule in of_section(section))
    entries = [{key: pages.data(rule)[key] for key in wanted} for rule in rules]
    yield "[\n" + ",\n".join(map(encode, entries)) + "\n]\n"
