from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from batten.model.versions import NEWEST, Version
from batten.schemas.problems import Problem
from batten.schemas.validation import known, validate
from tests.schemas.documents import Document, deployment, read


def pod(document: Document) -> Document:
    spec: Document = document["spec"]["template"]["spec"]
    return spec


def container(document: Document) -> Document:
    first: Document = pod(document)["containers"][0]
    return first


def after(change: Callable[[Document], Any], version: str = "1.37") -> list[Problem]:
    """The problems of a Deployment after a change."""
    document = deployment()
    change(document)
    return validate(document, version)


def only(change: Callable[[Document], Any], version: str = "1.37") -> Problem:
    (problem,) = after(change, version)
    return problem


CONTAINER = ("spec", "template", "spec", "containers", 0)


class TestUnknownFields:
    def test_a_slip_of_the_pen(self) -> None:
        assert only(lambda d: d["spec"].update(replica=3)) == Problem(
            ("spec", "replica"),
            'unknown field "replica"; did you mean "replicas"?',
            "unknown",
            "replicas",
        )

    @pytest.mark.parametrize("name", ["Replicas", "REPLICAS", "repli-cas", "repli_cas"])
    def test_names_are_case_sensitive(self, name: str) -> None:
        assert only(lambda d: d["spec"].update({name: 3})).suggestion == "replicas"

    def test_without_a_near_name_nothing_is_suggested(self) -> None:
        problem = only(lambda d: d["spec"].update(xyzzy=3))
        assert (problem.message, problem.suggestion) == ('unknown field "xyzzy"', None)

    def test_a_null_does_not_make_a_name_known(self) -> None:
        assert only(lambda d: d["spec"].update(xyzzy=None)).kind == "unknown"

    @pytest.mark.parametrize(
        ("change", "home"),
        [
            (lambda d: pod(d).update(livenessProbe={}), "spec.template.spec.containers[]"),
            (lambda d: pod(d).update(replicas=1), "spec"),
            (lambda d: container(d).update(hostNetwork=True), "spec.template.spec"),
            (
                lambda d: container(d).update(limits={}),
                "spec.template.spec.containers[0].resources",
            ),
            (lambda d: d["spec"].update(matchLabels={}), "spec.selector"),
            (lambda d: d.update(namespace="shop"), "metadata"),
            (lambda d: d["metadata"].update(replicas=1), "spec"),
            (lambda d: d["metadata"].update(spec={}), "the top level"),
        ],
    )
    def test_a_field_at_the_wrong_level(self, change: Callable[[Document], Any], home: str) -> None:
        problem = only(change)
        assert problem.message.endswith(f"; it belongs in {home}")
        assert problem.suggestion is None

    def test_volumes_do_not_lend_each_other_their_fields(self) -> None:
        volumes = [{"name": "a", "storageos": {"secretName": "b"}}]
        problem = only(lambda d: pod(d).update(volumes=volumes))
        assert "belongs" not in problem.message

    def test_all_are_found(self) -> None:
        found = after(lambda d: (d["spec"].update(a=1), container(d).update(b=1, command="x")))
        assert [p.path for p in found] == [
            (*CONTAINER, "b"),
            (*CONTAINER, "command"),
            ("spec", "a"),
        ]


class TestTypes:
    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (
                lambda d: d["spec"].update(replicas="3"),
                '"replicas" must be an integer, not the string "3"',
            ),
            (
                lambda d: d["spec"].update(replicas=1.5),
                '"replicas" must be an integer, not the number 1.5',
            ),
            (
                lambda d: d["spec"].update(replicas=True),
                '"replicas" must be an integer, not the boolean true',
            ),
            (
                lambda d: d["spec"].update(replicas=2**31),
                '"replicas" must be an integer, not the number 2147483648',
            ),
            (
                lambda d: d["spec"].update(paused="true"),
                '"paused" must be true or false, not the string "true"',
            ),
            (
                lambda d: d["spec"].update(paused=1),
                '"paused" must be true or false, not the number 1',
            ),
            (
                lambda d: container(d)["env"][0].update(value=8080),
                '"value" must be a string, not the number 8080; quote it',
            ),
            (
                lambda d: d["metadata"].update(annotations={"scrape": True}),
                '"scrape" must be a string, not the boolean true; quote it',
            ),
            (
                lambda d: d["metadata"]["labels"].update(release=1),
                '"release" must be a string, not the number 1; quote it',
            ),
            (
                lambda d: container(d).update(args=["-p", 80]),
                '"args[1]" must be a string, not the number 80; quote it',
            ),
            (
                lambda d: container(d).update(command="sh"),
                '"command" must be a list, not the string "sh"',
            ),
            (
                lambda d: container(d).update(resources=[]),
                '"resources" must be an object, not a list',
            ),
            (
                lambda d: d["metadata"].update(labels="a"),
                '"labels" must be an object, not the string "a"',
            ),
            (
                lambda d: pod(d).update(containers=[["app"]]),
                '"containers[0]" must be an object, not a list',
            ),
            (
                lambda d: container(d)["resources"]["limits"].update(memory="1 GB"),
                '"memory" must be a quantity such as 500m or 1Gi, not the string "1 GB"',
            ),
            (
                lambda d: container(d)["resources"]["limits"].update(memory=True),
                '"memory" must be a quantity such as 500m or 1Gi, not the boolean true',
            ),
            (
                lambda d: container(d).update(readinessProbe={"tcpSocket": {"port": {}}}),
                '"port" must be an integer or a string, not an object',
            ),
            (
                lambda d: d["metadata"].update(creationTimestamp="yesterday"),
                '"creationTimestamp" must be a time such as 2026-05-01T12:00:00Z, '
                'not the string "yesterday"',
            ),
            (
                lambda d: pod(d).update(terminationGracePeriodSeconds=2**63),
                '"terminationGracePeriodSeconds" must be an integer, '
                "not the number 9223372036854775808",
            ),
        ],
    )
    def test_what_cannot_be_decoded(self, change: Callable[[Document], Any], message: str) -> None:
        problem = only(change)
        assert (problem.kind, problem.message) == ("type", message)

    def test_a_long_value_is_cut_short(self) -> None:
        assert len(only(lambda d: d["spec"].update(replicas="x\n" * 500)).message) < 100

    def test_the_document_itself_may_be_wrong(self) -> None:
        problem = only(lambda d: d.update(spec=7))
        assert problem.message == '"spec" must be an object, not the number 7'

    @pytest.mark.parametrize("value", [3, 3.0, 1e3, 0, -(2**31), 2**31 - 1])
    def test_numbers_that_are_integers(self, value: float) -> None:
        assert after(lambda d: d["spec"].update(replicas=value)) == []

    @pytest.mark.parametrize(
        "value", ["1", "1.", ".5", "100m", "1Gi", "1e3", "1E-3", "5E", "12k", "+1", " 1Gi ", 2, 0.5]
    )
    def test_quantities(self, value: object) -> None:
        assert after(lambda d: container(d)["resources"]["limits"].update(memory=value)) == []

    @pytest.mark.parametrize("value", ["", "1gi", "Gi", "1 Gi", "1KB", "0x10", "١", "1,5"])
    def test_no_quantities(self, value: object) -> None:
        problem = only(lambda d: container(d)["resources"]["limits"].update(memory=value))
        assert problem.kind == "type"

    @pytest.mark.parametrize("value", ["bm90IGJhc2U2NA", "no base64!", 5, "YQ==YQ=="])
    def test_a_secret_is_base64_and_never_shown(self, value: object) -> None:
        document = read("{apiVersion: v1, kind: Secret, metadata: {name: a}, data: {}}")
        document["data"]["password"] = value
        (problem,) = validate(document, NEWEST)
        assert problem.message.startswith('"password" must be text in base64, not a ')
        assert str(value) not in problem.message

    def test_the_plain_text_of_a_secret_is_never_shown(self) -> None:
        document = read("{apiVersion: v1, kind: Secret, stringData: {pin: 4711}}")
        (problem,) = validate(document, NEWEST)
        assert problem.message == '"pin" must be a string, not a number; quote it'


class TestRequiredFields:
    def test_a_missing_field_is_told_at_its_object(self) -> None:
        assert only(lambda d: d["spec"].pop("selector")) == Problem(
            ("spec",), 'required field "selector" is missing', "required"
        )

    def test_null_is_missing(self) -> None:
        assert only(lambda d: d["spec"].update(template=None)).kind == "required"

    def test_a_spec_with_required_fields_is_required(self) -> None:
        assert only(lambda d: d.pop("spec"), "1.29").path == ()

    def test_a_status_need_not_be_whole(self) -> None:
        status = {"conditions": [{"type": "Available"}]}
        assert after(lambda d: d.update(status=status)) == []

    def test_a_null_item_of_a_list_is_left_alone(self) -> None:
        assert after(lambda d: container(d).update(args=[None], env=[None])) == []


class TestEnums:
    def test_the_nearest_value_is_named(self) -> None:
        problem = only(lambda d: container(d).update(imagePullPolicy="always"))
        assert problem == Problem(
            (*CONTAINER, "imagePullPolicy"),
            '"imagePullPolicy" must be one of Always, IfNotPresent, Never, not "always"; '
            'did you mean "Always"?',
            "enum",
            "Always",
        )

    def test_a_number_is_of_the_wrong_type(self) -> None:
        assert only(lambda d: pod(d).update(restartPolicy=1)).kind == "type"

    def test_a_list_of_them(self) -> None:
        service = read("{apiVersion: v1, kind: Service, spec: {ipFamilies: [IPv4, IPv5]}}")
        (problem,) = validate(service, NEWEST)
        assert problem.path == ("spec", "ipFamilies", 1)

    def test_a_status_may_hold_what_a_newer_server_wrote(self) -> None:
        running = read("{apiVersion: v1, kind: Pod, spec: {containers: []}, status: {phase: New}}")
        assert validate(running, NEWEST) == []


class TestReleases:
    @pytest.mark.parametrize(
        ("change", "since"),
        [
            (lambda d: container(d).update(restartPolicy="Always"), 28),
            (lambda d: container(d).update(lifecycle={"preStop": {"sleep": {"seconds": 5}}}), 29),
            (
                lambda d: pod(d).update(
                    securityContext={"appArmorProfile": {"type": "Unconfined"}}
                ),
                30,
            ),
            (lambda d: pod(d).update(securityContext={"supplementalGroupsPolicy": "Strict"}), 31),
            (lambda d: pod(d).update(resources={"limits": {"cpu": 1}}), 32),
        ],
    )
    def test_a_field_is_unknown_before_its_release(
        self, change: Callable[[Document], Any], since: int
    ) -> None:
        assert after(change, f"1.{since}") == []
        message = only(change, f"1.{since - 1}").message
        assert message.endswith(f": it does not exist before Kubernetes 1.{since}")

    def test_a_field_is_unknown_after_its_last_release(self) -> None:
        change = lambda d: pod(d).update(workloadRef={"name": "a", "podGroup": "b"})  # noqa: E731
        assert after(change, "1.35") == []
        assert only(change, "1.36").message.endswith("does not exist after Kubernetes 1.35")

    def test_a_value_is_unknown_before_its_release(self) -> None:
        change = lambda d: pod(d).update(tolerations=[{"key": "a", "operator": "Gt"}])  # noqa: E731
        assert after(change, "1.35") == []
        assert only(change, "1.34").kind == "enum"

    def test_a_release_beyond_the_table_is_judged_by_the_nearest(self) -> None:
        change = lambda d: container(d).update(restartPolicy="Always")  # noqa: E731
        assert after(change, "1.99") == []
        assert len(after(change, "1.20")) == 1

    def test_a_version_object_serves_as_well(self) -> None:
        assert validate(deployment(), Version(1, 30)) == []

    def test_a_version_that_is_none_is_refused(self) -> None:
        with pytest.raises(ValueError, match="is not a Kubernetes version"):
            validate(deployment(), "newest")


class TestKinds:
    def test_a_misspelt_kind(self) -> None:
        (problem,) = validate({"apiVersion": "apps/v1", "kind": "Deploymnt"}, NEWEST)
        assert problem == Problem(
            ("kind",),
            'apps/v1 has no kind "Deploymnt"; did you mean "Deployment"?',
            "unknown",
            "Deployment",
        )

    def test_a_kind_that_comes_later(self) -> None:
        claim = {"apiVersion": "resource.k8s.io/v1", "kind": "ResourceClaim", "spec": {}}
        assert validate(claim, "1.34") == []
        (problem,) = validate(claim, "1.33")
        assert problem.message == (
            "resource.k8s.io/v1 ResourceClaim does not exist before Kubernetes 1.34"
        )

    @pytest.mark.parametrize(
        ("api_version", "kind"),
        [
            ("policy/v1beta1", "PodDisruptionBudget"),  # removed, its group/version too
            ("networking.k8s.io/v1beta1", "Ingress"),  # removed, its group/version came back
            ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema"),  # removed in this range
            ("argoproj.io/v1alpha1", "Rollout"),  # custom
            ("v1", "Config"),  # a kubeconfig
            ("v1", "PodList"),  # on the wire only
            ("kustomize.config.k8s.io/v1beta1", "Kustomization"),
        ],
    )
    def test_nothing_is_said_of_other_apis(self, api_version: str, kind: str) -> None:
        document = {"apiVersion": api_version, "kind": kind, "nonsense": 1}
        assert validate(document, NEWEST) == []

    @pytest.mark.parametrize("document", [{}, {"kind": "Pod"}, {"apiVersion": 1, "kind": []}])
    def test_nothing_is_said_of_no_object(self, document: Document) -> None:
        assert validate(document, NEWEST) == []

    def test_known(self) -> None:
        assert known("apps/v1", "Deployment", "1.30") is True
        assert known("apps/v1", "Rollout", "1.30") is False
        assert known("argoproj.io/v1alpha1", "Rollout", "1.30") is None
