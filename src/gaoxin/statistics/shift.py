"""How far ranks move between two rankings of the same units."""

from typing import NamedTuple

import numpy as np

from gaoxin.evaluation.cells import Column


class Shift(NamedTuple):
    """How many units moved, how far on average (over all) and at most, who did, and pairs turned round."""

    moved: int
    mean: float
    largest: float
    who: str
    reversals: int


def shift(units: tuple[str, ...], before: Column, after: Column) -> Shift:
    """Compare two columns of ranks; of several that moved most, the first by name is named."""
    by = np.abs(after - before)
    largest = float(by.max())
    who = min(units[row] for row in np.flatnonzero(by == largest).tolist()) if largest else ""
    signs = (np.sign(ranks[:, None] - ranks[None, :]) for ranks in (before, after))
    turned = int(np.count_nonzero(np.multiply(*signs) < 0)) // 2
    return Shift(int(np.count_nonzero(by)), float(by.mean()), largest, who, turned)
