"""Whether the API server would accept a document, judged by the schemas of a release."""

from __future__ import annotations

from typing import Any

from batten.model.versions import Version, parse
from batten.schemas.crds import CustomSchemas
from batten.schemas.problems import Problem
from batten.schemas.tables import problems_of, schemas


def validate(
    document: dict[str, Any], version: Version | str, custom: CustomSchemas | None = None
) -> list[Problem]:
    """Everything that strict decoding in the API server of that release refuses.

    Says nothing of kinds it has no schema for: APIs that are removed, and custom resources
    whose definition is not among `custom`. Raises ValueError for a version that is none.
    """
    release = schemas(parse(version) if isinstance(version, str) else version)
    api_version, kind = document.get("apiVersion"), document.get("kind")
    if not isinstance(api_version, str) or not isinstance(kind, str):
        return []
    root = release.root(api_version, kind)
    if root is None and custom is not None:
        root = custom.root(api_version, kind, release)
    if root is None:
        return release.unknown_kind(api_version, kind)
    return problems_of(root, document)


def known(api_version: str, kind: str, version: Version | str) -> bool | None:
    """Whether a release has the kind; None if it has nothing of that group and version at all."""
    release = schemas(parse(version) if isinstance(version, str) else version)
    if release.root(api_version, kind) is not None:
        return True
    return False if release.kinds(api_version) else None
