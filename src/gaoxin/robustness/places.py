"""Ranks of many draws at once, as whole numbers: twice the rank, for averaged ties have halves."""

import numpy as np
from numpy.typing import NDArray

from gaoxin.evaluation.cells import Matrix
from gaoxin.evaluation.rank import TIES

Places = NDArray[np.uint16]
"""Twice the rank [draws x units]; 2 is the first place."""

MOST = 2**15 - 1
"""So many units can be placed."""


def places(scores: Matrix, ties: str) -> Places:
    """Return twice the rank of every unit in every draw; equal scores share it by the rule of ties.

    Draws without equals are placed by sorting; the others one by one by the rule that the evaluation uses.
    """
    count = scores.shape[1]
    order = np.argsort(-scores, axis=1)
    found: Places = np.empty(scores.shape, np.uint16)
    np.put_along_axis(found, order, np.arange(2, 2 * count + 1, 2, dtype=np.uint16)[None], axis=1)
    sorted_ = np.take_along_axis(scores, order, axis=1)
    for row in np.flatnonzero((sorted_[:, 1:] == sorted_[:, :-1]).any(axis=1)).tolist():
        found[row] = 2 * TIES[ties](scores[row])
    return found
