"""Treatment and standardisation of many drawn columns at once: the formulas of evaluation, a column a row.

Each function takes columns [… x units] without gaps. They agree with the functions of ``evaluation.treat``
and ``evaluation.standardise`` to rounding (sums are not exact here, and nobody's rank hangs on it: drawn
values are random numbers).
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gaoxin.evaluation.cells import Matrix
from gaoxin.robustness.places import places

Columns = NDArray[np.float64]
"""Columns in rows: any number of axes, the last one the units."""


def untouched(columns: Columns) -> Columns:
    """Return the columns as they are."""
    return columns


def winsorise(columns: Columns, *, max_: int = 5, skew: float = 2.0, kurt: float = 3.5) -> Columns:
    """While |G1| >= skew and G2 >= kurt, pull the outermost values to the next; ``max`` points at most."""
    g1, g2 = skewness_and_kurtosis(columns)
    failing = np.nonzero((np.abs(g1) >= skew) & (g2 >= kurt))
    if len(failing[0]):
        columns[failing] = _winsorised(columns[failing], g1[failing] >= 0, max_, skew, kurt)
    return columns


def _winsorised(rows: Matrix, high: NDArray[np.bool_], most: int, skew: float, kurt: float) -> Matrix:
    """Winsorise failing rows; ``high`` says at which end each fails.

    To pull the outermost values to the next is to clip at the next, so only the two ends of a row move; what
    lies at an end or beyond it was touched.
    """
    ordered, going = np.sort(rows, axis=1), np.arange(len(rows))
    ends, touched = ordered[:, [0, -1]], np.zeros((len(rows), 2), np.intp)
    while len(going):
        line, side = ordered[going], high.astype(np.intp)
        end = ends[going, side][:, None]
        count = np.where(high, (line >= end).sum(axis=1), (line <= end).sum(axis=1))
        touched[going, side] = count
        following = line[np.arange(len(line)), np.where(high, line.shape[1] - 1 - count, count)]
        allowed = (touched[going].sum(axis=1) <= most) & (following != ends[going, 1 - side])
        going, line = going[allowed], line[allowed]
        ends[going, side[allowed]] = following[allowed]
        g1, g2 = skewness_and_kurtosis(np.clip(line, ends[going, :1], ends[going, 1:]))
        failing = (np.abs(g1) >= skew) & (g2 >= kurt)
        going, high = going[failing], g1[failing] >= 0
    return np.clip(rows, ends[:, :1], ends[:, 1:])


def skewness_and_kurtosis(columns: Columns) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return G1 and excess G2 of every column, corrected for bias; zeros where n < 4 or all are equal."""
    n = columns.shape[-1]
    if n < 4:
        return np.zeros(columns.shape[:-1]), np.zeros(columns.shape[:-1])
    away = columns - columns.sum(axis=-1, keepdims=True) / n
    second = np.vecdot(away, away) / n
    spread = np.where(second > 0, second, 1.0)
    if ((spread > _FAR) | (spread < 1 / _FAR)).any():  # fourth powers would be no numbers any more
        away = away / np.sqrt(spread)[..., None]
        spread = np.ones_like(spread)
    square = away * away
    third, fourth = np.vecdot(square, away) / n, np.vecdot(square, square) / n
    g1 = math.sqrt(n * (n - 1)) / (n - 2) * third / (spread * np.sqrt(spread))
    g2 = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (fourth / spread**2 - 3) + 6)
    return g1, np.where(second > 0, g2, 0.0)


_FAR = 1e60
"""A variance from which on, or under whose inverse, columns are brought to the variance 1 first."""


def minmax(columns: Columns, *, lower: float = 0.0, upper: float = 100.0) -> Columns:
    """Return l + (u - l) (x - min) / (max - min); the middle where all are equal."""
    low = columns.min(axis=-1, keepdims=True)
    span = columns.max(axis=-1, keepdims=True) - low
    equal = span == 0
    columns -= low
    columns *= (upper - lower) / np.where(equal, 1.0, span)
    columns += np.where(equal, (lower + upper) / 2, lower)
    return columns


def efficacy(columns: Columns, *, base: float = 60.0, span: float = 40.0) -> Columns:
    """Return base + span (x - min) / (max - min)."""
    return minmax(columns, lower=base, upper=base + span)


def distance_to_max(columns: Columns) -> Columns:
    """Return 1 - (max - x) / (max - min)."""
    return minmax(columns, lower=0.0, upper=1.0)


def zscore(columns: Columns, *, mean: float = 0.0, sd: float = 1.0) -> Columns:
    """Return m + s (x - mean) / sd with n - 1; the mean where all are equal."""
    columns -= columns.mean(axis=-1, keepdims=True)
    found = np.sqrt((columns * columns).sum(axis=-1, keepdims=True) / max(columns.shape[-1] - 1, 1))
    columns *= sd / np.where(found > 0, found, 1.0)
    columns += mean
    return columns


def rank(columns: Columns, *, ties: str = "min") -> Columns:
    """Return 1 + the number of units below; the best gets the highest."""
    rows = columns.reshape(-1, columns.shape[-1])
    return (places(-rows, ties) / 2).reshape(columns.shape)


def borda(columns: Columns) -> Columns:
    """Return the number of units below."""
    return rank(columns) - 1


def percentile_rank(columns: Columns) -> Columns:
    """Return (rank - 1) / (n - 1)."""
    found: Columns = borda(columns) / max(columns.shape[-1] - 1, 1)
    return found


TREAT: Mapping[str, Callable[..., Columns]] = {"none": untouched, "winsorise": winsorise}
STANDARDISE: Mapping[str, Callable[..., Columns]] = {
    "minmax": minmax,
    "efficacy": efficacy,
    "distance_to_max": distance_to_max,
    "zscore": zscore,
    "rank": rank,
    "borda": borda,
    "percentile_rank": percentile_rank,
    "none": untouched,
}


def each(columns: Columns, function: Callable[[NDArray[np.float64]], Any]) -> Columns:
    """Return what a function of one column gives for every one: for methods that have no formula here."""
    rows = columns.reshape(-1, columns.shape[-1])
    return np.stack([function(row) for row in rows]).reshape(columns.shape)
