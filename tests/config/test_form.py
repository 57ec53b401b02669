"""The form is judged exactly as msgspec judges it, except that nothing is left untold."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from batten.config.form import mistakes_of_form
from batten.config.load import read
from batten.config.model import Config
from batten.errors import ConfigError

SCALARS = (
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9)
    | st.sampled_from(["", "*", "off", "info", "never", "required", "2027-01-31", "20270131", "x"])
)  # fmt: skip
KEYS = st.sampled_from(
    ["failOn", "policy", "rules", "ignore", "workloads", "nodes", "production", "minReplicas",
     "memoryOvercommit", "cpuLimits", "rolloutTimeoutSeconds", "allowedRegistries", "labels",
     "reason", "paths", "expires", "group", "kind", "pdb-missing", "nonsense"]
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)
)
IGNORES = st.lists(
    st.fixed_dictionaries(
        {"rules": VALUES, "reason": VALUES}, optional={"expires": VALUES, "paths": VALUES}
    ),
    max_size=2,
)
CONFIGS = st.dictionaries(KEYS, VALUES, max_size=4) | st.fixed_dictionaries({"ignore": IGNORES})


def accepted(value: Any) -> bool:
    try:
        msgspec.convert(value, Config)
    except msgspec.ValidationError:
        return False
    return True


@given(CONFIGS)
def test_it_finds_a_mistake_exactly_where_msgspec_finds_one(value: dict[str, Any]) -> None:
    assert bool(mistakes_of_form(value, Config)) is not accepted(value)


@given(CONFIGS)
def test_whatever_is_written_is_read_or_refused_with_a_place(value: dict[str, Any]) -> None:
    try:
        read(msgspec.json.encode(value), "batten.yaml")
    except ConfigError as error:
        assert "batten.yaml:1:" in str(error)
