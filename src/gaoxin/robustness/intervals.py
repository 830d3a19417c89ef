"""What many draws say of every rank: median, interval, mean, chances, and whether it has settled."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gaoxin.evaluation.cells import Column, Matrix
from gaoxin.robustness.places import Places

LOW, HIGH, TOP = 0.05, 0.95, 10
PARTS = (8, 4, 2, 1)
"""Convergence looks at the first 1/8, 1/4, 1/2 and at all of the draws."""


def frequencies(drawn: Places) -> NDArray[np.int64]:
    """Return how often each unit had each place [units x places]; place p stands for the rank p / 2."""
    count = drawn.shape[1]
    width = 2 * count + 1
    found = np.zeros(count * width, np.int64)
    offsets = np.arange(count) * width
    for block in np.array_split(drawn, max(1, len(drawn) // 4096)):
        found += np.bincount((block + offsets).ravel(), minlength=len(found))
    return found.reshape(count, width)


def quantile(counts: NDArray[np.int64], share: float) -> Column:
    """Return the quantile of type 7 of every unit's ranks (Hyndman and Fan 1996; that of R and NumPy)."""
    draws = int(counts[0].sum())
    below = counts.cumsum(axis=1)
    at = (draws - 1) * share
    lower, upper = (_ordered(below, whole) for whole in (int(at), min(int(at) + 1, draws - 1)))
    return lower + (at - int(at)) * (upper - lower)


def mean(counts: NDArray[np.int64]) -> Column:
    """Return the mean rank of every unit."""
    found: Column = (counts * np.arange(counts.shape[1])).sum(axis=1) / (2 * counts[0].sum())
    return found


def chance(counts: NDArray[np.int64], first: int, last: int) -> Column:
    """Return in what share of the draws the rank lies in a band, both ends included."""
    found: Column = counts[:, 2 * first : 2 * last + 1].sum(axis=1) / counts[0].sum()
    return found


def bands(ends: Sequence[int], count: int) -> list[tuple[int, int]]:
    """Return bands of ranks from their last ranks; quarters where none are named."""
    chosen = [one for one in ends if one < count] or sorted({-(-count * part // 4) for part in (1, 2, 3)})
    last = [*(one for one in chosen if one < count), count]
    return list(zip([1, *(one + 1 for one in last[:-1])], last, strict=True))


def convergence(drawn: Places) -> Matrix:
    """Return the numbers of draws looked at, the median and the largest width of the interval [parts x 3]."""
    found = []
    for part in PARTS:
        size = max(1, len(drawn) // part)
        counts = frequencies(drawn[:size])
        width = quantile(counts, HIGH) - quantile(counts, LOW)
        found.append([size, float(np.median(width)), float(width.max())])
    return np.array(found)


def _ordered(below: NDArray[np.int64], place: int) -> Column:
    """Return the rank in a place of every unit's ordered draws, counted from 0."""
    found: Column = (below <= place).sum(axis=1) / 2
    return found
