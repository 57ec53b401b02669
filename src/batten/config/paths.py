"""What a configuration says of files, as seen from the working directory."""

from __future__ import annotations

import os
import re

from msgspec.structs import replace

from batten.config.model import Config, Ignore

_SPECIAL = re.compile(r"([*?[])")


def resolved(config: Config, folder: str) -> Config:
    """The configuration as read in that folder, for use in the working directory.

    Its files become relative to the working directory, the patterns of its `ignore` absolute.
    """
    root = _SPECIAL.sub(r"[\1]", _slashed(os.path.abspath(folder)))
    return replace(
        config,
        nodes=_below(folder, config.nodes),
        baseline=_below(folder, config.baseline),
        ignore=[_absolute(ignore, root) for ignore in config.ignore],
    )


def _below(folder: str, file: str) -> str:
    return os.path.join(folder, file) if file else ""


def _absolute(ignore: Ignore, root: str) -> Ignore:
    return replace(ignore, paths=[_joined(root, path) for path in ignore.paths])


def _joined(root: str, pattern: str) -> str:
    return _slashed(os.path.normpath(os.path.join(root, pattern)))


def _slashed(path: str) -> str:
    return path.replace(os.sep, "/")
