"""From PATH arguments to objects: bad input of every kind, and never a hidden finding."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest

from batten.model.objects.cluster import ConfigMap
from batten.model.objects.meta import CustomObject
from batten.model.objects.workloads import CustomWorkload, Deployment
from batten.model.versions import NEWEST
from batten.sources.decode import DeclaredWorkload
from batten.sources.load import Inputs, Options, load

MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {}}}\n"
WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: "web:1"}]}
"""


def read(*targets: str | Path, stdin: bytes = b"", processes: int = 1) -> Inputs:
    options = Options(NEWEST, stdin=lambda: stdin, processes=processes)
    return load([str(target) for target in targets], options)


def from_stdin(data: bytes | str) -> Inputs:
    return read("-", stdin=data.encode() if isinstance(data, str) else data)


def names(inputs: Inputs) -> list[str]:
    return [obj.name for obj in inputs.objects]


def said(inputs: Inputs) -> list[str]:
    return [str(error) for error in inputs.errors]


class TestBadText:
    """Each names file, line and column; the documents beside it are read all the same."""

    @pytest.mark.parametrize(
        ("broken", "where"),
        [
            ("a: b: c\n", "6:5"),
            ("a:\n\tb: 1\n", "7:1"),
            ('a: "x\nb: 1\n', None),
            ("a: [1, 2\nb: 1\n", None),
            ("a: *nope\n", "6:4"),
            ("metadata:\n  name: {{ .Values.name }}\n", None),
            ("kind: X\n{{- if .Values.y }}\nb: 2\n{{- end }}\n", None),
        ],
        ids=["colon", "tab", "quote", "flow", "alias", "helm value", "helm block"],
    )
    def test_a_broken_document(self, broken: str, where: str | None) -> None:
        inputs = from_stdin(f"{MAP.format('a')}---\n# two\n{broken}---\n{MAP.format('b')}")
        assert names(inputs) == ["a", "b"]
        (error,) = inputs.errors
        assert error.file == "-"
        assert error.line >= 5
        assert error.column >= 1
        if where:
            assert error.place == f"-:{where}"

    def test_helm_templates_are_called_what_they_are(self) -> None:
        assert "Helm" in said(from_stdin("a: 1\n{{- if .Values.y }}\nb: 2\n{{- end }}\n"))[0]

    def test_duplicate_keys_are_a_problem_of_the_object(self) -> None:
        inputs = from_stdin("# top\n" + WEB + "  replicas: 2\n  replicas: 3\n")
        (web,) = inputs.objects
        assert isinstance(web, Deployment)
        assert web.spec.replicas == 3
        (problem,) = web.problems
        assert (problem.path, problem.line) == (("spec", "replicas"), 11)
        assert problem.message == (
            '"replicas" is written twice, first in line 10; the last one counts'
        )

    def test_billion_laughs(self) -> None:
        lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
        for name, wider in pairwise("abcdefghij"):
            lines.append(f"{wider}: &{wider} [{','.join([f'*{name}'] * 9)}]")
        inputs = from_stdin("\n".join(lines) + f"\n---\n{MAP.format('a')}")
        assert names(inputs) == ["a"]
        assert "aliasing" in said(inputs)[0] or "alias" in said(inputs)[0]

    @pytest.mark.parametrize(
        "data",
        [
            b"\x7fELF\x02\x01\x00\x00",
            b"\x00" * 64,
            b"a: \xff\xfe\n",
            "naïve: é\n".encode("latin-1"),
        ],
        ids=["program", "zeros", "bad utf-8", "latin-1"],
    )
    def test_what_is_not_text(self, data: bytes, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_bytes(data)
        (tmp_path / "b.yaml").write_text(MAP.format("b"))
        inputs = read(tmp_path)
        assert names(inputs) == ["b"]
        (error,) = inputs.errors
        assert error.file == str(tmp_path / "a.yaml")
        assert error.line == 1

    @pytest.mark.parametrize(
        "data",
        [
            MAP.format("a").replace("\n", "\r\n").encode(),
            b"\xef\xbb\xbf" + MAP.format("a").encode(),
            MAP.format("a").encode("utf-16"),
            f"---\n---\n# nothing\n---\n{MAP.format('a')}---\n---\n".encode(),
            b'\n\n{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}',
        ],
        ids=["crlf", "bom", "utf-16", "empty documents", "json"],
    )
    def test_what_is_odd_and_fine(self, data: bytes) -> None:
        inputs = from_stdin(data)
        assert names(inputs) == ["a"]
        assert not inputs.errors

    def test_nothing_at_all(self) -> None:
        inputs = from_stdin(b"")
        assert not inputs.objects
        assert not inputs.errors

    def test_broken_json(self) -> None:
        (error,) = from_stdin('{\n  "kind": "Pod",\n  "spec": {,}\n}').errors
        assert error.line == 3

    def test_a_hundred_thousand_documents(self) -> None:
        inputs = from_stdin("---\n".join(["a: 1\n", *[MAP.format("m")] * 100_000]))
        assert len(inputs.objects) == 100_000
        assert inputs.objects[-1].source.line == 4 * 100_000 - 1
        assert len(inputs.errors) == 1


class TestNotKubernetes:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("- a\n- b\n", "expected apiVersion and kind, found a list"),
            ("hello\n", "expected apiVersion and kind, found a string"),
            ("replicas: 3\n", "apiVersion and kind are missing"),
            ("kind: Pod\n", "apiVersion is missing"),
            ("apiVersion: v1\n", "kind is missing"),
            ("apiVersion: 1\nkind: Pod\n", "apiVersion is missing"),
        ],
    )
    def test_in_a_named_input(self, text: str, message: str) -> None:
        assert said(from_stdin(text)) == [f"-:1: not a Kubernetes object: {message}"]

    def test_met_on_a_walk_it_is_left_out_with_a_note(self, tmp_path: Path) -> None:
        (tmp_path / "values.yaml").write_text("replicas: 3\n")
        (tmp_path / "package.json").write_text('{"name": "shop"}')
        (tmp_path / "app.yaml").write_text(MAP.format("a"))
        inputs = read(tmp_path)
        assert names(inputs) == ["a"]
        assert not inputs.errors
        (note,) = inputs.notes
        assert note.startswith("left out 2 files without Kubernetes objects: ")

    def test_beside_objects_in_the_same_file_it_is_an_error(self, tmp_path: Path) -> None:
        (tmp_path / "app.yaml").write_text(f"{MAP.format('a')}---\nreplicas: 3\n")
        assert len(read(tmp_path).errors) == 1


class TestLists:
    def test_a_list_is_its_items(self) -> None:
        items = "".join(f"- {line}" for line in ["{apiVersion: v1, kind: ConfigMap}\n"] * 2)
        inputs = from_stdin(f"apiVersion: v1\nkind: List\nitems:\n{items}")
        assert [obj.source.prefix for obj in inputs.objects] == [("items", 0), ("items", 1)]

    def test_items_of_a_typed_list_have_its_kind(self) -> None:
        item = {"metadata": {"name": "a"}}
        data = {"apiVersion": "v1", "kind": "ConfigMapList", "items": [item]}
        inputs = from_stdin(json.dumps(data))
        assert isinstance(inputs.objects[0], ConfigMap)

    @pytest.mark.parametrize("indent", [None, 4])
    def test_json_items_know_their_lines(self, indent: int | None) -> None:
        item = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}
        data = json.dumps({"apiVersion": "v1", "items": [item] * 3, "kind": "List"}, indent=indent)
        lines = [obj.source.line for obj in from_stdin(data).objects]
        starts = [number for number, line in enumerate(data.splitlines(), 1) if line == "        {"]
        assert lines == (starts or [1, 1, 1])


class TestCustomKinds:
    CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: queues.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Queue, plural: queues}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec: {type: object, properties: {size: {type: integer}}}
"""
    QUEUE = "apiVersion: example.com/v1\nkind: Queue\nmetadata: {name: q}\nspec: {sise: 3}\n"

    def test_an_unknown_kind_is_kept(self) -> None:
        (queue,) = from_stdin(self.QUEUE).objects
        assert isinstance(queue, CustomObject)
        assert not queue.problems

    def test_its_definition_judges_it_wherever_it_stands(self) -> None:
        for text in (f"{self.QUEUE}---\n{self.CRD}", f"{self.CRD}---\n{self.QUEUE}"):
            (queue,) = [obj for obj in from_stdin(text).objects if obj.kind == "Queue"]
            (problem,) = queue.problems
            assert problem.path == ("spec", "sise")
            assert 'did you mean "size"' in problem.message

    def test_a_definition_of_megabytes(self) -> None:
        field = "            field{}: {{type: string, description: " + "x" * 2000 + "}}\n"
        fields = "".join(field.format(number) for number in range(2000))
        many = self.CRD.rstrip("\n")[
            : -len("          spec: {type: object, properties: {size: {type: integer}}}")
        ]
        text = f"{many}          spec:\n            type: object\n            properties:\n"
        text += fields.replace("            field", "              field")
        inputs = from_stdin(f"{text}---\n{self.QUEUE}")
        assert not inputs.errors
        assert [obj.kind for obj in inputs.objects] == ["CustomResourceDefinition", "Queue"]
        assert inputs.objects[1].problems

    def test_a_declared_kind_is_a_workload(self) -> None:
        text = WEB.replace("apps/v1", "example.com/v1").replace("Deployment", "App")
        declared = [DeclaredWorkload("example.com", "App")]
        options = Options(NEWEST, declared, stdin=text.encode)
        (app,) = load(["-"], options).objects
        assert isinstance(app, CustomWorkload)
        assert app.template.spec.containers[0].image == "web:1"


class TestKustomizePatches:
    def test_patches_are_left_out_with_a_note(self, tmp_path: Path) -> None:
        files = {
            "kustomization.yaml": "resources: [web.yaml]\npatches:\n- path: patch.yaml\n",
            "patch.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n",
            "web.yaml": WEB,
        }
        (tmp_path / "app").mkdir()
        for name, text in files.items():
            (tmp_path / "app" / name).write_text(text)
        inputs = read(tmp_path)
        assert [obj.source.file for obj in inputs.objects] == [str(tmp_path / "app" / "web.yaml")]
        assert not inputs.errors
        assert inputs.notes == [
            "left out 1 file that Kustomize patches with; to check the result: "
            f"kustomize build {tmp_path}/app | batten check -"
        ]


class TestProcesses:
    def test_two_processes_read_the_same(self, tmp_path: Path) -> None:
        crd = f"{TestCustomKinds.CRD}---\n{TestCustomKinds.QUEUE}"
        broken = "a: b: c\n"
        for number in range(150):
            pieces: Iterable[str] = [
                WEB * 1,
                crd,
                broken,
                MAP.format(f"m{number}"),
                WEB + "  x: 1\n",
            ]
            (tmp_path / f"{number:03}.yaml").write_text("---\n".join(pieces) + "#" * 2000)
        one, two = read(tmp_path), read(tmp_path, processes=2)
        assert len(one.objects) == 150 * 5
        assert said(one) == said(two)
        assert [_whole(obj) for obj in one.objects] == [_whole(obj) for obj in two.objects]


def _whole(obj: object) -> str:
    return f"{type(obj).__name__} {obj!r}"
