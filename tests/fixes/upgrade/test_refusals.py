"""What is refused or asked says why, and what to do; what is merely worth knowing is a note."""

from __future__ import annotations

import pytest

from batten.fixes.upgrade import Upgrade, upgrade
from batten.model.versions import NEWEST, Version
from tests.fixes.upgrade.documents import one


def upgraded(text: str, version: Version = NEWEST) -> Upgrade:
    found = upgrade(one(text), version)
    assert found is not None
    return found


def refusal(text: str) -> str:
    found = upgraded(text)
    assert found.edits == ()
    assert not found.safe
    return found.unsupported


POLICY = "apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nspec: "


@pytest.mark.parametrize(
    ("spec", "level"),
    [
        ("{privileged: true}", "privileged"),
        ("{hostNetwork: true}", "privileged"),
        ('{volumes: ["*"]}', "privileged"),
        ("{volumes: [secret, hostPath]}", "privileged"),
        ('{allowedCapabilities: ["*"]}', "privileged"),
        ("{volumes: [secret]}", "baseline"),
        ("null", "baseline"),
        (
            "{runAsUser: {rule: MustRunAsNonRoot}, requiredDropCapabilities: [ALL],"
            " allowPrivilegeEscalation: false, volumes: [secret]}",
            "restricted",
        ),
    ],
)
def test_a_pod_security_policy_is_told_its_level(spec: str, level: str) -> None:
    reason = refusal(POLICY + spec)
    assert f"pod-security.kubernetes.io/enforce: {level} " in reason


def test_what_nothing_replaces_says_so() -> None:
    assert refusal("apiVersion: settings.k8s.io/v1alpha1\nkind: PodPreset") == (
        "nothing replaces settings.k8s.io/v1alpha1 PodPreset: "
        "use a mutating admission policy or webhook"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{apiVersion: extensions/v1beta1, kind: Deployment}", "write spec.selector"),
        ("{apiVersion: apps/v1beta1, kind: StatefulSet, spec: 7}", "write spec.selector"),
        (
            "{apiVersion: networking.k8s.io/v1beta1, kind: Ingress,"
            " spec: {backend: {serviceName: web}}}",
            "lacks serviceName or servicePort",
        ),
        (
            "{apiVersion: autoscaling/v2beta1, kind: HorizontalPodAutoscaler,"
            " spec: {metrics: [{type: External, external: {metricName: queue}}]}}",
            "a metric has no target",
        ),
        (
            "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata:"
            " {annotations: {autoscaling.alpha.kubernetes.io/metrics: '[{'}}}",
            "autoscaling.alpha.kubernetes.io/metrics is not JSON",
        ),
        (
            "{apiVersion: admissionregistration.k8s.io/v1beta1,"
            " kind: ValidatingWebhookConfiguration, webhooks: [{name: a}]}",
            "webhooks[0].sideEffects is not written",
        ),
        (
            "{apiVersion: admissionregistration.k8s.io/v1beta1,"
            " kind: MutatingWebhookConfiguration,"
            " webhooks: [{sideEffects: None}, {sideEffects: Some}]}",
            "webhooks[1].sideEffects is Some",
        ),
        (
            "{apiVersion: certificates.k8s.io/v1beta1, kind: CertificateSigningRequest}",
            "spec.signerName must name the signer",
        ),
        (
            "{apiVersion: certificates.k8s.io/v1beta1, kind: CertificateSigningRequest,"
            " spec: {signerName: kubernetes.io/legacy-unknown}}",
            "spec.signerName must name the signer",
        ),
        (
            "{apiVersion: events.k8s.io/v1beta1, kind: Event, reason: Started, type: Normal}",
            "eventTime, reportingController, reportingInstance, action",
        ),
        (
            "{apiVersion: admissionregistration.k8s.io/v1alpha1,"
            " kind: ValidatingAdmissionPolicyBinding, spec: {policyName: a}}",
            "spec.validationActions is required",
        ),
        ("{apiVersion: node.k8s.io/v1alpha1, kind: RuntimeClass}", "runtimeHandler is missing"),
        ("{apiVersion: discovery.k8s.io/v1alpha1, kind: EndpointSlice}", "write it anew"),
    ],
)
def test_what_cannot_be_known_is_not_guessed(text: str, reason: str) -> None:
    assert reason in refusal(text)


def test_a_release_without_the_replacement_is_told_of() -> None:
    text = "{apiVersion: resource.k8s.io/v1alpha2, kind: ResourceClaim}"
    assert "Kubernetes 1.32 does not serve resource.k8s.io/v1 yet" in (
        upgraded(text, Version(1, 32)).unsupported
    )


# Custom resource definitions ----------------------------------------------------------------------


def definition(schema: str, group: str = "example.com") -> str:
    return f"""
        apiVersion: apiextensions.k8s.io/v1beta1
        kind: CustomResourceDefinition
        metadata: {{name: a.{group}}}
        spec:
          group: {group}
          version: v1
          validation: {{openAPIV3Schema: {schema}}}
        """


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ("{properties: {a: {additionalProperties: false}}}", ".a: v1 knows neither"),
        ("{properties: {a: {items: {uniqueItems: true}}}}", ".a[]: v1 knows neither"),
        ("{properties: {}, additionalProperties: {}}", "the schema: v1 takes properties or"),
        ("{properties: {a: {oneOf: [{type: string}]}}}", ".a.oneOf: v1 takes no type"),
        ("{not: {properties: {a: {nullable: true}}}}", "the schema.not: v1 takes no nullable"),
    ],
)
def test_a_schema_that_cannot_be_structural_is_refused(schema: str, reason: str) -> None:
    assert reason in refusal(definition(schema))


@pytest.mark.parametrize("group", ["k8s.io", "shop.k8s.io", "kubernetes.io"])
def test_a_group_of_kubernetes_needs_approval(group: str) -> None:
    assert "requires the annotation api-approved.kubernetes.io" in refusal(
        definition("{type: object}", group)
    )


def test_a_group_that_only_looks_like_one_does_not() -> None:
    assert upgraded(definition("{type: object}", "myk8s.io")).safe


def test_a_definition_without_a_version_is_refused() -> None:
    text = "{apiVersion: apiextensions.k8s.io/v1beta1, kind: CustomResourceDefinition}"
    assert "write spec.versions" in refusal(text)


# Consent ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("selector", ["{}", "{matchLabels: {}, matchExpressions: []}"])
def test_an_empty_selector_of_a_budget_needs_consent(selector: str) -> None:
    found = upgraded(
        "{apiVersion: policy/v1beta1, kind: PodDisruptionBudget,"
        f" spec: {{minAvailable: 1, selector: {selector}}}}}"
    )
    assert [edit.path for edit in found.edits] == [("apiVersion",)]
    assert not found.safe
    assert "selects every pod of the namespace in policy/v1" in found.doubts[0]


def test_topology_that_has_no_place_needs_consent() -> None:
    found = upgraded(
        "{apiVersion: discovery.k8s.io/v1beta1, kind: EndpointSlice, addressType: IPv4,"
        " endpoints: [{addresses: [10.0.0.1], topology: {kubernetes.io/hostname: a, rack: b}}]}"
    )
    assert not found.safe
    assert found.doubts == ("only node and zone of an endpoint are kept: rack is dropped",)
    assert ("endpoints", 0, "nodeName") in [edit.path for edit in found.edits]


# Notes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (
            "{apiVersion: extensions/v1beta1, kind: Deployment, spec: {selector: {a: b}}}",
            "progressDeadlineSeconds was unlimited by default, and is 600 s in apps/v1",
        ),
        (
            "{apiVersion: extensions/v1beta1, kind: Deployment,"
            " spec: {selector: {a: b}, rollbackTo: {revision: 1}}}",
            "rollbackTo is gone: roll back with kubectl rollout undo",
        ),
        (
            "{apiVersion: networking.k8s.io/v1beta1, kind: Ingress,"
            " metadata: {annotations: {kubernetes.io/ingress.class: nginx}}}",
            "kubernetes.io/ingress.class still works; ingressClassName needs an IngressClass",
        ),
        (
            "{apiVersion: rbac.authorization.k8s.io/v1beta1, kind: Role,"
            " rules: [{apiGroups: [extensions], resources: [ingresses], verbs: [get]}]}",
            "the API group extensions is gone: name apps, networking.k8s.io or policy instead",
        ),
        (
            "{apiVersion: batch/v2alpha1, kind: CronJob}",
            "failedJobsHistoryLimit was unlimited by default, and is 1 in batch/v1",
        ),
    ],
)
def test_what_is_worth_knowing_is_a_note(text: str, note: str) -> None:
    found = upgraded(text)
    assert found.safe
    assert note in found.notes


# Nothing to do ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "{kind: Deployment}",
        "{apiVersion: 1, kind: Deployment}",
        "{apiVersion: apps/v1, kind: Deployment}",
        "{apiVersion: example.com/v1beta1, kind: Deployment}",
        "{apiVersion: v1, kind: Endpoints}",
        "{apiVersion: coordination.k8s.io/v1beta1, kind: LeaseCandidate}",
        "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, spec: null}",
    ],
)
def test_what_is_served_stays(text: str) -> None:
    assert upgrade(one(text), NEWEST) is None


def test_what_ends_later_stays_until_it_is_deprecated() -> None:
    text = "{apiVersion: resource.k8s.io/v1beta1, kind: DeviceClass}"
    assert upgrade(one(text), Version(1, 34)) is None
    assert upgraded(text, Version(1, 35)).edits[0].value == "resource.k8s.io/v1"
