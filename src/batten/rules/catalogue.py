"""The table of contents: every file of rules, and so every rule."""

from __future__ import annotations

from types import ModuleType

from batten.rules import (
    affinity,
    api,
    autoscaling,
    autoscaling_capacity,
    autoscaling_metrics,
    autoscaling_targets,
    capabilities,
    claims,
    confinement,
    dns,
    egress,
    environment,
    eviction,
    exposure,
    host,
    images,
    ingresses,
    jobs,
    labels,
    monitors,
    network_policies,
    pdb,
    pdb_limits,
    ports,
    priority,
    privileges,
    probe_settings,
    probes,
    quotas,
    rbac,
    references,
    replicas,
    resources,
    rollout,
    rollout_deadline,
    scratch,
    selectors,
    service_accounts,
    services,
    shutdown,
    spread,
    users,
    webhooks,
    zones,
)
from batten.rules.rule import Rule, rules_of

MODULES: tuple[ModuleType, ...] = (
    # copies, budgets, scaling
    replicas,
    autoscaling,
    autoscaling_targets,
    autoscaling_metrics,
    autoscaling_capacity,
    pdb,
    pdb_limits,
    eviction,
    # releases, starts and stops
    rollout,
    rollout_deadline,
    claims,
    shutdown,
    probes,
    probe_settings,
    images,
    jobs,
    # where pods run
    spread,
    zones,
    affinity,
    priority,
    # what refers to what
    selectors,
    services,
    monitors,
    ingresses,
    references,
    webhooks,
    environment,
    labels,
    api,
    # what pods use
    resources,
    scratch,
    quotas,
    dns,
    # what pods may do, and who reaches them
    privileges,
    users,
    capabilities,
    confinement,
    host,
    ports,
    service_accounts,
    rbac,
    network_policies,
    egress,
    exposure,
)

RULES: tuple[Rule, ...] = tuple(rule for module in MODULES for rule in rules_of(module))
BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}
