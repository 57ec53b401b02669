"""Finds and reads the configuration."""

from __future__ import annotations

import msgspec

from batten.rules.policy import Policy
from batten.sources.decode import DeclaredWorkload


class Config(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """The configuration."""

    policy: Policy = msgspec.field(default_factory=Policy)
    workloads: list[DeclaredWorkload] = []
    fail_on: str = "critical"


def configuration(path: str | None) -> Config:
    """The configuration to use."""
    return Config()
