"""YAML and JSON text, read exactly as Kubernetes reads it (sigs.k8s.io/yaml).

``decode`` turns a file's bytes into text, ``split`` cuts a stream into documents, ``load`` and
``load_json`` give the value of one document, ``locate`` finds where its fields stand. Whatever is
wrong with a text, the only error is ``YamlError``.
"""

from __future__ import annotations

from batten.sources.yaml.documents import Chunk, decode, split
from batten.sources.yaml.errors import YamlError
from batten.sources.yaml.json import load_json, split_json
from batten.sources.yaml.load import load
from batten.sources.yaml.loaded import Duplicate, Loaded, Path
from batten.sources.yaml.positions import Span, locate

__all__ = [
    "Chunk",
    "Duplicate",
    "Loaded",
    "Path",
    "Span",
    "YamlError",
    "decode",
    "load",
    "load_json",
    "locate",
    "split",
    "split_json",
]
