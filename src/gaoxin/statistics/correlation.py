"""Correlations of two columns without gaps: Pearson, Spearman and Kendall, with p-values."""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from gaoxin.evaluation import moments
from gaoxin.evaluation.cells import Column
from gaoxin.evaluation.rank import average


class Correlation(NamedTuple):
    """A coefficient and the two-sided p-value of its being 0."""

    value: float
    p: float


def pearson(left: Column, right: Column) -> Correlation:
    """Return Pearson's r; p from Student's t with n - 2 degrees of freedom (R ``cor.test``)."""
    value = max(-1.0, min(1.0, moments.correlation(left, right)))
    return Correlation(value, _student(value, len(left)))


def spearman(left: Column, right: Column) -> Correlation:
    """Return Pearson's r of average ranks; p from Student's t (R ``cor``, ties averaged)."""
    return pearson(average(left), average(right))


def kendall(left: Column, right: Column) -> Correlation:
    """Return tau-b; p from the normal distribution with the variance for ties (Kendall 1970)."""
    n, pairs = len(left), len(left) * (len(left) - 1)
    order = (np.sign(one[:, None] - one[None, :]) for one in (left, right))
    concordance = float(np.multiply(*order).sum())
    x, y = (np.unique(one, return_counts=True)[1].astype(np.float64) for one in (left, right))
    untied = (pairs - _sum(x * (x - 1))) * (pairs - _sum(y * (y - 1)))
    spread = pairs * (2 * n + 5) - sum(_sum(ties * (ties - 1) * (2 * ties + 5)) for ties in (x, y))
    variance = spread / 18 + _sum(x * (x - 1)) * _sum(y * (y - 1)) / (2 * pairs)
    variance += _sum(x * (x - 1) * (x - 2)) * _sum(y * (y - 1) * (y - 2)) / (9 * pairs * (n - 2))
    p = math.erfc(abs(concordance) / 2 / math.sqrt(2 * variance)) if variance > 0 else 1.0
    return Correlation(concordance / math.sqrt(untied), p)


KINDS: Mapping[str, Callable[[Column, Column], Correlation]] = {
    "pearson": pearson,
    "spearman": spearman,
    "kendall": kendall,
}


def together(left: Column, right: Column) -> tuple[Column, Column]:
    """Return both columns over the units that have both."""
    both = ~(np.isnan(left) | np.isnan(right))
    return left[both], right[both]


def undefined(left: Column, right: Column) -> str:
    """Return why two columns (without gaps) have no correlation, or nothing."""
    if len(left) < 3:
        return "too_few_units"
    return "constant" if np.ptp(left) == 0 or np.ptp(right) == 0 else ""


def _student(value: float, count: int) -> float:
    from scipy.special import stdtr  # noqa: PLC0415 - heavy

    rest = 1 - value * value
    if rest <= 0:
        return 0.0
    return 2 * float(stdtr(count - 2, -abs(value) * math.sqrt((count - 2) / rest)))


def _sum(column: Column) -> float:
    return float(column.sum())
