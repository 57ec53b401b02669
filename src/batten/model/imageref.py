"""Image references, as container runtimes read them: `registry:port/name:tag@digest`.

Grammar: github.com/distribution/reference (regexp.go, normalize.go).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_NAME = re.compile(
    r"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*"
)
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_HUB = "docker.io"


class ImageRef(NamedTuple):
    """An image reference in its parts.

    :ivar registry: host and port; "docker.io" where none is written.
    :ivar repository: `library/nginx` for `nginx`.
    :ivar tag: as written; "" where none is.
    :ivar digest: such as `sha256:...`; "" where none is.
    """

    registry: str
    repository: str
    tag: str
    digest: str

    @property
    def name(self) -> str:
        """Registry and repository: `docker.io/library/nginx`."""
        return f"{self.registry}/{self.repository}"

    @property
    def valid(self) -> bool:
        """Whether a runtime accepts it; otherwise the pod waits in InvalidImageName."""
        tag_fits = not self.tag or _TAG.fullmatch(self.tag) is not None
        return tag_fits and _NAME.fullmatch(self.repository) is not None


@lru_cache(4096)
def parse(image: str) -> ImageRef:
    """The parts of an image reference; of an ill-formed one whatever stands in their places."""
    name, _, digest = image.partition("@")
    slash = name.rfind("/")
    colon = name.find(":", slash + 1)
    tag = ""
    if colon > 0:
        name, tag = name[:colon], name[colon + 1 :]
    registry, repository = split_registry(name)
    if registry == _HUB and "/" not in repository:
        repository = f"library/{repository}"
    return ImageRef(registry, repository, tag, digest)


def split_registry(name: str) -> tuple[str, str]:
    """Host and rest: the first part is a host if it has a dot, a port, or is `localhost`."""
    first, slash, rest = name.partition("/")
    if not slash or not ("." in first or ":" in first or first == "localhost"):
        return _HUB, name
    return (_HUB if first in ("index.docker.io", "registry-1.docker.io") else first), rest
