"""A manifest, what the rules say of it, and what they say once fixes are made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec
import yaml

from batten.fixes.editing.changes import applied, gather
from batten.fixes.fix import created
from batten.fixes.merge import Group, merge
from batten.model.inventory import Inventory
from batten.model.objects.meta import Object
from batten.model.source import Source
from batten.model.versions import parse
from batten.rules.catalogue import RULES
from batten.rules.engine import judge
from batten.rules.finding import Finding, Fix
from batten.rules.policy import Policy
from batten.sources.documents import cut, raw_of, read, read_object

KUBE_SYSTEM = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "kube-system"}}


def settings(text: str) -> dict[str, Any]:
    """What comments such as `# policy: {minReplicas: 3}` say."""
    given: dict[str, Any] = {}
    for line in text.splitlines():
        head, colon, value = line.removeprefix("#").strip().partition(":")
        if line.startswith("#") and colon and head in ("policy", "complete", "version", "fix"):
            given[head] = yaml.safe_load(value)
    return given


class Lab:
    """The inventory of a manifest, and what becomes of it by fixes.

    :ivar given: the settings in the comments at its top: policy, complete, version, fix.
    """

    def __init__(self, text: str) -> None:
        self.given = given = settings(text)
        self.policy = msgspec.convert(given.get("policy", {}), Policy)
        if "version" in given:
            self.policy.kubernetes_version = parse(given["version"])
        self.complete = given.get("complete", False)
        self.documents = {d.source.document: d for d in cut("manifest.yaml", text.encode())}
        self.objects: list[Object] = []
        for document in self.documents.values():
            self.objects += read(document, self.policy.kubernetes_version).objects
        if self.complete:
            self.objects.append(self._object(KUBE_SYSTEM, Source("cluster.yaml")))
        self.inventory = Inventory(self.objects, complete=self.complete)
        self.findings = judge(RULES, self.inventory, self.policy)

    def after(self, finding: Finding, fix: Fix) -> list[Finding]:
        """What the rules say once the fix is made."""
        return self.after_all([(finding, fix)])

    def after_all(self, fixes: Sequence[tuple[Finding, Fix]]) -> list[Finding]:
        """What the rules say once all of the fixes are made that can stand together."""
        groups: dict[Object, list[Group]] = defaultdict(list)
        added: dict[tuple[str, ...], Object] = {}
        for finding, fix in fixes:
            groups[finding.object].append(Group(fix.edits))
            for value in created(fix):
                new = self._object(value, Source("new.yaml"))
                added.setdefault((new.kind, new.namespace, new.name), new)
        objects = [self._made(obj, groups.get(obj, [])) for obj in self.objects]
        everything = Inventory([*objects, *added.values()], complete=self.complete)
        return judge(RULES, everything, self.policy)

    def _made(self, obj: Object, groups: Sequence[Group]) -> Object:
        if not groups:
            return obj
        raw = raw_of(self.documents[obj.source.document], obj.source)
        assert raw is not None
        edits = merge(groups, lambda: raw).edits
        return self._object(applied(raw, gather(edits, raw)), obj.source)

    def _object(self, value: dict[str, Any], source: Source) -> Object:
        return read_object(value, source, self.policy.kubernetes_version)
