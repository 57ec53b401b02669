"""What names and labels the API server accepts; each function says what a text wrongly has, or "".

Source: k8s.io/apimachinery pkg/util/validation/validation.go.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_QUALIFIED = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")
LABEL_LENGTH = 63
_SUBDOMAIN_LENGTH = 253


@lru_cache(4096)
def label_value(value: str) -> str:
    """A label's value: empty, or up to 63 letters, digits, - _ . between letters or digits."""
    if len(value) > LABEL_LENGTH:
        return _too_long(value, LABEL_LENGTH)
    if not value or _QUALIFIED.fullmatch(value):
        return ""
    return _first(re.search(r"[^-A-Za-z0-9_.]", value))


@lru_cache(4096)
def label_key(key: str) -> str:
    """A label's or annotation's key: a name like a value, after an optional domain and slash."""
    prefix, slash, name = key.rpartition("/")
    if slash and (wrong := dns_subdomain(prefix)):
        return f"{wrong} in its prefix"
    return label_value(name) if name else "no name"


@lru_cache(4096)
def annotation_key(key: str) -> str:
    """An annotation's key, whose prefix may have capitals."""
    return label_key(key) and label_key(key.lower())


@lru_cache(4096)
def dns_label(name: str, length: int = LABEL_LENGTH) -> str:
    """One part of a host name (RFC 1123): lower case letters, digits and -."""
    if len(name) > length:
        return _too_long(name, length)
    return "" if _LABEL.fullmatch(name) else _first(re.search(r"[^-a-z0-9]", name))


@lru_cache(4096)
def dns_subdomain(name: str, length: int = _SUBDOMAIN_LENGTH) -> str:
    """Parts of a host name with dots between them."""
    if len(name) > length:
        return _too_long(name, length)
    return "" if _SUBDOMAIN.fullmatch(name) else _first(re.search(r"[^-a-z0-9.]", name))


def _too_long(text: str, length: int) -> str:
    return f"{len(text)} characters, of {length} allowed"


def _first(wrong: re.Match[str] | None) -> str:
    """The first character that may stand nowhere; without one it is the place that is wrong."""
    return f'a "{wrong[0]}"' if wrong else "a sign where a letter or digit must be"
