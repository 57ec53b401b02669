from __future__ import annotations

import pytest

from batten.model.versions import NEWEST, OLDEST, Version, parse


class TestParse:
    @pytest.mark.parametrize(
        "text",
        ["1.29", "v1.29", "v1.29.3", "1.29.3-gke.1", "v1.29.4-eks-a18cd3a", "1.29+", " 1.29 "],
    )
    def test_the_minor_release_is_read(self, text: str) -> None:
        assert parse(text) == Version(1, 29)

    @pytest.mark.parametrize("text", ["", "1", "latest", "1.x", "1.29.", "1.29.x", "-1.29", "1.٢٩"])
    def test_anything_else_is_refused_by_name(self, text: str) -> None:
        with pytest.raises(ValueError, match="is not a Kubernetes version; write"):
            parse(text)


class TestVersion:
    def test_order_is_numeric(self) -> None:
        assert Version(1, 9) < OLDEST < NEWEST < Version(2, 0)

    def test_it_prints_as_kubernetes_writes_it(self) -> None:
        assert str(parse("v1.30.14")) == "1.30"
