"""The published JSON schema says what the reader does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from batten.config.load import read
from batten.sources import yaml
from tools import build_config_schema as tool

SCHEMA: dict[str, Any] = json.loads(tool.FILE.read_text(encoding="utf-8"))
HERE = Path(__file__).parent


def test_it_is_up_to_date() -> None:
    written = tool.FILE.read_text(encoding="utf-8")
    assert written == tool.text(), "python -m tools.build_config_schema writes it again"


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_key_is_described() -> None:
    for name, part in SCHEMA["$defs"].items():
        for key, value in part["properties"].items():
            if name != "Production":
                assert value.get("description"), f"{name}.{key}"


def test_it_accepts_what_the_reader_accepts() -> None:
    value = yaml.load((HERE / "everything.yaml").read_text()).value
    value["rules"]["liveness-missing"] = "off"  # to YAML 1.2, which editors read, off is text
    jsonschema.validate(value, SCHEMA, cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("case", ["many", "one", "types"])
def test_it_refuses_what_the_reader_refuses(case: str) -> None:
    value = yaml.load((HERE / "mistakes" / f"{case}.yaml").read_text()).value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(value, SCHEMA, cls=jsonschema.Draft202012Validator)


class TestPage:
    PAGE = tool.PAGE.read_text(encoding="utf-8")

    def test_it_is_up_to_date(self) -> None:
        assert tool.page() == self.PAGE, "python -m tools.build_config_schema writes it again"

    def test_its_whole_file_is_read(self) -> None:
        _, _, rest = self.PAGE.partition("## A whole file\n\n```yaml\n")
        text = rest.partition("```")[0]
        config = read(text.encode(), "batten.yaml")
        assert [*config.__struct_encode_fields__] == [*yaml.load(text).value]

    def test_it_names_every_key(self) -> None:
        for part in SCHEMA["$defs"].values():
            for key in part["properties"]:
                assert re.search(rf"\b{key}\b", self.PAGE), key
