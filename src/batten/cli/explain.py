"""`batten explain RULE`: why a rule asks what it asks, and how to satisfy it."""

from __future__ import annotations

import argparse
import sys

from batten.errors import UsageError
from batten.reports import pages
from batten.reports.jsontext import encode
from batten.rules.catalogue import BY_ID
from batten.rules.rule import Rule


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("rules", metavar="RULE", nargs="+", help="a rule's id, e.g. pdb-missing")
    parser.add_argument(
        "--format", choices=("text", "markdown", "json"), default="text", help="default: text"
    )


def run(args: argparse.Namespace) -> int:
    """Print the pages of the rules asked for."""
    rules = [find(rule_id) for rule_id in args.rules]
    sys.stdout.write(_told(rules, args.format))
    return 0


def find(rule_id: str) -> Rule:
    """The rule of that id. Raises UsageError, naming the nearest ids, if there is none."""
    if rule_id in BY_ID:
        return BY_ID[rule_id]
    raise UsageError(f'there is no rule "{rule_id}"', hint=_hint(rule_id))


def _hint(rule_id: str) -> str:
    from difflib import get_close_matches  # only a mistake needs it

    near = get_close_matches(rule_id.lower().replace("_", "-"), BY_ID, n=3, cutoff=0.5)
    if not near:
        return "`batten rules` lists them all"
    return f"did you mean {' or '.join(near)}? `batten rules` lists them all"


def _told(rules: list[Rule], format_name: str) -> str:
    if format_name == "json":
        return encode([pages.data(rule) for rule in rules]) + "\n"
    page = pages.text if format_name == "text" else pages.markdown
    return "\n".join(page(rule) for rule in rules)
