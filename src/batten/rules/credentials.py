"""Telling credentials from settings, by name and by value. The values go no further than this file.

A false alarm here is a critical one. So a name alone is not enough: a value counts only if nothing
speaks against it, be it a reference, a placeholder, a path, a switch, a number or an object's name.
"""

from __future__ import annotations

import re
from functools import lru_cache

_HINTS = ("pass", "pwd", "secret", "token", "key", "cred")
"""Every name below has one of these: a cheap first look at a file."""
_NAME = re.compile(
    r"(?:password|passwd|passphrase|(?:^|[_.-])(?:pass|pwd)|secret|token|credentials?"
    r"|(?:api|access|secret|private|signing|encryption|auth|master|account|shared)[_.-]?key)"
    r"[_.-]?\d?$",
    re.IGNORECASE,
)
"""The noun stands last: not TOKEN_URL, PASSWORD_FILE, SECRET_NAME, ACCESS_KEY_ID, TOKEN_TTL."""
_OTHER_NAME = re.compile(
    r"public|csrf|xsrf|next|page|continu|existing|pull|tls[_-]?secret", re.IGNORECASE
)
_SWITCHES = frozenset(
    (
        "true", "false", "yes", "no", "on", "off", "enabled", "disabled", "none", "null", "nil",
        "undefined", "default", "required", "optional", "auto", "always", "never", "basic",
        "bearer", "digest", "oauth", "oauth2", "oidc", "plain", "vault",
    )
)  # fmt: skip
_PLACEHOLDER = re.compile(
    r"change|replace|todo|fixme|example|placeholder|dummy|redacted|removed|your|xxx|\*\*\*|\.\.\."
    r"|not[_-]?set|unset|fill[_-]?(?:me|in)|insert|generated|\$\(|\$\{|\{\{",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"[$<{(\[%@/.~]|x-"
    r"|(?:vault|ref\+[a-z]+|op|sm|secretref|arn|file|env|azurekv|akv|gcpsm|awssm|ssm|k8s|sops|enc"
    r"|secrets?|encrypted|projects)[:/\[]",
    re.IGNORECASE,
)
"""$VAR, <password>, {{ x }}, %VAR%, @file, /path, ./path, a header's name, a secret store's URI."""
_OBJECT_NAME = re.compile(
    r"[a-z0-9.-]+[-.](?:secrets?|creds?|credentials?|tokens?|passwords?|tls|auth)"
)
_ACCESS_KEY = re.compile(
    r"\b(?:A(?:KIA|SIA)[A-Z0-9]{16}(?<!EXAMPLE)\b"
    r"|gh[oprsu]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22}|glpat-[A-Za-z0-9_-]{20}"
    r"|xox[abprs]-[0-9A-Za-z]{1,32}-[0-9A-Za-z-]{10}|[rs]k_live_[0-9A-Za-z]{16}"
    r"|AIza[0-9A-Za-z_-]{35}|npm_[A-Za-z0-9]{36})"
)
_ACCESS_KEY_HINTS = ("AKIA", "ASIA", "gh", "glpat-", "xox", "_live_", "AIza", "npm_")
"""Every key above holds one of these: much sooner seen than searched for."""
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY[A-Z ]*-----[\s\\n]*[A-Za-z0-9+/=]{16}")
_IN_URL = re.compile(r"://[^\s/:@?#]{0,128}:([^\s/@]{1,256})@[^\s/]")
_IN_DSN = re.compile(r"(?<=[^\s:@/\"'=]):([^\s@/]{1,128})@(?:tcp|unix)\(")
_IN_CONNECTION = re.compile(
    r"(?<![A-Za-z])(?:password|passwd|pwd)\s*=\s*['\"]?([^\s;&'\"]+)", re.IGNORECASE
)
_ASSIGNMENT = re.compile(
    r"^[ \t]*(?:export[ \t]+|-[ \t]+)?[\"']?([A-Za-z][\w.-]*)[\"']?[ \t]*[:=][ \t]*"
    r"[\"']?([^\s\"',;#()]+)[\"']?[ \t]*[,;]?[ \t]*(?:#.*)?$",
    re.MULTILINE,
)
_SHORTEST_TELLING = 16
"""Characters. What tells itself as a credential without a name is longer."""


def in_setting(name: str, value: str) -> str:
    """What a variable holds that should be secret, such as "a private key"; "" if nothing."""
    if len(value) >= _SHORTEST_TELLING and (kind := in_value(value)):
        return kind
    if _names_credential(name) and _is_literal(name, value):
        return "a credential in plain text"
    if "=" in value and _password(_IN_CONNECTION, value):
        return "a password in plain text"
    return ""


def in_file(text: str) -> str:
    """The same for a configuration file of lines that assign: properties, env, ini, YAML, JSON."""
    if kind := in_value(text):
        return kind
    lowered = text.lower()
    if any(hint in lowered for hint in _HINTS):
        for match in _ASSIGNMENT.finditer(text):
            if _names_credential(match[1]) and _is_literal(match[1], match[2]):
                return "a credential in plain text"
    return ""


def in_value(value: str) -> str:
    """What tells itself as a credential, whatever its name."""
    if "PRIVATE KEY" in value and _PRIVATE_KEY.search(value):
        return "a private key"
    if "@" in value and (
        ("://" in value and _password(_IN_URL, value))
        or (("@tcp(" in value or "@unix(" in value) and _password(_IN_DSN, value))
    ):
        return "a URL with a password in plain text"
    if any(hint in value for hint in _ACCESS_KEY_HINTS) and _ACCESS_KEY.search(value):
        return "an access key in plain text"
    return ""


def _password(pattern: re.Pattern[str], text: str) -> str:
    """The first password that a pattern finds and that is one."""
    found = (match[1] for match in pattern.finditer(text))
    return next((password for password in found if not _stands_for_another(password)), "")


@lru_cache(4096)
def _names_credential(name: str) -> bool:
    return _NAME.search(name) is not None and not _OTHER_NAME.search(name)


def _is_literal(name: str, value: str) -> bool:
    text = value.strip()
    if len(text) < 4 or "://" in text or any(character.isspace() for character in text):
        return False
    if _stands_for_another(text) or _OBJECT_NAME.fullmatch(text):
        return False
    return "pass" in name.lower() or not text.replace(".", "").isdigit()


def _stands_for_another(value: str) -> bool:
    return (
        value.lower() in _SWITCHES
        or _REFERENCE.match(value) is not None
        or _PLACEHOLDER.search(value) is not None
    )
