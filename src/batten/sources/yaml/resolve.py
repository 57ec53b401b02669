"""What a plain scalar means to Kubernetes.

The rules are those of go.yaml.in/yaml/v2 (``resolve.go``) followed by Go's JSON encoder, the two
steps of sigs.k8s.io/yaml: YAML 1.1 words such as ``yes`` and ``off`` are booleans, ``0644`` is
octal, ``22:22`` and dates are strings, and a float with an integral value below 1e21 is written
to JSON without a fraction, which makes it an integer.
"""

from __future__ import annotations

import binascii
import codecs
import math
import re
import struct

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), False),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
_NUMBER_STARTS = frozenset("+-.0123456789")
_STARTS = _NUMBER_STARTS | {word[:1] for word in _WORDS}
_INTEGER = re.compile(
    r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]{0,19}))"
)
_SIGNED_BINARY = re.compile(r"0b([-+][01]+)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_DOT_FLOAT = re.compile(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?")
_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:(?:[Tt ])([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?)?"
)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_TAG = "tag:yaml.org,2002:"


def resolve(text: str) -> Scalar:
    """The value of a plain (unquoted, untagged) scalar; infinities and NaN stay floats."""
    if text[:1] not in _STARTS:
        return text
    value = typed(text)
    return as_json(value) if type(value) is float else value


def typed(text: str) -> Scalar:
    """The value as Go's YAML library types it, before JSON turns 1.0 into 1."""
    if text in _WORDS:
        return _WORDS[text]
    return _number(text) if text[0] in _NUMBER_STARTS else text


def tagged(tag: str, text: str) -> Scalar:
    """The typed value of a scalar with an explicit tag; ValueError when the text does not fit."""
    kind = tag.removeprefix(_TAG)
    if kind == "binary" and tag != kind:
        return _binary(text)
    if tag == kind or kind not in ("bool", "int", "float", "null", "timestamp"):
        return text
    value = typed(text)
    if kind == "float" and type(value) is int and -(2**63) <= value < 2**63:
        return float(value)
    fits = {
        "bool": type(value) is bool,
        "int": type(value) is int,
        "float": type(value) is float,
        "null": value is None,
        "timestamp": isinstance(value, str) and is_timestamp(value),
    }
    if not fits[kind]:
        raise ValueError(f"{text!r} is no {kind}")
    return value


def as_json(value: float) -> int | float:
    """A float as Go's JSON encoder writes it: integral values below 1e21 lose their point."""
    if not value.is_integer() or abs(value) >= 1e21:
        return value
    return int(value) if abs(value) < 2**53 else int(_written_out(repr(value)))


def key_text(value: Scalar) -> str | None:
    """The JSON key of a typed scalar key, None for those Kubernetes refuses (null, uint64)."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if value < 2**63 else None
    return None if value is None else _float32_text(value)


def is_timestamp(text: str) -> bool:
    """Whether the text is a date or time as ``!!timestamp`` accepts it."""
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        return False
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    separator, zone = text[match.end(3) : match.end(3) + 1], match[7]
    if separator and (separator == " ") == bool(zone):
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 28 + leap, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    in_day = hour < 24 and minute < 60 and second < 60
    return 1 <= month <= 12 and 1 <= day <= days[month - 1] and in_day


def _number(text: str) -> Scalar:
    if text[0] == ".":
        return _finite(text) if _DOT_FLOAT.fullmatch(text) else text
    plain = text.replace("_", "")
    integer = _integer(plain)
    if integer is not None:
        return integer
    if _FLOAT.fullmatch(plain):
        value = _finite(plain)
        return text if isinstance(value, str) else value
    signed = _SIGNED_BINARY.fullmatch(plain)
    if signed and -(2**63) <= (value := int(signed[1], 2)) < 2**63:
        return value
    return text


def _integer(plain: str) -> int | None:
    match = _INTEGER.fullmatch(plain)
    if match is None:
        return None
    sign, *digits = match.groups()
    base, text = next((b, d) for b, d in zip((16, 2, 8, 10), digits, strict=True) if d)
    value = int(text, base)
    if sign == "-":
        return -value if value <= 2**63 else None
    return value if value < (2**63 if sign else 2**64) else None


def _finite(text: str) -> float | str:
    value = float(text)
    return text if math.isinf(value) else value


def _binary(text: str) -> str:
    encoded = text.replace("\n", "").replace("\r", "")
    if _BASE64.fullmatch(encoded) is None:
        raise ValueError("!!binary needs base64 text")
    return binascii.a2b_base64(encoded).decode("utf-8", "batten-go-utf8")


def _replace_each_byte(error: UnicodeError) -> tuple[str, int]:
    """Go's JSON encoder replaces every invalid byte, Python one per broken sequence."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\ufffd" * (error.end - error.start), error.end


codecs.register_error("batten-go-utf8", _replace_each_byte)


def _float32_text(value: float) -> str:
    """``strconv.FormatFloat(value, 'g', -1, 32)``, the key sigs.k8s.io/yaml makes of a float."""
    if math.isnan(value):
        return ".nan"
    try:
        single = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        single = math.copysign(math.inf, value)
    if math.isinf(single):
        return ".inf" if single > 0 else "-.inf"
    digits, exponent = _shortest(single)
    if exponent < -4 or exponent >= 6:
        mantissa = digits.rstrip("0").rstrip(".") if "." in digits else digits
        return f"{mantissa}e{exponent:+03d}"
    return _written_out(f"{digits}e{exponent}")


def _written_out(number: str) -> str:
    """The decimal digits of a number, without exponent and trailing zeros of the fraction."""
    from decimal import Decimal  # rarely needed, and slow to import

    return format(Decimal(number).normalize(), "f")


def _shortest(single: float) -> tuple[str, int]:
    for precision in range(9):
        mantissa, _, exponent = f"{single:.{precision}e}".partition("e")
        if struct.pack("f", float(f"{mantissa}e{exponent}")) == struct.pack("f", single):
            break
    return mantissa, int(exponent)
