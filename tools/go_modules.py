"""Where the Go toolchain keeps the source of a module: the tables are derived from released code.

The releases are pinned, so that the tools give the same tables on every machine.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

KUBERNETES = {
    15: "v1.15.12",
    16: "v1.16.15",
    17: "v1.17.17",
    18: "v1.18.20",
    19: "v1.19.16",
    20: "v1.20.15",
    21: "v1.21.14",
    22: "v1.22.17",
    23: "v1.23.17",
    24: "v1.24.17",
    25: "v1.25.16",
    26: "v1.26.15",
    27: "v1.27.16",
    28: "v1.28.15",
    29: "v1.29.15",
    30: "v1.30.14",
    31: "v1.31.14",
    32: "v1.32.13",
    33: "v1.33.13",
    34: "v1.34.4",
    35: "v1.35.4",
    36: "v1.36.3",
    37: "v1.37.2",
}
"""The release of k8s.io/kubernetes read for each minor: its OpenAPI document."""

API = {
    19: "v0.19.16",
    20: "v0.20.6",
    21: "v0.21.1",
    22: "v0.22.5",
    23: "v0.23.16",
    24: "v0.24.3",
    25: "v0.25.9",
    26: "v0.26.9",
    27: "v0.27.4",
    28: "v0.28.3",
    29: "v0.29.15",
    30: "v0.30.14",
    31: "v0.31.14",
    32: "v0.32.13",
    33: "v0.33.13",
    34: "v0.34.13",
    35: "v0.35.10",
    36: "v0.36.6",
    37: "v0.37.2",
}
"""The release of k8s.io/api read for each minor: enums and the lifecycle of the kinds."""


def module_dir(module: str, version: str) -> Path:
    """The folder of a module, downloaded if need be.

    Raises CalledProcessError when the Go toolchain cannot get it.
    """
    answer = subprocess.run(
        ["go", "mod", "download", "-json", f"{module}@{version}"],
        check=True,
        capture_output=True,
        text=True,
    )
    return Path(json.loads(answer.stdout)["Dir"])


def definitions(minor: int) -> dict[str, Any]:
    """The types in the OpenAPI document of a minor, which holds alpha and beta APIs too."""
    root = module_dir("k8s.io/kubernetes", KUBERNETES[minor])
    document = json.loads((root / "api/openapi-spec/swagger.json").read_text())
    found: dict[str, Any] = document["definitions"]
    return found
