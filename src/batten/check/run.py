"""A whole check: from PATH arguments to a Result."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from batten.check.judging import judge
from batten.check.places import FoundPlaces
from batten.check.result import Result
from batten.check.score import score
from batten.check.suppress import Sifted, Suppression, sift
from batten.model.inventory import Inventory
from batten.model.objects.cluster import Node
from batten.rules.finding import Finding, Severity
from batten.rules.policy import Policy
from batten.rules.rule import Rule
from batten.sources.decode import DeclaredWorkload
from batten.sources.load import Inputs, Options, load
from batten.sources.places import Locator


class Request(msgspec.Struct, frozen=True):
    """What to check, and how.

    :ivar targets: PATH arguments.
    :ivar nodes: a file of Nodes that the manifests will run on, "" if unknown.
    :ivar declared: custom kinds that are workloads.
    :ivar severities: by rule id, where they differ from the rule's.
    :ivar suppression: what may set findings aside; None: nothing.
    :ivar stdin: gives the bytes of standard input.
    :ivar processes: how many processes may work.
    :ivar overlay: what files hold instead of what is on disk, by the name they are read under.
    """

    targets: Sequence[str]
    rules: Sequence[Rule]
    policy: Policy
    nodes: str = ""
    declared: Sequence[DeclaredWorkload] = ()
    severities: Mapping[str, Severity] = {}
    suppression: Suppression | None = None
    stdin: Callable[[], bytes] = bytes
    processes: int = 1
    overlay: Mapping[str, bytes] = {}


def check(request: Request) -> Result:
    """Read, judge and score. What could not be read is in the Result, never an exception."""
    started = time.monotonic()
    version = request.policy.kubernetes_version
    options = Options(version, request.declared, request.stdin, request.processes, request.overlay)
    inputs = load(request.targets, options)
    nodes = load([request.nodes], options) if request.nodes else Inputs()
    inventory = Inventory(inputs.objects, nodes=_nodes(nodes))
    findings = judge(request.rules, inventory, request.policy, processes=request.processes)
    _restate(findings, request.severities)
    by = request.suppression
    sifted = sift(findings, inventory, by) if by else Sifted(findings)
    return Result(
        findings=sifted.standing,
        inventory=inventory,
        places=FoundPlaces(Locator(inputs.documents), findings, processes=request.processes),
        scores=score(inventory, request.rules, sifted.standing),
        suppressed=sifted.suppressed,
        errors=inputs.errors + nodes.errors,
        notes=inputs.notes + nodes.notes + sifted.notes,
        documents=inputs.documents,
        targets=list(request.targets),
        files=inputs.files,
        seconds=time.monotonic() - started,
        kubernetes_version=version,
    )


def _restate(findings: Iterable[Finding], severities: Mapping[str, Severity]) -> None:
    if severities:
        for finding in findings:
            finding.severity = severities.get(finding.rule.id, finding.severity)


def _nodes(inputs: Inputs) -> list[Node]:
    return [obj for obj in inputs.objects if isinstance(obj, Node)]
