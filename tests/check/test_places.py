"""The places of findings: the same one by one, all at once, and on two processors."""

from __future__ import annotations

from batten.check.places import FoundPlaces
from batten.check.result import Place
from batten.model.objects.meta import Object
from batten.model.source import Source
from batten.rules.finding import Finding
from batten.sources.documents import cut
from batten.sources.places import Locator

TEXT = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n---\n" * 1500
DOCUMENTS = cut("a.yaml", TEXT.encode())


def finding(number: int, *path: str, line: int = 0) -> Finding:
    source = DOCUMENTS[number].source
    return Finding(Object(source=source), path, "", line=line)


def test_a_field_a_missing_field_and_the_whole() -> None:
    findings = [finding(1, "metadata", "name"), finding(1, "metadata", "labels", "app"), finding(1)]
    places = FoundPlaces(Locator(DOCUMENTS), findings)
    assert [places.of(each) for each in findings] == [
        Place("a.yaml", 9, 3, 9, 10),
        Place("a.yaml", 8, 1, 8, 9),
        Place("a.yaml", 6, 1, 6, 11),
    ]


def test_a_line_known_better() -> None:
    places = FoundPlaces(Locator(DOCUMENTS), [])
    assert places.of(finding(0, "kind", line=77)).line == 77


def test_a_finding_nobody_announced() -> None:
    places = FoundPlaces(Locator(DOCUMENTS), [finding(0)])
    assert places.of(finding(3, "kind")) == Place("a.yaml", 17, 1, 17, 13)
    assert places.of(finding(0, "kind")) == Place("a.yaml", 2, 1, 2, 13)


def test_many_are_looked_up_together_and_alike() -> None:
    findings = [finding(number, "metadata", "name") for number in range(1500)]
    lines = [5 * number + 4 for number in range(1500)]
    for processes in (1, 2):
        places = FoundPlaces(Locator(DOCUMENTS), findings, processes=processes)
        assert [places.of(each).line for each in findings] == lines
        assert places.of(finding(1499, "kind")).line == 5 * 1499 + 2


def test_an_object_from_nowhere() -> None:
    lost = Finding(Object(source=Source("gone.yaml", 7)), ("spec",), "")
    assert FoundPlaces(Locator([]), [lost]).of(lost) == Place("gone.yaml", 7, 1, 7, 1)
