"""Every safe edit does what it says: on the fixtures, once it is made the finding is gone.

Edits are made to the document as read; that files keep their comments is the editor's to prove.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from batten.model.inventory import Inventory
from batten.model.objects.meta import Object
from batten.rules.catalogue import BY_ID
from batten.rules.engine import judge
from batten.rules.finding import Edit, Finding
from batten.rules.policy import Policy
from batten.sources.decode import decode
from batten.sources.documents import cut
from batten.sources.yaml import load

FILES = sorted(Path(__file__).parent.glob("*/bad*.yaml"))


def policy_of(text: str) -> Policy:
    """The policy in the comments at the top of a fixture."""
    lines = [line for line in text.splitlines() if line.startswith("# policy:")]
    given = yaml.safe_load(lines[0].removeprefix("# policy:")) if lines else {}
    return msgspec.convert(given, Policy)


def made(document: Any, edit: Edit) -> Any:
    """A copy of the document with the edit made; an index past the end appends."""
    changed = copy.deepcopy(document)
    here = changed
    *way, last = edit.path
    for step, following in zip(way, edit.path[1:], strict=True):
        if isinstance(here, dict) and here.get(step) is None:
            here[step] = [] if isinstance(following, int) else {}
        here = here[step]
    if edit.action == "remove":
        del here[last]
    elif isinstance(here, list) and isinstance(last, int) and last >= len(here):
        here.append(edit.value)
    else:
        here[last] = edit.value
    return changed


def mended(finding: Finding, objects: list[Object], documents: list[Any]) -> list[Object]:
    """The objects with the finding's edits made, from the last place to the first."""
    index = objects.index(finding.object)
    document = documents[index]
    assert finding.fix is not None
    for edit in finding.fix.edits:
        document = made(document, edit)
    replaced = decode(document, finding.object.source)
    return [replaced if obj is finding.object else obj for obj in objects]


def same(findings: list[Finding], finding: Finding) -> int:
    """How many say the same of the same field, by the object's title."""
    what = (finding.object.title, finding.path, finding.message)
    return sum((f.object.title, f.path, f.message) == what for f in findings)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_finding_is_gone(path: Path) -> None:
    text = path.read_text()
    policy, rule = policy_of(text), BY_ID[path.parent.name]
    documents = [load(str(document.text)).value for document in cut(path.name, text.encode())]
    if any(document is None or document.get("kind") == "List" for document in documents):
        return
    sources = [document.source for document in cut(path.name, text.encode())]
    objects = [decode(d, source) for d, source in zip(documents, sources, strict=True)]
    before = judge([rule], Inventory(objects), policy)
    for finding in before:
        if finding.fix and finding.fix.safe and finding.fix.edits:
            after = judge([rule], Inventory(mended(finding, objects, documents)), policy)
            assert same(after, finding) < same(before, finding), finding.message
            assert len(after) < len(before), finding.message
