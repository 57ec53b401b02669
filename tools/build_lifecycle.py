"""Makes src/batten/schemas/data/lifecycle.json: when kinds are deprecated and removed.

Run by hand when a new minor is out (add it to tools/go_modules.py first):

    python -m tools.build_lifecycle

The source is what the API server itself warns by: the generated functions APILifecycleDeprecated,
-Removed and -Replacement of k8s.io/api, read from every release since 1.19, for old kinds are
deleted from later ones; the last word counts. A kind that an OpenAPI document has and the next
one lacks was removed then, whatever was planned: alpha versions go without notice.
`BY_HAND` adds what neither has, `NOTES` what else an author must change.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from tools.build_schemas import OLDEST, kinds_of
from tools.go_modules import API, KUBERNETES, definitions, module_dir

DATA = Path(__file__).parent.parent / "src/batten/schemas/data"
NEWEST = max(KUBERNETES)

Entry = dict[str, str]
"""Of one kind: deprecated and removed (1.25), replacement (group/version), kind, note."""

_NO_MANIFEST = {"v1/EphemeralContainers"}

_FUNCTION = re.compile(
    r"^func \(in \*(\w+)\) APILifecycle(Deprecated|Removed|Replacement)\(\).*\{\n\treturn (.*)\n",
    re.MULTILINE,
)
_NUMBERS = re.compile(r"(\d+), (\d+)")
_KIND = re.compile(r'Group: "([^"]*)", Version: "([^"]*)", Kind: "([^"]*)"')
_GROUP = re.compile(r'GroupName\s*=\s*"([^"]*)"')

# The years before k8s.io/api carried lifecycle files (1.19), and modules of their own. Source:
# https://kubernetes.io/docs/reference/using-api/deprecation-guide/ and the changelogs.
BY_HAND: dict[str, Entry] = {
    "apiextensions.k8s.io/v1beta1/CustomResourceDefinition": {"deprecated": "1.16"},
    "apiregistration.k8s.io/v1beta1/APIService": {"deprecated": "1.19"},
    "batch/v2alpha1/CronJob": {"deprecated": "1.8"},
    **{
        f"rbac.authorization.k8s.io/v1alpha1/{kind}": {"deprecated": "1.17"}
        for kind in ("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding")
    },
    "node.k8s.io/v1alpha1/RuntimeClass": {"deprecated": "1.14"},
    "scheduling.k8s.io/v1alpha1/PriorityClass": {"deprecated": "1.14"},
}

# What changes besides the version, or what to use where there is no replacement; by the kinds.
NOTES: dict[str, tuple[str, ...]] = {
    "no replacement: use Pod Security Admission": (
        "extensions/v1beta1/PodSecurityPolicy",
        "policy/v1beta1/PodSecurityPolicy",
    ),
    "no replacement: use a mutating admission policy or webhook": (
        "settings.k8s.io/v1alpha1/PodPreset",
    ),
    "no replacement: use the API server's webhook audit backend": (
        "auditregistration.k8s.io/v1alpha1/AuditSink",
    ),
    "no replacement: ask the components' /livez and /readyz": ("v1/ComponentStatus",),
    "the API stays, but the server warns of every use": ("v1/Endpoints",),
    "an empty selector {} selects every pod of the namespace in policy/v1, and none before": (
        "policy/v1beta1/PodDisruptionBudget",
    ),
    "targetAverageUtilization and its like became target: {type, averageUtilization}": (
        "autoscaling/v2beta1/HorizontalPodAutoscaler",
    ),
    "backends are written service.name and service.port, and pathType is required": (
        "extensions/v1beta1/Ingress",
        "networking.k8s.io/v1beta1/Ingress",
    ),
    "spec.selector is required, and cannot be changed later": (
        "apps/v1beta1/Deployment",
        "apps/v1beta1/StatefulSet",
        "extensions/v1beta1/DaemonSet",
        "extensions/v1beta1/Deployment",
        "extensions/v1beta1/ReplicaSet",
    ),
    "sideEffects and admissionReviewVersions are required; failurePolicy defaults to Fail": (
        "admissionregistration.k8s.io/v1beta1/MutatingWebhookConfiguration",
        "admissionregistration.k8s.io/v1beta1/ValidatingWebhookConfiguration",
    ),
    "spec.signerName is required, and spec.usages must not be empty": (
        "certificates.k8s.io/v1beta1/CertificateSigningRequest",
    ),
    "every version needs a structural schema, and spec.scope is required": (
        "apiextensions.k8s.io/v1beta1/CustomResourceDefinition",
    ),
    "topology of an endpoint became nodeName and zone": ("discovery.k8s.io/v1beta1/EndpointSlice",),
    "spec.runtimeHandler moved to handler, at the top level": (
        "node.k8s.io/v1alpha1/RuntimeClass",
    ),
}


def read_release(root: Path) -> dict[str, Entry]:
    """What one release of k8s.io/api says of its kinds, those without an end included."""
    found: dict[str, Entry] = {}
    for path in sorted(root.glob("*/*/*lifecycle.go")):
        match = _GROUP.search((path.parent / "register.go").read_text())
        group = match[1] if match else ""
        api = f"{group}/{path.parent.name}".lstrip("/")
        for kind, what, value in _FUNCTION.findall(path.read_text()):
            if not kind.endswith(("List", "Options")):
                found.setdefault(f"{api}/{kind}", {}).update(_said(what, value))
    return found


def _said(what: str, value: str) -> Entry:
    if numbers := _NUMBERS.fullmatch(value):
        return {what.lower(): f"{numbers[1]}.{numbers[2]}"}
    kind = _KIND.search(value)
    if kind is None:
        raise ValueError(f"cannot read {what}: {value}")
    return {"replacement": f"{kind[1]}/{kind[2]}".lstrip("/"), "kind": kind[3].removesuffix("List")}


def served() -> dict[str, tuple[int, int]]:
    """The first and last minor of every kind in the OpenAPI documents."""
    spans: dict[str, tuple[int, int]] = {}
    for minor in sorted(KUBERNETES):
        for api, kind, _ in kinds_of(definitions(minor)):
            key = f"{api}/{kind}"
            spans[key] = spans.get(key, (minor, minor))[0], minor
    return spans


def best_version(key: str, spans: dict[str, tuple[int, int]]) -> str | None:
    """The most stable version of the same group and kind in the newest release, if another."""
    api, _, kind = key.rpartition("/")
    group = api.rpartition("/")[0]
    versions = [
        name.rpartition("/")[0]
        for name, (_, until) in spans.items()
        if name != key
        and until == NEWEST
        and name.rpartition("/")[2] == kind
        and name.rpartition("/")[0].rpartition("/")[0] == group
    ]
    return max(versions, key=_stability, default=None)


def _stability(api: str) -> tuple[int, int, int]:
    match = re.fullmatch(r".*?v(\d+)(?:(alpha|beta)(\d+))?", api)
    if match is None:
        raise ValueError(f"{api} has no version")
    level = {"alpha": 0, "beta": 1, None: 2}[match[2]]
    return level, int(match[1]), int(match[3] or 0)


def build() -> dict[str, Entry]:
    """All kinds that have an end, by group/version/kind."""
    said = {key: dict(entry) for key, entry in BY_HAND.items()}
    for minor in sorted(API):
        said |= read_release(module_dir("k8s.io/api", API[minor]))
    spans = served()
    for key, (_, until) in spans.items():
        if until < NEWEST:
            entry, gone = said.setdefault(key, {}), f"1.{until + 1}"
            # Old documents were made with APIs enabled that a server no longer served by default.
            if until >= OLDEST or "removed" not in entry:
                entry["removed"] = gone
            entry["deprecated"] = min(entry.get("deprecated", gone), gone, key=_minor)
    lasting = {
        key
        for key, (_, until) in spans.items()
        if until == NEWEST and _minor(said.get(key, {}).get("deprecated", "1.999")) > NEWEST
    }
    return {
        key: finish(key, entry, spans, lasting)
        for key, entry in sorted(said.items())
        if "deprecated" in entry and key in spans and key not in _NO_MANIFEST
    }


def finish(key: str, entry: Entry, spans: dict[str, tuple[int, int]], lasting: set[str]) -> Entry:
    """The entry with its note, and with the best replacement that the newest release has."""
    api, _, kind = key.rpartition("/")
    replacement, new_kind = entry.get("replacement", ""), entry.get("kind", kind)
    if f"{replacement}/{new_kind}" not in lasting:
        better = best_version(key, spans)
        replacement, new_kind = better or "", kind
        if better and _stability(better) < _stability(api):
            replacement = ""
    found = {
        "deprecated": entry["deprecated"],
        "removed": entry.get("removed", ""),
        "replacement": replacement,
        "kind": new_kind if replacement and new_kind != kind else "",
        "note": next((note for note, kinds in NOTES.items() if key in kinds), ""),
    }
    return {name: value for name, value in found.items() if value}


def _minor(version: str) -> int:
    return int(version.partition(".")[2])


def main() -> None:
    """Writes the file, one line a kind."""
    lines = (f"{json.dumps(key)}: {json.dumps(entry)}" for key, entry in build().items())
    path = DATA / "lifecycle.json"
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
