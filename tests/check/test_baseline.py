"""Known findings are counted, not merely recognised; the file can be read and diffed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from batten.check.baseline import Baseline, baseline_of, read_baseline
from batten.check.suppress import Suppression
from batten.errors import ConfigError
from batten.rules.finding import Finding
from tests.check.objects import deployment, finding, sifted

PDB, REPLICAS = "pdb-missing", "replicas-min"
FILE = "known.json"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def knowing(*findings: Finding) -> Baseline:
    Path(FILE).write_text("".join(baseline_of(findings)))
    return read_baseline(FILE)


def by(baseline: Baseline, *rules: str) -> Suppression:
    return Suppression(date(2026, 11, 22), baseline=baseline, rules=rules or (PDB, REPLICAS))


class TestFile:
    def test_a_finding_a_line_sorted_with_words_for_people(self) -> None:
        web, api = deployment("web", namespace="shop"), deployment("api", namespace="shop")
        findings = [finding(web, REPLICAS), finding(web, PDB), finding(api, PDB)]
        knowing(*findings)
        first, *lines, last = Path(FILE).read_text().splitlines()
        assert (first, last) == ('{"version": 1, "findings": [', "]}")
        told = [json.loads(line.rstrip(",")) for line in lines]
        assert [(each["object"], each["rule"]) for each in told] == [
            ("Deployment shop/api", PDB),
            ("Deployment shop/web", PDB),
            ("Deployment shop/web", REPLICAS),
        ]
        assert told[0]["message"] == "is wrong"
        assert json.loads(Path(FILE).read_text())["version"] == 1

    def test_the_order_of_the_findings_changes_nothing(self) -> None:
        findings = [finding(deployment(name), rule) for name in "ab" for rule in (PDB, REPLICAS)]
        assert [*baseline_of(findings)] == [*baseline_of(reversed(findings))]

    def test_none_known(self) -> None:
        assert knowing().known == []

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "not a baseline"),
            ("[]", "not a baseline"),
            ('{"findings": []}', "not a baseline"),
            ('{"version": 1, "findings": [{"rule": "x"}]}', "not a baseline"),
            ('{"version": 2, "findings": []}', "of version 2; this Batten reads 1"),
        ],
    )
    def test_what_is_none_is_refused(self, text: str, message: str) -> None:
        Path(FILE).write_text(text)
        with pytest.raises(ConfigError, match=rf"^known\.json: .*{message}"):
            read_baseline(FILE)

    def test_bytes_that_are_no_text_are_refused(self) -> None:
        Path(FILE).write_bytes(b'{"version": 1, "findings": ["\xff"]}')
        with pytest.raises(ConfigError, match="not a baseline"):
            read_baseline(FILE)

    def test_a_missing_one_says_how_to_make_it(self) -> None:
        with pytest.raises(ConfigError) as missing:
            read_baseline(FILE)
        assert missing.value.hint == "batten check --write-baseline known.json makes one"


class TestSift:
    def test_known_findings_are_set_aside(self) -> None:
        web = deployment()
        known, new = finding(web, PDB), finding(web, REPLICAS)
        result = sifted(by(knowing(known)), known, new)
        assert [(entry.finding, entry.by) for entry in result.suppressed] == [(known, "baseline")]
        assert (result.standing, result.notes) == ([new], [])

    def test_two_alike_of_which_one_is_known(self) -> None:
        web = deployment()
        first, second = finding(web, PDB), finding(web, PDB)
        result = sifted(by(knowing(first)), first, second)
        assert result.standing == [second]

    def test_gone_findings_are_counted(self) -> None:
        web = deployment()
        baseline = knowing(finding(web, PDB), finding(web, REPLICAS), finding(web, REPLICAS))
        assert sifted(by(baseline), finding(web, REPLICAS)).notes == [
            "2 known findings are gone: --write-baseline known.json to forget them"
        ]

    def test_what_was_not_looked_at_is_not_gone(self) -> None:
        web = deployment()
        baseline = knowing(finding(web, PDB), finding(deployment("elsewhere"), REPLICAS))
        assert sifted(by(baseline, REPLICAS), finding(web, REPLICAS)).notes == []

    def test_a_known_finding_that_is_annotated_is_not_gone(self) -> None:
        baseline = knowing(finding(deployment(), PDB))
        web = deployment(annotations={"batten.dev/ignore": PDB})
        result = sifted(by(baseline), finding(web, PDB))
        assert [entry.by for entry in result.suppressed] == ["annotation"]
        assert result.notes == []

    def test_it_can_be_used_again(self) -> None:
        one = finding(deployment(), PDB)
        baseline = knowing(one)
        assert [sifted(by(baseline), one).standing for _ in range(2)] == [[], []]
