"""The tools that judge manifests as `batten check` does: how each is run, and what it has seen.

Each runs with its default checks, on the same folder, and writes its machine-readable report.
The report tells whether the tool really went through all objects: a tool that skips half of the
input is not fast.
"""

from __future__ import annotations

import json
import mmap
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.pods import Object


class Peer(NamedTuple):
    """One tool."""

    name: str
    arguments: str
    """What stands between the executable and the paths."""
    paths: Callable[[Path], list[str]]
    """The paths to name for a folder of manifests."""
    expected: Callable[[Iterable[Object]], int]
    """How many of these objects the report must show."""
    seen: Callable[[Any], int]
    """How many objects the parsed report shows."""
    module: str
    """The Go module whose version the executable carries, or the Python package."""
    missing: str
    """What to do when the tool is not installed."""


def command(peer: Peer, executable: str, folder: Path) -> list[str]:
    """Return the command line that judges all manifests below `folder`."""
    return [executable, *peer.arguments.split(), *peer.paths(folder)]


def find(peer: Peer) -> str | None:
    """Return the executable: from the folders of BATTEN_BENCH_PEERS, then from PATH."""
    own = os.environ.get("BATTEN_BENCH_PEERS", "")
    return shutil.which(peer.name, path=os.pathsep.join((own, os.environ.get("PATH", ""))))


def version(peer: Peer, executable: str) -> str:
    """Return the version that Go's linker or pip recorded, else what the tool says of itself."""
    recorded = re.compile(rb"\t" + re.escape(peer.module.encode()) + rb"\t(v[\w.+-]+)")
    with open(executable, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as it:
        match = recorded.search(it)
        if match:
            return match[1].decode()
    packages = (
        Path(executable)
        .resolve()
        .parent.parent.glob(f"lib/python*/site-packages/{peer.module}-*.dist-info")
    )
    for folder in packages:
        return "v" + folder.stem.partition("-")[2]
    said = subprocess.run([executable, "version"], capture_output=True, text=True, check=False)
    numbers = re.search(r"\d+\.\d+\.\d+", said.stdout)
    return f"v{numbers[0]}" if numbers else "of unknown version"


def coverage(peer: Peer, report: Path, objects: Iterable[Object]) -> str:
    """Compare what the report shows with what it must show."""
    expected = peer.expected(objects)
    try:
        seen = peer.seen(json.loads(report.read_bytes()))
    except (ValueError, KeyError, TypeError) as error:
        return f"no usable report ({type(error).__name__})"
    return f"all {expected:,}" if seen == expected else f"{seen:,} of {expected:,}"


def _of_kinds(kinds: str) -> Callable[[Iterable[Object]], int]:
    wanted = frozenset(kinds.split())
    return lambda objects: sum(one["kind"] in wanted for one in objects)


def _writable_workloads(objects: Iterable[Object]) -> int:
    """Count the workloads with a container whose root file system can be written.

    kube-linter's report names only objects with findings; this default check finds most.
    """
    return sum(any(_is_writable(one) for one in _containers(each)) for each in objects)


def _is_writable(container: Object) -> bool:
    return not container.get("securityContext", {}).get("readOnlyRootFilesystem")


def _containers(one: Object) -> list[Object]:
    spec = one.get("spec", {})
    pod = spec.get("jobTemplate", {}).get("spec", spec).get("template", {}).get("spec", {})
    return [*pod.get("initContainers", []), *pod.get("containers", [])]


def _linted(report: Any) -> int:
    return len(
        {
            (where["Namespace"], where["Name"], where["GroupVersionKind"]["Kind"])
            for finding in report["Reports"]
            if finding["Check"] == "no-read-only-root-fs"
            for where in [finding["Object"]["K8sObject"]]
        }
    )


def _scanned(report: Any) -> int:
    """Count the resources of checkov's report; it counts pod templates as pods besides."""
    results = report["results"]
    resources = {one["resource"] for one in results["passed_checks"] + results["failed_checks"]}
    return sum(not name.startswith("Pod.") for name in resources)


def _folder(folder: Path) -> list[str]:
    return [str(folder)]


def _manifests(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*") if path.suffix in (".yaml", ".yml"))


_BUILD = "build it as benchmarks/peers/README.md says"

PEERS = (
    Peer(
        name="kube-linter",
        arguments="lint --format json",
        paths=_folder,
        expected=_writable_workloads,
        seen=_linted,
        module="golang.stackrox.io/kube-linter",
        missing=_BUILD,
    ),
    Peer(
        name="kube-score",
        arguments="score --output-format json",
        paths=_manifests,
        expected=_of_kinds(
            "CronJob DaemonSet Deployment HorizontalPodAutoscaler Ingress Job NetworkPolicy "
            "PodDisruptionBudget Service StatefulSet"
        ),
        seen=len,
        module="github.com/zegl/kube-score",
        missing=_BUILD,
    ),
    Peer(
        name="polaris",
        arguments="audit --format json --audit-path",
        paths=_folder,
        expected=lambda objects: sum(1 for _ in objects),
        seen=lambda report: len(report["Results"]),
        module="github.com/fairwindsops/polaris",
        missing="no module of its current version; take the binary of its release",
    ),
    Peer(
        name="checkov",
        arguments="--framework kubernetes --output json --compact --skip-download --directory",
        paths=_folder,
        expected=_of_kinds(
            "ConfigMap CronJob DaemonSet Deployment Ingress Job Role RoleBinding Secret Service "
            "ServiceAccount StatefulSet"
        ),
        seen=_scanned,
        module="checkov",
        missing="install it from PyPI in an environment of its own",
    ),
)
