from __future__ import annotations

import copy
import time
from typing import Any

import pytest

from batten.model.versions import NEWEST
from batten.schemas.crds import CustomSchemas
from batten.schemas.validation import validate
from tests.schemas.documents import Document, read

WIDGETS = read("""
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: widgets.example.com}
    spec:
      group: example.com
      scope: Namespaced
      names: {kind: Widget, plural: widgets}
      versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              required: [spec]
              properties:
                apiVersion: {type: string}
                kind: {type: string}
                metadata: {type: object}
                status: {type: object, required: [phase], properties: {phase: {type: string}}}
                spec:
                  type: object
                  required: [size, mode, owner]
                  properties:
                    size: {type: integer, format: int32}
                    big: {type: integer}
                    mode: {type: string, enum: [fast, slow], default: fast}
                    owner: {type: string, nullable: true}
                    ratio: {type: number}
                    enabled: {type: boolean}
                    certificate: {type: string, format: byte}
                    since: {type: string, format: date-time}
                    port: {x-kubernetes-int-or-string: true}
                    labels: {type: object, additionalProperties: {type: string}}
                    anything: {type: object, x-kubernetes-preserve-unknown-fields: true}
                    free: {x-kubernetes-preserve-unknown-fields: true}
                    loose:
                      type: object
                      x-kubernetes-preserve-unknown-fields: true
                      properties: {strict: {type: object, properties: {a: {type: string}}}}
                    template:
                      type: object
                      x-kubernetes-embedded-resource: true
                      x-kubernetes-preserve-unknown-fields: true
                    empty: {type: object}
                    parts:
                      type: array
                      items:
                        type: object
                        required: [name]
                        properties: {name: {type: string}}
        - name: v1alpha1
          served: false
          schema: {openAPIV3Schema: {type: object}}
        - name: v2
          served: true
          schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object}}}}
""")
CUSTOM = CustomSchemas.from_crds([WIDGETS])


def widget(**spec: Any) -> Document:
    return {
        "apiVersion": "example.com/v1",
        "kind": "Widget",
        "metadata": {"name": "w"},
        "spec": {"size": 1, "owner": "me", **spec},
    }


def messages(document: Document) -> list[str]:
    return [problem.message for problem in validate(document, NEWEST, CUSTOM)]


class TestFields:
    @pytest.mark.parametrize(
        "spec",
        [
            {},
            {"size": 3.0, "big": 2**40, "mode": "slow", "owner": None},
            {"ratio": 1, "enabled": False, "certificate": "YQ==", "since": "2026-05-01T12:00:00Z"},
            {"port": "http", "labels": {"a": "b"}, "anything": {"x": [1, {"y": 2}]}, "free": 3},
            {"port": 2**40},
            {"loose": {"other": 1, "strict": {"a": "b"}}},
            {"template": {"apiVersion": "v1", "kind": "Pod", "metadata": {}, "spec": 1}},
            {"parts": [{"name": "a"}], "labels": None, "empty": {}},
        ],
    )
    def test_a_valid_object(self, spec: Document) -> None:
        assert messages(widget(**spec)) == []

    @pytest.mark.parametrize(
        ("spec", "message"),
        [
            ({"sizes": 1}, 'unknown field "sizes"; did you mean "size"?'),
            ({"size": "1"}, '"size" must be an integer, not the string "1"'),
            ({"size": 2**31}, '"size" must be an integer, not the number 2147483648'),
            ({"mode": "quick"}, '"mode" must be one of fast, slow, not "quick"'),
            ({"mode": ""}, '"mode" must be one of fast, slow, not ""'),
            ({"enabled": "yes"}, '"enabled" must be true or false, not the string "yes"'),
            ({"port": 1.5}, '"port" must be an integer or a string, not the number 1.5'),
            ({"labels": {"a": 1}}, '"a" must be a string, not the number 1; quote it'),
            ({"anything": []}, '"anything" must be an object, not a list'),
            ({"loose": {"strict": {"b": 1}}}, 'unknown field "b"'),
            ({"empty": {"a": 1}}, 'unknown field "a"'),
            ({"parts": [{}]}, 'required field "name" is missing'),
            ({"size": None}, 'required field "size" is missing'),
            (
                {"template": {"metadata": {"labels": {"a": 1}}}},
                '"a" must be a string, not the number 1; quote it',
            ),
        ],
    )
    def test_what_is_refused(self, spec: Document, message: str) -> None:
        assert messages(widget(**spec)) == [message]

    def test_a_field_with_a_default_need_not_be_there_one_that_is_nullable_must(self) -> None:
        document = widget()
        del document["spec"]["owner"]
        assert messages(document) == ['required field "owner" is missing']

    def test_the_metadata_is_that_of_any_object(self) -> None:
        document = widget() | {"metadata": {"name": "w", "lables": {}}}
        assert messages(document) == ['unknown field "lables"; did you mean "labels"?']

    def test_a_status_need_not_be_whole(self) -> None:
        assert messages(widget() | {"status": {}}) == []


class TestVersions:
    def test_every_served_version_has_its_own_schema(self) -> None:
        document = widget() | {"apiVersion": "example.com/v2"}
        assert messages(document) == ['unknown field "size"', 'unknown field "owner"']

    def test_nothing_is_said_of_a_version_that_is_not_served(self) -> None:
        assert messages(widget() | {"apiVersion": "example.com/v1alpha1", "x": 1}) == []

    def test_nothing_is_said_without_a_definition(self) -> None:
        document = widget(nonsense=1)
        assert validate(document, NEWEST) == []
        assert validate(document, NEWEST, CustomSchemas.from_crds([])) == []


class TestDefinitions:
    @pytest.mark.parametrize(
        "definition",
        [
            {},
            {"spec": None},
            {"spec": {"group": "a.b", "names": {"kind": "C"}}},
            {"spec": {"group": "a.b", "names": {"kind": "C"}, "versions": [None, {"name": "v1"}]}},
            {"spec": {"group": 1, "names": [], "versions": 3}},
        ],
    )
    def test_a_malformed_one_is_skipped(self, definition: Document) -> None:
        assert len(CustomSchemas.from_crds([definition])) == 0

    @pytest.mark.parametrize("properties", [None, [], {"a": None, "b": {"type": 7}}])
    def test_a_malformed_schema_accepts_what_it_does_not_describe(self, properties: object) -> None:
        schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
        custom = CustomSchemas({("a.b/v1", "C"): {**schema, "properties": properties}})
        document = {"apiVersion": "a.b/v1", "kind": "C", "a": 1, "b": 2}
        assert validate(document, NEWEST, custom) == []

    def test_one_that_does_not_prune_is_skipped(self) -> None:
        spec = {**WIDGETS["spec"], "preserveUnknownFields": True}
        assert len(CustomSchemas.from_crds([{"spec": spec}])) == 0
        old = {**WIDGETS, "apiVersion": "apiextensions.k8s.io/v1beta1"}
        assert len(CustomSchemas.from_crds([old])) == 0

    def test_one_that_is_nested_beyond_reason_is_no_crash(self) -> None:
        schema: Document = {"type": "string"}
        for _ in range(3000):
            schema = {"type": "object", "properties": {"a": schema}}
        crd = copy.deepcopy(WIDGETS)
        crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"] = schema
        (problem,) = validate(crd, NEWEST)
        assert problem.message == "nested too deeply to be checked"

    def test_a_large_one_costs_nothing_until_it_is_used(self) -> None:
        field = {"type": "object", "properties": {f"f{i}": {"type": "string"} for i in range(200)}}
        schema = {"type": "object", "properties": {f"g{i}": field for i in range(500)}}
        crd = {
            "spec": {
                "group": "a.b",
                "names": {"kind": "Big"},
                "versions": [{"name": "v1", "schema": {"openAPIV3Schema": schema}}],
            }
        }
        started = time.process_time()
        custom = CustomSchemas.from_crds([crd])
        document = {"apiVersion": "a.b/v1", "kind": "Big", "g7": {"f7": "x"}}
        assert validate(document, NEWEST, custom) == []
        # 100,000 fields take about a second to compile; the 700 that are used, milliseconds.
        assert time.process_time() - started < 0.3
