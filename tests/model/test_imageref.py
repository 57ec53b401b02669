"""Image references in their parts."""

from __future__ import annotations

import pytest

from batten.model.imageref import ImageRef, parse

DIGEST = "sha256:" + "4b" * 32


@pytest.mark.parametrize(
    ("image", "parts"),
    [
        ("nginx", ImageRef("docker.io", "library/nginx", "", "")),
        ("bitnami/redis:7", ImageRef("docker.io", "bitnami/redis", "7", "")),
        ("index.docker.io/nginx", ImageRef("docker.io", "library/nginx", "", "")),
        ("localhost/web:1", ImageRef("localhost", "web", "1", "")),
        ("localhost:5000/web", ImageRef("localhost:5000", "web", "", "")),
        ("r.example.com:5000/a/b:c", ImageRef("r.example.com:5000", "a/b", "c", "")),
        (f"r.example.com/a@{DIGEST}", ImageRef("r.example.com", "a", "", DIGEST)),
        (f"r.example.com/a:1@{DIGEST}", ImageRef("r.example.com", "a", "1", DIGEST)),
    ],
)
def test_parts(image: str, parts: ImageRef) -> None:
    assert parse(image) == parts
    assert parse(image).valid


@pytest.mark.parametrize(
    "image", ["Web:1", "web: 1", "web:-1", "a//b:1", " web", "web:" + "x" * 129]
)
def test_ill_formed(image: str) -> None:
    assert not parse(image).valid
