"""How bad a mount of a node's path is."""

from __future__ import annotations

import pytest

from batten.rules.finding import Severity
from batten.rules.host import _danger, _normal


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("/", "/"),
        ("//", "/"),
        ("/etc/", "/etc"),
        ("/etc/../etc/./ssl", "/etc/ssl"),
        ("/var/run", "/run"),
        ("/var/run/docker.sock", "/run/docker.sock"),
        ("/var/running", "/var/running"),
    ],
)
def test_normal(written: str, normal: str) -> None:
    assert _normal(written) == normal


@pytest.mark.parametrize(
    ("path", "reading", "writing"),
    [
        ("/var/run/docker.sock", Severity.CRITICAL, Severity.CRITICAL),
        ("/run/k3s/containerd/containerd.sock", Severity.CRITICAL, Severity.CRITICAL),
        ("/var/run/crio/crio.sock", Severity.CRITICAL, Severity.CRITICAL),
        ("/run", Severity.CRITICAL, Severity.CRITICAL),
        ("/", Severity.WARNING, Severity.CRITICAL),
        ("/var", Severity.WARNING, Severity.CRITICAL),
        ("/var/lib", Severity.WARNING, Severity.CRITICAL),
        ("/etc", Severity.WARNING, Severity.CRITICAL),
        ("/etc/kubernetes/pki", Severity.WARNING, Severity.CRITICAL),
        ("/var/lib/kubelet", Severity.WARNING, Severity.CRITICAL),
        ("/sys", Severity.INFO, Severity.CRITICAL),
        ("/proc", Severity.INFO, Severity.CRITICAL),
        ("/lib/modules", Severity.INFO, Severity.CRITICAL),
        ("/etcetera", Severity.INFO, Severity.WARNING),
        ("/usr2", Severity.INFO, Severity.WARNING),
        ("/var/log", Severity.INFO, Severity.WARNING),
        ("/data", Severity.INFO, Severity.WARNING),
        ("/etc/localtime", Severity.INFO, Severity.WARNING),
        ("/etc/ssl/certs", Severity.INFO, Severity.CRITICAL),
        ("/var/lib/kubelet/pods", Severity.WARNING, Severity.CRITICAL),
        ("/var/lib/kubelet/device-plugins", Severity.INFO, Severity.WARNING),
        ("/dev", Severity.INFO, Severity.CRITICAL),
        ("/dev/fuse", Severity.INFO, Severity.WARNING),
        ("", Severity.INFO, Severity.WARNING),
    ],
)
def test_danger(path: str, reading: Severity, writing: Severity) -> None:
    assert _danger(path, True)[0] is reading
    assert _danger(path, False)[0] is writing
