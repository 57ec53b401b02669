"""The committed tables: whole, and right at spots that are known."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import pytest

from batten.model.versions import NEWEST, OLDEST, Version
from batten.schemas import tables
from batten.schemas.problems import Place
from batten.schemas.validation import validate
from tests.schemas.documents import deployment, valid_documents

DATA = Path(tables.__file__).parent / "data"
MINORS = range(OLDEST.minor, NEWEST.minor + 1)


def fields(name: str, minor: int) -> set[str]:
    words = (tables.split(word) for word in tables.table().types[name].split(" "))
    return {
        text.partition(":")[0].rstrip("!")
        for text, since, until in words
        if since <= minor <= until
    }


class TestFile:
    def test_it_holds_every_release(self) -> None:
        assert tables.table().versions == [f"1.{minor}" for minor in MINORS]

    def test_it_is_small(self) -> None:
        assert (DATA / "schemas.json").stat().st_size < 200_000

    @pytest.mark.parametrize("minor", MINORS)
    def test_every_type_of_every_release_compiles(self, minor: int) -> None:
        release = tables.schemas(Version(1, minor))
        for name in tables.table().types:
            assert next(release.type(name).problems([], Place())).kind == "type"
            assert {p.kind for p in release.type(name).problems({}, Place())} <= {"required"}
        kinds = [(api, kind) for api in tables.table().kinds for kind in release.kinds(api)]
        assert sum(release.root(api, kind) is not None for api, kind in kinds) > 60

    @pytest.mark.parametrize(
        ("name", "field", "since", "until"),
        [
            ("core.v1.PodSpec", "containers", 27, 37),
            ("core.v1.PodSpec", "resources", 32, 37),
            ("core.v1.PodSpec", "workloadRef", 35, 35),
            ("core.v1.Container", "restartPolicy", 28, 37),
            ("core.v1.LifecycleHandler", "sleep", 29, 37),
            ("core.v1.SecurityContext", "appArmorProfile", 30, 37),
            ("core.v1.ServiceSpec", "trafficDistribution", 30, 37),
            ("batch.v1.JobSpec", "podReplacementPolicy", 28, 37),
        ],
    )
    def test_spots(self, name: str, field: str, since: int, until: int) -> None:
        assert [m for m in MINORS if field in fields(name, m)] == list(range(since, until + 1))

    @pytest.mark.parametrize(
        ("kind", "since", "until"),
        [
            (("apps/v1", "Deployment"), 27, 37),
            (("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema"), 27, 31),
            (("flowcontrol.apiserver.k8s.io/v1", "FlowSchema"), 29, 37),
            (("networking.k8s.io/v1", "ServiceCIDR"), 33, 37),
            (("resource.k8s.io/v1", "ResourceClaim"), 34, 37),
            (("storage.k8s.io/v1beta1", "VolumeAttributesClass"), 31, 36),
        ],
    )
    def test_kinds(self, kind: tuple[str, str], since: int, until: int) -> None:
        held = [m for m in MINORS if tables.schemas(Version(1, m)).root(*kind) is not None]
        assert held == list(range(since, until + 1))


class TestCost:
    @pytest.fixture
    def compiled(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """Names of the types that are compiled from now on."""
        names: list[str] = []
        load = tables.Schemas._fields

        def counted(self: tables.Schemas, name: str, lenient: bool) -> Any:
            names.append(name)
            return load(self, name, lenient)

        monkeypatch.setattr(tables.Schemas, "_fields", counted)
        return names

    def test_nothing_is_compiled_twice(self, compiled: list[str]) -> None:
        assert validate(deployment(), "1.33") == []
        compiled.clear()
        assert validate(deployment(), "1.33") == []
        assert compiled == []

    def test_a_deployment_compiles_only_what_it_uses(self, compiled: list[str]) -> None:
        fresh = tables.Schemas(NEWEST.minor).root("apps/v1", "Deployment")
        assert fresh is not None
        assert tables.problems_of(fresh, deployment()) == []
        assert sorted(compiled) == [
            "apps.v1.Deployment",
            "apps.v1.DeploymentSpec",
            "core.v1.Container",
            "core.v1.ContainerPort",
            "core.v1.EnvVar",
            "core.v1.PodSpec",
            "core.v1.PodTemplateSpec",
            "core.v1.ResourceRequirements",
            "meta.v1.LabelSelector",
            "meta.v1.ObjectMeta",
        ]


STRANGE: list[Any] = [
    None, True, 0, -1, 2**31, 2**63, 1.0, 1.5, "", "1", "always", "1Gi", [], [None], [1], ["a"],
    {}, {"a": 1}, {"name": "a"}, [{}],
]  # fmt: skip


class TestTheTwoSpeedsAgree:
    """The fast check must never pass what the slow search would report."""

    @pytest.mark.parametrize("seed", range(20))
    def test_on_documents_changed_at_random(self, seed: int) -> None:
        chance = random.Random(seed)
        for document in valid_documents():
            changed = copy.deepcopy(document)
            api_version, kind = changed["apiVersion"], changed["kind"]
            for _ in range(chance.randint(1, 3)):
                change(changed, chance)
            root = tables.schemas(NEWEST).root(api_version, kind)
            assert root is not None
            if root.check(changed):
                assert list(root.problems(changed, Place())) == []


def change(value: Any, chance: random.Random) -> None:
    """Puts something strange somewhere into a document."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(value[key], dict | list) and value[key] and chance.random() < 0.8:
            value = value[key]
        elif isinstance(value, dict) and chance.random() < 0.3:
            value[chance.choice(["nonsense", "name", "spec", "metadata"])] = chance.choice(STRANGE)
            return
        else:
            value[key] = chance.choice(STRANGE)
            return
