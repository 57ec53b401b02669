"""Which files a PATH means."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from batten.errors import SourceError
from batten.sources.walk import Walk, read_bytes, walk


def tree(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def found(root: Path, walked: Walk) -> list[tuple[str, str]]:
    return [(str(entry.path.relative_to(root)), entry.kind) for entry in walked.entries]


class TestFolders:
    def test_manifests_in_name_order_folders_included(self, tmp_path: Path) -> None:
        tree(tmp_path, "b.yml", "a/c.json", "a/b.yaml", "notes.txt", "a.yaml.bak")
        assert found(tmp_path, walk(tmp_path)) == [
            ("a/b.yaml", "found"),
            ("a/c.json", "found"),
            ("b.yml", "found"),
        ]

    def test_hidden_folders_are_left_out(self, tmp_path: Path) -> None:
        tree(tmp_path, ".github/workflows/ci.yaml", "app.yaml")
        assert found(tmp_path, walk(tmp_path)) == [("app.yaml", "found")]

    def test_a_link_back_up_ends_there(self, tmp_path: Path) -> None:
        tree(tmp_path, "a/app.yaml")
        (tmp_path / "a" / "loop").symlink_to(tmp_path)
        (tmp_path / "a" / "self").symlink_to(tmp_path / "a")
        assert found(tmp_path, walk(tmp_path)) == [("a/app.yaml", "found")]

    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        tree(tmp_path, "app.yaml")
        os.mkfifo(tmp_path / "pipe.yaml")
        assert found(tmp_path, walk(tmp_path)) == [("app.yaml", "found")]

    def test_a_broken_link_is_kept_to_be_reported(self, tmp_path: Path) -> None:
        (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere")
        assert found(tmp_path, walk(tmp_path)) == [("gone.yaml", "found")]

    def test_a_folder_that_may_not_be_entered_is_an_error(self, tmp_path: Path) -> None:
        tree(tmp_path, "open/app.yaml", "shut/app.yaml")
        (tmp_path / "shut").chmod(0)
        with as_nobody(tmp_path):
            walked = walk(tmp_path)
        (tmp_path / "shut").chmod(0o755)
        assert found(tmp_path, walked) == [("open/app.yaml", "found")]
        assert [str(e) for e in walked.errors] == [
            f"{tmp_path}/shut: cannot be read: permission denied"
        ]

    def test_charts_are_not_walked_into(self, tmp_path: Path) -> None:
        tree(tmp_path, "app/Chart.yaml", "app/templates/x.yaml", "app/values.yaml", "b.yaml")
        assert found(tmp_path, walk(tmp_path)) == [("app", "chart"), ("b.yaml", "found")]


class TestKustomize:
    def test_a_folder_named_as_path_is_built(self, tmp_path: Path) -> None:
        tree(tmp_path, "kustomization.yaml", "app.yaml")
        assert found(tmp_path, walk(tmp_path)) == [(".", "kustomization")]

    def test_one_met_on_the_way_is_noted_and_its_folder_walked(self, tmp_path: Path) -> None:
        tree(tmp_path, "base/kustomization.yaml", "base/app.yaml")
        walked = walk(tmp_path)
        assert found(tmp_path, walked) == [("base/app.yaml", "found")]
        assert walked.kustomizations == [tmp_path / "base" / "kustomization.yaml"]


class TestIgnore:
    def test_gitignore_of_each_folder(self, tmp_path: Path) -> None:
        tree(tmp_path, "a/keep.yaml", "a/secret.yaml", "out/x.yaml", "secret.yaml")
        (tmp_path / ".gitignore").write_text("/out/\n")
        (tmp_path / "a" / ".gitignore").write_text("secret.yaml\n")
        assert [name for name, _ in found(tmp_path, walk(tmp_path))] == [
            "a/keep.yaml",
            "secret.yaml",
        ]

    def test_gitignore_above_counts_up_to_the_repository(self, tmp_path: Path) -> None:
        tree(tmp_path, "repo/deploy/a.yaml", "repo/deploy/b.generated.yaml")
        (tmp_path / "repo" / ".git").mkdir()
        (tmp_path / "repo" / ".gitignore").write_text("*.generated.yaml\n")
        (tmp_path / ".gitignore").write_text("*.yaml\n")
        deploy = tmp_path / "repo" / "deploy"
        assert found(deploy, walk(deploy)) == [("a.yaml", "found")]

    def test_whoever_names_an_ignored_folder_means_it(self, tmp_path: Path) -> None:
        tree(tmp_path, "rendered/a.yaml")
        (tmp_path / ".git").mkdir()
        (tmp_path / ".gitignore").write_text("rendered/\n")
        rendered = tmp_path / "rendered"
        assert found(rendered, walk(rendered)) == [("a.yaml", "found")]

    def test_relative_paths_are_ignored_alike(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tree(tmp_path, "k8s/a.yaml", "k8s/b.yaml")
        (tmp_path / "k8s" / ".gitignore").write_text("b.yaml\n")
        monkeypatch.chdir(tmp_path)
        assert [str(entry.path) for entry in walk(Path("k8s")).entries] == ["k8s/a.yaml"]


class TestFiles:
    def test_a_named_file_is_itself_whatever_its_name(self, tmp_path: Path) -> None:
        tree(tmp_path, "manifest.txt")
        assert found(tmp_path, walk(tmp_path / "manifest.txt")) == [("manifest.txt", "file")]

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("gone.yaml", "no such file or folder"),
            ("file.yaml/below", "cannot be read: not a directory"),
        ],
    )
    def test_unreadable(self, tmp_path: Path, name: str, said: str) -> None:
        tree(tmp_path, "file.yaml")
        with pytest.raises(SourceError) as raised:
            read_bytes(tmp_path / name)
        assert str(raised.value) == f"{tmp_path / name}: {said}"

    def test_forbidden(self, tmp_path: Path) -> None:
        tree(tmp_path, "secret.yaml")
        (tmp_path / "secret.yaml").chmod(0)
        with as_nobody(tmp_path), pytest.raises(SourceError, match="permission denied"):
            read_bytes(tmp_path / "secret.yaml")


class as_nobody:
    """Root reads everything; so tests of forbidden files become somebody else for a moment."""

    def __init__(self, folder: Path) -> None:
        for path in [folder, *folder.parents][:3]:
            if path.owner() == "root" and os.geteuid() == 0 and path != Path("/tmp"):
                path.chmod(0o755)
        self._root = os.geteuid() == 0

    def __enter__(self) -> None:
        if self._root:
            os.seteuid(65534)

    def __exit__(self, *exception: object) -> None:
        if self._root:
            os.seteuid(0)
