"""The score: fair to large inputs, and mending anything always helps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from batten.check.score import score
from batten.model.inventory import Inventory
from batten.model.objects.cluster import ConfigMap
from batten.model.objects.meta import Metadata, Object
from batten.model.objects.workloads import Deployment
from batten.rules.catalogue import RULES
from batten.rules.finding import Finding, Severity
from batten.rules.rule import Section


def deployments(count: int) -> list[Object]:
    return [
        Deployment(api_version="apps/v1", kind="Deployment", metadata=Metadata(name=str(number)))
        for number in range(count)
    ]


def finding(obj: Object, severity: Severity, rule: int = 0) -> Finding:
    uptime = [rule for rule in RULES if rule.section is Section.UPTIME]
    return Finding(obj, (), "", severity, rule=uptime[rule])


def uptime(objects: list[Object], *findings: Finding) -> int | None:
    return score(Inventory(objects), RULES, findings).sections["uptime"]


def test_nothing_found_is_100() -> None:
    assert score(Inventory(deployments(3)), RULES, []).overall == 100


def test_nothing_judged_is_no_score() -> None:
    scores = score(Inventory([]), RULES, [])
    assert scores.overall is None
    assert set(scores.sections.values()) == {None}


def test_a_section_nobody_asked_about_has_no_score() -> None:
    security = [rule for rule in RULES if rule.section is Section.SECURITY]
    scores = score(Inventory(deployments(1)), security, [])
    assert scores.sections == {"uptime": None, "performance": None, "security": 100}
    assert scores.overall == 100


def test_a_critical_costs_40_percent_a_warning_10_an_info_1() -> None:
    (web,) = objects = deployments(1)
    assert uptime(objects, finding(web, Severity.CRITICAL)) == 60
    assert uptime(objects, finding(web, Severity.WARNING)) == 90
    assert uptime(objects, finding(web, Severity.INFO)) == 99
    assert uptime(objects, finding(web, Severity.CRITICAL), finding(web, Severity.WARNING, 1)) == 54


def test_a_rule_counts_once_an_object_at_its_worst() -> None:
    (web,) = objects = deployments(1)
    twice = [finding(web, Severity.WARNING), finding(web, Severity.CRITICAL)]
    assert uptime(objects, *twice) == 60
    assert uptime(objects, *reversed(twice)) == 60


def test_one_bad_workload_among_many_is_a_part_of_the_mean() -> None:
    objects = deployments(4)
    assert uptime(objects, finding(objects[0], Severity.CRITICAL)) == 90


def test_100_means_nothing_found_however_large_the_input() -> None:
    objects = deployments(10_000)
    assert uptime(objects, finding(objects[0], Severity.INFO)) == 99


def test_other_objects_count_only_with_a_finding() -> None:
    config = ConfigMap(api_version="v1", kind="ConfigMap")
    objects = [*deployments(1), config]
    assert uptime(objects, finding(objects[0], Severity.CRITICAL)) == 60
    assert uptime(objects, finding(config, Severity.CRITICAL)) == 80


@given(
    st.lists(st.tuples(st.integers(0, 4), st.sampled_from(Severity), st.integers(0, 9)), min_size=1)
)
def test_mending_anything_never_lowers_the_score(
    found: list[tuple[int, Severity, int]],
) -> None:
    objects = deployments(5)
    findings = [finding(objects[index], severity, rule) for index, severity, rule in found]
    before, after = uptime(objects, *findings), uptime(objects, *findings[1:])
    assert before is not None
    assert after is not None
    assert 0 <= before <= after <= 100
    assert before < 100
