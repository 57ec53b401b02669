"""The fast path gives the complete parser's value or none."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from batten.sources.yaml import YamlError, events, fast
from tests.sources.yaml import mutations
from tests.sources.yaml.comparison import same

MUTATIONS = 6_000


def complete(text: str) -> object:
    try:
        loaded = events.load(text)
    except YamlError as error:
        return error
    return loaded.duplicates or loaded.value


def agrees(text: str) -> bool:
    """Whether the fast path read the text; it must then have read it right."""
    value = fast.load(text)
    if value is fast.NOT_MINE:
        return False
    assert same(value, complete(text)), text
    return True


@pytest.mark.parametrize("seed", range(3))
def test_mutated_manifests(seed: int) -> None:
    read = sum(agrees(text) for text in mutations.mutations(seed, MUTATIONS))
    assert read > MUTATIONS / 4, "the fast path should read a good part of them"


def test_the_shop_is_in_plain_style() -> None:
    plain = [agrees(text) for text in mutations.documents()]
    assert sum(plain) > len(plain) / 2


ODD_WORDS = [
    "~",
    "a: b",
    "a #b",
    "#a",
    "- a",
    "? a",
    " a",
    "",
    "a b",
    "&a",
    "[a]",
    "{a}",
    "a]",
    "é 🚀",
]
PLAIN_WORDS = [*mutations.SCALARS, "web", "a:b", "a#b", "--a=b", "it's", '"a"', "@a", "*a", "|"]
PLAIN = st.sampled_from(PLAIN_WORDS)
WORDS = st.one_of(st.sampled_from(ODD_WORDS), PLAIN)
SCALARS = st.one_of(
    PLAIN,
    PLAIN,
    PLAIN,
    WORDS,
    WORDS.map(json.dumps),
    WORDS.map(lambda word: "'" + word.replace("'", "''") + "'"),
    st.text(alphabet="abz019.:-_#'\"{}[],&*!|>%@ \\~\té", max_size=8),
)
NAMES = st.sampled_from(["name", "app.kubernetes.io/x", "x-y", "f:a", "A_B", "'q'", '"d e"', "a.b"])
KEYS = st.one_of(NAMES, NAMES, NAMES, NAMES, SCALARS)
COMMENTS = st.sampled_from(["", "", "", " # c", "  # c: d", " #", "#"])
BLOCKS = st.sampled_from(["|", "|-", "|+", ">", ">-", ">+", "|2", "|  # c"])


@st.composite
def trees(draw: st.DrawFn, odd: bool, depth: int = 0) -> list[str]:
    """The lines of a value in block style, in one of many hands; with ``odd``, a careless one."""
    scalars = SCALARS if odd else PLAIN
    is_list = draw(st.booleans())
    lines: list[str] = []
    for name in draw(st.lists(KEYS if odd else NAMES, min_size=1, max_size=4, unique=not odd)):
        head = "-" if is_list else f"{name}:"
        kind = draw(st.sampled_from(["scalar", "scalar", "nested", "block", "flow", "empty"]))
        comment = draw(COMMENTS)
        if kind == "nested" and depth < 3:
            child = draw(trees(odd, depth + 1))
            if is_list and (not odd or draw(st.booleans())):
                gap = draw(st.sampled_from([" ", "   "]))
                lines.append(f"-{gap}{child[0]}")
                lines += [" " * (len(gap) + 1) + line for line in child[1:]]
            else:
                margin = " " * draw(st.sampled_from([0, 1, 2, 4] if odd else [2, 4]))
                lines += [head + comment, *(margin + line for line in child)]
        elif kind == "block":
            body = draw(
                st.lists(st.sampled_from(["x", " y", "", "# z", "a: b", "   "]), max_size=4)
            )
            body = body if odd else ["x", *body]
            lines += [f"{head} {draw(BLOCKS)}", *(f"  {line}" if line else "" for line in body)]
        elif kind == "flow":
            lines.append(f"{head} [{', '.join(draw(st.lists(scalars, max_size=3)))}]{comment}")
        elif kind == "empty" and not is_list:
            lines.append(head + comment)
        else:
            lines.append(f"{head} {draw(scalars)}{comment}")
    return lines


@settings(
    max_examples=800,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    st.booleans().flatmap(trees),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\n", "\n\n", "\n---\n"]),
)
def test_generated_documents(lines: list[str], newline: str, end: str) -> None:
    agrees((newline.join(lines) + end).replace("\r\r", "\r"))
