"""Imputation: what is missing gets a value in raw units, before all else (OECD/JRC Handbook 2008, step 3).

A function takes the column, the mask of ranked units (whose values alone are looked at), the context columns
and its options, and returns the column; the caller leaves structurally missing cells empty.
"""

from collections.abc import Callable, Mapping

import numpy as np

from gaoxin.evaluation import moments
from gaoxin.evaluation.cells import Column, Mask
from gaoxin.evaluation.moments import present

Groups = Mapping[str, tuple[str, ...]]


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
