"""Nominal against effective importance: what the weights say, and what the scores do.

Paruolo, Saisana and Saltelli (2013), Ratings and rankings: voodoo or science?, J. R. Stat. Soc. A 176(3).
"""

import math
from typing import NamedTuple

from gaoxin.evaluation import moments
from gaoxin.evaluation.cells import Column
from gaoxin.statistics.correlation import pearson, together, undefined
from gaoxin.statistics.parts import TOTAL, Parts


class Importance(NamedTuple):
    """What a part counts for.

    ``weight`` is its effective weight by the tree, ``correlation`` that with the score, ``ratio`` its square
    (the linear correlation ratio, which need not sum to 1), ``share`` the covariance of the part's
    contribution with the score by the variance of the score: the shares of all indicators sum to 1.
    ``reason`` says why something is empty.
    """

    weight: float
    correlation: float | None
    ratio: float | None
    share: float | None
    reason: str


def importances(parts: Parts) -> dict[str, Importance]:
    """Return the importance of every part but the total."""
    return {part: _importance(parts, part) for part in parts.columns if part != TOTAL}


def _importance(parts: Parts, part: str) -> Importance:
    left, right = together(parts.columns[part], parts.score)
    reason = undefined(left, right)
    value = None if reason else pearson(left, right).value
    if _all_equal(parts.score):
        share, why = None, "constant"
    elif parts.climb.contributions is None:
        share, why = None, "not_a_sum"
    else:
        share, why = _share(parts, part), ""
    ratio = None if value is None else value * value
    return Importance(parts.weights[part], value, ratio, share, reason or why)


def _share(parts: Parts, part: str) -> float:
    """Return cov(contribution, score) / var(score)."""
    assert parts.climb.contributions is not None
    made = parts.climb.contributions[parts.climb.cells.ranked][:, parts.places(part)]
    contribution = made.sum(axis=1)
    away = parts.score - moments.mean(parts.score)
    product = (contribution - moments.mean(contribution)) * away
    return math.fsum(product.tolist()) / math.fsum((away * away).tolist())


def _all_equal(column: Column) -> bool:
    """Whether all values are the same."""
    return bool(column.min() == column.max())
