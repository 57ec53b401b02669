"""How new versions reach the pods, and how old pods stop."""

from __future__ import annotations

from batten.config.fixing import Rollouts
from batten.fixes.guided.answers import Answers
from batten.fixes.guided.case import Case, drop, guided, put
from batten.model.objects.workloads import DaemonSet, Deployment, Rollout, StatefulSet
from batten.model.workload import Workload
from batten.rules.finding import Edit, Fix
from batten.rules.rollout import unavailable_pods
from batten.rules.rollout_deadline import DEFAULT_DEADLINE, start_of_pod
from batten.rules.traffic import one_node_claims, recreates


def rolling(case: Case) -> Fix:
    """A new version replaces the pods little by little."""
    match case.path[-1]:
        case "paused":
            case.consent(f"May a new version of {case.object.title} roll out by itself?")
            return guided(drop(case.path))
        case "partition":
            case.consent(f"May a new version of {case.object.title} reach all its pods?")
            return guided(put(case.path, value=0))
    if one_node_claims(case.workload, case.inventory):
        case.refuse("only one node can mount its claim: two versions cannot run side by side")
    case.consent(f"Can two versions of {case.object.title} run side by side?")
    return guided(put(case.path, value="RollingUpdate"), *_bounds(case.workload, case.answers))


def delayed(case: Case) -> Fix:
    """A stop that waits until Services have forgotten the pod, before preStop.sleep existed."""
    if case.path[-2:] != ("lifecycle", "preStop"):
        case.refuse("only its owner knows how long its requests take")
    container = case.container
    lifecycle = container.spec.lifecycle
    if lifecycle and lifecycle.pre_stop:
        case.refuse("its own preStop hook must wait longer")
    case.consent(f'Has the image of "{container.name}" in {case.object.title} a `sleep` command?')
    seconds = case.policy.service_delay_seconds
    edits = [put(case.path, value={"exec": {"command": ["sleep", str(seconds)]}})]
    needs = seconds + case.policy.drain_seconds
    if needs > container.pod.spec.termination_grace_period_seconds:
        edits.append(put(case.pod.path, "terminationGracePeriodSeconds", value=needs))
    return guided(*edits)


def configured(workload: Workload, answers: Answers) -> Fix | None:
    """What the configuration says of rollouts and the workload does not; None: nothing.

    No rule asks for these: it is a choice of the team that all its workloads share. What would not
    fit a workload, such as a deadline shorter than its pods may take to start, is left out.
    """
    obj, wanted = workload.object, answers.settings.rollout
    if not isinstance(obj, Deployment | StatefulSet | DaemonSet | Rollout):
        return None
    edits = [] if recreates(workload) else _bounds(workload, answers)
    if obj.spec.revision_history_limit is None and wanted.revision_history_limit is not None:
        edits.append(put(("spec",), "revisionHistoryLimit", value=wanted.revision_history_limit))
    for field, value in _times(workload, obj, wanted).items():
        edits.append(put(("spec",), field, value=value))
    return guided(*edits) if edits else None


def _times(
    workload: Workload, obj: Deployment | StatefulSet | DaemonSet | Rollout, wanted: Rollouts
) -> dict[str, int]:
    """minReadySeconds and progressDeadlineSeconds; neither where a good start takes longer."""
    times: dict[str, int] = {}
    ready = obj.spec.min_ready_seconds or wanted.min_ready_seconds or 0
    if isinstance(obj, Deployment | Rollout):
        written, chosen = obj.spec.progress_deadline_seconds, wanted.progress_deadline_seconds
        if start_of_pod(workload).most + ready >= (written or chosen or DEFAULT_DEADLINE):
            return {}
        if written is None and chosen is not None:
            times["progressDeadlineSeconds"] = chosen
    if not obj.spec.min_ready_seconds and ready:
        times["minReadySeconds"] = ready
    return times


def _bounds(workload: Workload, answers: Answers) -> list[Edit]:
    """maxSurge and maxUnavailable of a Deployment that says neither."""
    obj, wanted = workload.object, answers.settings.rollout
    if not isinstance(obj, Deployment) or obj.spec.strategy.rolling_update is not None:
        return []
    surge = "25%" if wanted.max_surge is None else wanted.max_surge
    missing = "25%" if wanted.max_unavailable is None else wanted.max_unavailable
    going = unavailable_pods(surge, missing, workload.desired)
    if going is None or going >= max(workload.desired, 1):
        return []  # each release would stop all its pods
    given = (("maxSurge", wanted.max_surge), ("maxUnavailable", wanted.max_unavailable))
    path = ("spec", "strategy", "rollingUpdate")
    return [put(path, field, value=value) for field, value in given if value is not None]
