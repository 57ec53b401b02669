"""What is a credential, and what only looks like one."""

from __future__ import annotations

import pytest

from batten.rules.credentials import in_file, in_setting, in_value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("password", "hunter2"),
        ("MYSQL_ROOT_PASSWORD", "password"),
        ("DB_PASSWORD2", "hunter2"),
        ("clientSecret", "8Q~abcdef"),
        ("github-token", "0123abcd"),
        ("STRIPE", "sk_live_0123456789abcdefABCDEF"),
        ("GIT", "ghp_" + "a1B2" * 9),
        ("DSN", "amqp://guest:guest@rabbit:5672/"),
        ("LIBPQ", "host=db user=shop password=hunter2"),
    ],
)
def test_credentials(name: str, value: str) -> None:
    kind = in_setting(name, value)
    assert kind
    assert value not in kind


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("password", "   "),
        ("password", "abc"),
        ("PASSWORD_POLICY", "hunter2"),
        ("TOKEN_ISSUER", "shop.example.net"),
        ("SECRET", "shop-db-credentials"),
        ("TOKEN", "op://vault/item/field"),
        ("TOKEN", "vault:secret/data/x#y"),
        ("CSRF_TOKEN", "csrf-cookie"),
        ("IMAGE_PULL_SECRET", "registry"),
        ("MONKEY", "banana"),
        ("API_KEY", "{{ .Values.key }}"),
        ("URL", "postgres://shop:${PASSWORD}@db/shop"),
        ("URL", "https://example.com/a:b@c"),
        ("IMAGE", "registry.example.com:5000/web@sha256:abc"),
        ("LIBPQ", "host=db password=$(PASSWORD)"),
    ],
)
def test_settings(name: str, value: str) -> None:
    assert in_setting(name, value) == ""


def test_files() -> None:
    assert in_file("[db]\nuser = shop\npassword = hunter2 # old\n")
    assert in_file('{\n  "dbPassword": "hunter2"\n}')
    assert in_file("export API_KEY=0123abcd\n")
    assert in_file("auth:\n  - token: 0123abcd\n")
    assert not in_file("; password = hunter2\n# token = x123\n")
    assert not in_file("password =\nuser = shop\n")
    assert not in_file("password = getpass()\n")


def test_certificates_are_public() -> None:
    assert not in_value("-----BEGIN CERTIFICATE-----\nMIIEvQIBADANBgkqhkiG9w0B\n")
    assert not in_value("-----BEGIN PRIVATE KEY-----\n<your key>\n")
    assert in_value("-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04f\n")
