"""Statistics whose last bit does not depend on the order of the units: sums are exact (math.fsum).

Columns come in without nan. Logarithms and powers go through ``math`` and not through numpy, whose vector
instructions differ by a unit in the last place between processors: two machines must give the same digest.
"""

import math
from collections.abc import Callable

import numpy as np

from gaoxin.evaluation.cells import Column


def present(column: Column) -> Column:
    """Return what is there of a column."""
    return column[~np.isnan(column)]


def each(function: Callable[[float], float], column: Column) -> Column:
    """Return a function of ``math`` applied to every value."""
    return np.array([function(value) for value in column.tolist()], dtype=np.float64)


def mean(column: Column) -> float:
    """Return the arithmetic mean."""
    return math.fsum(column.tolist()) / len(column)


def median(column: Column) -> float:
    """Return the median, the mean of the two middle values where their number is even."""
    ordered = np.sort(column)
    return float((ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2)


def sd(column: Column) -> float:
    """Return the standard deviation with n - 1 (the convention of the field)."""
    low, high = float(column.min()), float(column.max())
    if low == high or len(column) < 2:
        return 0.0
    moments = _central(column, 2)
    return (high - low) * math.sqrt(moments[0] * len(column) / (len(column) - 1))


def skewness_and_kurtosis(column: Column) -> tuple[float, float]:
    """Return G1 and excess G2, both corrected for bias (Joanes and Gill 1998); 0, 0 if n < 4 or all equal."""
    n = len(column)
    if n < 4 or column.min() == column.max():
        return 0.0, 0.0
    second, third, fourth = _central(column, 4)
    g1, g2 = third / second**1.5, fourth / second**2 - 3
    return math.sqrt(n * (n - 1)) / (n - 2) * g1, (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6)


def correlation(left: Column, right: Column) -> float:
    """Return Pearson's r over the units that have both; 0 where one of them is constant."""
    both = ~(np.isnan(left) | np.isnan(right))
    if both.sum() < 2 or any(side[both].min() == side[both].max() for side in (left, right)):
        return 0.0
    x, y = (_deviations(side[both]) for side in (left, right))
    product = math.fsum((x * y).tolist())
    return product / math.sqrt(math.fsum((x * x).tolist()) * math.fsum((y * y).tolist()))


def _deviations(column: Column) -> Column:
    """Return the distances from the mean in units of the range, so that nothing over- or underflows."""
    low, high = column.min(), column.max()
    scaled: Column = (column - low) / (high - low)
    return scaled - mean(scaled)


def _central(column: Column, highest: int) -> list[float]:
    """Return the central moments from the second up, in units of the range."""
    away = _deviations(column)
    power, found = away, []
    for _ in range(highest - 1):
        power = power * away
        found.append(mean(power))
    return found
