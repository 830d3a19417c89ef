"""How far the members of a panel agree: Krippendorff's alpha for four levels of measurement."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")


@dataclass(frozen=True)
class Agreement:
    """A coefficient with its interval; nan where the marks say nothing (no unit with two marks, no variation)."""

    value: float
    lower: float
    upper: float


def alpha(table: Matrix, level: Level = "interval") -> float:
    """Return 1 - D_o / D_e for marks [units x persons], nan where a person gave none (Krippendorff 2011).

    D_o = sum o_ck d_ck, D_e = sum n_c n_k d_ck / (n - 1) over the pairs of values; o_ck counts pairs within a
    unit of m marks by 1 / (m - 1), n_c the pairable marks of a value. d is 1 for different values (nominal),
    (sum of n_g from c to k less half of both ends)² (ordinal), (c - k)² (interval), ((c - k) / (c + k))²
    (ratio). nan when no unit has two marks or all marks are equal.
    """
    counted = _Counted(table, level)
    return float(counted.alpha(np.ones((1, counted.units)))[0])


def alpha_interval(
    table: Matrix, level: Level = "interval", confidence: float = 0.95, draws: int = 1000, seed: int = 1
) -> Agreement:
    """Return alpha with the percentiles of a bootstrap over units (seeded, so that anyone can repeat it)."""
    counted = _Counted(table, level)
    value = float(counted.alpha(np.ones((1, counted.units)))[0])
    if np.isnan(value):
        return Agreement(value, value, value)
    chance = np.random.Generator(np.random.PCG64(seed))
    drawn = chance.multinomial(counted.units, np.full(counted.units, 1 / counted.units), size=draws)
    found = counted.alpha(drawn.astype(float))
    tail = (1 - confidence) / 2
    lower, upper = np.nanquantile(found, [tail, 1 - tail]) if not np.isnan(found).all() else (np.nan,) * 2
    return Agreement(value, float(lower), float(upper))


class _Counted:
    """The marks of units with at least two, as counts [units x values], so that units can be drawn anew."""

    def __init__(self, table: Matrix, level: Level) -> None:
        present = ~np.isnan(table)
        pairable = present.sum(axis=1) > 1
        table, present = table[pairable], present[pairable]
        self.level = level
        self.values = np.unique(table[present])
        self.units = len(table)
        self.counts = np.zeros((self.units, len(self.values)))
        rows = np.nonzero(present)[0]
        np.add.at(self.counts, (rows, np.searchsorted(self.values, table[present])), 1.0)
        self.size = self.counts.sum(axis=1)

    def alpha(self, weights: Matrix) -> Matrix:
        """Return alpha [draws] with every unit counted as often as ``weights`` [draws x units] say."""
        totals = weights @ self.counts
        if self.level == "ordinal":  # the only distance that the counts themselves make
            pairs = [self._apart(one, total[None]) for one, total in zip(weights, totals, strict=True)]
            observed, expected = (np.concatenate(one) for one in zip(*pairs, strict=True))
        else:
            observed, expected = self._apart(weights, totals)
        expected = expected / np.maximum(totals.sum(axis=1) - 1, 1)
        share: Matrix = np.divide(observed, expected, out=np.full(len(expected), np.nan), where=expected > 0)
        return 1 - share

    def _apart(self, weights: Matrix, totals: Matrix) -> tuple[Matrix, Matrix]:
        """Return the distances within units, and those between all values of each draw."""
        distance = _distance(self.values, totals[0], self.level)
        within = ((self.counts @ distance) * self.counts).sum(axis=1) / np.maximum(self.size - 1, 1)
        return np.atleast_1d(weights @ within), ((totals @ distance) * totals).sum(axis=1)


def _distance(values: Matrix, total: Matrix, level: Level) -> Matrix:
    """Return the squared differences between values [values x values]; ordinal ones need their counts."""
    if level == "nominal":
        return 1 - np.eye(len(values))
    if level == "ordinal":
        middle = np.cumsum(total) - total / 2
        return np.asarray((middle[:, None] - middle[None, :]) ** 2)
    apart = values[:, None] - values[None, :]
    if level == "interval":
        return np.asarray(apart**2)
    both = values[:, None] + values[None, :]
    return np.divide(apart, both, out=np.zeros_like(apart), where=both != 0) ** 2
