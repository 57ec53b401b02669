"""batten.yaml: where it is found, what it may say, and what is told when it may not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from batten.config.load import configuration, find, read
from batten.config.model import Config
from batten.errors import ConfigError
from batten.model.versions import NEWEST, Version
from batten.rules.finding import Severity

GOLDEN = Path(__file__).parent / "mistakes"


def refused(text: str) -> str:
    with pytest.raises(ConfigError) as refusal:
        read(text.encode(), "batten.yaml")
    return str(refusal.value)


class TestFind:
    def test_in_the_folder_itself(self, tmp_path: Path) -> None:
        (tmp_path / "batten.yaml").touch()
        assert find(tmp_path) == "batten.yaml"

    def test_in_a_folder_above(self, tmp_path: Path) -> None:
        deep = tmp_path / "a" / "b"
        deep.mkdir(parents=True)
        (tmp_path / "batten.yaml").touch()
        assert find(deep) == "../../batten.yaml"

    def test_the_nearest_wins(self, tmp_path: Path) -> None:
        deep = tmp_path / "a" / "b"
        deep.mkdir(parents=True)
        (tmp_path / "batten.yaml").touch()
        (tmp_path / "a" / "batten.yaml").touch()
        assert find(deep) == "../batten.yaml"

    def test_not_beyond_the_repository(self, tmp_path: Path) -> None:
        (tmp_path / "batten.yaml").touch()
        (tmp_path / "repository" / ".git").mkdir(parents=True)
        assert find(tmp_path / "repository") is None

    def test_at_the_top_of_the_repository(self, tmp_path: Path) -> None:
        (tmp_path / ".git").mkdir()
        (tmp_path / "batten.yaml").touch()
        assert find(tmp_path) == "batten.yaml"

    def test_a_folder_of_that_name_is_no_configuration(self, tmp_path: Path) -> None:
        (tmp_path / "batten.yaml").mkdir()
        (tmp_path / ".git").mkdir()
        assert find(tmp_path) is None


class TestFiles:
    """What it says of files holds for its own folder, wherever Batten runs."""

    @pytest.fixture(autouse=True)
    def _deep_in_a_project(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / ".git").mkdir()
        (tmp_path / "a [1]" / "deploy").mkdir(parents=True)
        monkeypatch.chdir(tmp_path / "a [1]" / "deploy")

    def test_none_is_the_defaults(self) -> None:
        assert configuration(None) == Config()

    def test_files_become_relative_to_the_working_directory(self) -> None:
        Path("../batten.yaml").write_text("nodes: nodes.yaml\nbaseline: known/all.json\n")
        config = configuration(None)
        assert (config.nodes, config.baseline) == ("../nodes.yaml", "../known/all.json")

    def test_patterns_become_absolute_and_the_folder_is_taken_literally(self) -> None:
        Path("../batten.yaml").write_text(
            "ignore: [{rules: [pdb-missing], reason: r, paths: ['./*.yaml', ../b, '/c/**']}]\n"
        )
        above = Path.cwd().parent.parent
        (ignore,) = configuration(None).ignore
        assert ignore.paths == [f"{above}/a [[]1]/*.yaml", f"{above}/b", "/c/**"]

    def test_a_named_file_wins(self) -> None:
        Path("../batten.yaml").write_text("failOn: never\n")
        Path("other.yaml").write_text("failOn: info\n")
        assert configuration("other.yaml").fail_on == "info"

    def test_a_missing_file_is_an_error(self) -> None:
        with pytest.raises(ConfigError, match=r"^none\.yaml: no such file"):
            configuration("none.yaml")


class TestRead:
    @pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "policy:\nrules:\nignore:\n"])
    def test_nothing_said_is_the_defaults(self, text: str) -> None:
        assert read(text.encode(), "batten.yaml") == Config()

    def test_everything_at_once(self) -> None:
        config = read((GOLDEN.parent / "everything.yaml").read_bytes(), "batten.yaml")
        assert config.policy.kubernetes_version == Version(1, 30)
        assert config.policy.min_replicas == 3
        assert config.policy.production.namespaces == ["shop"]
        assert config.fail_on == "warning"
        assert config.off == {"liveness-missing", "low-uid-gid"}
        assert config.severities == {"pdb-missing": Severity.CRITICAL}
        assert [ignore.rules for ignore in config.ignore] == ["*", ["replicas-min"]]
        assert config.ignore[1].expires == date(2027, 1, 31)
        assert config.workloads[0].pod_template == "spec.pod"
        assert (config.nodes, config.baseline) == ("nodes.yaml", "batten-baseline.json")

    def test_the_newest_version_is_the_default(self) -> None:
        assert read(b"failOn: info", "x").policy.kubernetes_version == NEWEST

    def test_defaults_are_not_shared(self) -> None:
        read(b"kubernetesVersion: '1.28'", "x")
        assert Config().policy.kubernetes_version == NEWEST

    def test_lines_count_from_the_top_of_the_file(self) -> None:
        assert refused("# why\n---\nfailOn: no\n").startswith("batten.yaml:3:1: failOn: expected")


class TestMistakes:
    @pytest.mark.parametrize("case", sorted(path.stem for path in GOLDEN.glob("*.yaml")))
    def test_every_mistake_is_told_with_its_place(self, case: str) -> None:
        said = refused((GOLDEN / f"{case}.yaml").read_text())
        assert said == (GOLDEN / f"{case}.txt").read_text().rstrip("\n")

    @pytest.mark.parametrize(
        ("text", "where"),
        [
            ("a: b: c\n", "batten.yaml:1:5: "),
            ("failOn: info\n\tpolicy: 1\n", "batten.yaml:2:1: "),
            ("failOn: info\n---\nfailOn: never\n", "batten.yaml:3:1: a second document"),
            (
                "failOn: info\npolicy: {}\nfailOn: never\n",
                'batten.yaml:3:1: "failOn" is written tw',
            ),
            ("- failOn\n", "batten.yaml:1:1: expected keys and values"),
            ("just text", "batten.yaml:1:1: expected keys and values"),
        ],
    )
    def test_no_configuration_at_all(self, text: str, where: str) -> None:
        assert refused(text).startswith(where)

    def test_no_text_at_all(self) -> None:
        with pytest.raises(ConfigError, match=r"^batten\.yaml:1:"):
            read(b"\xff\xfe\x00\x01\x80", "batten.yaml")
