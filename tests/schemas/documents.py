"""Documents for the tests of the schemas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

VALID = Path(__file__).parent / "valid"

Document = dict[str, Any]


class _Loader(yaml.CSafeLoader):
    """Leaves times as the strings they are, as Kubernetes does."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read(text: str) -> Document:
    """One YAML document."""
    document: Document = yaml.load(text, _Loader)
    return document


def valid_documents() -> Iterator[Document]:
    """The documents below valid/, which every release accepts."""
    for path in sorted(VALID.glob("*.yaml")):
        yield from yaml.load_all(path.read_text(), _Loader)


def deployment() -> Document:
    """A small Deployment without a fault."""
    return read("""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: checkout, labels: {app: checkout}}
        spec:
          replicas: 3
          selector: {matchLabels: {app: checkout}}
          template:
            metadata: {labels: {app: checkout}}
            spec:
              containers:
                - name: app
                  image: checkout:1
                  env: [{name: LEVEL, value: info}]
                  ports: [{containerPort: 8080}]
                  resources: {limits: {memory: 512Mi}}
    """)
