"""Strengths and weaknesses by rule.

Against the whole round the rule is that of the Global Innovation Index (WIPO, economy profiles): of the
zone's own percentile ranks, those at or above the tenth-highest are strengths and those at or below the
tenth-lowest are weaknesses; a rank of 3 or better is always a strength. With fewer than forty indicators a
quarter of them stands in place of the ten. The percentile rank is (n - rank) / (n - 1) among the ranked zones
that have a value, where equals share the mean of their places (with the best one a value of zero that most
zones have would be a strength). An indicator that would be both is neither.

Inside a group (the park type, chosen peers) it is the rule of the GII's income groups: a standard at or above
the group's mean plus one standard deviation (n - 1) is a strength, at or below the mean minus one a weakness.

Neither is said of a value that is missing or was filled, of an indicator in which all are equal, or of a zone
in its first round, which stands outside all groups.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from gaoxin.diagnosis.groups import Group
from gaoxin.evaluation import moments
from gaoxin.evaluation.cells import Column, Mask, Matrix
from gaoxin.evaluation.climb import Climb
from gaoxin.evaluation.rank import average, competition

Kind = Literal["strength", "weakness"]

ALWAYS = 3
"""A rank up to which an indicator is always a strength."""


@dataclass(frozen=True)
class Mark:
    """How a zone stands in one indicator.

    ``rank`` (of ``count`` zones with a value, equals share the best) and ``percentile`` (0 to 1) are among
    all ranked zones; ``against`` holds what it is against each group by its name: round, park_type, peers.
    """

    code: str
    value: float
    rank: int
    count: int
    percentile: float
    against: Mapping[str, Kind] = field(default_factory=dict)


def marks(climb: Climb, row: int, whole: Group, groups: list[Group]) -> tuple[Mark, ...]:
    """Return a mark for every indicator that the zone has a value of; none for a zone in its first round."""
    if climb.cells.shadow[row]:
        return ()
    values = climb.cells.value * directions(climb)
    ranks, counts = places(values, whole.members)
    means, _ = places(values, whole.members, average)
    varied = np.nanmax(ranks, axis=0) > 1
    shares = np.where(varied, (counts - means[row]) / np.maximum(counts - 1, 1), np.nan)
    said = {"round": by_percentile(shares, ranks[row])} | {
        one.name: by_spread(climb.standards, values, one.members, row) for one in groups
    }
    return tuple(
        Mark(
            code=code,
            value=float(climb.cells.value[row, at]),
            rank=int(ranks[row, at]),
            count=int(counts[at]),
            percentile=float(shares[at]),
            against={name: kinds[at] for name, kinds in said.items() if at in kinds},
        )
        for at, code in enumerate(climb.cells.codes)
        if not np.isnan(shares[at])
    )


def directions(climb: Climb) -> Column:
    """Return -1 for each indicator where lower is better, else 1."""
    return np.array([-1.0 if one.direction == "lower" else 1.0 for one in climb.plan.indicators])


def places(
    values: Matrix, members: Mask, ties: Callable[[Column], Column] = competition
) -> tuple[Matrix, Column]:
    """Return the rank of each member in each column (higher is better), and how many have a value."""
    ranks = np.full(values.shape, np.nan)
    for at, column in enumerate(values.T):
        known = members & ~np.isnan(column)
        ranks[known, at] = ties(column[known])
    return ranks, np.count_nonzero(~np.isnan(ranks), axis=0).astype(np.float64)


def by_percentile(shares: Column, ranks: Column) -> dict[int, Kind]:
    """Return which places are strengths and weaknesses by the zone's own percentile ranks (nan: no value)."""
    known = np.sort(moments.present(shares))
    if not len(known):
        return {}
    many = max(1, min(10, len(known) // 4))
    high, low = known[-many], known[many - 1]
    strong, weak = shares >= high, shares <= low
    always = ~np.isnan(shares) & (ranks <= ALWAYS)
    return _kinds((strong & ~weak) | always, weak & ~strong & ~always)


def by_spread(standards: Matrix, values: Matrix, members: Mask, row: int) -> dict[int, Kind]:
    """Return which places are strengths and weaknesses by mean ± one sd of the group's standards."""
    strong, weak = np.zeros(standards.shape[1], dtype=bool), np.zeros(standards.shape[1], dtype=bool)
    for at in range(standards.shape[1]):
        known = members & ~np.isnan(values[:, at])
        spread = moments.sd(standards[known, at]) if known.sum() > 2 else 0.0
        if spread > 0 and not np.isnan(values[row, at]):
            away = (standards[row, at] - moments.mean(standards[known, at])) / spread
            strong[at], weak[at] = away >= 1, away <= -1
    return _kinds(strong, weak)


def _kinds(strong: Mask, weak: Mask) -> dict[int, Kind]:
    found: dict[int, Kind] = dict.fromkeys(np.flatnonzero(strong).tolist(), "strength")
    return found | dict.fromkeys(np.flatnonzero(weak).tolist(), "weakness")
