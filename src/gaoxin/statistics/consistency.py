"""Internal consistency of a group (Cronbach 1951; OECD/JRC Handbook 2008, step 4).

Columns are [units x parts]; covariances are taken over the units that have both parts.
"""

import math
from typing import NamedTuple

import numpy as np

from gaoxin.evaluation import moments
from gaoxin.evaluation.cells import Column, Matrix
from gaoxin.statistics.correlation import pearson, together, undefined


def covariances(columns: Matrix) -> Matrix:
    """Return the covariances [parts x parts] with n - 1; nan where fewer than two units have both."""
    count = columns.shape[1]
    found = np.full((count, count), np.nan)
    for row in range(count):
        for column in range(row + 1):
            found[row, column] = found[column, row] = _covariance(columns[:, row], columns[:, column])
    return found


def alpha(covariance: Matrix) -> float | None:
    """Return k / (k - 1) (1 - trace / sum) of covariances; None for one part or where the sum is 0."""
    count, total = len(covariance), float(covariance.sum())
    if count < 2 or not math.isfinite(total) or total == 0:
        return None
    return count / (count - 1) * (1 - float(np.trace(covariance)) / total)


class Item(NamedTuple):
    """A part of a group: its correlation with the sum of the others, and alpha without it, or why not."""

    correlation: float | None
    alpha_without: float | None
    reason: str


def items(columns: Matrix) -> list[Item]:
    """Return how every part fits the others, over the units that have all parts (Handbook, table 11)."""
    if columns.shape[1] < 2:
        return [Item(None, None, "one_part")] * columns.shape[1]
    complete, covariance = columns[~np.isnan(columns).any(axis=1)], covariances(columns)
    return [_item(complete, covariance, place) for place in range(columns.shape[1])]


def _item(complete: Matrix, covariance: Matrix, place: int) -> Item:
    part, rest = complete[:, place], np.delete(complete, place, axis=1).sum(axis=1)
    reason = undefined(part, rest)
    without = alpha(np.delete(np.delete(covariance, place, axis=0), place, axis=1))
    if without is None and not reason:
        reason = "one_part_left" if len(covariance) == 2 else "constant"
    return Item(pearson(part, rest).value if not undefined(part, rest) else None, without, reason)


def _covariance(left: Column, right: Column) -> float:
    x, y = together(left, right)
    if len(x) < 2:
        return math.nan
    product = (x - moments.mean(x)) * (y - moments.mean(y))
    return math.fsum(product.tolist()) / (len(x) - 1)
