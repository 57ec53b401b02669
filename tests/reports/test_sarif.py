"""SARIF: valid, with true places."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from batten.check.result import Result, Suppressed
from batten.reports import Options, render
from tests.reports import edges, world
from tests.reports.world import PDB, deployment, finding

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "batten"
OFFICIAL = CACHE / "sarif-2.1.0.json"
SUBSET = Path(__file__).parent / "data" / "sarif-subset.schema.json"
"""What the standard demands of the parts used here, written anew; it is stricter in that it knows
no other parts. The official one, which is not ours to pass on, is fetched by `make test`."""

NAMES = ["clean", "empty", "unreadable", "one", "nowhere", "mixed", "strange", "many"]


def _log(result: Result, root: str = "") -> Any:
    return json.loads("".join(render("sarif", result, Options(root=root))))


def _uri(file: str, root: str = "") -> Any:
    api = deployment("api", file=file)
    log = _log(world.result([finding(PDB, api, "a drain")], [api]), root)
    return log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]


@pytest.mark.parametrize("name", NAMES)
def test_is_valid(name: str) -> None:
    schema = json.loads(SUBSET.read_text())
    checker = jsonschema.FormatChecker()
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(
        _log(getattr(edges, name)())
    )


@pytest.mark.skipif(
    not OFFICIAL.exists(), reason="no SARIF schema: tools/sarif-schema/fetch gets it"
)
@pytest.mark.parametrize("name", NAMES)
def test_is_valid_by_the_standards_own_schema(name: str) -> None:
    schema = json.loads(OFFICIAL.read_text())
    jsonschema.validators.validator_for(schema)(schema).validate(_log(getattr(edges, name)()))


def test_a_result_names_its_rule_place_and_level() -> None:
    run = _log(world.shop())["runs"][0]
    result = run["results"][5]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "pdb-blocks-eviction"
    assert result["level"] == "error"
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "examples/shop/orders.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 48, "startColumn": 5, "endLine": 48, "endColumn": 17},
    }


def test_fingerprints_survive_moved_lines() -> None:
    prints = []
    for line in (1, 900):
        api = deployment("api", file="api.yaml", line=line)
        log = _log(world.result([finding(PDB, api, "a drain")], [api]))
        prints.append(log["runs"][0]["results"][0]["partialFingerprints"])
    assert prints[0] == prints[1]
    assert "primaryLocationLineHash" not in prints[0]


@pytest.mark.parametrize(
    ("by", "kind"),
    [("annotation", "inSource"), ("configuration", "external"), ("baseline", "external")],
)
def test_suppressed_results_say_why(by: str, kind: str) -> None:
    api = deployment("api")
    known = Suppressed(finding(PDB, api, "a drain"), by, "we know")
    result = world.result([], [api], suppressed=[known])
    told = "".join(render("sarif", result, Options(verbose=True)))
    results = json.loads(told)["runs"][0]["results"]
    assert results[0]["suppressions"] == [{"kind": kind, "justification": "we know"}]


def test_without_v_suppressed_results_are_only_counted() -> None:
    run = _log(world.shop())["runs"][0]
    assert not any("suppressions" in result for result in run["results"])
    assert run["invocations"][0]["toolExecutionNotifications"] == [
        {
            "level": "note",
            "message": {"text": "1 finding suppressed: batten check -v includes them"},
        }
    ]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("a b/ü#?.yaml", "a%20b/%C3%BC%23%3F.yaml"),
        ("100%.yaml", "100%25.yaml"),
        ("./deploy/../api.yaml", "api.yaml"),
        ("odd:name.yaml", "odd%3Aname.yaml"),
        ("bytes-\udcff.yaml", "bytes-%FF.yaml"),
    ],
)
def test_uris_are_encoded_and_relative(file: str, uri: str) -> None:
    assert _uri(file) == {"uri": uri, "uriBaseId": "%SRCROOT%"}


def test_absolute_paths_are_relative_to_the_root_where_they_stand_below_it() -> None:
    assert _uri("/repo/deploy/api.yaml", "/repo")["uri"] == "deploy/api.yaml"
    assert _uri("/repository/api.yaml", "/repo") == {"uri": "file:///repository/api.yaml"}


def test_standard_input_is_called_so() -> None:
    assert _uri("-")["uri"] == "stdin"


def test_an_unreadable_input_is_a_failed_execution() -> None:
    invocation = _log(edges.mixed())["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is False
    levels = [entry["level"] for entry in invocation["toolExecutionNotifications"]]
    assert levels == ["error", "error", "error", "note", "note", "note"]
    assert _log(edges.clean())["runs"][0]["invocations"][0]["executionSuccessful"] is True


def test_an_object_from_nowhere_has_no_region() -> None:
    location = _log(edges.nowhere())["runs"][0]["results"][0]["locations"][0]
    assert "physicalLocation" not in location
    assert location["logicalLocations"][0]["name"] == "Deployment shop/api"
