"""Go's own answers, for the manifests and thousands of mutations of them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from batten.sources import yaml
from batten.sources.yaml import YamlError
from tests.sources.yaml import mutations
from tests.sources.yaml.comparison import same

ORACLE = Path(__file__).parents[3] / "tools" / "yaml-oracle"
MUTATIONS = 5_000

# What libyaml refuses and Go's scanner lets pass, all of it nonsense: "[a:]", "!a,b", text behind
# a flow collection that is the whole document ("[]x"), which Go drops without a word. And a byte
# order mark before a key, of which Go makes a part of the key.
STRICTER = re.compile(
    r"unexpected ':'|order mark|tag|whitespace or line break|^ *(\[|\{)", re.MULTILINE
)


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program of tools/yaml-oracle, built."""
    if shutil.which("go") is None:
        pytest.skip("Go is not installed: answers not compared with sigs.k8s.io/yaml")
    fetch = ["go", "mod", "download"]
    try:
        subprocess.run(fetch, cwd=ORACLE, capture_output=True, text=True, timeout=60, check=True)
    except subprocess.SubprocessError as error:
        pytest.skip(f"sigs.k8s.io/yaml cannot be fetched: {error}")
    program = tmp_path_factory.mktemp("oracle") / "yaml-oracle"
    build = ["go", "build", "-mod=readonly", "-o", str(program), "."]
    subprocess.run(build, cwd=ORACLE, check=True, capture_output=True)
    return program


def ask(oracle: Path, texts: list[str]) -> list[dict[str, Any]]:
    """Go's answer to each text."""
    lines = "\n".join(json.dumps(text) for text in texts)
    run = subprocess.run([oracle], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_manifests_are_read_alike(oracle: Path) -> None:
    texts = mutations.documents()
    for text, answer in zip(texts, ask(oracle, texts), strict=True):
        assert same(yaml.load(text).value, answer["value"]), text


def test_mutated_manifests_are_read_alike(oracle: Path) -> None:
    texts = list(mutations.mutations(7, MUTATIONS))
    stricter = 0
    for text, answer in zip(texts, ask(oracle, texts), strict=True):
        try:
            value = yaml.load(text).value
        except YamlError as error:
            if "error" not in answer:
                assert STRICTER.search(error.message) or STRICTER.search(text), (text, error)
                stricter += 1
            continue
        assert "error" not in answer, (text, answer)
        assert same(value, answer["value"]), text
    assert stricter <= MUTATIONS / 500


FORMS = ("a: {}\n", "{}: a\n", "- {}\n", "a: !!int {}\n", "a: !!float {}\n", "a: !!str {}\n")
TAGGED = (
    "a: !!bool {}\n",
    "a: !!null {}\n",
    "a: !!timestamp {}\n",
    "a: ! {}\n",
    "a: !!binary {}\n",
)


def test_scalars_are_resolved_alike(oracle: Path) -> None:
    texts = [form.format(scalar) for form in (*FORMS, *TAGGED) for scalar in mutations.SCALARS]
    for text, answer in zip(texts, ask(oracle, texts), strict=True):
        try:
            value = yaml.load(text).value
        except YamlError:
            assert "error" in answer, text
        else:
            assert "error" not in answer, text
            assert same(value, answer["value"]), (text, value, answer)


@pytest.mark.parametrize("depth", [9_998, 10_000, 10_001])
@pytest.mark.parametrize(("before", "after"), [("[", "]"), ("{a: ", "}"), ("- ", "")])
def test_the_depth_limit_is_the_same(oracle: Path, before: str, after: str, depth: int) -> None:
    text = before * depth + "1" + after * depth
    # The answer itself is deeper than Python's json reads: only whether there is one counts.
    line = json.dumps(text)
    run = subprocess.run([oracle], input=line, capture_output=True, text=True, check=True)
    try:
        yaml.load(text)
    except YamlError:
        assert run.stdout.startswith('{"error"')
    else:
        assert run.stdout.startswith('{"value"')


@pytest.mark.parametrize("uses", [95, 98, 99, 100, 101, 105, 300])
@pytest.mark.parametrize("size", [1, 9, 10, 99, 3_000])
def test_the_alias_budget_is_the_same(oracle: Path, uses: int, size: int) -> None:
    text = f"a: &a [{'x, ' * size}]\nb: [{'*a, ' * uses}]\nc: [{'y, ' * 12}]\n"
    (answer,) = ask(oracle, [text])
    try:
        yaml.load(text)
    except YamlError:
        assert "excessive aliasing" in answer["error"]
    else:
        assert "value" in answer
