"""How much of the differences between zones is more than the panel's noise, and scores drawn in by it."""

from dataclasses import dataclass

import numpy as np

from gaoxin.panels.marks import Column


@dataclass(frozen=True)
class Shrunken:
    """Scores drawn towards their mean as far as they are unsure.

    ``variance`` is the variance between true scores, ``reliability`` its share of the variance that is seen.
    """

    score: Column
    error: Column
    mean: float
    variance: float
    reliability: float


def between_variance(score: Column, error: Column) -> tuple[float, float]:
    """Return the variance v of true scores and their weighted mean m (Paule and Mandel 1982).

    v >= 0 solves sum (x - m)² / (v + e²) = n - 1 with m the mean weighted by 1 / (v + e²); it is 0 where the
    errors explain all differences. Where an error is 0 for all, v is the plain variance.
    """
    squares = error**2
    if len(score) < 2:
        return 0.0, float(score.mean()) if len(score) else float("nan")
    if not squares.any():
        return float(score.var(ddof=1)), float(score.mean())
    low, high = 0.0, float(score.var(ddof=1)) + float(squares.max())
    floor = 1e-12 * max(high, 1e-12)
    if _excess(score, squares, floor) <= 0:
        return 0.0, _mean(score, squares, floor)
    low = floor
    for _ in range(200):
        middle = (low + high) / 2
        if _excess(score, squares, middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2, _mean(score, squares, (low + high) / 2)


def _mean(score: Column, squares: Column, variance: float) -> float:
    return float(np.average(score, weights=1 / (variance + squares)))


def _excess(score: Column, squares: Column, variance: float) -> float:
    left = (score - _mean(score, squares, variance)) ** 2 / (variance + squares)
    return float(left.sum()) - (len(score) - 1)


def shrink(score: Column, error: Column) -> Shrunken:
    """Return m + r (x - m), r = v / (v + e²): the regressed true score (Kelley 1947; Efron and Morris 1975).

    The error left is sqrt(r) e. ``reliability`` is v / (v + mean e²). Where all errors are equal this is one
    linear change for all zones, which min-max undoes: it then shows in fixed goalposts only.
    """
    variance, mean = between_variance(score, error)
    squares = error**2
    seen = variance + squares
    share = np.divide(variance, seen, out=np.ones_like(seen), where=seen > 0)
    whole = variance + float(squares.mean()) if len(score) else 0.0
    return Shrunken(
        score=mean + share * (score - mean),
        error=np.sqrt(share) * error,
        mean=mean,
        variance=variance,
        reliability=variance / whole if whole > 0 else float("nan"),
    )
