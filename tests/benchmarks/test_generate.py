"""The generated manifests: the same every time, in proportion, and readable as they were meant."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import yaml

from benchmarks import generate


def _objects(count: int, seed: int = generate.SEED) -> list[object]:
    return [one for file in generate.manifests(count, seed) for one in file.objects]


def test_the_count_is_exact() -> None:
    assert [len(_objects(count)) for count in (1, 2, 99, 1000)] == [1, 2, 99, 1000]


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        generate.write_folder(tmp_path / name, 300)
    files = sorted(path.relative_to(tmp_path / "first") for path in tmp_path.glob("first/*/*"))
    assert len(files) > 30
    for file in files:
        assert (tmp_path / "first" / file).read_bytes() == (tmp_path / "second" / file).read_bytes()


def test_another_seed_draws_another_world() -> None:
    assert _objects(100) != _objects(100, seed=1)


def test_a_large_world_begins_as_a_small_one() -> None:
    assert _objects(1000)[:500] == _objects(500)


def test_what_was_written_by_hand_reads_back_as_the_same_objects(tmp_path: Path) -> None:
    size = generate.write_folder(tmp_path, 1500)
    manifests = list(generate.manifests(1500))
    assert size.files == len({manifest.path for manifest in manifests})
    for manifest in manifests:
        text = (tmp_path / manifest.path).read_text(encoding="utf-8")
        assert list(yaml.load_all(text, yaml.CSafeLoader)) == manifest.objects, manifest.path


def test_the_writing_varies(tmp_path: Path) -> None:
    generate.write_folder(tmp_path, 1000)
    texts = [path.read_text(encoding="utf-8") for path in tmp_path.glob("*/*")]
    for habit in ("# ", "'", '"', "{name: ", "\n  - ", "\n    - ", "\n    name", "|\n"):
        share = sum(habit in text for text in texts) / len(texts)
        assert 0 < share < 1, habit


def test_the_kinds_are_in_proportion() -> None:
    kinds = Counter(one["kind"] for one in _objects(5000))  # type: ignore[index]
    assert 0.27 < kinds["Deployment"] / 5000 < 0.33
    assert 0.15 < kinds["Service"] / 5000 < 0.20
    assert len(kinds) == 17


def test_an_object_has_the_size_of_a_real_one(tmp_path: Path) -> None:
    size = generate.write_folder(tmp_path, 2000)
    assert 1300 < size.bytes / size.objects < 1700


def test_names_are_unique_in_their_namespace() -> None:
    names = Counter(
        (one["kind"], one["metadata"].get("namespace"), one["metadata"]["name"])  # type: ignore[index]
        for one in _objects(3000)
    )
    assert names.most_common(1)[0][1] == 1


def test_the_lists_hold_the_same_objects_as_applied_and_as_served(tmp_path: Path) -> None:
    generate.write_as_applied(tmp_path / "applied.json", 400)
    generate.write_as_served(tmp_path / "served.json", 400)
    applied = json.loads((tmp_path / "applied.json").read_bytes())
    served = json.loads((tmp_path / "served.json").read_bytes())
    assert applied["items"] == _objects(400)
    assert [one["metadata"]["name"] for one in served["items"]] == [
        one["metadata"]["name"] for one in applied["items"]
    ]
    assert all("uid" in one["metadata"] for one in served["items"])
    assert not any("beta" in one["apiVersion"] for one in served["items"])
