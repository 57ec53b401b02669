"""The reference cases: what sigs.k8s.io/yaml answers."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from batten.sources import yaml
from batten.sources.yaml import YamlError
from tests.sources.yaml.comparison import same

CASES = json.loads(Path(__file__).with_name("kubernetes-cases.json").read_text(encoding="utf-8"))
ANSWER = "sigs.k8s.io/yaml v1.4.0"

# Strict reading counts a merge key among the duplicates even where an explicit key overrides it,
# which is what merge keys are for; load reports only what is lost by surprise.
OVERRIDDEN_MERGES = {"merge key", "merge list"}


def document(case: dict[str, Any]) -> bytes:
    if "yaml_base64" in case:
        return base64.b64decode(case["yaml_base64"])
    if "yaml" in case:
        return str(case["yaml"]).encode()
    depth = int(case["name"].rpartition(" ")[2])
    return b"a: " + b"[" * depth + b"]" * depth


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_reads_as_kubernetes_does(case: dict[str, Any]) -> None:
    answer = case[ANSWER]
    if isinstance(answer, str) and answer.startswith("ERR"):
        with pytest.raises(YamlError):
            yaml.load(yaml.decode(document(case)))
        return
    loaded = yaml.load(yaml.decode(document(case)))
    if answer != "LOADED":  # too deep to be written out
        assert same(loaded.value, answer)
    if case["name"] not in OVERRIDDEN_MERGES:
        assert bool(loaded.duplicates) == ("already set in map" in case.get("strict", ""))
