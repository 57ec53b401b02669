"""Whatever the input calls itself, no report lets it act."""

from __future__ import annotations

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from batten.reports import FORMATS, render
from tests.reports import world
from tests.reports.world import REPLICAS, deployment, finding

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["\x1b[2J", "::error::x", "%0A::error::x", "</system-out>", "]]>", "<!--", "```", "|", "\u202e"]
)
FILES = st.text(st.characters(), min_size=1, max_size=20)
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@settings(max_examples=60)
@given(name=WORDS, namespace=WORDS, message=WORDS, file=FILES)
def test_no_report_lets_the_input_act(name: str, namespace: str, message: str, file: str) -> None:
    api = deployment(name, namespace, file=file)
    result = world.result([finding(REPLICAS, api, message, "spec", "replicas")], [api])
    told = {one: "".join(render(one, result)) for one in FORMATS}
    for text in told.values():
        text.encode()
    for plain in ("text", "markdown", "github", "junit"):
        assert not _CONTROL.search(told[plain])
    assert len(told["github"].splitlines()) == 2
    assert told["github"].count("\n::") == 0
    assert len(json.loads(told["json"])["findings"]) == 1
    assert len(json.loads(told["sarif"])["runs"][0]["results"]) == 1
    assert len(etree.fromstring(told["junit"].encode()).findall(".//failure")) == 1
    assert told["markdown"].count("<details>") == 1
