"""The safe edits of the rules about relations: applied to the manifest, the finding is gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from batten.model.inventory import Inventory
from batten.model.objects.cluster import Node
from batten.model.source import Source
from batten.rules.catalogue import BY_ID
from batten.rules.engine import judge
from batten.rules.finding import Edit, Finding
from batten.rules.policy import Policy
from batten.sources.decode import decode

HERE = Path(__file__).parent
IDS = (
    "selector-mismatch",
    "service-port-mismatch",
    "spread-invalid",
    "spread-missing",
    "traffic-policy",
)
Document = dict[str, Any]


def found(rule_id: str, documents: list[Document], *nodes: Node) -> list[Finding]:
    objects = [decode(document, Source(document=index)) for index, document in enumerate(documents)]
    return judge([BY_ID[rule_id]], Inventory(objects, nodes=nodes), Policy())


def apply(document: Document, edit: Edit) -> None:
    at: Any = document
    *parents, last = edit.path
    for step in parents:
        at = at.setdefault(step, {}) if isinstance(at, dict) else at[step]
    if edit.action == "remove":
        del at[last]
    else:
        at[last] = edit.value


def key(finding: Finding) -> tuple[str, object, str]:
    return finding.object.title, finding.path, finding.message


@pytest.mark.parametrize("rule_id", IDS)
def test_safe_edits_remove_their_findings_and_add_none(rule_id: str) -> None:
    documents = list(yaml.safe_load_all((HERE / rule_id / "bad.yaml").read_text()))
    before = found(rule_id, documents)
    fixed = [finding for finding in before if finding.fix]
    assert fixed
    for finding in fixed:
        assert finding.fix is not None
        assert finding.fix.safe
        for edit in finding.fix.edits:
            apply(documents[finding.object.source.document], edit)
    left = {key(finding) for finding in before} - {key(finding) for finding in fixed}
    assert {key(finding) for finding in found(rule_id, documents)} == left


DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web:1}]}
"""


def spread_keys(*nodes: Node) -> list[str]:
    [finding] = found("spread-missing", [yaml.safe_load(DEPLOYMENT)], *nodes)
    assert finding.fix is not None
    [edit] = finding.fix.edits
    return [constraint["topologyKey"] for constraint in edit.value]


def test_spreads_over_zones_unless_nodes_lack_the_label() -> None:
    zone, host = "topology.kubernetes.io/zone", "kubernetes.io/hostname"
    zoned, bare = Node(), Node()
    zoned.metadata.labels = {zone: "a"}
    assert spread_keys() == [zone, host]
    assert spread_keys(zoned) == [zone, host]
    assert spread_keys(zoned, bare) == [host]


def test_a_label_of_another_value_is_for_people_to_decide() -> None:
    document = yaml.safe_load(DEPLOYMENT.replace("labels: {app: web}", "labels: {app: wbe}"))
    [finding] = found("selector-mismatch", [document])
    assert finding.fix is None


def test_no_spread_is_written_where_the_selector_is_no_map_of_labels() -> None:
    document = yaml.safe_load(DEPLOYMENT)
    document["spec"]["selector"] = {"matchExpressions": [{"key": "app", "operator": "Exists"}]}
    [finding] = found("spread-missing", [document])
    assert finding.fix is None
