"""Small judgements that objects make of themselves."""

from __future__ import annotations

import pytest

from batten.model.objects.pods import Capabilities, Pod, plain_capability
from batten.model.objects.volumes import InTreeSources
from batten.model.source import NOWHERE
from batten.schemas.lifecycle import deprecated_fields
from batten.sources.decode import decode

REPLACED = [
    field.path.removeprefix("spec.volumes[].")
    for field in deprecated_fields()
    if field.path.startswith("spec.volumes[].")
]


@pytest.mark.parametrize("name", REPLACED)
def test_replaced_volumes_are_known_by_their_names(name: str) -> None:
    spec = {"volumes": [{"name": "a", name: {}}, {"name": "b", "emptyDir": {}}]}
    pod = decode({"apiVersion": "v1", "kind": "Pod", "spec": spec}, NOWHERE)
    assert isinstance(pod, Pod)
    old, new = pod.spec.volumes
    assert old.in_tree == name and not old.common
    assert new.in_tree == "" and new.common


def test_every_replaced_source_has_its_end() -> None:
    assert len(REPLACED) == len(InTreeSources.__struct_fields__)


@pytest.mark.parametrize("written", ["NET_RAW", "net_raw", "CAP_NET_RAW", "cap_net_raw"])
def test_capabilities_however_written(written: str) -> None:
    assert plain_capability(written) == "NET_RAW"
    assert Capabilities(add=["CHOWN", written]).adds("NET_RAW", "ALL")
    assert not Capabilities(drop=[written]).adds("NET_RAW")
    assert not Capabilities(drop=[written]).drops_all()


def test_dropping_all() -> None:
    assert Capabilities(drop=["NET_RAW", "all"]).drops_all()
    assert not Capabilities(add=["ALL"]).drops_all()
