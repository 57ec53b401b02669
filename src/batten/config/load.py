"""Finds and reads batten.yaml."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from batten.config.model import Config
from batten.errors import ConfigError, SourceError
from batten.model.versions import parse
from batten.sources import yaml
from batten.sources.walk import read_bytes

NAME = "batten.yaml"


def configuration(path: str | None) -> Config:
    """The configuration in the file at `path`, else in the batten.yaml that governs this folder.

    Without any, the defaults. ConfigError names every mistake with its place.
    """
    file = path or find(Path.cwd())
    if file is None:
        return Config()
    try:
        config = read(read_bytes(Path(file)), file)
    except SourceError as error:
        raise ConfigError(str(error)) from None
    from batten.config.paths import resolved

    return resolved(config, os.path.dirname(file))


def find(folder: Path) -> str | None:
    """The nearest batten.yaml in the folder or above, relative to it.

    The search ends at the top of a Git repository, so that no stranger's file governs it.
    """
    up = ""
    for above in (folder, *folder.parents):
        if (above / NAME).is_file():
            return up + NAME
        if (above / ".git").exists():
            break
        up += "../"
    return None


def read(data: bytes, file: str) -> Config:
    """The configuration that a file of that name holds; an empty one is the defaults.

    ConfigError names every mistake with its place.
    """
    # Most runs have no configuration: what judges one is imported when there is one.
    from batten.config.form import mistakes_of_form
    from batten.config.meaning import mistakes_of_meaning
    from batten.config.problems import refusal
    from batten.rules.catalogue import BY_ID

    text, value = _document(data, file)
    problems = mistakes_of_form(value, Config) + mistakes_of_meaning(value, BY_ID)
    if problems:
        raise refusal(problems, text, file)
    try:
        config = msgspec.convert(value, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{file}: {error}") from None
    if config.kubernetes_version:
        config.policy.kubernetes_version = parse(config.kubernetes_version)
    return config


def _document(data: bytes, file: str) -> tuple[str, dict[str, Any]]:
    """The text, with lines as in the file, and its value."""
    try:
        chunks = yaml.split(yaml.decode(data))
        text = "".join("\n" * (chunk.line - 1) + chunk.text for chunk in chunks[:1])
        loaded = yaml.load(text)
    except yaml.YamlError as error:
        raise _error(file, error.line, error.column, error.message, error.hint) from None
    if len(chunks) > 1:
        raise _error(file, chunks[1].line, 1, "a second document, where one is the configuration")
    for key in loaded.duplicates:
        message = f'"{key.path[-1]}" is written twice, first in line {key.first_line}'
        raise _error(file, key.line, key.column, message)
    value = _tidied({} if loaded.value is None else loaded.value)
    if not isinstance(value, dict):
        raise _error(file, 1, 1, "expected keys and values, such as failOn: warning")
    return text, value


def _error(file: str, line: int, column: int, message: str, hint: str = "") -> ConfigError:
    return ConfigError(f"{file}:{line}:{column}: {message}", hint=hint)


def _tidied(value: Any) -> Any:
    """Without keys that have no value; and with `off` where YAML reads false for it."""
    value = _without_nulls(value)
    if isinstance(value, dict) and isinstance(rules := value.get("rules"), dict):
        value["rules"] = {id: "off" if to is False else to for id, to in rules.items()}
    return value


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value
