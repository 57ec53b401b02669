"""From bytes to text, and from a stream to its documents."""

from __future__ import annotations

import codecs

import pytest

from batten.sources import yaml
from batten.sources.yaml import Chunk, YamlError


@pytest.mark.parametrize(
    "data",
    [
        "a: é\n".encode(),
        codecs.BOM_UTF8 + "a: é\n".encode(),
        codecs.BOM_UTF16_LE + "a: é\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "a: é\n".encode("utf-16-be"),
    ],
)
def test_decodes_what_a_byte_order_mark_says(data: bytes) -> None:
    assert yaml.decode(data) == "a: é\n"


@pytest.mark.parametrize(
    ("data", "line", "column", "words"),
    [
        (b"a: 1\nb: \xe9t\xe9\n", 2, 4, "not UTF-8"),
        ("é: ".encode() + b"\xff\n", 1, 4, "not UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1, 1, "binary"),
        (b"a: 1\nb\0c", 2, 2, "binary"),
        (codecs.BOM_UTF16_LE + b"a\0\n", 1, 2, "UTF-16"),
    ],
)
def test_what_is_no_text_says_where(data: bytes, line: int, column: int, words: str) -> None:
    with pytest.raises(YamlError, match=words) as caught:
        yaml.decode(data)
    assert (caught.value.line, caught.value.column) == (line, column)


def read_as_kubectl(text: str) -> list[str]:
    """apimachinery's YAMLReader, line by line, kept simple to check the fast way against it."""
    documents, buffer = [], ""
    for line in text.splitlines(keepends=True) if "\r" not in text else text.split("\n"):
        if line.startswith("---") and line[3:].strip()[:1] in ("", "#"):
            documents.append(buffer)
            buffer = ""
        else:
            buffer += line
    return [*documents, buffer]


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\n---\nb: 2\n",
        "---\na: 1\n---   # comment\nb: 2",
        "a: |\n  ---\n---\nb: |\n  x\n--- \n---\nc: 1\n",
        "a: 1\n--- {b: 2}\n---c\n --- \n----\n",
        "a: [1\n---\nb: 'x\n---\n\tc\n---\nd: 4\n",
        "a: 1\n---",
    ],
)
def test_cuts_where_kubectl_cuts(text: str) -> None:
    wanted = [document for document in read_as_kubectl(text) if document]
    assert [chunk.text for chunk in yaml.split(text)] == wanted


def test_a_carriage_return_belongs_to_the_separator() -> None:
    assert yaml.split("a: 1\r\n---\r\nb: 2\r\n") == [Chunk("a: 1\r\n", 1), Chunk("b: 2\r\n", 3)]


def test_empty_documents_are_left_out_and_lines_still_count() -> None:
    text = "\n# only\n  # comments\n---\n\n---\n# head\na: 1\n---\n---\nb: 2\n---\n"
    assert yaml.split(text) == [Chunk("# head\na: 1\n", 7), Chunk("b: 2\n", 11)]


@pytest.mark.parametrize("text", ["", "\n\n", "# c", "---\n", "---\n---\n# c\n--- # d\n"])
def test_nothing_but_comments_is_no_document(text: str) -> None:
    assert yaml.split(text) == []


def test_a_comment_with_a_control_character_is_kept_to_be_refused() -> None:
    (chunk,) = yaml.split("# bell: \a\n")
    with pytest.raises(YamlError, match=r"U\+0007"):
        yaml.load(chunk.text)


def test_a_hundred_thousand_documents() -> None:
    chunks = yaml.split("a: 1\nb: 2\n---\n" * 100_000)
    assert len(chunks) == 100_000
    assert chunks[-1] == Chunk("a: 1\nb: 2\n", 299_998)


def test_a_broken_document_leaves_its_neighbours_alone() -> None:
    good, broken, other = yaml.split("a: 1\n---\nb: [\n---\nc: 3\n")
    assert (yaml.load(good.text).value, yaml.load(other.text).value) == ({"a": 1}, {"c": 3})
    with pytest.raises(YamlError):
        yaml.load(broken.text)
