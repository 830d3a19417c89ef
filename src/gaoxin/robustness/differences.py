"""Who differs from whom: pairwise probabilities from common draws, and groups without 显著差异.

Two units differ when one is ahead of the other in at least 95 % of the draws, an equal rank counting half for
each. Intervals are not compared: they may overlap while one is always ahead.
"""

import numpy as np
from numpy.typing import NDArray

from gaoxin.evaluation.cells import Column, Matrix
from gaoxin.robustness.places import Places

SURE = 0.95
"""From this probability on two units differ."""


def order_of(rank: Column) -> NDArray[np.intp]:
    """Return the units from the best to the worst; equal ranks in the order of the units."""
    return np.argsort(rank, kind="stable")


def probabilities(drawn: Places, order: NDArray[np.intp]) -> Matrix:
    """Return how likely the unit in the row is ahead of the one in the column [units x units]."""
    ranks = np.ascontiguousarray(drawn[:, order].T)
    found = np.full((len(order), len(order)), 0.5)
    for one in range(len(order) - 1):
        others = ranks[one + 1 :]
        ahead = np.count_nonzero(ranks[one] < others, axis=1) + np.count_nonzero(ranks[one] <= others, axis=1)
        found[one, one + 1 :] = ahead / (2 * len(drawn))
        found[one + 1 :, one] = 1 - found[one, one + 1 :]
    return found


def groups(ahead: Matrix) -> list[range]:
    """Return the longest runs of neighbours in which no two differ; a unit may be in several, or in none."""
    alike = (ahead < SURE) & (ahead.T < SURE)
    found = list[range]()
    for first in range(len(ahead)):
        last = first
        while last + 1 < len(ahead) and alike[first : last + 1, last + 1].all():
            last += 1
        if last > first and (not found or last >= found[-1].stop):
            found.append(range(first, last + 1))
    return found
