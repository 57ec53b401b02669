"""Guided fixes: those that need a value or consent, and new objects.

One file a subject; a builder makes the fix of a finding from a `Case`. The table below names the
builder of every rule whose fixes are guided or new objects, or says why there is only advice.
"""

from __future__ import annotations

from batten.fixes.fix import Refused
from batten.fixes.guided import (
    budgets,
    capacity,
    confinement,
    containers,
    images,
    jobs,
    labels,
    networks,
    nodes,
    priorities,
    probes,
    replicas,
    rollouts,
    scratch,
    secrets,
    services,
    spreading,
    users,
    webhooks,
)
from batten.fixes.guided.answers import Answers, Question
from batten.fixes.guided.case import Builder, Case, Stop
from batten.model.inventory import Inventory
from batten.rules.finding import Finding, Fix
from batten.rules.policy import Policy

__all__ = ["ADVICE", "BUILDERS", "Answers", "Question", "build"]

BUILDERS: dict[str, Builder] = {
    "apparmor-selinux": confinement.unloosened,
    "caps-dangerous": containers.without_capabilities,
    "caps-not-dropped": containers.dropping_all,
    "cpu-limit-policy": capacity.cpu_limit,
    "cpu-request-missing": capacity.cpu_request,
    "cronjob-concurrency": jobs.one_at_a_time,
    "cronjob-deadline": jobs.deadline,
    "emptydir-blocks-scale": nodes.movable,
    "ephemeral-storage": scratch.bounded,
    "grace-too-short": rollouts.delayed,
    "host-namespaces": confinement.own_namespaces,
    "host-port": confinement.without_host_port,
    "hpa-max-gt-min": replicas.higher_maximum,
    "hpa-min-replicas": replicas.higher_minimum,
    "image-mutable-tag": images.versioned,
    "image-no-digest": images.versioned,
    "ingress-tls": services.encrypted,
    "job-ttl": jobs.deleted_in_time,
    "label-recommended": labels.labelled,
    "memory-limit-missing": capacity.memory_limit,
    "memory-request-missing": capacity.memory,
    "memory-request-ne-limit": capacity.memory_even,
    "ndots": nodes.fewer_dots,
    "netpol-breaks-dns": networks.allow_dns,
    "netpol-missing": networks.isolated,
    "pdb-missing": budgets.budget,
    "pdb-unhealthy-eviction": budgets.unhealthy,
    "pdb-weak": budgets.stronger,
    "priority-class-missing": priorities.prioritized,
    "privilege-escalation": confinement.as_the_rule_says,
    "privileged": containers.unprivileged,
    "probe-budget": probes.patient,
    "probes-identical": probes.told_apart,
    "quota-missing": capacity.quota,
    "readiness-missing": probes.ready,
    "replicas-min": replicas.more,
    "root-fs-writable": scratch.read_only,
    "run-as-root": users.as_somebody,
    "sa-token-automount": confinement.without_token,
    "seccomp-missing": confinement.as_the_rule_says,
    "spread-missing": spreading.apart,
    "strategy-not-rolling": rollouts.rolling,
    "secret-in-env": secrets.referred,
    "sts-service": services.headless,
    "traffic-policy": services.local,
    "webhook-fail-closed": webhooks.open_for_itself,
}

ADVICE: dict[str, str] = {
    "affinity-unsatisfiable": "whether the pods should ask for less or the nodes should have more"
    " is a decision about the cluster",
    "ingress-wildcard": "only its owner knows the hosts it is for",
    "namespace-default": "a workload moves to another namespace by being created there anew, with"
    " everything that refers to it",
    "priority-inverted": "the value of a PriorityClass cannot be changed: create a class with a"
    " higher one and name that in the workloads of production",
    "single-zone": "which other zones there are, and whether its data may be there, is a decision"
    " about the cluster",
}


def build(
    finding: Finding, inventory: Inventory, policy: Policy, answers: Answers
) -> Fix | Refused | Question:
    """What mends a finding; or the question that must be answered first; or why nothing does.

    The rule's own fix, where the finding carries a safe one and the configuration asks for no
    other.
    """
    rule = finding.rule.id
    case = Case(finding, inventory, policy, answers)
    try:
        if finding.fix is not None and finding.fix.safe and not spreading.chosen(case):
            return finding.fix
        builder = BUILDERS.get(rule)
        if builder is None:
            case.refuse(ADVICE.get(rule) or "no edit is known for it")
        return builder(case)
    except Stop as stop:
        if isinstance(stop.result, Question):
            return stop.result
        return Refused(finding, stop.result)
