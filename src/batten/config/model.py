"""What batten.yaml may say. The docstrings are the descriptions in its published JSON schema.

A key is added by adding a field here; the errors and the schema follow from the types.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec

from batten.config.fixing import Fixing
from batten.rules.finding import Severity
from batten.rules.policy import Policy
from batten.sources.decode import DeclaredWorkload

FailOn = Literal["critical", "warning", "info", "never"]
RuleSetting = Literal["off", "info", "warning", "critical"]
Text = Annotated[str, msgspec.Meta(min_length=1)]


class Ignore(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True, frozen=True):
    """Findings to set aside: those of the rules, in objects that fit all the patterns given.

    Patterns hold `*`, `?` and `[...]`; an empty list fits everything.

    :ivar rules: ids, or "*" for all rules, which needs a pattern beside it.
    :ivar paths: files or folders, relative to the configuration file; `*` stays within a folder,
        `**` does not. A folder stands for all below it.
    :ivar namespaces: as written in the object; one without a namespace fits only `*`.
    :ivar kinds: such as `CronJob`.
    :ivar names: of the objects.
    :ivar labels: each key with a pattern of its value.
    :ivar reason: why this is right; the reports show it.
    :ivar expires: the last day it holds, as 2027-01-31; afterwards the findings count again.
    """

    rules: list[str] | Literal["*"]
    reason: Text
    paths: list[Text] = []
    namespaces: list[str] = []
    kinds: list[Text] = []
    names: list[Text] = []
    labels: dict[str, str] = {}
    expires: date | None = None


class Config(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """The configuration of Batten, batten.yaml. All keys are optional.

    :ivar kubernetes_version: the version the manifests are meant for, in quotes: "1.30".
    :ivar fail_on: the mildest severity that makes the exit code 1.
    :ivar policy: the settings of the rules.
    :ivar rules: another severity for all findings of a rule, or `off` to leave it out.
    :ivar ignore: findings to set aside, each entry with its reason.
    :ivar workloads: custom kinds that make pods.
    :ivar nodes: a file with the nodes the manifests will run on, relative to this file.
    :ivar baseline: a file of known findings, relative to this file.
    :ivar fix: values and consents for `batten fix --guided`.
    """

    kubernetes_version: str = ""
    fail_on: FailOn = "critical"
    policy: Policy = msgspec.field(default_factory=Policy)
    rules: dict[str, RuleSetting] = {}
    ignore: list[Ignore] = []
    workloads: list[DeclaredWorkload] = []
    nodes: str = ""
    baseline: str = ""
    fix: Fixing = msgspec.field(default_factory=Fixing)

    @property
    def off(self) -> set[str]:
        """The rules that are switched off."""
        return {id for id, setting in self.rules.items() if setting == "off"}

    @property
    def severities(self) -> dict[str, Severity]:
        """Other severities than the rules' own, by rule id."""
        settings = self.rules.items()
        return {id: Severity[to.upper()] for id, to in settings if to != "off"}
