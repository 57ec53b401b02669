"""Charts and Kustomize folders, rendered by the tools that own their language."""

from __future__ import annotations

from pathlib import Path

from batten.errors import SourceError
from batten.model.versions import Version

_LONGEST = 300
"""Seconds a renderer may take: a chart's dependencies or a remote base can be slow, not endless."""


def render_chart(chart: Path, version: Version) -> bytes:
    """What `helm template` makes of a chart with its default values, for a Kubernetes release.

    Without one, helm renders for the release it was built with, and charts choose their APIs by it.
    """
    helm = _installed("helm")
    if helm is None:
        raise SourceError(
            "a Helm chart, and helm is not installed to render it",
            file=str(chart),
            hint=f"render it where helm is: helm template {chart} | batten check -",
        )
    return _run([helm, "template", "release", str(chart), "--kube-version", str(version)], chart)


def render_kustomization(folder: Path) -> bytes:
    """What `kustomize build` (or kubectl's copy of it) makes of a folder."""
    kustomize, kubectl = _installed("kustomize"), _installed("kubectl")
    if kustomize:
        return _run([kustomize, "build", str(folder)], folder)
    if kubectl:
        return _run([kubectl, "kustomize", str(folder)], folder)
    raise SourceError(
        "a Kustomize folder, and neither kustomize nor kubectl is installed to build it",
        file=str(folder),
        hint=f"build it where they are: kustomize build {folder} | batten check -",
    )


def _installed(tool: str) -> str | None:
    from shutil import which  # most runs render nothing

    return which(tool)


def _run(command: list[str], folder: Path) -> bytes:
    import subprocess  # most runs render nothing

    try:
        done = subprocess.run(command, capture_output=True, timeout=_LONGEST, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SourceError(f"{Path(command[0]).name} failed: {error}", file=str(folder)) from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["it said nothing"]
        tool = Path(command[0]).name
        raise SourceError(
            f"{tool} could not render it: {said[-1]}",
            file=str(folder),
            hint=f"see it all: {' '.join([tool, *command[1:]])}",
        )
    return done.stdout
