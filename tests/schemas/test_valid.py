"""What the API server accepts must give no problem: a false one is the worst of bugs here."""

from __future__ import annotations

import pytest

from batten.model.versions import NEWEST, OLDEST, Version
from batten.schemas.validation import known, validate
from tests.schemas.documents import Document, valid_documents

RELEASES = [Version(1, minor) for minor in range(OLDEST.minor, NEWEST.minor + 1)]


def name(document: Document) -> str:
    return f"{document['kind']} {document['metadata'].get('name', '')}"


@pytest.mark.parametrize("document", list(valid_documents()), ids=name)
def test_a_valid_object_has_no_problems_in_any_release(document: Document) -> None:
    assert {str(v): found for v in RELEASES if (found := validate(document, v))} == {}


@pytest.mark.parametrize("document", list(valid_documents()), ids=name)
def test_a_valid_object_is_really_judged(document: Document) -> None:
    assert known(document["apiVersion"], document["kind"], NEWEST) is True
    document["metadata"]["nonsense"] = 1
    assert [p.path for p in validate(document, NEWEST)] == [("metadata", "nonsense")]
