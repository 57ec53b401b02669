"""A finding stays the same finding until what it says is no longer the case."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batten.check.fingerprint import fingerprint
from batten.model.objects.meta import Object
from batten.model.source import Source
from batten.rules.catalogue import BY_ID
from batten.rules.finding import Finding
from batten.sources.decode import DeclaredWorkload, decode
from tests.check.objects import APP, POD, deployment, finding


def read(
    api_version: str, kind: str, spec: dict[str, Any], *declared: DeclaredWorkload, line: int = 1
) -> Object:
    document = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "a"}, "spec": spec}
    return decode(document, Source("a.yaml", line), declared)


def marks(obj: Object, *paths: tuple[str | int, ...]) -> list[str]:
    return [fingerprint(finding(obj, "run-as-root", *path)) for path in paths]


class TestSame:
    def test_when_the_object_moves_to_another_line_or_file(self) -> None:
        one, two = (read("v1", "Service", {}, line=line) for line in (1, 100))
        assert marks(one, ("spec",)) == marks(two, ("spec",))
        here, there = (finding(deployment(file=file), "pdb-missing") for file in ("a", "b"))
        assert fingerprint(here) == fingerprint(there)

    def test_when_containers_come_before_it(self) -> None:
        alone, second = deployment(containers=("app",)), deployment(containers=("log", "app"))
        assert marks(alone, APP) == marks(second, (*POD, "containers", 1))

    @pytest.mark.parametrize("word", ["ports", "env", "volumeMounts"])
    def test_when_items_come_before_it(self, word: str) -> None:
        field = (*APP, word)

        def with_items(*names: str) -> Object:
            container = {"name": "app", word: [{"name": name} for name in names]}
            return read(
                "apps/v1", "Deployment", {"template": {"spec": {"containers": [container]}}}
            )

        one, two = with_items("x"), with_items("y", "x")
        assert marks(one, (*field, 0)) == marks(two, (*field, 1))
        assert marks(one, (*field, 0)) != marks(two, (*field, 0))

    def test_when_text_comes_before_it_in_a_list(self) -> None:
        def adding(*capabilities: str) -> Object:
            context = {"capabilities": {"add": list(capabilities)}}
            containers = [{"name": "app", "securityContext": context}]
            return read("apps/v1", "Deployment", {"template": {"spec": {"containers": containers}}})

        add = (*APP, "securityContext", "capabilities", "add")
        one, two = adding("SYS_ADMIN"), adding("NET_ADMIN", "SYS_ADMIN")
        assert marks(one, (*add, 0)) == marks(two, (*add, 1))
        assert len({*marks(two, (*add, 0), (*add, 1))}) == 2

    def test_when_containers_come_before_it_in_a_declared_kind(self) -> None:
        declared = DeclaredWorkload("example.com", "Service", pod_template="spec.pod")

        def with_containers(*names: str) -> Object:
            pod = {"spec": {"containers": [{"name": name} for name in names]}}
            return read("example.com/v1", "Service", {"pod": pod}, declared)

        field = ("spec", "pod", "spec", "containers")
        one, two = with_containers("app"), with_containers("log", "app")
        assert marks(one, (*field, 0)) == marks(two, (*field, 1))

    def test_when_items_come_before_it_in_an_unknown_kind(self) -> None:
        one = read("example.com/v1", "Odd", {"parts": [{"name": "x"}]})
        two = read("example.com/v1", "Odd", {"parts": [{"name": "y"}, {"name": "x"}]})
        assert marks(one, ("spec", "parts", 0)) == marks(two, ("spec", "parts", 1))

    def test_when_the_api_is_upgraded(self) -> None:
        old, new = (
            read(version, "PodDisruptionBudget", {}) for version in ("policy/v1beta1", "policy/v1")
        )
        assert marks(old, ("spec",)) == marks(new, ("spec",))

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("needs 3 of 3 pods", "needs 4 of 5 pods"),
            ('"app" runs as root', 'as root runs "app"'),
            ('"a" is written twice, first in line 3', '"a" is there twice, first in line 12'),
        ],
    )
    def test_when_numbers_or_words_change(self, before: str, after: str) -> None:
        one, two = (finding(deployment(), "pdb-missing", message=text) for text in (before, after))
        assert fingerprint(one) == fingerprint(two)

    def test_where_the_path_leads_to_nothing_batten_reads(self) -> None:
        path = ("spec", "nonsense", 3, "more")
        assert marks(deployment(), path) == marks(deployment(), ("spec", "nonsense", 5, "more"))


class TestAnother:
    def test_of_another_rule_object_kind_namespace_field_or_value(self) -> None:
        web = deployment()
        findings = [
            finding(web, "pdb-missing"),
            finding(web, "replicas-min"),
            finding(deployment("other"), "pdb-missing"),
            finding(deployment(namespace="shop"), "pdb-missing"),
            finding(read("v1", "Service", {}), "pdb-missing"),
            finding(web, "pdb-missing", "spec"),
            finding(web, "pdb-missing", *APP),
            finding(web, "pdb-missing", *POD, "containers", 1),
            finding(web, "pdb-missing", message='"x" is missing'),
            finding(web, "pdb-missing", message='"y" is missing'),
            finding(web, "pdb-missing", message="adds SYS_ADMIN"),
            finding(web, "pdb-missing", message="adds NET_ADMIN"),
        ]
        assert len({fingerprint(each) for each in findings}) == len(findings)


@given(st.text(), st.lists(st.text() | st.integers(-2, 3), max_size=5))
def test_any_message_and_path_has_one(message: str, path: list[str | int]) -> None:
    rule = BY_ID["pdb-missing"]
    for obj in (deployment(), read("example.com/v1", "Odd", {"a": [1, None]})):
        one = Finding(obj, tuple(path), message, rule=rule)
        assert len(fingerprint(one)) == 16
