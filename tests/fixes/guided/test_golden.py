"""Golden pairs: for each builder a manifest before and after, with one configuration for all.

The whole command runs, so that comments and style are held too. A pair is `<rule>.before.yaml` and
`<rule>.after.yaml`; to write new afters, run with BATTEN_GOLDEN=write and read the diff.
"""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path

import pytest

from batten.cli.main import main
from batten.fixes.guided import BUILDERS

GOLDEN = Path(__file__).parent / "golden"
BEFORE = ".before.yaml"
RULES = sorted(path.name.removesuffix(BEFORE) for path in GOLDEN.glob(f"*{BEFORE}"))
POLICIES = {"image-no-digest": "imageDigests: required"}
"""What single rules need switched on, though the others want it off."""


def fixed(rule: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The manifest of a rule after `batten fix --guided --write` in a folder of its own."""
    monkeypatch.chdir(folder)
    configuration = (GOLDEN / "batten.yaml").read_text()
    if rule in POLICIES:
        configuration = configuration.replace("policy:\n", f"policy:\n  {POLICIES[rule]}\n")
    Path("batten.yaml").write_text(configuration)
    Path("manifests").mkdir()
    shutil.copy(GOLDEN / f"{rule}{BEFORE}", "manifests/manifest.yaml")
    try:
        main(["fix", "--guided", "--write", "--only", rule, "manifests"])
    finally:
        gc.enable()
    return Path("manifests/manifest.yaml").read_text()


@pytest.mark.parametrize("rule", RULES)
def test_before_becomes_after(rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    after = GOLDEN / f"{rule}.after.yaml"
    made = fixed(rule, tmp_path, monkeypatch)
    if os.environ.get("BATTEN_GOLDEN") == "write":
        after.write_text(made)
    assert made == after.read_text()
    assert made != (GOLDEN / f"{rule}{BEFORE}").read_text()


def test_every_builder_has_a_pair() -> None:
    assert set(BUILDERS) - {"secret-in-env"} == set(RULES)
