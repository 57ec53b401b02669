"""Kubernetes releases as an ordered pair of numbers.

Only the minor release matters to Batten: APIs and fields come and go with minors, never with
patches (https://kubernetes.io/docs/reference/using-api/deprecation-policy/).
"""

from __future__ import annotations

import re
from typing import NamedTuple

# Vendors append to the release: 1.29.3-gke.1200, v1.30.4-eks-a18cd3a, 1.28+ (as a server says it).
_RELEASE = r"v?([0-9]{1,3})\.([0-9]{1,3})(?:\.[0-9]+)?(?:[-+].*)?"


class Version(NamedTuple):
    """A minor release of Kubernetes; compares as numbers, so 1.9 comes before 1.27."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


OLDEST = Version(1, 27)
"""The oldest release whose schemas Batten carries."""

NEWEST = Version(1, 37)
"""The newest release whose schemas Batten carries."""


def parse(text: str) -> Version:
    """The minor release that `1.29`, `v1.29.3` or `1.29.3-gke.1` belongs to.

    Raises ValueError, saying what was expected, for anything else.
    """
    match = re.fullmatch(_RELEASE, text.strip())
    if match is None:
        raise ValueError(f'"{text}" is not a Kubernetes version; write it as 1.29 or v1.29.3')
    return Version(int(match[1]), int(match[2]))


def known(text: str) -> Version:
    """The same, of the releases Batten has schemas for; ValueError for all others."""
    version = parse(text)
    if not OLDEST <= version <= NEWEST:
        raise ValueError(f"Kubernetes {version} is not known; {OLDEST} to {NEWEST} are")
    return version
