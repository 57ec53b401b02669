"""The order people read findings in."""

from __future__ import annotations

from batten.reports.grouping import by_object, by_rule, by_section, objects_of, worst_object
from batten.rules.finding import Severity
from batten.rules.rule import Section
from tests.reports import world
from tests.reports.world import MEMORY, PDB, REPLICAS, deployment, finding


def test_every_section_has_its_pile() -> None:
    piles = by_section([finding(MEMORY, deployment("api"), "")])
    assert list(piles) == list(Section)
    assert [len(pile) for pile in piles.values()] == [0, 1, 0]


def test_objects_of_the_same_name_stay_apart() -> None:
    twins = [deployment("api", file=name) for name in ("a.yaml", "b.yaml")]
    findings = [finding(PDB, twin, "") for twin in twins]
    assert [pile[0].object for pile in by_object(findings)] == twins
    assert objects_of([*findings, *findings]) == twins


def test_a_pile_has_its_worst_finding_first() -> None:
    api = deployment("api")
    mild, bad = finding(PDB, api, ""), finding(REPLICAS, api, "")
    assert by_object([mild, bad]) == [[bad, mild]]


def test_a_rule_is_grouped_by_severity_the_frequent_first() -> None:
    objects = [deployment(f"app-{number}") for number in range(3)]
    severe = [finding(PDB, objects[0], "", severity=Severity.CRITICAL)]
    rare = [finding(MEMORY, objects[0], "")]
    frequent = [finding(PDB, obj, "") for obj in objects]
    assert by_rule([*rare, *frequent, *severe]) == [severe, frequent, rare]


def test_the_worst_object_is_the_first() -> None:
    loud, bad = deployment("loud"), deployment("bad")
    warnings = [finding(PDB, loud, str(number)) for number in range(9)]
    criticals = [finding(REPLICAS, obj, "") for obj in (bad, loud)]
    for findings in (warnings, [*warnings, criticals[0]], [*warnings, *criticals]):
        assert worst_object(findings) == by_object(findings)[0]
    assert worst_object([]) == []


def test_order_does_not_depend_on_the_order_of_the_findings() -> None:
    findings = world.shop().findings
    assert by_object(findings) == by_object(findings[::-1])
    assert by_rule(findings)[0] == by_rule(findings[::-1])[0]
