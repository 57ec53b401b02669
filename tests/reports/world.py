"""A small, fixed world to report on, and places for it that need no file."""

from __future__ import annotations

from batten.check.result import Place, Result, Scores, Suppressed
from batten.check.score import score
from batten.errors import SourceError
from batten.model.inventory import Inventory
from batten.model.objects.meta import Metadata, Object
from batten.model.objects.network import Service
from batten.model.objects.scaling import PodDisruptionBudget
from batten.model.objects.workloads import Deployment
from batten.model.source import Source
from batten.model.versions import Version
from batten.rules.catalogue import RULES
from batten.rules.finding import Edit, Finding, Fix, Severity
from batten.rules.rule import Check, Rule, Section


class FakePlaces:
    """Every object starts on its source's line; every step of a path is a line further down."""

    def __init__(self) -> None:
        self.asked = 0

    def of(self, finding: Finding) -> Place:
        self.asked += 1
        source = finding.object.source
        if not source.file:
            return Place()
        line = finding.line or source.line + 2 * len(finding.path)
        if not finding.path:
            return Place(source.file, line, 1, line + 30, 1)
        column = 2 * len(finding.path) + 1
        return Place(source.file, line, column, line, column + len(str(finding.path[-1])))


def _rule(id: str, section: Section, severity: Severity, doc: str, fixable: str = "none") -> Rule:
    def check(workload: object) -> list[Finding]:
        return []

    check.__doc__ = doc
    check.__annotations__["workload"] = "Workload"
    judge: Check = check
    return Rule(id, section, severity, fixable, judge)  # type: ignore[arg-type]


REPLICAS = _rule(
    "replicas-min",
    Section.UPTIME,
    Severity.CRITICAL,
    """A workload that serves has at least two replicas.

    Why: with one replica every drain is an outage.
    Fix: Raise `replicas` to 2 or more.
    Sources: https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
    """,
    "guided",
)
BLOCKS = _rule(
    "pdb-blocks-eviction",
    Section.UPTIME,
    Severity.CRITICAL,
    """A PodDisruptionBudget lets at least one pod be evicted.

    Fix: Set `maxUnavailable: 1` instead.
    """,
    "safe",
)
PDB = _rule(
    "pdb-missing",
    Section.UPTIME,
    Severity.WARNING,
    """A workload with two or more replicas has a PodDisruptionBudget.

    Why: without one, a node drain may evict every replica at once. A budget makes the drain wait
        until a replacement is ready.
    Good:
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        spec:
          maxUnavailable: 1
    Fix: Add a PodDisruptionBudget with `maxUnavailable: 1` that selects the workload's pods.
    Sources: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
    """,
    "creates",
)
MEMORY = _rule(
    "memory-request-missing",
    Section.PERFORMANCE,
    Severity.WARNING,
    """Every container requests memory.

    Fix: Set `resources.requests.memory` to what the container needs.
    """,
)
ROOT = _rule(
    "run-as-root",
    Section.SECURITY,
    Severity.WARNING,
    """No container runs as root.

    Fix: Set `runAsNonRoot: true`.
    """,
    "guided",
)
DIGEST = _rule(
    "image-digest", Section.SECURITY, Severity.INFO, "Images are pinned by their digest."
)


def rule_with(doc: str) -> Rule:
    """A rule of which only the documentation matters."""
    return _rule("made-up", Section.SECURITY, Severity.INFO, doc)


def deployment(name: str, namespace: str = "shop", *, file: str = "", line: int = 1) -> Deployment:
    return Deployment(
        api_version="apps/v1",
        kind="Deployment",
        metadata=Metadata(name=name, namespace=namespace),
        source=Source(file, line) if file else Source(),
    )


def finding(
    rule: Rule,
    obj: Object,
    message: str,
    *path: str | int,
    severity: Severity | None = None,
    remedy: str = "",
    fix: Fix | None = None,
) -> Finding:
    return Finding(obj, path, message, severity or rule.severity, remedy, fix, 0, rule)


def result(
    findings: list[Finding],
    objects: list[Object],
    *,
    suppressed: list[Suppressed] | None = None,
    errors: list[SourceError] | None = None,
    notes: list[str] | None = None,
    targets: list[str] | None = None,
) -> Result:
    inventory = Inventory(objects)
    files = {obj.source.file for obj in objects} - {""}
    scores = score(inventory, RULES, findings) if objects else Scores({}, None)
    return Result(
        findings,
        inventory,
        FakePlaces(),
        scores,
        suppressed=suppressed or [],
        errors=errors or [],
        notes=notes or [],
        targets=targets or ["examples/shop"],
        files=len(files),
        seconds=0.14,
        kubernetes_version=Version(1, 37),
    )


def shop() -> Result:
    """What a first check of a naive shop looks like."""
    checkout = deployment("checkout", file="examples/shop/checkout.yaml", line=1)
    orders = deployment("orders", file="examples/shop/orders.yaml", line=1)
    service = Service(
        api_version="v1",
        kind="Service",
        metadata=Metadata(name="checkout", namespace="shop"),
        source=Source("examples/shop/checkout.yaml", 40),
    )
    budget = PodDisruptionBudget(
        api_version="policy/v1",
        kind="PodDisruptionBudget",
        metadata=Metadata(name="orders", namespace="shop"),
        source=Source("examples/shop/orders.yaml", 44),
    )
    app = ("spec", "template", "spec", "containers", 0)
    mend = Fix(safe=True, edits=(Edit("set", ("spec", "maxUnavailable"), 1),))
    blocked = "needs 3 of 3 pods: no node with one can be drained"
    root = '"app" runs as root unless the image says otherwise'
    return result(
        [
            finding(PDB, orders, "a node drain may evict every pod at once"),
            finding(MEMORY, orders, '"app" may take all memory of its node', *app, "resources"),
            finding(REPLICAS, checkout, "one replica: any drain or crash is an outage",
                    "spec", "replicas"),
            finding(MEMORY, checkout, '"app" may take all memory of its node', *app, "resources"),
            finding(ROOT, checkout, root, "spec", "template", "spec", "securityContext"),
            finding(BLOCKS, budget, blocked, "spec", "minAvailable", fix=mend,
                    remedy="Set `maxUnavailable: 1` instead of `minAvailable: 3`."),
            finding(DIGEST, checkout, 'the image of "app" may change under its tag', *app, "image"),
        ],
        [checkout, orders, service, budget],
        suppressed=[
            Suppressed(
                finding(ROOT, orders, root, "spec", "template", "spec", "securityContext"),
                "annotation",
                "the vendor's image needs it until 3.2",
            )
        ],
    )  # fmt: skip
