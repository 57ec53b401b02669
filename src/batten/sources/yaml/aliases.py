"""Go's budget for aliases: a small document must not unfold into gigabytes.

The numbers and the counting are those of go.yaml.in/yaml/v2 (``allowedAliasRatio``): every node
decoded counts, those inside an alias count as alias-driven too, and the share of the latter may
be 99% up to 400,000 decodes, falling to 10% at 4,000,000.
"""

from __future__ import annotations

from typing import Any

_LOW, _HIGH = 400_000, 4_000_000
_FREE_ALIASED, _FREE_DECODED = 100, 1_000


class Anchor:
    """An anchored value; ``size`` is what decoding it counts, None while it is still open."""

    __slots__ = ("opened", "size", "value")

    def __init__(self, value: Any, *, opened: int = 0, size: int | None = None) -> None:
        self.value = value
        self.opened = opened
        self.size = size

    def close(self, budget: Budget) -> None:
        """The anchored collection ends here."""
        self.size = budget.decoded - self.opened


class Budget:
    """Counts decodes without unfolding anything."""

    def __init__(self) -> None:
        self.decoded = 1
        self._aliased = 0
        self._checked = 1

    def count(self) -> None:
        """One more node, written where it is used."""
        self.decoded += 1

    def expand(self, size: int) -> bool:
        """One alias to an anchor of that size; False when the document may not have it."""
        self.count()
        written = self.end()
        self.decoded += size
        self._aliased += size
        return written and self.end()

    def end(self) -> bool:
        """Whether the nodes counted since the last check stayed within the budget.

        Between aliases the share of aliased nodes falls and so does the allowance; their
        difference is largest at an end of the stretch or where the rule has a corner.
        """
        corners = {self.decoded, _FREE_DECODED + 1, _HIGH}
        within = (at for at in corners if self._checked <= at <= self.decoded)
        fine = all(self._aliased <= _allowed(at) * at for at in within if self._counts(at))
        self._checked = self.decoded
        return fine

    def _counts(self, decoded: int) -> bool:
        return self._aliased > _FREE_ALIASED and decoded > _FREE_DECODED


def _allowed(decoded: int) -> float:
    if decoded <= _LOW:
        return 0.99
    if decoded >= _HIGH:
        return 0.10
    return 0.99 - 0.89 * ((decoded - _LOW) / (_HIGH - _LOW))
