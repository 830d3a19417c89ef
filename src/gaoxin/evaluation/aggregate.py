"""Aggregation of the parts of a dimension into its score (OECD/JRC Handbook 2008, step 6; COINr ``a_*``).

A function takes parts [units x parts] (nan where missing), the share of each part and the mask of ranked
units, and returns a column, nan where a unit has no part. Sums run over the parts in the order of the
edition, one column after the other, so that the place of a unit in the table never changes a bit.
"""

import math
from collections.abc import Callable, Mapping
from functools import reduce

import numpy as np

from gaoxin.evaluation.benefit import benefit_of_the_doubt
from gaoxin.evaluation.cells import Column, Mask, Matrix
from gaoxin.evaluation.moments import each


def arithmetic(parts: Matrix, shares: Column, _ranked: Mask) -> Column:
    """Return sum w x / sum w (Handbook)."""
    weights = in_force(parts, shares)
    return _where_any(weights, across(np.where(weights > 0, parts, 0.0) * weights))


def geometric(parts: Matrix, shares: Column, _ranked: Mask) -> Column:
    """Return exp(sum w ln x / sum w), for x > 0 (Handbook)."""
    weights = in_force(parts, shares)
    return _where_any(weights, each(math.exp, across(_of_present(math.log, parts, weights) * weights)))


def harmonic(parts: Matrix, shares: Column, _ranked: Mask) -> Column:
    """Return sum w / sum (w / x), for x > 0 (COINr ``a_hmean``)."""
    return power(parts, shares, _ranked, p=-1.0)


def power(parts: Matrix, shares: Column, _ranked: Mask, *, p: float) -> Column:
    """Return (sum w x^p / sum w)^(1/p), for x > 0, or x >= 0 where p > 0 (Hölder mean; COINr ``a_genmean``).

    Taken in units of the largest part (the smallest for p < 0), so that no power overflows.
    """
    weights = in_force(parts, shares)
    outer = np.where(weights > 0, parts, -math.copysign(np.inf, p))
    leading = outer.max(axis=1) if p > 0 else outer.min(axis=1)
    leading[~np.isfinite(leading) | (leading == 0)] = 1.0
    raised = _of_present(lambda ratio: math.pow(ratio, p), parts / leading[:, None], weights)
    root = each(lambda total: math.pow(total, 1 / p) if total > 0 else 0.0, across(raised * weights))
    return _where_any(weights, leading * root)


def copeland(parts: Matrix, shares: Column, ranked: Mask) -> Column:
    """Return how many ranked units a unit beats, less how many beat it (Handbook; Copeland 1951).

    One beats the other when the shares of the parts where it is better outweigh those where it is worse;
    parts that one of the two lacks do not count (COINr mirrors its matrix there, so that its result depends
    on the order of rows). Sums of shares within 1e-12 of each other are equal.
    """
    lead = np.zeros((len(parts), int(ranked.sum())))
    for column, share in zip(parts.T, shares.tolist(), strict=True):
        lead += share * np.nan_to_num(np.sign(column[:, None] - column[None, ranked]))
    beaten = np.sign(np.where(np.abs(lead) < 1e-12, 0.0, lead)).sum(axis=1)
    return _where_any(in_force(parts, shares), beaten)


AGGREGATE: Mapping[str, Callable[..., Column]] = {
    "arithmetic": arithmetic,
    "geometric": geometric,
    "harmonic": harmonic,
    "power": power,
    "copeland": copeland,
    "benefit_of_the_doubt": benefit_of_the_doubt,
}

POSITIVE = ("geometric", "harmonic", "power", "benefit_of_the_doubt")
"""Methods that exist for values above zero only; with p > 0, and benefit of the doubt, also for zero."""


def in_force(parts: Matrix, shares: Column) -> Matrix:
    """Return the weight of each part for each unit: its siblings share that of a missing one."""
    gaps = np.isnan(parts)
    weights = np.where(gaps, 0.0, shares)
    total = across(weights)
    uneven = gaps.any(axis=1) & (total > 0)
    weights[uneven] /= total[uneven, None]
    return weights


def across(matrix: Matrix) -> Column:
    """Return the sum of each row, from the first column to the last."""
    return reduce(np.add, matrix.T)


def _where_any(weights: Matrix, column: Column) -> Column:
    return np.where((weights > 0).any(axis=1), column, np.nan)


def _of_present(function: Callable[[float], float], parts: Matrix, weights: Matrix) -> Matrix:
    """Return the function of every part that counts, and 0 for the rest."""
    counts, found = weights > 0, np.zeros_like(parts)
    found[counts] = each(function, parts[counts])
    return found
