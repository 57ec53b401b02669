"""The table of contents: every file of rules, and so every rule."""

from __future__ import annotations

from types import ModuleType

from batten.rules import (
    api,
    capabilities,
    confinement,
    environment,
    host,
    images,
    jobs,
    pdb,
    ports,
    privileges,
    probe_settings,
    probes,
    rbac,
    replicas,
    service_accounts,
    users,
)
from batten.rules.rule import Rule, rules_of

MODULES: tuple[ModuleType, ...] = (
    replicas,
    pdb,
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
