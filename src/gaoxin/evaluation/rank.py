"""Ranks: 1 is best, from unrounded scores."""

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np

from gaoxin.evaluation.cells import Column, Mask


def competition(scores: Column) -> Column:
    """1 + the number of better scores: equals share the best place (1, 2, 2, 4)."""
    return 1.0 + _before(np.sort(-scores), scores, "left")


def average(scores: Column) -> Column:
    """Equals share the mean of their places (1, 2.5, 2.5, 4)."""
    places = np.sort(-scores)
    return (1.0 + _before(places, scores, "left") + _before(places, scores, "right")) / 2


def dense(scores: Column) -> Column:
    """1 + the number of different better scores (1, 2, 2, 3)."""
    return 1.0 + _before(np.unique(-scores), scores, "left")


TIES: Mapping[str, Callable[[Column], Column]] = {"min": competition, "average": average, "dense": dense}


def rank(scores: Column, taking_part: Mask, ties: str) -> Column:
    """Return the ranks of those that take part and have a score; nan for the rest."""
    placed = taking_part & ~np.isnan(scores)
    ranks = np.full(len(scores), np.nan)
    ranks[placed] = TIES[ties](scores[placed])
    return ranks


def _before(places: Column, scores: Column, side: Literal["left", "right"]) -> Column:
    return np.searchsorted(places, -scores, side=side).astype(np.float64)
