"""The text report beyond its transcripts."""

from __future__ import annotations

import re

import pytest

from batten.check.result import Place
from batten.errors import SourceError
from batten.reports import Options, render
from batten.reports.plain import width
from batten.rules.finding import Finding
from tests.reports import edges, world
from tests.reports.world import REPLICAS, FakePlaces, deployment, finding


def _lines(name: str, options: Options) -> list[str]:
    return "".join(render("text", getattr(edges, name)(), options)).splitlines()


@pytest.mark.parametrize("name", ["clean", "empty", "one", "mixed", "strange", "many"])
@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_line_is_wider_than_asked_unless_a_single_word_is(name: str, columns: int) -> None:
    for line in _lines(name, Options(columns=columns)):
        assert width(line) <= columns or " " not in line.strip()


def test_no_trailing_spaces() -> None:
    told = "".join(render("text", world.shop()))
    assert not re.search(" $", told, re.MULTILINE)


def test_colour_changes_nothing_but_colour() -> None:
    plain = "".join(render("text", world.shop()))
    coloured = "".join(render("text", world.shop(), Options(colour=True)))
    assert "\x1b" not in plain
    assert "\x1b[1;31mcritical\x1b[0m" in coloured
    bare = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in bare.splitlines()] == plain.splitlines()


def test_groups_only_beyond_a_few() -> None:
    result = world.shop()
    listed = "".join(render("text", result, Options(few=7)))
    grouped = "".join(render("text", result, Options(few=6)))
    assert "Deployment shop/checkout  " in listed
    assert "every finding" not in listed
    assert "Deployment shop/checkout  " not in grouped
    assert "batten check -v" in grouped
    assert "every finding" not in "".join(render("text", result, Options(few=6, verbose=True)))


def test_groups_ask_only_for_the_places_they_print() -> None:
    result = edges.many(2000)
    places = result.places
    assert isinstance(places, FakePlaces)
    told = "".join(render("text", result))
    assert places.asked == len(re.findall(r"manifests/\S+:\d+", told)) == 3


def test_the_worst_object_comes_first() -> None:
    mild = deployment("a-mild", file="a.yaml")
    bad = deployment("b-bad", file="b.yaml")
    worst = deployment("c-worst", file="c.yaml")
    findings = [
        finding(world.PDB, mild, "one"),
        finding(world.PDB, mild, "two"),
        finding(REPLICAS, bad, "one"),
        finding(REPLICAS, worst, "one"),
        finding(world.PDB, worst, "two"),
    ]
    told = "".join(render("text", world.result(findings, [mild, bad, worst])))
    assert told.index("c-worst") < told.index("b-bad") < told.index("a-mild")
    assert "start with                Deployment shop/c-worst: 1 critical and 1 more\n" in told


def test_a_finding_of_another_file_says_so() -> None:
    class Elsewhere(FakePlaces):
        def of(self, finding: Finding) -> Place:
            place = super().of(finding)
            return Place("values.yaml", 3) if finding.path else place

    api = deployment("api", file="api.yaml")
    result = world.result([finding(REPLICAS, api, "one replica", "spec", "replicas")], [api])
    result.places = Elsewhere()
    told = "".join(render("text", result))
    assert re.search(r"one replica +values\.yaml:3$", told, re.MULTILINE)


def test_a_long_place_of_another_file_is_cut() -> None:
    class Elsewhere(FakePlaces):
        def of(self, finding: Finding) -> Place:
            place = super().of(finding)
            return Place("charts/" * 20 + "values.yaml", 3) if finding.path else place

    api = deployment("api", file="api.yaml")
    result = world.result([finding(REPLICAS, api, "one replica", "spec", "replicas")], [api])
    result.places = Elsewhere()
    lines = "".join(render("text", result)).splitlines()
    assert max(map(width, lines)) == 80
    assert any(line.endswith("values.yaml:3") for line in lines)


def test_many_errors_are_cut_short_unless_verbose() -> None:
    errors = [SourceError("permission denied", file=f"{number}.yaml") for number in range(25)]
    result = world.result([], [], errors=errors)
    short = "".join(render("text", result))
    assert "  19.yaml\n" in short
    assert "20.yaml" not in short
    assert "and 5 more, shown with -v" in short
    assert "  24.yaml\n" in "".join(render("text", result, Options(verbose=True)))


def test_a_section_that_was_not_judged_is_left_out() -> None:
    result = world.shop()
    del result.scores.sections["security"]
    result.findings = [one for one in result.findings if one.rule.section.id != "security"]
    assert "Security" not in "".join(render("text", result))


@pytest.mark.parametrize(
    ("seconds", "told"), [(0.004, "0.00 s"), (9.5, "9.50 s"), (1234, "1,234 s")]
)
def test_seconds(seconds: float, told: str) -> None:
    result = edges.clean()
    result.seconds = seconds
    assert told in "".join(render("text", result))
