"""What builders decide where a manifest leaves a choice: each by one small manifest."""

from __future__ import annotations

from typing import Any

from batten.config.fixing import Budgets, Fixing, Rollouts
from batten.fixes.fix import Refused, created
from batten.fixes.guided import Answers, Question, build
from batten.fixes.guided.rollouts import configured
from batten.rules.finding import Edit, Fix
from tests.fixes.guided.lab import Lab

POD = ("spec", "template", "spec")


def workload(
    name: str = "web", *, kind: str = "Deployment", labels: str = "", spec: str = "", pod: str = ""
) -> str:
    """A workload of the namespace shop, written in flow style."""
    labels = labels or f"app: {name}"
    return f"""\
apiVersion: apps/v1
kind: {kind}
metadata: {{name: {name}, namespace: shop}}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  {spec}
  template:
    metadata: {{labels: {{{labels}}}}}
    spec:
      {pod}
      containers: [{{name: app, image: "web:1"}}]
---
"""


def made(text: str, rule: str, settings: Fixing, name: str = "web") -> Fix | Refused | Question:
    """What is built for the rule's first finding about an object of that name."""
    lab = Lab(text)
    finding = next(f for f in lab.findings if f.rule.id == rule and f.object.name == name)
    return build(finding, lab.inventory, lab.policy, Answers(settings))


def new(text: str, rule: str, settings: Fixing | None = None) -> dict[str, Any]:
    """The first new object of the fix."""
    fix = made(text, rule, settings or Fixing())
    assert isinstance(fix, Fix), fix
    return created(fix)[0]


class TestBudget:
    def test_a_share_is_kept_where_half_of_the_pods_stay(self) -> None:
        settings = Fixing(pdb=Budgets(max_unavailable="30%"))
        assert new(workload(spec="replicas: 10"), "pdb-missing", settings)["spec"][
            "maxUnavailable"
        ] == "30%"  # fmt: skip

    def test_it_is_one_where_fewer_would_stay(self) -> None:
        settings = Fixing(pdb=Budgets(max_unavailable=2))
        budget = new(workload(spec="replicas: 3"), "pdb-missing", settings)
        assert budget["spec"]["maxUnavailable"] == 1

    def test_members_go_one_by_one_and_may_catch_up(self) -> None:
        settings = Fixing(pdb=Budgets(max_unavailable="30%"))
        budget = new(workload(kind="StatefulSet", spec="replicas: 9"), "pdb-missing", settings)
        assert budget["spec"]["maxUnavailable"] == 1
        assert budget["spec"]["unhealthyPodEvictionPolicy"] == "IfHealthyBudget"

    def test_it_takes_more_labels_where_the_selector_means_others_too(self) -> None:
        text = workload(labels="app: web, tier: front", spec="replicas: 2")
        text += workload("other", labels="app: web, tier: back")
        budget = new(text, "pdb-missing")
        assert budget["spec"]["selector"] == {"matchLabels": {"app": "web", "tier": "front"}}

    def test_it_is_refused_where_no_label_tells_pods_apart(self) -> None:
        text = workload(spec="replicas: 2") + workload("other", labels="app: web")
        assert isinstance(made(text, "pdb-missing", Fixing()), Refused)

    def test_its_name_is_not_one_that_is_taken(self) -> None:
        text = workload(spec="replicas: 2") + (
            "apiVersion: policy/v1\nkind: PodDisruptionBudget\n"
            "metadata: {name: web, namespace: shop}\n"
            "spec: {maxUnavailable: 1, selector: {matchLabels: {app: old}}}\n"
        )
        assert new(text, "pdb-missing")["metadata"]["name"] == "web-2"


class TestPriority:
    PRODUCTION = "# policy: {production: {namespaces: [shop]}}\n"

    def test_production_gets_its_class(self) -> None:
        fix = made(self.PRODUCTION + workload(), "priority-class-missing", Fixing())
        assert isinstance(fix, Fix)
        assert fix.edits == (Edit("set", (*POD, "priorityClassName"), "production"),)
        assert created(fix)[0]["value"] == 1_000_000

    def test_a_class_that_is_there_is_not_made_again(self) -> None:
        text = self.PRODUCTION + workload() + _priority("production", 500)
        fix = made(text, "priority-class-missing", Fixing())
        assert isinstance(fix, Fix)
        assert created(fix) == []

    def test_its_name_and_value_may_be_given(self) -> None:
        settings = Fixing(priority_class="gold", priority_classes={"gold": 7_000})
        priority = new(self.PRODUCTION + workload(), "priority-class-missing", settings)
        assert (priority["metadata"]["name"], priority["value"]) == ("gold", 7_000)

    def test_it_asks_where_others_have_more(self) -> None:
        text = self.PRODUCTION + workload() + _priority("batch", 2_000_000)
        text += "---\n" + workload("job", pod="priorityClassName: batch").replace(
            "namespace: shop", "namespace: other"
        )
        asked = made(text, "priority-class-missing", Fixing())
        assert isinstance(asked, Question)
        assert asked.key == ("priorityClasses", "production")
        assert asked.default > 2_000_000

    def test_a_name_that_is_nearly_there_is_asked_about(self) -> None:
        text = workload(pod="priorityClassName: producton") + _priority("production", 1)
        asked = made(text, "priority-class-missing", Fixing())
        assert isinstance(asked, Question)
        assert asked.default == "production"


def _priority(name: str, value: int) -> str:
    head = "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\n"
    return f"{head}metadata: {{name: {name}}}\nvalue: {value}\n"


class TestSpread:
    ANTI = (*POD, "affinity", "podAntiAffinity")

    def test_constraints_are_the_rules_own_fix(self) -> None:
        fix = made(workload(spec="replicas: 2"), "spread-missing", Fixing())
        assert isinstance(fix, Fix)
        assert fix.safe
        assert [edit.path[-1] for edit in fix.edits] == ["topologySpreadConstraints"]

    def test_anti_affinity_stands_in_place_of_constraints(self) -> None:
        fix = made(workload(spec="replicas: 2"), "spread-missing", Fixing(anti_affinity="required"))
        assert isinstance(fix, Fix)
        (edit,) = fix.edits
        assert edit.path == (*self.ANTI, "requiredDuringSchedulingIgnoredDuringExecution", 0)
        assert edit.value["topologyKey"] == "kubernetes.io/hostname"

    def test_it_stands_beside_anti_affinity_to_others(self) -> None:
        term = "{labelSelector: {matchLabels: {app: db}}, topologyKey: kubernetes.io/hostname}"
        preferred = f"[{{weight: 50, podAffinityTerm: {term}}}]"
        pod = (
            "affinity: {podAntiAffinity: "
            f"{{preferredDuringSchedulingIgnoredDuringExecution: {preferred}}}}}"
        )
        text = workload(spec="replicas: 2", pod=pod) + workload("db")
        fix = made(text, "spread-missing", Fixing(anti_affinity="preferred"))
        assert isinstance(fix, Fix)
        (edit,) = fix.edits
        assert edit.path[-1] == 1
        assert edit.value["weight"] == 100


class TestReplicas:
    def test_what_cannot_run_twice_is_left_alone(self) -> None:
        text = workload(spec="strategy: {type: Recreate}")
        assert isinstance(made(text, "replicas-min", Fixing(replicas={"*": 2})), Refused)

    def test_fewer_than_the_policy_asks_for_are_refused(self) -> None:
        assert isinstance(made(workload(), "replicas-min", Fixing(replicas={"*": 1})), Refused)


class TestRollouts:
    WANTED = Fixing(
        rollout=Rollouts(
            max_surge=1,
            max_unavailable=0,
            min_ready_seconds=10,
            progress_deadline_seconds=300,
            revision_history_limit=5,
        )
    )

    def test_only_what_a_workload_does_not_say_is_set(self) -> None:
        lab = Lab(workload(spec="minReadySeconds: 5"))
        fix = configured(lab.inventory.workloads[0], Answers(self.WANTED))
        assert fix is not None
        assert {edit.path[-1]: edit.value for edit in fix.edits} == {
            "maxSurge": 1,
            "maxUnavailable": 0,
            "progressDeadlineSeconds": 300,
            "revisionHistoryLimit": 5,
        }

    def test_a_statefulset_has_no_deadline_and_no_surge(self) -> None:
        lab = Lab(workload(kind="StatefulSet"))
        fix = configured(lab.inventory.workloads[0], Answers(self.WANTED))
        assert fix is not None
        assert {edit.path[-1] for edit in fix.edits} == {"minReadySeconds", "revisionHistoryLimit"}

    def test_what_stops_all_pods_on_purpose_gets_no_bounds(self) -> None:
        lab = Lab(workload(spec="strategy: {type: Recreate}"))
        fix = configured(lab.inventory.workloads[0], Answers(self.WANTED))
        assert fix is not None
        assert "maxSurge" not in {edit.path[-1] for edit in fix.edits}

    def test_no_deadline_is_shorter_than_a_good_start(self) -> None:
        probe = "startupProbe: {tcpSocket: {port: 80}, periodSeconds: 10, failureThreshold: 60}"
        lab = Lab(workload().replace('"web:1"', f'"web:1", {probe}'))
        fix = configured(lab.inventory.workloads[0], Answers(self.WANTED))
        assert fix is not None
        assert not {"progressDeadlineSeconds", "minReadySeconds"} & {e.path[-1] for e in fix.edits}

    def test_no_bounds_stop_all_pods(self) -> None:
        lab = Lab(workload(spec="replicas: 2"))
        wanted = Fixing(rollout=Rollouts(max_surge=0, max_unavailable=2))
        assert configured(lab.inventory.workloads[0], Answers(wanted)) is None

    def test_nothing_wanted_is_no_fix(self) -> None:
        lab = Lab(workload())
        assert configured(lab.inventory.workloads[0], Answers()) is None


class TestUsers:
    def test_user_ids_below_the_policys_are_refused(self) -> None:
        text = "# policy: {minUid: 10000}\n" + workload()
        assert isinstance(made(text, "run-as-root", Fixing(run_as_user={"*": 1000})), Refused)

    def test_containers_that_differ_are_each_told(self) -> None:
        text = workload().replace(
            '{name: app, image: "web:1"}', '{name: app, image: "web:1"}, {name: px, image: "px:1"}'
        )
        settings = Fixing(run_as_user={"web:1": 10_001, "shop/web/px": 10_002})
        fix = made(text, "run-as-root", settings)
        assert isinstance(fix, Fix)
        users = {e.path: e.value for e in fix.edits if e.path[-1] == "runAsUser"}
        assert users == {
            (*POD, "containers", 0, "securityContext", "runAsUser"): 10_001,
            (*POD, "containers", 1, "securityContext", "runAsUser"): 10_002,
        }
