"""JUnit XML: as the consumers' schema has it, and honest about what failed."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from batten.check.result import Result
from batten.reports import Options, render
from batten.rules.finding import Severity
from tests.reports import edges, world
from tests.reports.world import PDB, deployment, finding

SCHEMA = etree.XMLSchema(etree.parse(str(Path(__file__).parent / "data" / "junit.xsd")))
"""The elements and attributes that Jenkins' and GitLab's readers know, written anew."""


def _tree(result: Result, fail_on: Severity | None = Severity.CRITICAL) -> etree._Element:
    text = "".join(render("junit", result, Options(fail_on=fail_on)))
    return etree.fromstring(text.encode())


def _found(tree: etree._Element, path: str) -> list[str]:
    found = tree.xpath(path)
    assert isinstance(found, list)
    return [str(one) for one in found]


def _failed(tree: etree._Element) -> list[str]:
    return _found(tree, "//testcase[failure]/@name")


@pytest.mark.parametrize(
    "name", ["clean", "empty", "unreadable", "one", "mixed", "strange", "many"]
)
def test_is_valid(name: str) -> None:
    SCHEMA.assertValid(_tree(getattr(edges, name)()))


@pytest.mark.parametrize("fail_on", [*Severity, None])
def test_the_counts_are_true(fail_on: Severity | None) -> None:
    for suite in _tree(world.shop(), fail_on):
        assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
        assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("errors", "")) == len(suite.findall("testcase/error"))


@pytest.mark.parametrize(
    ("fail_on", "failures"),
    [(Severity.CRITICAL, 2), (Severity.WARNING, 6), (Severity.INFO, 6), (None, 0)],
)
def test_fails_from_the_severity_asked_for(fail_on: Severity | None, failures: int) -> None:
    assert len(_failed(_tree(world.shop(), fail_on))) == failures


def test_milder_findings_stand_in_the_output() -> None:
    tree = _tree(world.shop())
    told = tree.xpath("string(//testcase[@name='Deployment shop/orders']/system-out)")
    assert told == (
        "warning pdb-missing: a node drain may evict every pod at once"
        " (examples/shop/orders.yaml:1)"
    )


def test_a_ready_object_passes() -> None:
    tree = _tree(edges.clean())
    assert len(_found(tree, "//testcase[@name='Deployment shop/ready'][not(*)]")) == 3


def test_suppressed_findings_do_not_fail() -> None:
    tree = _tree(world.shop(), Severity.INFO)
    path = "//testsuite[@name='Security']/testcase[@name='Deployment shop/orders']"
    assert not tree.xpath(f"{path}/failure")
    assert "suppressed by annotation" in str(tree.xpath(f"string({path}/system-out)"))


def test_objects_of_one_name_are_told_apart() -> None:
    twins = [deployment("api", file=name) for name in ("a.yaml", "b.yaml")]
    findings = [finding(PDB, twins[1], "a drain", severity=Severity.CRITICAL)]
    assert _failed(_tree(world.result(findings, list(twins)))) == ["Deployment shop/api (b.yaml:1)"]


def test_unreadable_inputs_are_errors() -> None:
    tree = _tree(edges.unreadable())
    names = _found(tree, "//testsuite[@name='Inputs']/testcase[error]/@name")
    assert names == ["deploy/broken.yaml:12:3", "deploy/secret.yaml", "stdin:40"]


def test_a_section_that_was_not_judged_does_not_pass() -> None:
    result = edges.clean()
    result.scores.sections["security"] = None
    assert "Security" not in _found(_tree(result), "//testsuite/@name")
