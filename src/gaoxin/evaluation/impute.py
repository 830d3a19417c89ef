"""Imputation: what is missing gets a value in raw units, before all else (OECD/JRC Handbook 2008, step 3).

A function takes the column, the mask of ranked units (whose values alone are looked at), the context columns
and its options, and returns the column; the caller leaves structurally missing cells empty.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import numpy as np

from gaoxin.evaluation import moments
from gaoxin.evaluation.cells import Column, Mask, Matrix
from gaoxin.evaluation.moments import present

Groups = Mapping[str, tuple[str, ...]]
Within = Literal["parent", "all"]


def none(column: Column, _ranked: Mask, _groups: Groups) -> Column:
    """Leave missing what is missing."""
    return column


def mean(column: Column, ranked: Mask, _groups: Groups) -> Column:
    """Fill with the mean of the ranked units (unconditional mean; COINr ``i_mean``)."""
    return _filled(column, ranked, moments.mean)


def median(column: Column, ranked: Mask, _groups: Groups) -> Column:
    """Fill with the median of the ranked units (COINr ``i_median``)."""
    return _filled(column, ranked, moments.median)


def group_mean(column: Column, ranked: Mask, groups: Groups, *, by: str) -> Column:
    """Fill with the mean of the unit's group (COINr ``i_mean_grp``); empty groups stay missing."""
    return _filled_by_group(column, ranked, groups[by], moments.mean)


def group_median(column: Column, ranked: Mask, groups: Groups, *, by: str) -> Column:
    """Fill with the median of the unit's group (COINr ``i_median_grp``); empty groups stay missing."""
    return _filled_by_group(column, ranked, groups[by], moments.median)


IMPUTE: Mapping[str, Callable[..., Column]] = {
    "none": none,
    "mean": mean,
    "median": median,
    "group_mean": group_mean,
    "group_median": group_median,
}


def row_mean(
    values: Matrix, ranked: Mask, turned: Mask, parents: Sequence[Sequence[int]], *, within: Within = "parent"
) -> Matrix:
    """Fill with the mean of the unit's other indicators in the same parent, on the 0-1 scale (COINr, by row).

    Columns are brought to min-max over the ranked units, turned where lower is better (``turned``, a truth a
    column), and back again. ``parents`` names the columns that stand together; ``within: all`` takes all.
    A unit that has nothing in a parent stays as it is.
    """
    return _by_row(values, ranked, turned, _together(turned, parents, within), moments.mean)


def row_median(
    values: Matrix, ranked: Mask, turned: Mask, parents: Sequence[Sequence[int]], *, within: Within = "parent"
) -> Matrix:
    """Fill with the median of the unit's other indicators in the same parent, as row_mean does (COINr)."""
    return _by_row(values, ranked, turned, _together(turned, parents, within), moments.median)


ROWS: Mapping[str, Callable[..., Matrix]] = {"row_mean": row_mean, "row_median": row_median}
"""Methods that look along the row and take the whole matrix."""


def _together(turned: Mask, parents: Sequence[Sequence[int]], within: Within) -> Sequence[list[int]]:
    return [list(range(len(turned)))] if within == "all" else [list(one) for one in parents if len(one) > 0]


def _by_row(
    values: Matrix,
    ranked: Mask,
    turned: Mask,
    together: Sequence[list[int]],
    statistic: Callable[[Column], float],
) -> Matrix:
    ends = [_ends(column[ranked], turn) for column, turn in zip(values.T, turned.tolist(), strict=True)]
    worst, best = np.array(ends).T
    filled = values.copy()
    for columns in together:
        low, high = worst[columns], best[columns]
        for row in np.flatnonzero(np.isnan(values[:, columns]).any(axis=1)).tolist():
            unit = values[row, columns]
            known = ~np.isnan(unit) & (low != high)
            if known.any():
                share = statistic((unit[known] - low[known]) / (high[known] - low[known]))
                filled[row, columns] = np.where(np.isnan(unit), low + share * (high - low), unit)
    return filled


def _ends(column: Column, turned: bool) -> tuple[float, float]:
    """Return the worst and the best value."""
    known = present(column)
    if len(known) == 0:
        return np.nan, np.nan
    low, high = float(known.min()), float(known.max())
    return (high, low) if turned else (low, high)


def _filled(column: Column, ranked: Mask, statistic: Callable[[Column], float]) -> Column:
    known = present(column[ranked])
    return np.where(np.isnan(column), statistic(known), column) if len(known) else column


def _filled_by_group(
    column: Column, ranked: Mask, labels: tuple[str, ...], statistic: Callable[[Column], float]
) -> Column:
    filled, label = column.copy(), np.array(labels)
    for one in dict.fromkeys(labels):
        inside = label == one
        filled[inside] = _filled(column[inside], ranked[inside], statistic)
    return filled
