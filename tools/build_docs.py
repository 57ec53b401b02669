"""Writes the generated pages: docs/rules/ from the rules, the JSON report's schema from its types.

    python tools/build_docs.py

A test (tests/docs) fails while what is committed differs from what this would write.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from batten.cli import rules as rules_command
from batten.reports import json as json_report
from batten.reports import pages
from batten.rules.catalogue import RULES
from batten.rules.rule import Section

DOCS = Path(__file__).parent.parent / "docs"
GENERATED = "rules"
"""The folder in DOCS in which nothing is written by hand."""

_INDEX = """\
# The rules

One page a rule; `batten explain RULE` prints the same. Critical: an outage, a breach or a blocked
operation waits to happen, or the API server refuses the object. Warning: it will hurt on a bad day.
Info: worth knowing, or a matter of policy. A rule may be milder or harsher in some cases: its page
says when. Fix: *safe* is certain and cannot make anything worse, *guided* needs a value or a
decision.

"""


def build() -> dict[str, str]:
    """The text of every generated file, by its path in docs."""
    files = {f"{GENERATED}/{rule.id}.md": pages.markdown(rule) for rule in RULES}
    files[f"{GENERATED}/README.md"] = _INDEX + "".join(rules_command.markdown(list(Section)))
    files["json-report.schema.json"] = _schema()
    return {path: text.rstrip() + "\n" for path, text in files.items()}


def _schema() -> str:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Report of batten check --format json, version {json_report.VERSION}",
        **msgspec.json.schema(json_report.Report),
    }
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode()


def stale(files: dict[str, str]) -> list[Path]:
    """Pages of rules that there are no more."""
    return sorted(
        path
        for path in (DOCS / GENERATED).glob("*.md")
        if path.relative_to(DOCS).as_posix() not in files
    )


def main() -> int:
    """Write what differs, remove what is stale."""
    files = build()
    (DOCS / GENERATED).mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = DOCS / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    for path in stale(files):
        path.unlink()
        print(f"removed {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
