"""Winsorising one column under thousands of alternatives for one of its values: where each ends up clipped.

``evaluation.treat.winsorise`` leaves a column clipped to an interval, so the interval says all. Whether a
column fails is decided from power sums of the others plus the one value; where that comes near a limit, or
the sums lose their digits, the palette's own function decides. The interval is always made of values of the
column: it is exact.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gaoxin.evaluation.cells import Column
from gaoxin.evaluation.treat import Treated

NEAR = 1e-6
"""How near to a limit of skewness or kurtosis the palette's own function is asked."""

DIGITS = 1e-9
"""The least share that the central moments may be of the power sums they are taken from."""


class Clipping:
    """The other units' values of one indicator, ready to meet one value more."""

    def __init__(
        self, others: Column, function: Callable[[Column], Treated], *, max_: int, skew: float, kurt: float
    ) -> None:
        """Take the others' known values and the winsorising in force with its options."""
        self.others, self.function = np.sort(others), function
        self.max, self.skew, self.kurt = max_, skew, kurt
        self.middle = float(np.median(self.others))
        self.unit = float(np.ptp(self.others)) or 1.0
        scaled = self._scaled(self.others)
        self.powers = [np.concatenate([[0.0], np.cumsum(scaled**power)]) for power in range(1, 5)]

    def intervals(self, own: Column) -> tuple[Column, Column]:
        """Return the lower and upper end to which the column is clipped for each value of one unit."""
        low, high = np.minimum(own, self.others[0]), np.maximum(own, self.others[-1])
        going, doubtful = np.ones(len(own), dtype=bool), np.zeros(len(own), dtype=bool)
        while going.any():
            at = np.flatnonzero(going)
            side, unsure = self._failing(own[at], low[at], high[at])
            doubtful[at] |= unsure
            going[at] = self._pull(own, low, high, at, side) & ~unsure
        for place in np.flatnonzero(doubtful).tolist():
            done = self.function(np.append(self.others, own[place])).column
            low[place], high[place] = done.min(), done.max()
        return low, high

    def _pull(
        self, own: Column, low: Column, high: Column, at: NDArray[np.intp], side: NDArray[np.int8]
    ) -> NDArray[np.bool_]:
        """Pull the failing end of each column to the next value; say where a step was taken."""
        moved = np.zeros(len(at), dtype=bool)
        for upper in (True, False):
            chosen = np.flatnonzero(side == (1 if upper else -1))
            rows = at[chosen]
            x, bottom, top = own[rows], low[rows], high[rows]
            following = self._below(x, top, bottom) if upper else self._above(x, bottom, top)
            touched = self._outside(x, top, upper=True, reached=upper) + self._outside(
                x, bottom, upper=False, reached=not upper
            )
            allowed = (touched <= self.max) & (following > bottom if upper else following < top)
            (high if upper else low)[rows[allowed]] = following[allowed]
            moved[chosen[allowed]] = True
        return moved

    def _below(self, own: Column, top: Column, bottom: Column) -> Column:
        """Return the largest value of the column below its upper end."""
        place = np.searchsorted(self.others, top, "left")
        others = np.where(place > 0, self.others[np.maximum(place - 1, 0)], -np.inf)
        return np.maximum(np.maximum(others, np.where(own < top, own, -np.inf)), bottom)

    def _above(self, own: Column, bottom: Column, top: Column) -> Column:
        place = np.searchsorted(self.others, bottom, "right")
        others = np.where(
            place < len(self.others), self.others[np.minimum(place, len(self.others) - 1)], np.inf
        )
        return np.minimum(np.minimum(others, np.where(own > bottom, own, np.inf)), top)

    def _outside(self, own: Column, end: Column, *, upper: bool, reached: bool) -> NDArray[np.intp]:
        """Return how many values lie beyond an end, or at it where the end is the one that moves."""
        if upper:
            place = np.searchsorted(self.others, end, "left" if reached else "right")
            return len(self.others) - place + ((own >= end) if reached else (own > end))
        place = np.searchsorted(self.others, end, "right" if reached else "left")
        return place + ((own <= end) if reached else (own < end))

    def _failing(self, own: Column, low: Column, high: Column) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
        """Return which end of each column fails (1 upper, -1 lower, 0 none), and where sums cannot say."""
        n = len(self.others) + 1
        if n < 4:
            return np.zeros(len(own), dtype=np.int8), np.zeros(len(own), dtype=bool)
        one, two, three, four = (total / n for total in self._totals(own, low, high))
        second = two - one**2
        third = three - 3 * one * two + 2 * one**3
        fourth = four - 4 * one * three + 6 * one**2 * two - 3 * one**4
        flat = low == high
        through = np.searchsorted(self.others, high, "right")
        bulk = [self.powers[power][through] / n + sums for power, sums in ((1, two), (3, four))]
        lost = ~flat & ((second <= DIGITS * bulk[0]) | (fourth <= DIGITS * bulk[1]))
        sane = ~flat & ~lost
        spread = np.where(sane, second, 1.0)
        g1 = np.where(sane, third / spread**1.5, 0.0) * np.sqrt(n * (n - 1)) / (n - 2)
        g2 = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (np.where(sane, fourth / spread**2, 3.0) - 3) + 6)
        near = (np.abs(np.abs(g1) - self.skew) < NEAR) | (
            np.abs(g2 - self.kurt) < NEAR * np.maximum(1, np.abs(g2))
        )
        fails = sane & (np.abs(g1) >= self.skew) & (g2 >= self.kurt)
        return np.where(fails, np.where(g1 >= 0, 1, -1), 0).astype(np.int8), lost | (sane & near)

    def _totals(self, own: Column, low: Column, high: Column) -> list[Column]:
        """Return the sums of the first four powers of each clipped column, about the others' median."""
        below, through = (
            np.searchsorted(self.others, low, "left"),
            np.searchsorted(self.others, high, "right"),
        )
        ends = np.stack([self._scaled(low), self._scaled(high), self._scaled(np.clip(own, low, high))])
        power, totals = np.ones_like(ends), []
        for sums in self.powers:
            power = power * ends
            inside = sums[through] - sums[below]
            totals.append(inside + below * power[0] + (len(self.others) - through) * power[1] + power[2])
        return totals

    def _scaled(self, values: Column) -> Column:
        return (values - self.middle) / self.unit
