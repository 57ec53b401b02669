"""What tools render is not edited: the advice says what to change instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from batten.fixes.fix import Planned
from batten.fixes.origins import advice
from batten.model.objects.workloads import Deployment
from batten.model.source import Source
from batten.rules.finding import Edit, Fix

REPLICAS = Fix(safe=False, edits=(Edit("set", ("spec", "replicas"), 3),))
TEMPLATE = """\
kind: Deployment
spec:
  replicas: {{ .Values.replicaCount }}
  template:
    spec:
      {{- with .Values.podSecurityContext }}
      securityContext:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: app
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
"""
RENDERED = "# Source: shop/templates/web.yaml\nkind: Deployment\n"


def told(file: str, fix: Fix = REPLICAS, text: str | bytes = "") -> str:
    obj = Deployment(api_version="apps/v1", kind="Deployment", source=Source(file))
    obj.metadata.name = "web"
    return advice(Planned((), fix, "guided", about=obj), text)


def put(*path: str | int) -> Fix:
    return Fix(safe=True, edits=(Edit("set", ("spec", "template", "spec", *path), {"a": 1}),))


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "Chart.yaml").write_text("name: shop\n")
    (tmp_path / "templates/web.yaml").write_text(TEMPLATE)
    return tmp_path


class TestChart:
    @pytest.mark.parametrize(
        ("fix", "value"),
        [
            (REPLICAS, "replicaCount"),
            (put("securityContext", "runAsNonRoot"), "podSecurityContext"),
            (put("containers", 0, "image"), "image.repository"),
            (put("containers", 0, "resources", "requests", "cpu"), "resources"),
        ],
    )
    def test_the_value_is_named(self, chart: Path, fix: Fix, value: str) -> None:
        said = told(str(chart), fix, RENDERED)
        assert said.startswith(f"a Helm chart: change {value} in {chart}/values.yaml, set spec.")

    def test_else_the_template(self, chart: Path) -> None:
        said = told(str(chart), put("priorityClassName"), RENDERED)
        assert f"no value of it sets this; in {chart}/templates/web.yaml, set spec.templ" in said

    def test_a_template_named_by_itself(self, chart: Path) -> None:
        assert told(str(chart / "templates/web.yaml"), text=RENDERED).startswith("a Helm chart")

    def test_a_new_object(self, chart: Path) -> None:
        fix = Fix(safe=False, creates={"kind": "PodDisruptionBudget"})
        assert told(str(chart), fix).startswith("a Helm chart: add a PodDisruptionBudget to")


class TestKustomize:
    @pytest.mark.parametrize(
        ("names", "advised"),
        [("resources: [web.yaml]", True), ("resources: [other.yaml]", False), ("a: b: c", False)],
    )
    def test_resources_of_a_base(self, tmp_path: Path, names: str, advised: bool) -> None:
        (tmp_path / "kustomization.yaml").write_text(names)
        (tmp_path / "web.yaml").write_text("")
        said = told(str(tmp_path / "web.yaml"))
        where = f"in {tmp_path}/kustomization.yaml, patch Deployment web: set spec.replicas to 3"
        assert said == (f"a Kustomize base: {where}" if advised else "")

    def test_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "kustomization.yaml").write_text("resources: []")
        assert "patch Deployment web" in told(str(tmp_path))


@pytest.mark.parametrize("file", ["-", "web.yaml"])
def test_the_rest_is_edited(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert told(file) == ""


def test_json_is_not() -> None:
    assert told("web.json", text=b"{}") == "JSON: Batten edits YAML; set spec.replicas to 3"
