"""A whole check: from PATH arguments to a Result."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from batten.check.judging import judge
from batten.check.places import FoundPlaces
from batten.check.result import Result
from batten.check.score import score
from batten.model.inventory import Inventory
from batten.model.objects.cluster import Node
from batten.rules.policy import Policy
from batten.rules.rule import Rule
from batten.sources.decode import DeclaredWorkload
from batten.sources.load import Inputs, Options, load
from batten.sources.places import Locator


@dataclass(frozen=True)
class Request:
    """What to check, and how.

    :ivar targets: PATH arguments.
    :ivar nodes: a file of Nodes that the manifests will run on, "" if unknown.
    :ivar declared: custom kinds that are workloads.
    :ivar stdin: gives the bytes of standard input.
    :ivar processes: how many processes may work.
    """

    targets: Sequence[str]
    rules: Sequence[Rule]
    policy: Policy
    nodes: str = ""
    declared: Sequence[DeclaredWorkload] = ()
    stdin: Callable[[], bytes] = bytes
    processes: int = 1


def check(request: Request) -> Result:
    """Read, judge and score. What could not be read is in the Result, never an exception."""
    started = time.monotonic()
    version = request.policy.kubernetes_version
    options = Options(version, request.declared, request.stdin, request.processes)
    inputs = load(request.targets, options)
    nodes = load([request.nodes], options) if request.nodes else Inputs()
    inventory = Inventory(inputs.objects, nodes=_nodes(nodes))
    findings = judge(request.rules, inventory, request.policy, processes=request.processes)
    return Result(
        findings=findings,
        inventory=inventory,
        places=FoundPlaces(Locator(inputs.documents), findings),
        scores=score(inventory, findings),
        errors=inputs.errors + nodes.errors,
        notes=inputs.notes + nodes.notes,
        targets=list(request.targets),
        files=inputs.files,
        seconds=time.monotonic() - started,
        kubernetes_version=version,
    )


def _nodes(inputs: Inputs) -> list[Node]:
    return [obj for obj in inputs.objects if isinstance(obj, Node)]
