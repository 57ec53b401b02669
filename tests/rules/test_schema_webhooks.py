"""Fields that a custom resource lacks, where a webhook may add them before they are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from batten.model.inventory import Inventory
from batten.model.versions import parse
from batten.rules.catalogue import BY_ID
from batten.rules.engine import judge
from batten.rules.policy import Policy
from batten.sources.load import Options, load

TASK = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: tasks.example.dev}
spec:
  group: example.dev
  scope: Namespaced
  names: {kind: Task, plural: tasks}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [name]
            properties: {name: {type: string}, steps: {type: integer}}
---
apiVersion: example.dev/v1
kind: Task
metadata: {name: build}
spec: {steps: three}
---
"""
WEBHOOK = """
apiVersion: admissionregistration.k8s.io/v1
kind: %sWebhookConfiguration
metadata: {name: hook}
webhooks:
- name: %s
  clientConfig: {url: "https://hook.test"}
  rules: %s
  sideEffects: None
  admissionReviewVersions: [v1]
"""
RULES = "[{apiGroups: [%s], apiVersions: [v1], operations: [CREATE], resources: [tasks]}]"


@pytest.mark.parametrize(
    ("webhook", "severity"),
    [
        ("", "critical"),
        (WEBHOOK % ("Mutating", "defaults.example.test", RULES % "example.dev"), "info"),
        (WEBHOOK % ("Mutating", "webhook.example.dev", "[]"), "info"),
        (WEBHOOK % ("Mutating", "webhook.example.dev", RULES % "apps"), "critical"),
        (WEBHOOK % ("Validating", "webhook.example.dev", RULES % "example.dev"), "critical"),
    ],
    ids=["none", "by its rules", "by its name", "of another group", "which only validates"],
)
def test_a_missing_field_may_be_added(tmp_path: Path, webhook: str, severity: str) -> None:
    path = tmp_path / "all.yaml"
    path.write_text(TASK + webhook)
    objects = load([str(path)], Options(version=parse("1.37"))).objects
    found = judge([BY_ID["schema-invalid"]], Inventory(objects), Policy())
    said = {finding.message: str(finding.severity) for finding in found}
    missing = [key for key in said if key.startswith("required ")]
    assert [said.pop(key) for key in missing] == [severity]
    assert list(said.values()) == ["critical"], "a webhook mends no wrong type"
