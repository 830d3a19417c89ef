"""Weights from people: pairwise comparisons (analytic hierarchy process) and budget allocation.

Both give weights that are written into an edition, where they count as stated; OECD/JRC Handbook (2008),
step 6. ``gaoxin weights`` reads the tables and prints them.
"""

from dataclasses import dataclass

import numpy as np

from gaoxin.evaluation.cells import Column, Matrix

RANDOM_INDEX = (0.0, 0.0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Mean consistency index of random matrices of 1, 2, … 15 (Saaty 1980)."""

ACCEPTABLE = 0.1
"""A consistency ratio above this asks for the comparisons to be looked at again (Saaty 1980)."""


@dataclass(frozen=True)
class Compared:
    """Weights from pairwise comparisons, and how consistent those are.

    ``largest`` is the principal eigenvalue, ``index`` CI = (largest - n) / (n - 1), ``ratio`` CR = CI / RI
    (0 for two things, which cannot contradict each other; None above 15, for which there is no random index).
    """

    weights: Column
    largest: float
    index: float
    ratio: float | None

    @property
    def consistent(self) -> bool:
        """Whether the ratio is known and at most 0.1."""
        return self.ratio is not None and self.ratio <= ACCEPTABLE


def pairwise(comparisons: Matrix) -> Compared:
    """Return the principal eigenvector of comparisons [n x n], a_ij = importance of i over j = 1 / a_ji > 0.

    Saaty (1980). ValueError for a matrix that is not square, positive and reciprocal (to 1 per cent, as
    printed comparisons are rounded).
    """
    count = len(comparisons)
    if comparisons.shape != (count, count) or not (comparisons > 0).all():
        raise ValueError("comparisons are a square table of numbers above 0")
    if not np.allclose(comparisons * comparisons.T, 1.0, rtol=0, atol=0.01):
        raise ValueError("a comparison must be one over its opposite")
    values, vectors = np.linalg.eig(comparisons)
    first = int(values.real.argmax())
    vector, largest = np.abs(vectors[:, first].real), float(values[first].real)
    index = max(0.0, largest - count) / (count - 1) if count > 1 else 0.0
    chance = RANDOM_INDEX[count - 1] if count <= len(RANDOM_INDEX) else None
    ratio = None if chance is None else (index / chance if chance else 0.0)
    return Compared(vector / vector.sum(), largest, index, ratio)


@dataclass(frozen=True)
class Allocated:
    """Weights from budgets: the mean of the experts' shares, their sd (n - 1), and how many there were."""

    weights: Column
    dispersion: Column
    experts: int


def budget(allocations: Matrix) -> Allocated:
    """Return the mean of the budgets [experts x indicators], each as shares of its sum (budget allocation).

    ValueError when a budget has negative or missing points, or adds up to nothing.
    """
    if not (allocations >= 0).all() or not (allocations.sum(axis=1) > 0).all():
        raise ValueError("a budget is made of points of 0 or more that do not add up to 0")
    shares = allocations / allocations.sum(axis=1, keepdims=True)
    spread = shares.std(axis=0, ddof=1) if len(shares) > 1 else np.zeros(shares.shape[1])
    return Allocated(shares.mean(axis=0), spread, len(shares))
