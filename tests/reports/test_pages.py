"""Rules' pages."""

from __future__ import annotations

import pytest

from batten.reports import pages
from batten.reports.plain import width
from batten.rules.catalogue import BY_ID, RULES
from batten.rules.rule import Rule
from tests.reports import goldens
from tests.reports.world import PDB, rule_with

_FULL = """What holds, in one sentence.

    Why: containers are `small`. The text
        goes on here.

        A second paragraph.
        - one item
        - another one that
          goes on
    Bad:
        spec:
          replicas: 1
    Good:
        spec:
          replicas: 2  # two
    Fix: Raise it. Then look.
    Not: `null`, which is nothing.
    Policy: `minReplicas`
    Sources: https://kubernetes.io/docs/
        pkg/apis/core (validate)
    """


def test_text() -> None:
    goldens.check("page.txt", pages.text(rule_with(_FULL)))


def test_markdown() -> None:
    goldens.check("page.md", pages.markdown(rule_with(_FULL)))


def test_data() -> None:
    assert pages.data(rule_with(_FULL)) == {
        "id": "made-up",
        "section": "security",
        "severity": "info",
        "fixable": "none",
        "title": "What holds, in one sentence.",
        "why": "Containers are `small`. The text goes on here. A second paragraph. - one item "
        "- another one that goes on",
        "bad": "spec:\n  replicas: 1",
        "good": "spec:\n  replicas: 2  # two",
        "fix": "Raise it. Then look.",
        "not": "`null`, which is nothing.",
        "policy": "`minReplicas`",
        "sources": ["https://kubernetes.io/docs/", "pkg/apis/core (validate)"],
        "alsoKnownAs": [],
    }


def test_other_tools_names() -> None:
    told = pages.text(BY_ID["pdb-missing"])
    assert (
        "\nThe same check in other tools\n"
        "  kube-score: deployment-has-poddisruptionbudget,\n"
        "  statefulset-has-poddisruptionbudget\n"
    ) in told
    assert "\n- popeye: POP-206\n" in pages.markdown(BY_ID["pdb-missing"])
    assert "popeye: POP-206" in pages.data(BY_ID["pdb-missing"])["alsoKnownAs"]


def test_a_name_at_the_start_keeps_its_small_letter() -> None:
    assert (
        pages.prose(rule_with("T.\n\n    Why: preStop runs first."), "Why") == "preStop runs first."
    )
    assert pages.prose(rule_with("T.\n\n    Why: without it."), "Why") == "Without it."
    assert pages.prose(PDB, "Bad") == ""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_page_fits_a_terminal(rule: Rule) -> None:
    lines = pages.text(rule).splitlines()
    assert [line for line in lines if width(line) > 80 and "https://" not in line] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_page_has_what_a_reader_looks_for(rule: Rule) -> None:
    page = pages.data(rule)
    assert {"why", "fix"} <= page.keys() and {"bad", "good"} & page.keys()
    assert len(page["fix"].partition(". ")[0]) <= 90  # stands below findings too
    assert page["sources"]
    assert [line for line in page["sources"] if line[-1] in ",;(" or "https" in line[1:]] == []
