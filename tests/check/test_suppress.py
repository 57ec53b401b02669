"""Findings are set aside by those who may, until the day they said, and never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batten.check.annotations import Note, grants_of
from batten.check.baseline import Baseline, Known
from batten.check.fingerprint import fingerprint
from batten.check.grants import Grant
from batten.check.result import Suppressed
from batten.check.suppress import Suppression
from batten.config.model import Ignore
from batten.model.objects.meta import Object
from batten.model.workload import PodTemplate
from tests.check.objects import APP, deployment, finding, sifted

TODAY = date(2026, 11, 22)
NOTHING = Suppression(TODAY, "/repository")
PDB, REPLICAS, ROOT = "pdb-missing", "replicas-min", "run-as-root"


def by(*ignores: Ignore) -> Suppression:
    return Suppression(TODAY, "/repository", ignores)


class TestOwnAnnotations:
    def test_names_rules_and_gives_the_reason(self) -> None:
        web = deployment(
            annotations={
                "batten.dev/ignore": f"{PDB}, {REPLICAS}",
                "batten.dev/ignore-reason": "a batch job in disguise",
            }
        )
        first, second, third = (finding(web, rule) for rule in (PDB, ROOT, REPLICAS))
        result = sifted(NOTHING, first, second, third)
        assert result.standing == [second]
        reason = "a batch job in disguise"
        assert result.suppressed == [
            Suppressed(first, "annotation", reason),
            Suppressed(third, "annotation", reason),
        ]
        assert result.notes == []

    def test_a_star_is_all_rules(self) -> None:
        web = deployment(annotations={"batten.dev/ignore": "*"})
        assert sifted(NOTHING, finding(web, PDB), finding(web, ROOT, *APP)).standing == []

    def test_stands_on_the_pod_template_too(self) -> None:
        web = deployment(pod_annotations={"batten.dev/ignore": ROOT})
        result = sifted(NOTHING, finding(web, ROOT, *APP), finding(web, PDB))
        assert [entry.finding.rule.id for entry in result.suppressed] == [ROOT]

    def test_holds_for_its_own_object_only(self) -> None:
        web = deployment(annotations={"batten.dev/ignore": PDB})
        other = finding(deployment("other"), PDB)
        assert sifted(NOTHING, finding(web, PDB), other).standing == [other]

    @pytest.mark.parametrize(("until", "standing"), [("2026-11-22", 0), ("2026-11-21", 1)])
    def test_holds_to_the_end_of_its_last_day(self, until: str, standing: int) -> None:
        web = deployment(annotations={"batten.dev/ignore": PDB, "batten.dev/ignore-until": until})
        assert len(sifted(NOTHING, finding(web, PDB)).standing) == standing

    def test_expired_ones_are_told(self) -> None:
        annotations = {
            "batten.dev/ignore": "*",
            "batten.dev/ignore-reason": "until the move",
            "batten.dev/ignore-until": "2026-01-31",
        }
        findings = [finding(deployment(name, annotations=annotations), PDB) for name in "abcde"]
        assert sifted(NOTHING, *findings).notes == [
            "5 suppressions have expired, so findings count again: "
            'Deployment a (until 2026-01-31, "until the move"); '
            'Deployment b (until 2026-01-31, "until the move"); '
            'Deployment c (until 2026-01-31, "until the move") and 2 more'
        ]

    def test_expired_ones_are_not_told_while_a_baseline_covers(self) -> None:
        annotations = {"batten.dev/ignore": PDB, "batten.dev/ignore-until": "2026-01-31"}
        one = finding(deployment(annotations=annotations), PDB)
        baseline = Baseline([Known("", "", "", fingerprint(one))])
        result = sifted(Suppression(TODAY, baseline=baseline), one)
        assert ([entry.by for entry in result.suppressed], result.notes) == (["baseline"], [])

    def test_expired_ones_that_cover_nothing_are_not(self) -> None:
        annotations = {"batten.dev/ignore": PDB, "batten.dev/ignore-until": "2026-01-31"}
        assert sifted(NOTHING, finding(deployment(annotations=annotations), ROOT)).notes == []

    @pytest.mark.parametrize("until", ["31.1.2027", "2027-02-30", "soon"])
    def test_what_is_no_date_makes_it_void(self, until: str) -> None:
        web = deployment(annotations={"batten.dev/ignore": PDB, "batten.dev/ignore-until": until})
        result = sifted(NOTHING, finding(web, PDB))
        assert len(result.standing) == 1
        assert result.notes == [
            f'Deployment web: batten.dev/ignore-until: "{until}" is no date such as 2027-01-31; '
            "nothing is suppressed"
        ]

    def test_unknown_rules_are_told_once_for_all_objects(self) -> None:
        findings = [
            finding(deployment(name, annotations={"batten.dev/ignore": "pdb-mising"}), PDB)
            for name in "abcd"
        ]
        result = sifted(NOTHING, *findings)
        assert result.standing == findings
        assert result.notes == [
            "Deployment a, Deployment b, Deployment c and 1 more: batten.dev/ignore: "
            'there is no rule "pdb-mising"; did you mean "pdb-missing"?'
        ]

    def test_an_annotation_nobody_reads_is_told(self) -> None:
        web = deployment(annotations={"batten.dev/ignore-untill": "2027-01-31"})
        assert sifted(NOTHING, finding(web, PDB)).notes == [
            'Deployment web: there is no annotation "batten.dev/ignore-untill"; '
            'did you mean "batten.dev/ignore-until"?'
        ]


class TestIgnores:
    """Entries of batten.yaml, their paths already absolute."""

    WEB = deployment(namespace="shop", labels={"tier": "front"})

    @pytest.mark.parametrize(
        ("ignore", "fits"),
        [
            (Ignore(rules=[PDB], reason="r"), True),
            (Ignore(rules=[ROOT], reason="r"), False),
            (Ignore(rules="*", reason="r", paths=["/repository/deploy"]), True),
            (Ignore(rules="*", reason="r", paths=["/repository/deploy/*.yaml"]), True),
            (Ignore(rules="*", reason="r", paths=["/repository/*.yaml"]), False),
            (Ignore(rules="*", reason="r", paths=["/repository/x", "/**/web.yaml"]), True),
            (Ignore(rules="*", reason="r", namespaces=["sh*"]), True),
            (Ignore(rules="*", reason="r", namespaces=["dev"]), False),
            (Ignore(rules="*", reason="r", kinds=["Deployment"]), True),
            (Ignore(rules="*", reason="r", kinds=["deployment"]), False),
            (Ignore(rules="*", reason="r", names=["we?"]), True),
            (Ignore(rules="*", reason="r", names=["we"]), False),
            (Ignore(rules="*", reason="r", labels={"tier": "*"}), True),
            (Ignore(rules="*", reason="r", labels={"tier": "back"}), False),
            (Ignore(rules="*", reason="r", labels={"team": "*"}), False),
            (Ignore(rules="*", reason="r", kinds=["Deployment"], names=["x"]), False),
        ],
    )
    def test_all_patterns_must_fit(self, ignore: Ignore, fits: bool) -> None:
        one = finding(self.WEB, PDB)
        result = sifted(by(ignore), one)
        expected = [Suppressed(one, "configuration", "r")] if fits else []
        assert (result.suppressed, len(result.standing)) == (expected, 1 - len(expected))

    def test_files_above_the_working_directory(self) -> None:
        ignore = Ignore(rules="*", reason="r", paths=["/other"])
        web = deployment(file="../other/web.yaml")
        assert len(sifted(by(ignore), finding(web, PDB)).suppressed) == 1

    def test_an_object_without_a_namespace_fits_only_a_star(self) -> None:
        one = finding(deployment(), PDB)
        assert sifted(by(Ignore(rules="*", reason="r", namespaces=["*"])), one).suppressed
        assert sifted(by(Ignore(rules="*", reason="r", namespaces=["default"])), one).standing

    def test_an_expired_entry_is_told_once(self) -> None:
        ignore = Ignore(rules=[PDB], reason="the move", expires=date(2026, 11, 21))
        findings = [finding(deployment(name), PDB) for name in "ab"]
        result = sifted(by(ignore), *findings)
        assert result.standing == findings
        assert result.notes == [
            "1 suppression has expired, so findings count again: "
            'the configuration (until 2026-11-21, "the move")'
        ]

    def test_another_that_holds_still_covers(self) -> None:
        old = Ignore(rules=[PDB], reason="old", expires=date(2026, 1, 1))
        new = Ignore(rules=[PDB], reason="new", expires=date(2027, 1, 1))
        result = sifted(by(old, new), finding(deployment(), PDB))
        assert [entry.reason for entry in result.suppressed] == ["new"]
        assert result.notes == []

    def test_the_author_of_the_object_is_asked_first(self) -> None:
        web = deployment(annotations={"batten.dev/ignore": PDB, "batten.dev/ignore-reason": "own"})
        result = sifted(by(Ignore(rules=[PDB], reason="theirs")), finding(web, PDB))
        assert [entry.reason for entry in result.suppressed] == ["own"]


def test_what_holds_for_an_object_is_found_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []

    def counting(obj: Object, pod: PodTemplate | None, note: Note) -> Iterator[Grant]:
        looked_at.append(obj.name)
        return grants_of(obj, pod, note)

    monkeypatch.setattr("batten.check.suppress.grants_of", counting)
    objects = [deployment(name) for name in "ab"]
    sifted(NOTHING, *(finding(obj, rule) for rule in (PDB, REPLICAS, ROOT) for obj in objects))
    assert looked_at == ["a", "b"]


RULES = st.sampled_from([PDB, REPLICAS, ROOT])
ANNOTATIONS = st.fixed_dictionaries(
    {},
    optional={
        "batten.dev/ignore": st.sampled_from(["*", PDB, f"{ROOT},{REPLICAS}", "nonsense", ""]),
        "batten.dev/ignore-until": st.sampled_from(["2026-01-01", "2027-01-01", "never"]),
        "kube-score/ignore": st.sampled_from(["deployment-replicas", "x", "pod-probes"]),
        "polaris.fairwinds.com/exempt": st.sampled_from(["true", "false"]),
    },
)
IGNORES = st.lists(
    st.builds(
        Ignore,
        rules=st.just("*") | st.lists(RULES, max_size=2),
        reason=st.just("r"),
        names=st.lists(st.sampled_from(["a", "b", "*"]), max_size=1),
        expires=st.none() | st.dates(date(2026, 11, 20), date(2026, 11, 24)),
    ),
    max_size=2,
)


@given(
    st.lists(ANNOTATIONS, min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 2), RULES), max_size=12),
    st.lists(st.integers(0, 11), max_size=6),
    IGNORES,
)
def test_no_finding_is_lost_doubled_or_moved(
    annotated: list[dict[str, str]],
    found: list[tuple[int, str]],
    known: list[int],
    ignores: list[Ignore],
) -> None:
    objects = [deployment("abc"[i], annotations=each) for i, each in enumerate(annotated)]
    findings = [finding(objects[i % len(objects)], rule) for i, rule in found]
    marks = [fingerprint(findings[i]) for i in known if i < len(findings)]
    baseline = Baseline(Known("", "", "", mark) for mark in marks)
    result = sifted(Suppression(TODAY, "/", ignores, baseline), *findings)
    order = {id(each): place for place, each in enumerate(findings)}
    standing = [order[id(each)] for each in result.standing]
    suppressed = [order[id(entry.finding)] for entry in result.suppressed]
    assert sorted(standing + suppressed) == list(range(len(findings)))
    assert standing == sorted(standing)
    assert suppressed == sorted(suppressed)
