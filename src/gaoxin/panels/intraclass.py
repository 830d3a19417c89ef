"""Intraclass correlations of Shrout and Fleiss (1979), with F intervals, and the one-way form with gaps.

Rows are targets (zones), columns judges (experts). ICC(1,·): every target has judges of its own; ICC(2,·):
judges are a sample and their severity counts as disagreement; ICC(3,·): these judges only, severity does not
count. (·,1) is one judge, (·,k) the mean of k.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f as f_distribution

from gaoxin.panels.agreement import Agreement

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class _Squares:
    """Mean squares of a complete table of n targets and k judges: between, within, judges, error."""

    n: int
    k: int
    between: float
    within: float
    judges: float
    error: float


def intraclass(table: Matrix, confidence: float = 0.95) -> dict[str, Agreement]:
    """Return all six forms of a complete table [targets x judges] of at least 2 x 2, by name ``ICC(2,1)``.

    Empty for a table with gaps or too small. Intervals are those of the paper; nan where nothing varies.
    """
    n, k = table.shape
    if n < 2 or k < 2 or np.isnan(table).any():
        return {}
    found = _squares(table)
    tail = (1 - confidence) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        return {**_one(found, tail), **_two(found, tail), **_three(found, tail)}


def _squares(table: Matrix) -> _Squares:
    n, k = table.shape
    mean = table.mean()
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    between = k * float(((rows - mean) ** 2).sum())
    judges = n * float(((columns - mean) ** 2).sum())
    within = float(((table - rows[:, None]) ** 2).sum())
    return _Squares(
        n,
        k,
        between / (n - 1),
        within / (n * (k - 1)),
        judges / (k - 1),
        max(within - judges, 0.0) / ((n - 1) * (k - 1)),
    )


def _share(upper: float, lower: float) -> float:
    return float(np.divide(upper, lower))


def _quantile(tail: float, first: float, second: float) -> float:
    return float(f_distribution.ppf(1 - tail, first, second))


def _one(s: _Squares, tail: float) -> dict[str, Agreement]:
    """ICC(1,1) = (BMS - WMS) / (BMS + (k - 1) WMS) and ICC(1,k) = (BMS - WMS) / BMS."""
    ratio = _share(s.between, s.within)
    low = ratio / _quantile(tail, s.n - 1, s.n * (s.k - 1))
    high = ratio * _quantile(tail, s.n * (s.k - 1), s.n - 1)
    return _both("1", s, ratio, low, high)


def _three(s: _Squares, tail: float) -> dict[str, Agreement]:
    """ICC(3,1) = (BMS - EMS) / (BMS + (k - 1) EMS) and ICC(3,k) = (BMS - EMS) / BMS."""
    ratio = _share(s.between, s.error)
    free = (s.n - 1) * (s.k - 1)
    return _both(
        "3", s, ratio, ratio / _quantile(tail, s.n - 1, free), ratio * _quantile(tail, free, s.n - 1)
    )


def _both(form: str, s: _Squares, ratio: float, low: float, high: float) -> dict[str, Agreement]:
    single = [_share(one - 1, one + s.k - 1) if np.isfinite(one) else 1.0 for one in (ratio, low, high)]
    mean = [1 - _share(1.0, one) for one in (ratio, low, high)]
    return {
        f"ICC({form},1)": Agreement(*_known(single, ratio)),
        f"ICC({form},k)": Agreement(*_known(mean, ratio)),
    }


def _known(values: list[float], ratio: float) -> list[float]:
    return [float("nan")] * 3 if np.isnan(ratio) else values


def _two(s: _Squares, tail: float) -> dict[str, Agreement]:
    """ICC(2,1) = (BMS - EMS) / (BMS + (k - 1) EMS + k (JMS - EMS) / n), ICC(2,k) = (BMS - EMS) / (BMS + (JMS - EMS) / n)."""
    n, k = s.n, s.k
    single = _share(s.between - s.error, s.between + (k - 1) * s.error + k * (s.judges - s.error) / n)
    mean = _share(s.between - s.error, s.between + (s.judges - s.error) / n)
    ratio = _share(s.judges, s.error)
    above = (k - 1) * (n - 1) * (k * single * ratio + n * (1 + (k - 1) * single) - k * single) ** 2
    below = (n - 1) * k**2 * single**2 * ratio**2 + (n * (1 + (k - 1) * single) - k * single) ** 2
    freedom = _share(above, below)
    if not np.isfinite(freedom) or freedom <= 0:
        return {"ICC(2,1)": Agreement(single, np.nan, np.nan), "ICC(2,k)": Agreement(mean, np.nan, np.nan)}
    high_f, low_f = _quantile(tail, n - 1, freedom), _quantile(tail, freedom, n - 1)
    rest = k * s.judges + (k * n - k - n) * s.error
    low = _share(n * (s.between - high_f * s.error), high_f * rest + n * s.between)
    high = _share(n * (low_f * s.between - s.error), rest + n * low_f * s.between)
    of_mean = [_share(k * one, 1 + (k - 1) * one) for one in (low, high)]
    return {"ICC(2,1)": Agreement(single, low, high), "ICC(2,k)": Agreement(mean, *of_mean)}


def one_way(table: Matrix, confidence: float = 0.95) -> Agreement:
    """Return ICC(1,1) of a table with gaps: k becomes k0 = (N - sum k² / N) / (n - 1) (Donner 1986).

    The interval is the F interval with k0, which is approximate. nan where fewer than two targets have marks
    or no target has two.
    """
    present = ~np.isnan(table)
    count = present.sum(axis=1).astype(float)
    table, present, count = table[count > 0], present[count > 0], count[count > 0]
    n, total = len(count), count.sum()
    nothing = Agreement(np.nan, np.nan, np.nan)
    if n < 2 or total <= n:
        return nothing
    filled = np.where(present, table, 0.0)
    rows, mean = filled.sum(axis=1) / count, filled.sum() / total
    between = float((count * (rows - mean) ** 2).sum()) / (n - 1)
    within = float((np.where(present, table - rows[:, None], 0.0) ** 2).sum()) / (total - n)
    if within == 0:
        return Agreement(1.0, 1.0, 1.0) if between > 0 else nothing
    k0 = (total - float((count**2).sum()) / total) / (n - 1)
    tail, ratio = (1 - confidence) / 2, between / within
    low = ratio / _quantile(tail, n - 1, total - n)
    high = ratio * _quantile(tail, total - n, n - 1)
    return Agreement(*(float((one - 1) / (one + k0 - 1)) for one in (ratio, low, high)))
