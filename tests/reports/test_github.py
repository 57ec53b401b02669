"""Workflow commands of GitHub Actions."""

from __future__ import annotations

from batten.check.result import Result
from batten.errors import SourceError
from batten.reports import Options, render
from tests.reports import edges, world
from tests.reports.world import DIGEST, PDB, REPLICAS, deployment, finding


def _lines(result: Result, root: str = "") -> list[str]:
    return "".join(render("github", result, Options(root=root))).splitlines()


def test_the_worst_come_first() -> None:
    commands = [line.split(" ")[0] for line in _lines(edges.mixed())[:-1]]
    assert commands == ["::error", "::error", "::error", "::warning"]
    assert [line[:9] for line in _lines(world.shop())[:3]] == [
        "::error f",
        "::error f",
        "::warning",
    ]


def test_a_field_of_one_line_has_columns() -> None:
    assert "line=5,endLine=5,col=5,endColumn=13,title=" in _lines(world.shop())[0]


def test_a_field_of_several_lines_is_marked_at_its_first() -> None:
    line = next(line for line in _lines(world.shop()) if "pdb-missing" in line)
    assert line.startswith("::warning file=examples/shop/orders.yaml,line=1,title=")


def test_nothing_of_the_input_ends_a_command_or_starts_another() -> None:
    evil = deployment("a,b:c%\n::error::x", file="d,e:f%.yaml")
    lines = _lines(world.result([finding(DIGEST, evil, "100%\r\n::set-output name=x::y")], [evil]))
    assert len(lines) == 2
    assert lines[0] == (
        "::notice file=d%2Ce%3Af%25.yaml,line=1,"
        "title=image-digest%3A Deployment shop/a%2Cb%3Ac%25 %3A%3Aerror%3A%3Ax"
        "::100%25 ::set-output name=x::y"
    )


def test_standard_input_has_no_file_but_a_place() -> None:
    api = deployment("api", file="-", line=3)
    line = _lines(world.result([finding(REPLICAS, api, "one replica")], [api]))[0]
    assert line.startswith(
        "::error title=replicas-min%3A Deployment shop/api::stdin:3: one replica."
    )


def test_an_error_that_knows_no_place() -> None:
    result = world.result([], [], errors=[SourceError("the pipe broke")])
    assert _lines(result)[0] == "::error title=could not be read::the pipe broke"


def test_paths_are_relative_to_the_root() -> None:
    api = deployment("api", file="/repo/deploy/api.yaml")
    line = _lines(world.result([finding(PDB, api, "a drain")], [api]), "/repo")[0]
    assert "file=deploy/api.yaml," in line


def test_the_last_line_sums_up() -> None:
    assert _lines(edges.clean())[-1] == "No findings. 1 object in 1 file"
