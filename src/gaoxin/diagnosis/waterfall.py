"""The way from one score to another: differences of contributions, which sum to the difference of scores.

The references are the leader, the middle of the round (the zone in the middle by score, or the mean of the
two, so that its score is the median) and the next rank up. Only for methods whose scores are sums.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from gaoxin.evaluation.climb import Climb


@dataclass(frozen=True)
class Waterfall:
    """The steps from the score of a reference to the zone's own.

    ``reference`` is leader, median or next; ``units`` who stands there (two around an even middle); ``score``
    is the reference's; ``steps`` are own less reference contributions by code; their sum is own score less
    ``score``.
    """

    reference: str
    units: tuple[str, ...]
    score: float
    steps: Mapping[str, float]


def waterfalls(climb: Climb, row: int) -> Iterator[Waterfall]:
    """Yield the waterfalls that exist for the zone: the leader has no next and no leader but itself."""
    if climb.contributions is None:
        return
    order = [at for at in np.argsort(-climb.score, kind="stable").tolist() if climb.cells.ranked[at]]
    middle = sorted({order[(len(order) - 1) // 2], order[len(order) // 2]})
    ahead = [at for at in order if climb.score[at] > climb.score[row]]
    if ahead:
        yield _between(climb, row, "leader", [order[0]])
    yield _between(climb, row, "median", middle)
    if ahead and not np.isnan(climb.rank[row]):
        yield _between(climb, row, "next", [ahead[-1]])


def _between(climb: Climb, row: int, name: str, rows: list[int]) -> Waterfall:
    assert climb.contributions is not None
    steps = climb.contributions[row] - climb.contributions[rows].mean(axis=0)
    return Waterfall(
        reference=name,
        units=tuple(climb.cells.units[at] for at in rows),
        score=float(climb.score[rows].mean()),
        steps=dict(zip(climb.cells.codes, steps.tolist(), strict=True)),
    )
