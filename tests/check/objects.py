"""Objects and findings to suppress."""

from __future__ import annotations

from typing import Any

from batten.check.suppress import Sifted, Suppression, sift
from batten.model.inventory import Inventory
from batten.model.objects.meta import Object
from batten.model.source import Source
from batten.rules.catalogue import BY_ID
from batten.rules.finding import Finding
from batten.sources.decode import decode

POD = ("spec", "template", "spec")
APP = (*POD, "containers", 0)

Strings = dict[str, str]


def deployment(
    name: str = "web",
    *,
    annotations: Strings | None = None,
    pod_annotations: Strings | None = None,
    pod_labels: Strings | None = None,
    containers: tuple[str, ...] = ("app", "proxy"),
    file: str = "deploy/web.yaml",
    **metadata: Any,
) -> Object:
    template = {
        "metadata": {"annotations": pod_annotations or {}, "labels": pod_labels or {}},
        "spec": {"containers": [{"name": container} for container in containers]},
    }
    document = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "annotations": annotations or {}, **metadata},
        "spec": {"template": template},
    }
    return decode(document, Source(file))


def finding(obj: Object, rule: str, *path: str | int, message: str = "is wrong") -> Finding:
    return Finding(obj, path, message, BY_ID[rule].severity, rule=BY_ID[rule])


def sifted(by: Suppression, *findings: Finding) -> Sifted:
    objects = list({id(each.object): each.object for each in findings}.values())
    return sift(findings, Inventory(objects), by)
