"""What every Kubernetes object has: apiVersion, kind, metadata."""

from __future__ import annotations

from typing import Any

import msgspec

from batten.model.source import NOWHERE, Path, Source

IntOrString = int | str
QuantityText = str | int | float
Quantities = dict[str, QuantityText]
Labels = dict[str, str]


class Part(msgspec.Struct, rename="camel", gc=False, kw_only=True, omit_defaults=True):
    """A piece of an object. Fields Batten does not read are skipped while decoding."""


class OwnerReference(Part):
    """Who created and owns this object."""

    api_version: str = ""
    kind: str = ""
    name: str = ""
    uid: str = ""
    controller: bool = False


class Metadata(Part):
    """metadata; `namespace` is "" where the manifest leaves it to the deploying tool."""

    name: str = ""
    generate_name: str = ""
    namespace: str = ""
    uid: str = ""
    labels: Labels = {}
    annotations: Labels = {}
    owner_references: list[OwnerReference] = []


class Problem(msgspec.Struct, frozen=True, gc=False):
    """Something wrong with the form of an object, found while it was read.

    :ivar path: the field; ends where the trouble is.
    :ivar message: one sentence, without the path.
    :ivar line: 1-based line in the file where the reader knows it better than the path does, or 0.
    """

    path: Path
    message: str
    line: int = 0


class Object(Part):
    """Base of all kinds. An object is identified by kind, namespace and name.

    :ivar source: where it was read; set by the reader, never decoded.
    :ivar problems: what the schema check had to say; set by the reader.
    """

    api_version: str = ""
    kind: str = ""
    metadata: Metadata = msgspec.field(default_factory=Metadata)
    source: Source = msgspec.field(default=NOWHERE, name="batten:source")
    problems: tuple[Problem, ...] = msgspec.field(default=(), name="batten:problems")

    @property
    def name(self) -> str:
        """metadata.name, or generateName with a star."""
        meta = self.metadata
        return meta.name or (f"{meta.generate_name}*" if meta.generate_name else "")

    @property
    def namespace(self) -> str:
        """metadata.namespace, "" if not written or cluster-scoped."""
        return self.metadata.namespace

    @property
    def group(self) -> str:
        """The API group, "" for the core group."""
        return self.api_version.rpartition("/")[0]

    @property
    def title(self) -> str:
        """`Kind namespace/name`, as reports print it."""
        meta = self.metadata
        name = f"{meta.namespace}/{self.name}" if meta.namespace else self.name
        return f"{self.kind} {name}"

    @property
    def controlled(self) -> bool:
        """Whether another object made it and keeps it as it is."""
        return any(owner.controller for owner in self.metadata.owner_references)

    @property
    def path(self) -> Path:
        """The empty path."""
        return ()

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: Any) -> bool:
        return self is other

    @property
    def object(self) -> Object:
        """Itself: so that anything a finding may be about has an `object` and a `path`."""
        return self


class CustomObject(Object):
    """An object of a kind Batten has no type for.

    :ivar raw: the document as read.
    """

    raw: dict[str, Any] = msgspec.field(default={}, name="batten:raw")
