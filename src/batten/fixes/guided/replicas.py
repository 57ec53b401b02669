"""How many copies run: of workloads, and between which bounds of autoscalers."""

from __future__ import annotations

from batten.fixes.guided.budgets import budget_of
from batten.fixes.guided.case import Case, guided, named, put
from batten.fixes.guided.spreading import spread
from batten.model.objects.scaling import HorizontalPodAutoscaler, ScaledObject
from batten.rules.autoscaling import maximum_path, minimum_path
from batten.rules.finding import Fix
from batten.rules.spread import away_from_itself
from batten.rules.traffic import one_node_claims, recreates


def more(case: Case) -> Fix:
    """More replicas, spread and under a budget, as they are of no use without both."""
    workload = case.workload
    if recreates(workload) or one_node_claims(workload, case.inventory):
        case.refuse("its manifest says that it cannot run twice")
    least = case.policy.min_replicas
    text = f"How many replicas of {case.object.title} run, if it can run more than once?"
    count = case.ask("replicas", named(case.object), text, form="number", default=least)
    if count < least:
        case.refuse(f"{count} replicas are fewer than the policy's {least}")
    edits = [put(workload.replicas_path, value=count)]
    pod = workload.pod
    if not pod.spec.topology_spread_constraints and not away_from_itself(pod):
        edits += spread(case, workload) or case.refuse("no selector tells its pods from others")
    guarded = case.inventory.pdbs(workload) or not workload.labels
    return guided(*edits, creates=[] if guarded else [budget_of(case, workload, pods=count)])


def higher_minimum(case: Case) -> Fix:
    """A higher minimum, and a maximum that is still above it."""
    autoscaler = case.object
    assert isinstance(autoscaler, HorizontalPodAutoscaler | ScaledObject)
    least = case.policy.min_replicas
    text = f"How many replicas does {case.object.title} keep at least?"
    count = case.ask("minReplicas", named(case.object), text, form="number", default=least)
    if count < least:
        case.refuse(f"a minimum of {count} is below the policy's {least}")
    edits = [put(minimum_path(autoscaler), value=count)]
    if autoscaler.max_replicas <= count:
        edits.append(put(maximum_path(autoscaler), value=_maximum(case, count)))
    target = case.inventory.scaled_by(autoscaler)
    bare = target is not None and target.labels and not case.inventory.pdbs(target)
    return guided(*edits, creates=[budget_of(case, target, pods=count)] if target and bare else [])


def higher_maximum(case: Case) -> Fix:
    """A maximum above the minimum."""
    autoscaler = case.object
    assert isinstance(autoscaler, HorizontalPodAutoscaler | ScaledObject)
    value = _maximum(case, autoscaler.min_replicas)
    return guided(put(maximum_path(autoscaler), value=value))


def _maximum(case: Case, least: int) -> int:
    text = f"How many replicas may {case.object.title} have at peak load?"
    count = int(case.ask("maxReplicas", named(case.object), text, form="number"))
    if count <= least:
        case.refuse(f"a maximum of {count} is not above the minimum of {least}")
    return count
