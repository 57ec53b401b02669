"""What may be there without a manifest: made by operators and StatefulSets, served by add-ons."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from batten.model.inventory.objects import Objects, grouped
from batten.model.objects.cluster import CustomResourceDefinition, Secret
from batten.model.objects.meta import CustomObject
from batten.model.objects.scaling import APIService
from batten.model.objects.workloads import StatefulSet
from batten.model.operators import made_names


class Origins(Objects):
    """Where objects and APIs come from that the manifests only mention."""

    def custom_objects(self, namespace: str) -> Sequence[CustomObject]:
        """The objects of a namespace whose kinds Batten has no type for."""
        return self._custom.get(namespace, ())

    @cached_property
    def _custom(self) -> dict[str, list[CustomObject]]:
        return grouped(self.of(CustomObject), lambda obj: obj.namespace)

    def made_by_custom(self, kind: str, namespace: str, name: str) -> bool:
        """Whether an operator may make an object of that name from a custom object.

        Of Secrets also those whose name begins with the custom object's, as database operators
        call them.
        """
        known = self._custom_names
        if (namespace, name) in known or ("", name) in known:
            return True
        return kind == "Secret" and any(
            (namespace, name[:end]) in known for end, char in enumerate(name) if char in "-."
        )

    @cached_property
    def _custom_names(self) -> set[tuple[str, str]]:
        return {(obj.namespace, name) for obj in self.of(CustomObject) for name in made_names(obj)}

    def keeps_secrets(self, namespace: str) -> bool:
        """Whether it holds a Secret of the namespace, or what one is made from."""
        return namespace in self._secretive

    @cached_property
    def _secretive(self) -> set[str]:
        made = {obj.namespace for obj in self.of(CustomObject) if obj.kind.endswith("Secret")}
        return made | {secret.namespace for secret in self.of(Secret)}

    def claimed(self, namespace: str, name: str) -> bool:
        """Whether a StatefulSet makes a claim of that name from one of its templates."""
        stem, _, ordinal = name.rpartition("-")
        return ordinal.isdecimal() and (namespace, stem) in self._claims

    @cached_property
    def _claims(self) -> set[tuple[str, str]]:
        return {
            (sts.namespace, f"{claim.name}-{sts.name}")
            for sts in self.of(StatefulSet)
            for claim in sts.spec.volume_claim_templates
        }

    @cached_property
    def api_groups(self) -> frozenset[str]:
        """The API groups that APIServices of the inventory serve."""
        return frozenset(service.spec.group for service in self.of(APIService))

    @cached_property
    def custom_groups(self) -> frozenset[str]:
        """API groups of the custom kinds that are defined or used."""
        defined = {crd.spec.group for crd in self.of(CustomResourceDefinition)}
        return frozenset(defined | {obj.group for obj in self.of(CustomObject)})
