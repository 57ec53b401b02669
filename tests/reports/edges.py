"""Results at the edges: nothing, one thing, thousands, strange names."""

from __future__ import annotations

from batten.check.result import Result, Suppressed
from batten.errors import SourceError
from tests.reports.world import BLOCKS, DIGEST, MEMORY, PDB, REPLICAS, deployment, finding, result

_ESCAPE = "\x1b[31mred\x1b[0m\x1b]0;title\x07"


def clean() -> Result:
    return result([], [deployment("ready", file="ready.yaml")], targets=["ready.yaml"])


def empty() -> Result:
    return result([], [], targets=["docs", "-"])


def unreadable() -> Result:
    """Nothing but errors."""
    return result([], [], errors=_errors(), targets=["deploy"])


def one() -> Result:
    """A single finding, from standard input, without a namespace."""
    api = deployment("api", "", file="-", line=3)
    return result([finding(PDB, api, "a node drain may evict every pod at once")], [api])


def nowhere() -> Result:
    """An object that came from no file."""
    api = deployment("api")
    return result([finding(REPLICAS, api, "one replica", "spec", "replicas")], [api])


def mixed() -> Result:
    """Errors, notes, findings and suppressed findings together."""
    api = deployment("api", file="deploy/api.yaml", line=7)
    known = finding(DIGEST, api, "the image may change under its tag", "spec")
    return result(
        [finding(MEMORY, api, '"app" may take all memory of its node', "spec")],
        [api],
        suppressed=[Suppressed(known, "baseline")],
        errors=_errors(),
        notes=[
            "deploy/chart holds a Helm chart: it was left out, since helm is not installed; "
            "helm template deploy/chart | batten check - checks it",
            "3 files of kinds that are not Kubernetes' were left out",
        ],
    )


def strange() -> Result:
    """Names that are long, wide, or try to write on the terminal."""
    wide = deployment("決済サービス", "店舗", file="マニフェスト/決済サービス.yaml")
    long = deployment(
        "payments-reconciliation-worker-for-the-european-region-with-a-long-name",
        "payments-production-eu-central",
        file="clusters/production/eu-central-1/namespaces/payments-production/"
        "reconciliation-worker.yaml",
        line=1204,
    )
    evil = deployment(f"evil{_ESCAPE}\nname\u202e", "a|b<script>@team`", file="bad,na%me: x.yaml")
    image = "registry.example.com/payments/reconciliation-worker@sha256:" + "0123456789abcdef" * 4
    return result(
        [
            finding(REPLICAS, wide, "レプリカが一つしかありません: "
                    "ノードの停止はそのまま障害になりますので二つ以上にしてください"),
            finding(DIGEST, long, f"the image {image} cannot be pulled twice", "spec"),
            finding(MEMORY, long, "a message that goes on and on about what is wrong with this "
                    "object, since its rule was written by somebody who likes to explain all of it "
                    "in the one sentence that a rule has", "spec"),
            finding(BLOCKS, evil, f"a message {_ESCAPE} with\r\n::error::escapes, 100% | <b>", "a"),
        ],
        [wide, long, evil],
    )  # fmt: skip


def many(objects: int = 1000) -> Result:
    """Three findings an object, in a few namespaces and files."""
    deployments = [
        deployment(
            f"app-{number:05}",
            f"team-{number % 12}",
            file=f"manifests/team-{number % 12}/apps-{number % 50}.yaml",
            line=1 + 40 * (number // 50),
        )
        for number in range(objects)
    ]
    findings = []
    for number, obj in enumerate(deployments):
        severity = REPLICAS.severity if number % 3 else PDB.severity
        findings += [
            finding(REPLICAS, obj, "one replica: any drain is an outage", severity=severity),
            finding(MEMORY, obj, f'"app-{number}" may take all memory of its node', "spec"),
            finding(MEMORY, obj, '"proxy" may take all memory of its node', "spec"),
        ]
    return result(findings, list(deployments))


def _errors() -> list[SourceError]:
    return [
        SourceError(
            "a tab cannot indent; expected spaces",
            file="deploy/broken.yaml",
            line=12,
            column=3,
            hint="replace the tab by two spaces",
        ),
        SourceError("permission denied", file="deploy/secret.yaml"),
        SourceError(
            "the document is not closed: a mapping that started on line 1 never ends, and so "
            "nothing after it could be read",
            file="-",
            line=40,
        ),
    ]
