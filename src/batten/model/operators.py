"""What operators make of custom objects: guesses, from how operators name things.

An ExternalSecret, SealedSecret, Certificate or database cluster stands among the manifests; the
Secret it becomes does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from batten.model.objects.meta import CustomObject

_TARGETS = ("target", "destination", "managedSecret", "managedSecretReference")
_LISTS = ("secretObjects", "secretTemplates")


def made_names(obj: CustomObject) -> Iterator[str]:
    """Names of the Secrets, ConfigMaps and accounts that may be made from it."""
    yield obj.name
    spec = obj.raw.get("spec")
    if not isinstance(spec, dict):
        return
    yield from _texts(spec, "secretName")
    for key in _TARGETS:
        if isinstance(spec.get(key), dict):
            yield from _texts(spec[key], "name")
            yield from _texts(spec[key], "secretName")
    for key in _LISTS:
        for part in spec[key] if isinstance(spec.get(key), list) else ():
            if isinstance(part, dict):
                yield from _texts(part, "secretName")
                yield from _texts(part, "name")


def _texts(part: dict[str, Any], key: str) -> Iterator[str]:
    if isinstance(part.get(key), str):
        yield part[key]
