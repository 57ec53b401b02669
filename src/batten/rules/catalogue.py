"""The table of contents: every file of rules, and so every rule."""

from __future__ import annotations

from types import ModuleType

from batten.rules import (
    api,
    autoscaling,
    autoscaling_capacity,
    autoscaling_metrics,
    autoscaling_targets,
    capabilities,
    claims,
    confinement,
    environment,
    eviction,
    host,
    images,
    jobs,
    pdb,
    pdb_limits,
    ports,
    privileges,
    probe_settings,
    probes,
    rbac,
    replicas,
    rollout,
    rollout_deadline,
    service_accounts,
    shutdown,
    users,
)
from batten.rules.rule import Rule, rules_of

MODULES: tuple[ModuleType, ...] = (
    replicas,
    autoscaling,
    autoscaling_targets,
    autoscaling_metrics,
    autoscaling_capacity,
    pdb,
    pdb_limits,
    rollout,
    rollout_deadline,
    claims,
    shutdown,
    eviction,
    probes,
    probe_settings,
    privileges,
    users,
    capabilities,
    confinement,
    host,
    ports,
    service_accounts,
    rbac,
    api,
    images,
    jobs,
    environment,
)

RULES: tuple[Rule, ...] = tuple(rule for module in MODULES for rule in rules_of(module))
BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}
