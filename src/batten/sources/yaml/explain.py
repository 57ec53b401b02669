"""libyaml's complaints in plain words, with the cause that is behind most of them."""

from __future__ import annotations

import re
from typing import Any

import yaml

from batten.sources.yaml.errors import YamlError, position

_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HELM = "this looks like a Helm template: render it first, helm template CHART | batten check -"
_TAB = "indent with spaces: YAML does not allow tabs there"
_COLON = 'a value that contains ": " must be in quotes'

# libyaml's problem -> what to say, and a hint. {0} is the character found.
_PROBLEMS = {
    "mapping values are not allowed in this context": (
        'unexpected ":": expected the end of the value or a new line',
        _COLON,
    ),
    "could not find expected ':'": ('expected "key: value", found no ":" after the key', ""),
    "found character that cannot start any token": (
        "unexpected {0}: expected a value or a key",
        "a value that starts with {0} must be in quotes",
    ),
    "found character '\\t' that violates indentation": ("a tab in the indentation", _TAB),
    "found a tab character where an indentation space is expected": (
        "a tab in the indentation",
        _TAB,
    ),
    "found unexpected end of stream": ("this quote is never closed: expected another one", ""),
    "found unexpected document indicator": (
        "this quote is not closed before the document ends: expected another one",
        "",
    ),
    "did not find expected key": ("expected a key here, at the indentation of its neighbours", ""),
    "did not find expected '-' indicator": (
        'expected "- " here, at the indentation of the other items',
        "",
    ),
    "did not find expected ',' or ']'": ('expected "," or "]" in the list opened by "["', ""),
    "did not find expected ',' or '}'": ('expected "," or "}}" in the mapping opened by "{{"', ""),
    "did not find expected node content": ("expected a value", ""),
    "did not find expected <document start>": (
        "expected the end of the document",
        "another document begins with a line ---",
    ),
    "mapping keys are not allowed in this context": ('unexpected "?": expected a value', ""),
    "block sequence entries are not allowed in this context": (
        'unexpected "- ": expected a value on this line',
        "a list begins on a line of its own",
    ),
    "found unknown escape character": (
        "unknown escape after the backslash in a double-quoted text",
        "write \\\\ for a backslash, or use single quotes",
    ),
}
_AT_START = {"found unexpected end of stream", "found unexpected document indicator"}


def refusal(text: str, error: yaml.YAMLError | UnicodeEncodeError) -> YamlError:
    """The error for what libyaml refused in the text."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return _forbidden_character(text)
    problem = error.problem or "cannot be read as YAML"
    mark = error.problem_mark or error.context_mark
    if problem in _AT_START and error.context_mark:
        mark = error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.split("\n", line + 1)
    if line >= len(lines):  # libyaml counts a line after the end
        line, column = len(lines) - 1, len(lines[-1])
    if template := _template(lines, line):
        return YamlError("unexpected {{: expected a key and a value", *template, _HELM)
    found = lines[line][column : column + 1]
    message, hint = _PROBLEMS.get(problem, (problem, ""))
    shown = {"": "end", "\t": "tab"}.get(found, found)
    if found == "\t" or any(_leading_tab(each) for each in lines[max(0, line - 1) : line + 1]):
        hint = _TAB
    return YamlError(message.format(shown), line + 1, column + 1, hint.format(shown))


def collection_as_key(text: str, line: int, column: int) -> YamlError:
    """The error for a list or mapping where a key is expected, as in ``a: {{ .Values.x }}``."""
    template = _template(text.split("\n", line), line - 1)
    return YamlError(
        "a list or mapping as a key: expected text", line, column, _HELM if template else ""
    )


def _template(lines: list[str], number: int) -> tuple[int, int] | None:
    """The place of a template's opening braces on the line of that index or the one before."""
    for each in (number, number - 1):
        if 0 <= each < len(lines) and (at := lines[each].find("{{")) >= 0:
            return each + 1, at + 1
    return None


def _leading_tab(line: str) -> bool:
    return "\t" in line[: len(line) - len(line.lstrip())]


def _forbidden_character(text: str) -> YamlError:
    match: Any = _FORBIDDEN.search(text)
    if match is None:
        return YamlError("cannot be read as YAML")
    message = f"control character U+{ord(match[0]):04X}: expected printable text"
    return YamlError(message, *position(text, match.start()), "is this a binary file?")
