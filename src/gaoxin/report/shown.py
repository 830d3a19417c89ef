"""The parts of a result that a letter may say or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Self, get_args

Part = Literal["rank", "band", "interval", "dimension_ranks", "score", "dimension_scores", "indicators"]

PARTS: tuple[Part, ...] = get_args(Part)
SCORES: frozenset[Part] = frozenset({"score", "dimension_scores"})


@dataclass(frozen=True)
class Shown:
    """What a letter says: these parts of the round, and those of the year before, for changes."""

    now: frozenset[Part]
    before: frozenset[Part]

    @classmethod
    def of(cls, now: Iterable[str], before: Iterable[str]) -> Self:
        """Return what a letter says, given names of parts; a name that is no part is nothing to say."""
        first, last = set(now), set(before)
        return cls(
            frozenset(part for part in PARTS if part in first),
            frozenset(part for part in PARTS if part in last),
        )

    def both(self, part: Part) -> bool:
        """Whether a part is said of both years."""
        return part in self.now and part in self.before


USUAL = Shown.of(set(PARTS) - SCORES, set(PARTS) - SCORES)
"""Ranks, bands, interval and indicators: the letter as practice knows it says no score."""

WITH_SCORES = Shown.of(PARTS, PARTS)
"""Everything, where zones are told their scores too."""
