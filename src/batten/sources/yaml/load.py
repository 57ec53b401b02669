"""Loading one document: the fast path where it applies, else the complete parser."""

from __future__ import annotations

from batten.sources.yaml import fast
from batten.sources.yaml.loaded import Loaded


def load(text: str) -> Loaded:
    """The value of one YAML document and its duplicate keys, or YamlError.

    Only the first document counts, as for Kubernetes: cut a stream with ``split`` first.
    """
    text = text.removeprefix("\ufeff")
    value = fast.load(text)
    if value is not fast.NOT_MINE:
        return Loaded(value, [])
    # Most runs never need PyYAML: importing it costs a tenth of a cold start.
    from batten.sources.yaml import events

    return events.load(text)
