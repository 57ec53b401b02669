"""`batten check` as a user meets it: exit codes, formats, files, bad usage."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from batten.cli.main import main

ROOT = Path(__file__).parent.parent.parent
SHOP = ROOT / "examples" / "shop"
CLEAN = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
ROOTED = """\
apiVersion: batch/v1
kind: Job
metadata: {name: once, namespace: shop}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: app
        image: registry.example.com/app:1.2.3
        securityContext: {privileged: true}
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


class TestExitCode:
    def write(self, text: str) -> str:
        Path("app.yaml").write_text(text)
        return "app.yaml"

    def test_0_when_nothing_is_found(self) -> None:
        assert main(["check", self.write(CLEAN)]) == 0

    def test_1_when_something_critical_is_found(self) -> None:
        assert main(["check", self.write(ROOTED)]) == 1

    def test_fail_on_moves_the_limit(self) -> None:
        name = self.write(ROOTED)
        assert main(["check", name, "--only", "privileged"]) == 1
        assert main(["check", name, "--only", "run-as-root"]) == 0
        assert main(["check", name, "--only", "run-as-root", "--fail-on", "info"]) == 1
        assert main(["check", name, "--fail-on", "never"]) == 0

    def test_2_when_something_could_not_be_read_whatever_is_found(self) -> None:
        name = self.write(f"{ROOTED}---\na: b: c\n")
        assert main(["check", name]) == 2
        assert main(["check", name, "--fail-on", "never"]) == 2

    def test_2_when_there_is_no_such_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "gone.yaml"]) == 2
        assert "gone.yaml\n    no such file or folder" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (
                ["--only", "pdb-mising"],
                'there is no rule "pdb-mising"\n  did you mean "pdb-missing"?',
            ),
            (["--section", "speed"], 'there is no section "speed"'),
            (["--kubernetes-version", "new"], '"new" is not a Kubernetes version'),
            (["--kubernetes-version", "1.26"], "Kubernetes 1.26 is not known; 1.27 to"),
            (
                ["--format", "json", "--format", "text"],
                "several reports would go to standard output",
            ),
            (["--output", "no/such/folder/x"], "no/such/folder/x: cannot be written"),
            (["--config", "gone.yaml"], "gone.yaml: no such file"),
        ],
    )
    def test_2_for_bad_usage(
        self, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["check", self.write(CLEAN), *arguments]) == 2
        assert capsys.readouterr().err.startswith(f"batten: {said}")

    @pytest.mark.parametrize(
        "arguments",
        [["chekc"], ["check", "--nope"], ["check", "--jobs", "0"], ["check", "--format", "x"]],
    )
    def test_2_for_what_argparse_refuses(self, arguments: list[str]) -> None:
        with pytest.raises(SystemExit) as raised:
            main(arguments)
        assert raised.value.code == 2


class TestOutputs:
    def test_several_formats_in_one_run(self, capsys: pytest.CaptureFixture[str]) -> None:
        arguments = "--format json --output a.json --format junit --output b.xml --format text"
        assert main(["check", str(SHOP), *arguments.split()]) == 1
        report = json.loads(Path("a.json").read_text())
        assert report["findings"]
        assert Path("b.xml").read_text().startswith("<?xml")
        assert "Uptime and stability" in capsys.readouterr().out

    def test_an_output_alone_is_the_text_report(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["check", str(SHOP), "--output", "report.txt"])
        assert "Uptime and stability" in Path("report.txt").read_text()
        assert capsys.readouterr().out == ""

    def test_a_report_keeps_the_mode_of_its_file(self) -> None:
        Path("report.txt").write_text("old")
        Path("report.txt").chmod(0o600)
        main(["check", str(SHOP), "--output", "report.txt"])
        assert Path("report.txt").stat().st_mode & 0o777 == 0o600
        assert list(Path().iterdir()) == [Path("report.txt")]

    def test_unreadable_input_is_told_on_standard_error_too(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["check", "gone.yaml", "--format", "json"]) == 2
        out, err = capsys.readouterr()
        assert json.loads(out)["errors"]
        assert err == "batten: gone.yaml: no such file or folder\n"

    def test_colour_on_demand_only(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        main(["check", str(SHOP)])
        assert "\x1b" not in capsys.readouterr().out
        monkeypatch.setenv("FORCE_COLOR", "1")
        main(["check", str(SHOP)])
        assert "\x1b" in capsys.readouterr().out
        monkeypatch.setenv("NO_COLOR", "1")
        main(["check", str(SHOP)])
        assert "\x1b" not in capsys.readouterr().out


class TestInput:
    def test_standard_input(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ROOTED.encode())))
        assert main(["check", "-", "--only", "privileged"]) == 1
        assert "Job shop/once" in capsys.readouterr().out

    def test_this_folder_is_the_default(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("app.yaml").write_text(ROOTED)
        assert main(["check"]) == 1
        assert "app.yaml" in capsys.readouterr().out

    def test_nodes_of_another_file(self) -> None:
        Path("app.yaml").write_text(
            ROOTED.replace("      restart", "      nodeSelector: {disk: ssd}\n      restart")
        )
        Path("nodes.yaml").write_text(
            "apiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {disk: hdd}}\n"
        )
        only = ["--only", "affinity-unsatisfiable", "--fail-on", "info"]
        assert main(["check", "app.yaml", *only]) == 0
        assert main(["check", "app.yaml", *only, "--nodes", "nodes.yaml"]) == 1


class TestProcess:
    """What only a whole process shows."""

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "batten", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def test_a_reader_who_leaves_early_sees_no_traceback(self) -> None:
        command = f"{sys.executable} -m batten check -v {SHOP} | head -1"
        done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
        assert done.stdout.startswith("Uptime")
        assert done.stderr == ""

    def test_help_and_version(self) -> None:
        assert "commands:\n  check " in self.run().stdout
        assert self.run("--help").stdout == self.run().stdout
        assert self.run("--version").stdout.startswith("batten ")
        done = self.run("chekc")
        assert (done.returncode, done.stderr.count("\n")) == (2, 2)
        assert 'did you mean "check"?' in done.stderr

    def test_all_processors_find_the_same(self, tmp_path: Path) -> None:
        for number in range(60):
            folder = tmp_path / "all" / f"{number:02}"
            folder.mkdir(parents=True)
            for file in SHOP.glob("*.yaml"):
                text = file.read_text().replace("namespace: shop", f"namespace: shop-{number}")
                (folder / file.name).write_text(text)
        alone, together = (
            json.loads(self.run("check", "all", "--format", "json", "--jobs", jobs).stdout)
            for jobs in "12"
        )
        assert len(alone["findings"]) > 3000
        assert alone["findings"] == together["findings"]
        assert alone["scores"] == together["scores"]


class TestRenderers:
    """Real helm and kustomize, where they are (`make renderers` builds them)."""

    CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "batten" / "bin"

    @pytest.fixture(autouse=True)
    def _on_path(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", f"{self.CACHE}:{os.environ['PATH']}")

    def need(self, tool: str) -> None:
        import shutil

        if not shutil.which(tool):
            pytest.skip(f"{tool} is not installed; make renderers builds it where Go is")

    def chart(self, template: str) -> Path:
        chart = Path("chart")
        (chart / "templates").mkdir(parents=True)
        (chart / "Chart.yaml").write_text("apiVersion: v2\nname: app\nversion: 1.0.0\n")
        (chart / "values.yaml").write_text("privileged: true\n")
        (chart / "templates" / "job.yaml").write_text(template)
        return chart

    def test_a_chart(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.need("helm")
        self.chart(ROOTED.replace("privileged: true", "privileged: {{ .Values.privileged }}"))
        assert main(["check", "chart", "--only", "privileged"]) == 1
        assert "Job shop/once" in capsys.readouterr().out

    def test_a_chart_that_does_not_render(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.need("helm")
        self.chart("{{ fail `no` }}")
        assert main(["check", "chart"]) == 2
        assert "helm could not render it: " in capsys.readouterr().out

    def test_a_kustomize_folder(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.need("kustomize")
        Path("job.yaml").write_text(ROOTED.replace("true", "false"))
        Path("kustomization.yaml").write_text(
            "resources: [job.yaml]\n"
            "patches:\n"
            "- target: {kind: Job}\n"
            "  patch: |-\n"
            "    - op: replace\n"
            "      path: /spec/template/spec/containers/0/securityContext/privileged\n"
            "      value: true\n"
        )
        assert main(["check", ".", "--only", "privileged"]) == 1
        assert "Job shop/once" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("file", "hint"),
        [
            ("Chart.yaml", "helm template app | batten check -"),
            ("kustomization.yaml", "kustomize build app | batten check -"),
        ],
    )
    def test_without_the_tool_it_says_how_to_pipe(
        self, file: str, hint: str, capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setenv("PATH", "")
        Path("app").mkdir()
        (Path("app") / file).write_text("resources: []\n")
        assert main(["check", "app"]) == 2
        assert hint in capsys.readouterr().out
