"""The lines of the plain style in which nearly every manifest is written.

One token a line: where it stands, its key, its value. ``token`` knows block mappings and
sequences, one-line scalars, block scalars, comments and small flow collections of scalars. For
all else (tags, anchors, tabs, several lines in one scalar, keys that are no text ...) it answers
None, and the complete parser reads the document.
"""

from __future__ import annotations

import re

from batten.sources.yaml.loaded import Json
from batten.sources.yaml.resolve import resolve

SCALAR, OPEN, FLOW, BLOCK = range(4)
# A level above all others, for blank lines and comments.
BLANK_LEVEL = 1 << 40

_ITEM = r"(?:-{0,2}[\w/.](?:[\w./=@+%$~-]|:(?=[\w/.]))*|\"[^\"\\]*\"|'[^']*')"
_PAIR = rf"[A-Za-z_/][\w./-]*[ ]*:[ ]+{_ITEM}"
_LINE = re.compile(
    rf"""
    (?P<indent>\ *)
    (?P<dash>-\ +)?
    (?:
        (?P<key>[\w/.](?:[\w./@+$-]|:(?=[^\ ])){{0,200}}|"[^"\\]{{0,200}}"|'[^']{{0,200}}')
        \ *:(?=\ |$)\ *
    )?
    (?:
        (?P<text>(?:[^\ \-?:,\[\]{{}}\#&*!|>'"%@`]|-(?=[^\ ])).*)
      | (?:
            (?P<double>"(?:[^"\\]|\\["\\nt])*")
          | (?P<single>'(?:[^']|'')*')
          | (?P<block>[|>][-+]?)
          | (?P<list>\[\ *(?:{_ITEM}(?:\ *,\ *{_ITEM})*\ *)?\])
          | (?P<map>\{{\ *(?:{_PAIR}(?:\ *,\ *{_PAIR})*\ *)?\}})
        )?
        \ *(?:(?<=\ )\#.*)?
    )
    """,
    re.VERBOSE | re.ASCII,
)
# Most lines by far. The first character leaves out what infinities and NaN start with.
_USUAL = re.compile(r"( *)(- +)?([A-Za-z_][\w./-]{0,200}):(?: ([\w/].*))?", re.ASCII)
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t"}
_FOLD = re.compile(r"\n(\n*)")
_ELEMENT = re.compile(_ITEM, re.ASCII)
_ENTRY = re.compile(rf"([A-Za-z_/][\w./-]*)[ ]*:[ ]+({_ITEM})", re.ASCII)
_PRINTABLE = bytes([9, 10, *range(0x20, 0x7F)])
# Besides what YAML forbids: the line breaks of YAML 1.1 that are none elsewhere, and the BOM.
_UNUSUAL = "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_MAX_LINE = 4_000
_MAX_CACHED_LINE = 200
_MAX_CACHED = 30_000


# What one line says: level, inner, kind, key, value.
#
# A block mapping whose keys stand in column c (0-based) has level 2c, a sequence whose dashes stand
# there 2c + 1: so a sequence under a key of the same column lies deeper, as in YAML. ``inner`` is
# the level of the mapping that "- key:" opens, else 0. The value of a BLOCK is its header.
Token = tuple[int, int, int, str | None, Json]

_BLANK: Token = (BLANK_LEVEL, 0, SCALAR, None, None)
_NO_VALUE = (OPEN, None)
_known: dict[str, Token] = {}
_keys: dict[str, str] = {}


def usual(text: str) -> list[str] | None:
    """The lines of a text without unusual characters, None for any other.

    The last one is empty when the text ends with a line feed, as it should.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if text.isascii():
        odd = bool(text.encode("ascii").translate(None, _PRINTABLE))
    else:
        # Compiled when first needed, since it takes a while; re keeps it.
        odd = re.search(_UNUSUAL, text) is not None
    if odd:
        return None
    lines = text.split("\n")
    if lines[0].startswith("---") and lines[0][3:].lstrip(" ")[:1] in ("", "#"):
        lines[0] = "" if lines[0][3:4] in ("", " ") else lines[0]
    return lines


def token(line: str) -> Token | None:
    """The token of one line; None when the line is beyond the plain style."""
    known = _known.get(line)
    if known is not None:
        return known
    if len(line) > _MAX_LINE or "\t" in line:
        return None
    scanned = _scan(line)
    if scanned is not None and len(line) <= _MAX_CACHED_LINE:
        if len(_known) >= _MAX_CACHED:
            _known.clear()
        _known[line] = scanned
    return scanned


def block(lines: list[str], start: int, parent: int, header: str) -> tuple[str, int] | None:
    """The text of the block scalar from line index ``start``, and the index of the line after it.

    ``parent`` is the column of the key or dash that holds it. None for odd indentation.
    """
    first = lines[start] if start < len(lines) else ""
    indent = len(first) - len(first.lstrip(" "))
    if indent <= parent or first[indent:][:1] in ("", "\t"):
        return None
    content, end = _content(lines, start, " " * indent)
    if end == len(lines):
        if lines[-1]:
            return None
        content.pop()
    filled = len(content)
    while filled and not content[filled - 1]:
        filled -= 1
    text = "\n".join(content[:filled])
    if header[0] == ">":
        if any(line[:1] in (" ", "\t") for line in content):
            return None
        text = _FOLD.sub(lambda match: match[1] or " ", text)
    if header[1:] == "-":
        return text, end
    return text + "\n" * (1 + len(content) - filled if header[1:] else 1), end


def columns(line: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where the key and the scalar value of a line stand: 0-based columns, end exclusive.

    The place of what the line lacks is (-1, -1), as in ``re``.
    """
    match = _LINE.fullmatch(line)
    if match is None:
        return (-1, -1), (-1, -1)
    start, end = match.span(match.lastgroup or "indent")
    if match["text"] is not None:
        end = start + len(_without_comment(match["text"]))
    elif match.lastgroup in ("key", "dash", "indent"):
        start = end = -1
    return match.span("key"), (start, end)


def elements(line: str, start: int) -> list[tuple[int, int]]:
    """Where the entries or items of the flow collection that opens at ``start`` stand."""
    pattern = _ENTRY if line[start] == "{" else _ELEMENT
    return [match.span() for match in pattern.finditer(line, start + 1)]


def _content(lines: list[str], start: int, margin: str) -> tuple[list[str], int]:
    content, width = [], len(margin)
    for number in range(start, len(lines)):
        line = lines[number]
        if line.startswith(margin):
            content.append(line[width:])
        elif line.strip(" "):
            return content, number
        else:
            content.append("")
    return content, len(lines)


def _scan(line: str) -> Token | None:
    usual = _USUAL.fullmatch(line)
    if usual and (scanned := _scan_usual(*usual.groups())):
        return scanned
    bare = line.lstrip(" ")
    if not bare or bare[0] == "#":
        return _BLANK
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    raw_key, dash = match["key"], match["dash"]
    key = raw_key and _key(raw_key)
    value = _value(match)
    if key is None and (raw_key is not None or dash is None or value == _NO_VALUE):
        return None
    return value and _token(match["indent"], dash, value[0], key, value[1])


def _scan_usual(indent: str, dash: str | None, raw_key: str, text: str | None) -> Token | None:
    """The token of `key:` or `key: text`, the shapes of most lines, without more ado."""
    key = _keys.get(raw_key)
    if key is None:
        key = _key(raw_key)
        if key is None:
            return None
        if len(_keys) < _MAX_CACHED:
            _keys[raw_key] = key
    if text is None:
        return _token(indent, dash, OPEN, key, None)
    if text[-1] in ": " or ": " in text or " #" in text:
        return None
    return _token(indent, dash, SCALAR, key, resolve(text))


def _token(indent: str, dash: str | None, kind: int, key: str | None, value: Json) -> Token:
    level = 2 * len(indent)
    if dash is None:
        return level, 0, kind, key, value
    return level + 1, level + 2 * len(dash) if key is not None else 0, kind, key, value


def _value(match: re.Match[str]) -> tuple[int, Json] | None:
    """Kind and value of a line; None for values beyond the plain style."""
    _, _, _, text, double, single, header, items, pairs = match.groups()
    if text is not None:
        plain = _without_comment(text)
        if ": " in plain or plain[-1] == ":":
            return None
        value = resolve(plain)
        return (SCALAR, value) if _is_json(value) else None
    if double is not None:
        return SCALAR, _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[1]), double[1:-1])
    if single is not None:
        return SCALAR, single[1:-1].replace("''", "'")
    if header is not None:
        return BLOCK, header
    if items is not None:
        return _flow_list(items)
    return _NO_VALUE if pairs is None else _flow_map(pairs)


def _without_comment(text: str) -> str:
    comment = text.find(" #")
    return (text if comment < 0 else text[:comment]).rstrip(" ")


def _key(raw: str) -> str | None:
    if raw[0] in "\"'":
        return raw[1:-1]
    return raw if type(resolve(raw)) is str else None


def _flow_list(items: str) -> tuple[int, Json] | None:
    values = [_element(raw) for raw in _ELEMENT.findall(items)]
    return (FLOW, values) if all(map(_is_json, values)) else None


def _flow_map(pairs: str) -> tuple[int, Json] | None:
    found = [(_key(key), _element(raw)) for key, raw in _ENTRY.findall(pairs)]
    value = dict(found)
    if None in value or len(value) < len(found) or not all(map(_is_json, value.values())):
        return None
    return FLOW, value


def _is_json(value: Json) -> bool:
    return type(value) is not float or value - value == 0


def _element(raw: str) -> Json:
    return raw[1:-1] if raw[0] in "\"'" else resolve(raw)
