"""What names and labels the API server accepts; each function says what is wrong, or "".

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
        return f"{len(value)} characters instead of at most {LABEL_LENGTH}"
    if value and not _QUALIFIED.fullmatch(value):
        return _unqualified(value)
    return ""


@lru_cache(4096)
def label_key(key: str) -> str:
    """A label's or annotation's key: a name like a value, after an optional domain and slash."""
    prefix, slash, name = key.rpartition("/")
    if slash and (wrong := dns_subdomain(prefix)):
        return f"its prefix has {wrong}"
    if not name:
        return "no name"
    return label_value(name)


def annotation_key(key: str) -> str:
    """An annotation's key, whose prefix may have capitals."""
    return label_key(key) and label_key(key.lower())


@lru_cache(4096)
def dns_label(name: str, length: int = LABEL_LENGTH) -> str:
    """One part of a host name (RFC 1123): lower case letters, digits and -."""
    return _dns(name, length, _LABEL, "lower case letters, digits and -")


@lru_cache(4096)
def dns_subdomain(name: str, length: int = _SUBDOMAIN_LENGTH) -> str:
    """Parts of a host name with dots between them."""
    return _dns(name, length, _SUBDOMAIN, "lower case letters, digits, - and .")


def _dns(name: str, length: int, pattern: re.Pattern[str], allowed: str) -> str:
    if len(name) > length:
        return f"{len(name)} characters instead of at most {length}"
    if pattern.fullmatch(name):
        return ""
    wrong = re.search(r"[^-a-z0-9.]", name)
    return f'"{wrong[0]}"; only {allowed} are allowed' if wrong else "a wrong - or ."


def _unqualified(value: str) -> str:
    wrong = re.search(r"[^-A-Za-z0-9_.]", value)
    return f'"{wrong[0]}" in it' if wrong else "no letter or digit at an end"
