"""Configuration, suppression and baseline as a user meets them: through `batten check`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from batten.cli.main import main

ROOTED = """\
apiVersion: batch/v1
kind: Job
metadata:
  name: once
  namespace: shop
  annotations: {annotations}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: app
        image: registry.example.com/app:1.2.3
        securityContext: {{privileged: true}}
"""
Check = Callable[..., tuple[int, dict[str, Any]]]


def write(annotations: str = "{}", config: str = "") -> None:
    Path("app.yaml").write_text(ROOTED.format(annotations=annotations))
    if config:
        Path("batten.yaml").write_text(config)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """Checks app.yaml for privileged containers; the exit code and the JSON report."""

    def run(*arguments: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = main(["check", "--only", "privileged", "--format", "json", *arguments])
        out = capsys.readouterr().out
        return code, json.loads(out) if out else {}

    return run


def test_without_any_of_it_the_finding_counts(check: Check) -> None:
    write()
    code, report = check()
    assert (code, len(report["findings"]), report["suppressed"]) == (1, 1, [])


class TestSuppression:
    OWN = '{batten.dev/ignore: privileged, batten.dev/ignore-reason: "it loads a module"}'
    CONFIG = "ignore: [{rules: [privileged], paths: [app.yaml], reason: known}]\n"

    @pytest.mark.parametrize(
        ("annotations", "config", "by", "reason"),
        [
            (OWN, "", "annotation", "it loads a module"),
            (
                "{polaris.fairwinds.com/runAsPrivileged-exempt: 'true'}", "",
                "annotation", "polaris.fairwinds.com/runAsPrivileged-exempt",
            ),
            ("{}", CONFIG, "configuration", "known"),
        ],
    )  # fmt: skip
    def test_counts_neither_in_the_exit_code_nor_in_the_score(
        self, check: Check, annotations: str, config: str, by: str, reason: str
    ) -> None:
        write(annotations, config)
        code, report = check()
        (entry,) = report["suppressed"]
        assert (code, report["findings"], entry["by"], entry["reason"]) == (0, [], by, reason)
        assert report["scores"]["security"] == 100

    @pytest.mark.parametrize(("annotations", "config"), [(OWN, ""), ("{}", CONFIG)])
    def test_no_suppress_counts_it(self, check: Check, annotations: str, config: str) -> None:
        write(annotations, config)
        code, report = check("--no-suppress")
        assert (code, len(report["findings"]), report["suppressed"]) == (1, 1, [])

    def test_an_expired_one_counts_again_and_is_told(self, check: Check) -> None:
        write("{batten.dev/ignore: privileged, batten.dev/ignore-until: '2020-01-31'}")
        code, report = check()
        assert (code, len(report["findings"])) == (1, 1)
        assert any("1 suppression has expired" in note for note in report["notes"])

    def test_patterns_hold_from_the_folder_of_the_configuration(
        self, check: Check, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(config="ignore: [{rules: [privileged], paths: ['deploy/**'], reason: r}]\n")
        Path("deploy/prod").mkdir(parents=True)
        Path("app.yaml").rename("deploy/prod/app.yaml")
        assert check()[0] == 0
        monkeypatch.chdir("deploy/prod")
        assert check("app.yaml")[0] == 0
        assert check(str(Path("app.yaml").resolve()))[0] == 0


class TestConfiguration:
    def test_a_rule_that_is_off_is_not_asked(self, check: Check) -> None:
        write(config="rules: {privileged: off}\n")
        assert main(["check", "--fail-on", "critical", "app.yaml"]) == 0

    def test_off_is_no_suppression(self, capsys: pytest.CaptureFixture[str]) -> None:
        write(config="rules: {privileged: off}\n")
        assert main(["check", "--no-suppress", "app.yaml"]) == 0
        assert "privileged " not in capsys.readouterr().out

    def test_only_asks_even_a_rule_that_is_off(self, check: Check) -> None:
        write(config="rules: {privileged: off}\n")
        assert check()[0] == 1

    def test_another_severity_moves_the_exit_code(self, check: Check) -> None:
        write(config="rules: {privileged: info}\n")
        code, report = check()
        assert (code, report["findings"][0]["severity"]) == (0, "info")

    def test_fail_on_holds_unless_the_command_line_says_otherwise(self, check: Check) -> None:
        write(config="failOn: never\n")
        assert check()[0] == 0
        assert check("--fail-on", "critical")[0] == 1

    def test_its_version_holds_unless_the_command_line_says_otherwise(self, check: Check) -> None:
        write(config='kubernetesVersion: "1.29"\n')
        assert check()[1]["kubernetesVersion"] == "1.29"
        assert check("--kubernetes-version", "1.31")[1]["kubernetesVersion"] == "1.31"

    def test_another_file(self, check: Check) -> None:
        write()
        Path("lenient.yaml").write_text("failOn: never\n")
        assert check("--config", "lenient.yaml", "app.yaml")[0] == 0

    @pytest.mark.parametrize("config", ["polcy: {}\n", "a: b: c\n", "ignore: [{rules: [x]}]\n"])
    def test_a_mistake_is_told_and_nothing_is_checked(
        self, config: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write(config=config)
        assert main(["check"]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert "batten.yaml:1:" in err

    def test_a_missing_file_is_an_error(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "--config", "none.yaml"]) == 2
        assert capsys.readouterr().err == "batten: none.yaml: no such file or folder\n"

    def test_batten_s_own_files_are_no_manifests(self, check: Check) -> None:
        write(config="failOn: never\n")
        assert main(["check", "--write-baseline", "batten-baseline.json"]) == 0
        assert not any("left out" in note for note in check()[1]["notes"])


class TestBaseline:
    def test_written_once_only_new_findings_fail(
        self, check: Check, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write()
        assert main(["check", "--write-baseline", "known.json", "app.yaml"]) == 0
        wrote = capsys.readouterr().out
        assert "are known now: batten check --baseline known.json" in wrote
        code, report = check("--baseline", "known.json", "app.yaml")
        assert (code, report["findings"], report["suppressed"][0]["by"]) == (0, [], "baseline")
        assert check("--baseline", "known.json", "--no-suppress", "app.yaml")[0] == 1
        Path("new.yaml").write_text(ROOTED.format(annotations="{}").replace("once", "twice"))
        code, report = check("--baseline", "known.json", "app.yaml", "new.yaml")
        assert (code, [each["object"]["name"] for each in report["findings"]]) == (1, ["twice"])

    def test_named_in_the_configuration(self, check: Check) -> None:
        write(config="baseline: known.json\n")
        assert main(["check", "app.yaml"]) == 2  # there is none yet
        assert main(["check", "app.yaml", "--write-baseline", "known.json"]) == 0
        assert check("app.yaml")[0] == 0

    def test_writing_again_forgets_nothing_that_is_still_there(self) -> None:
        write(config="baseline: known.json\n")
        main(["check", "app.yaml", "--write-baseline", "known.json"])
        first = Path("known.json").read_text()
        main(["check", "app.yaml", "--write-baseline", "known.json"])
        assert Path("known.json").read_text() == first

    def test_what_annotations_cover_need_not_be_known(self) -> None:
        write("{batten.dev/ignore: '*'}")
        main(["check", "app.yaml", "--write-baseline", "known.json"])
        assert json.loads(Path("known.json").read_text())["findings"] == []

    def test_not_written_while_something_cannot_be_read(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write()
        Path("broken.yaml").write_text("a: b: c\n")
        assert main(["check", "--write-baseline", "known.json"]) == 2
        assert not Path("known.json").exists()
        assert "broken.yaml:1:5" in capsys.readouterr().err

    @pytest.mark.parametrize("text", [None, "{}"])
    def test_missing_or_ill_formed_is_an_error(self, check: Check, text: str | None) -> None:
        write()
        if text:
            Path("known.json").write_text(text)
        assert check("--baseline", "known.json") == (2, {})
