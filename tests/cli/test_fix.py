"""`batten fix` as a user meets it: diffs, files, questions, exit codes."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from batten import atomic
from batten.cli.main import main
from batten.errors import UsageError
from batten.fixes import write as writing

ROOT = Path(__file__).parents[2]
CONTAINER = """\
      - name: app   # the one
        image: registry.example.com/app:1.2.3
"""
JOB = f"""\
apiVersion: batch/v1
kind: Job
metadata: {{name: once, namespace: shop}}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
{CONTAINER}"""
FIXED = JOB + "        securityContext:\n          allowPrivilegeEscalation: false\n"
CLEAN = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
ONLY = ("--only", "privilege-escalation")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(text: str | bytes = JOB, name: str = "app.yaml") -> Path:
    path = Path(name)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def stdin(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


class TestDiff:
    def test_it_is_a_patch(self, capsys: pytest.CaptureFixture[str]) -> None:
        path = written()
        assert main(["fix", "app.yaml", *ONLY]) == 1
        out, err = capsys.readouterr()
        assert path.read_text() == JOB
        assert "1 finding would be gone, app.yaml changed. To do it: --write" in err
        subprocess.run(["patch", "-p1"], input=out, text=True, check=True, capture_output=True)
        assert path.read_text() == FIXED

    def test_0_and_no_diff_when_there_is_nothing_to_fix(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        written(CLEAN)
        assert main(["fix", "app.yaml", *ONLY]) == 0
        out, err = capsys.readouterr()
        assert (out, err) == ("", "Nothing to fix.\n")

    def test_colour_only_where_wanted(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        written()
        main(["fix", *ONLY])
        assert "\x1b" not in capsys.readouterr().out
        monkeypatch.setenv("FORCE_COLOR", "1")
        main(["fix", *ONLY])
        assert "\x1b[32m+        securityContext:\x1b[0m\n" in capsys.readouterr().out


class TestWrite:
    def test_it_writes_and_tells_what_is_gone(self, capsys: pytest.CaptureFixture[str]) -> None:
        path = written()
        path.chmod(0o640)
        assert main(["fix", "--write", *ONLY]) == 0
        assert path.read_text() == FIXED
        assert path.stat().st_mode & 0o777 == 0o640
        assert list(Path().iterdir()) == [path]
        said = capsys.readouterr().out
        assert said.startswith("1 finding gone, 0 left: app.yaml written and checked again\n")

    def test_a_second_time_changes_nothing(self) -> None:
        path = written()
        main(["fix", "--write"])
        first = path.stat()
        assert main(["fix", "--write"]) == 0
        assert path.stat() == first

    def test_a_file_with_nothing_to_fix_is_not_touched(self) -> None:
        written()
        other = written(CLEAN, "other.yaml")
        other.chmod(0o444)
        before = other.stat()
        main(["fix", "--write", *ONLY])
        assert other.stat() == before

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
    def test_encoding_and_line_ends_stay(self, encoding: str) -> None:
        path = written(JOB.replace("\n", "\r\n").encode(encoding))
        assert main(["fix", "--write", *ONLY]) == 0
        assert path.read_bytes() == FIXED.replace("\n", "\r\n").encode(encoding)

    def test_other_documents_stay_though_they_are_odd(self) -> None:
        odd = (
            "# nothing\n---\nkind:   ConfigMap # odd\napiVersion: v1\nmetadata: {name: a}\n\n---\n"
        )
        path = written(odd + JOB + "---\n# the end")
        assert main(["fix", "--write", *ONLY]) == 0
        assert path.read_text() == odd + FIXED + "---\n# the end"

    def test_suppressed_findings_are_left(self, capsys: pytest.CaptureFixture[str]) -> None:
        ignore = "{batten.dev/ignore: privilege-escalation}"
        text = JOB.replace("namespace: shop", f"namespace: shop, annotations: {ignore}")
        path = written(text)
        assert main(["fix", "--write", *ONLY]) == 0
        assert path.read_text() == text
        assert "1 finding set aside: not touched" in capsys.readouterr().out

    def test_an_unreadable_document_closes_its_file_only(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        broken = written(f"{JOB}---\na: b: c\n", "broken.yaml")
        path = written()
        assert main(["fix", "--write", *ONLY]) == 2
        assert broken.read_text() == f"{JOB}---\na: b: c\n"
        assert path.read_text() == FIXED
        out, err = capsys.readouterr()
        assert "batten: broken.yaml:12:5:" in err
        assert "could not be read from line 12 on" in " ".join(out.split())

    def test_list_items_are_fixed_where_they_stand(self) -> None:
        item = "".join(f"  {line}\n" for line in JOB.splitlines())
        path = written("kind: List\napiVersion: v1\nitems:\n-" + item[1:])
        assert main(["fix", "--write", *ONLY]) == 0
        fixed = "".join(f"  {line}\n" for line in FIXED.splitlines())
        assert path.read_text() == "kind: List\napiVersion: v1\nitems:\n-" + fixed[1:]

    def test_json_is_left_with_a_reason(self, capsys: pytest.CaptureFixture[str]) -> None:
        pod = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "a"},
            "spec": {"containers": [{"name": "app", "image": "a:1"}]},
        }
        path = written(json.dumps(pod), "pod.json")
        before = path.read_bytes()
        assert main(["fix", "--write", *ONLY]) == 0
        assert path.read_bytes() == before
        said = " ".join(capsys.readouterr().out.split())
        assert "set spec.containers[0].securityContext.allowPrivilegeEscalation to false" in said


class TestLinks:
    def test_a_link_within_the_folder_stays_a_link(self) -> None:
        Path("real").mkdir()
        path = written(JOB, "real/app.txt")
        Path("app.yaml").symlink_to(path)
        assert main(["fix", "--write", *ONLY]) == 0
        assert Path("app.yaml").is_symlink()
        assert path.read_text() == FIXED

    def test_a_link_that_leads_out_is_refused(
        self, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
    ) -> None:
        outside = tmp_path_factory.mktemp("outside") / "app.yaml"
        outside.write_text(JOB)
        Path("app.yaml").symlink_to(outside)
        assert main(["fix", "--write", *ONLY]) == 0
        assert outside.read_text() == JOB
        assert "outside of what is to be fixed" in " ".join(capsys.readouterr().out.split())

    def test_two_names_of_a_file_are_one_file(self) -> None:
        path = written(JOB, "a.yaml")
        Path("b.yaml").symlink_to(path)
        assert main(["fix", "--write", *ONLY]) == 0
        assert path.read_text() == FIXED
        assert Path("b.yaml").is_symlink()


class TestUntouched:
    """Whatever goes wrong while writing, all files stay as they were."""

    def files(self) -> dict[str, str]:
        return {path.name: path.read_text() for path in Path().iterdir()}

    def test_when_interrupted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        written(JOB, "a.yaml"), written(JOB, "b.yaml")
        before = self.files()
        staged = atomic.stage
        calls: list[Path] = []

        def interrupted(path: Path, data: bytes) -> atomic.Staged:
            calls.append(path)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return staged(path, data)

        monkeypatch.setattr(atomic, "stage", interrupted)
        assert main(["fix", "--write", *ONLY]) == 130
        assert self.files() == before

    def test_when_a_file_changes_meanwhile(self) -> None:
        from batten.fixes.prepare import Change

        written("old\n", "a.yaml"), written("edited by hand\n", "b.yaml")
        changes = [
            Change("a.yaml", b"new\n", "", b"old\n"),
            Change("b.yaml", b"new\n", "", b"old\n"),
        ]
        with pytest.raises(UsageError, match=r"b\.yaml was changed meanwhile; no file is written"):
            writing.write(changes)
        assert self.files() == {"a.yaml": "old\n", "b.yaml": "edited by hand\n"}


class TestStdin:
    def test_a_diff(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        stdin(monkeypatch, JOB)
        assert main(["fix", "-", *ONLY]) == 1
        assert "+          allowPrivilegeEscalation: false" in capsys.readouterr().out

    @pytest.mark.parametrize(("text", "fixed"), [(JOB, FIXED), (CLEAN, CLEAN)])
    def test_write_gives_it_back_fixed(self, text: str, fixed: str) -> None:
        command = [sys.executable, "-m", "batten", "fix", "--write", "-", *ONLY]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, fixed)

    def test_nobody_can_be_asked(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        stdin(monkeypatch, JOB)
        assert main(["fix", "-", "--interactive"]) == 2
        assert "--interactive asks on standard input" in capsys.readouterr().err


class TestInteractive:
    TWO = f"{JOB}{CONTAINER.replace('app ', 'b ')}"

    @pytest.mark.parametrize(
        ("answers", "fixes"),
        [
            ("y\ny\n", 2), ("y\nn\n", 1), ("n\ny\n", 1), ("n\nn\n", 0), ("a\n", 2), ("y\nq\n", 1),
            ("q\n", 0), ("", 0), ("what\n\ny\nn\n", 1),
        ],
    )  # fmt: skip
    def test_only_what_is_wanted(
        self, answers: str, fixes: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = written(self.TWO)
        stdin(monkeypatch, answers)
        assert main(["fix", "--interactive", *ONLY]) == 0
        assert path.read_text().count("allowPrivilegeEscalation") == fixes

    def test_values_are_asked_for(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = written()
        stdin(monkeypatch, "many\n10001\ny\n")
        assert main(["fix", "--interactive", "--guided", "--only", "run-as-root"]) == 0
        assert "runAsUser: 10001" in path.read_text()
        assert "expected a whole number" in capsys.readouterr().err


class TestGuided:
    DEPLOYMENT = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n"
        "  replicas: 3\n  selector: {matchLabels: {app: web}}\n  template:\n"
        "    metadata: {labels: {app: web}}\n    spec:\n      containers:\n"
        "      - {name: app, image: web:1}\n"
    )

    def test_what_needs_a_value_is_only_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        written(self.DEPLOYMENT)
        assert main(["fix", "--only", "pdb-missing"]) == 0
        assert "with a value or consent: --guided\n  1 pdb-missing" in capsys.readouterr().err

    def test_what_nobody_answers_is_told_with_its_key(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        written(self.DEPLOYMENT)
        assert main(["fix", "--guided", "--only", "run-as-root"]) == 0
        assert 'fix.runAsUser["shop/web/app"]: As which user' in capsys.readouterr().err

    @pytest.mark.parametrize("end", ["\n", ""])
    def test_a_new_object_follows_its_workload(self, end: str) -> None:
        path = written(self.DEPLOYMENT.rstrip("\n") + end)
        assert main(["fix", "--write", "--guided", "--only", "pdb-missing"]) == 0
        before, separator, budget = path.read_text().partition("\n---\n")
        assert before == self.DEPLOYMENT.rstrip("\n")
        assert separator
        assert budget.startswith("apiVersion: policy/v1\nkind: PodDisruptionBudget\n")
        assert budget.endswith("app: web" + end)

    def test_between_documents_it_is_separated_as_they_are(self) -> None:
        path = written(f"{self.DEPLOYMENT}\n---\n\n{CLEAN}")
        assert main(["fix", "--write", "--guided", "--only", "pdb-missing"]) == 0
        text = path.read_text()
        assert text.startswith(f"{self.DEPLOYMENT}\n---\n\napiVersion: policy/v1\n")
        assert text.endswith(f"app: web\n\n---\n\n{CLEAN}")

    def test_its_own_file(self) -> None:
        path = written(self.DEPLOYMENT)
        command = ["fix", "--write", "--guided", "--layout", "own-file", "--only", "pdb-missing"]
        assert main(command) == 0
        assert path.read_text() == self.DEPLOYMENT
        assert "kind: PodDisruptionBudget" in Path("web-pdb.yaml").read_text()
        assert main(["check", "--only", "pdb-missing", "--fail-on", "info"]) == 0

    def test_no_file_is_overwritten(self, capsys: pytest.CaptureFixture[str]) -> None:
        written(self.DEPLOYMENT)
        other = written("# mine\n", "web-pdb.yaml")
        command = ["fix", "--write", "--guided", "--layout", "own-file", "--only", "pdb-missing"]
        assert main(command) == 0
        assert other.read_text() == "# mine\n"
        assert "web-pdb.yaml is there already" in capsys.readouterr().out


class TestShop:
    @pytest.fixture
    def shop(self, tmp_path: Path) -> Path:
        return Path(shutil.copytree(ROOT / "examples/shop", tmp_path / "shop"))

    def test_safe_fixes_do_what_they_promise(self, shop: Path) -> None:
        assert main(["fix", "--write", str(shop)]) == 0

    def test_shop_ready_is_what_the_command_makes(self, shop: Path) -> None:
        ready = ROOT / "examples/shop-ready"
        config = str(ready / "batten.yaml")
        os.chdir(shop)
        assert main(["fix", "--write", "--guided", "--config", config, "."]) == 0
        for path in sorted(Path().glob("*.yaml")):
            assert path.read_text() == (ready / path.name).read_text(), "make shop-ready"
        assert main(["check", str(ready)]) == 0, "nothing critical"
        assert main(["fix", "--guided", "--config", config, "."]) == 0, "nothing is left to fix"


class TestOnly:
    WEB = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n"
        "  selector: {matchLabels: {app: web}}\n  template:\n"
        "    metadata: {labels: {app: web}}\n    spec:\n      containers:\n" + CONTAINER
    )

    def test_who_names_a_rule_gets_its_fix_and_nothing_else(self) -> None:
        Path("batten.yaml").write_text("fix: {rollout: {minReadySeconds: 10}}\n")
        path = written(self.WEB)
        assert main(["fix", "--write", "--guided", "app.yaml", *ONLY]) == 0
        assert "minReadySeconds" not in path.read_text()
        assert main(["fix", "--write", "--guided", "app.yaml"]) == 0
        assert "minReadySeconds: 10" in path.read_text()
