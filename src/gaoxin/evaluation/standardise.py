"""Standardisation: indicators on one scale (OECD/JRC Handbook 2008, step 5, table 3; COINr ``n_*``).

A function takes a directed column and its yardstick (Bound) and returns standards; nan stays nan. Nothing is
clipped but by the formulas of goalposts and distance_to_target, so shadow units and later years may pass the
scale.
"""

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np

from gaoxin.evaluation import moments
from gaoxin.evaluation.cells import Bound, Column, Curve


def minmax(column: Column, bound: Bound, *, lower: float = 0.0, upper: float = 100.0) -> Column:
    """Return l + (u - l) (x - min) / (max - min) (Handbook)."""
    return lower + (upper - lower) * _share(column, bound)


def efficacy(column: Column, bound: Bound, *, base: float = 60.0, span: float = 40.0) -> Column:
    """Return base + span (x - min) / (max - min): 功效系数法, the worst gets 60 points, the best 100."""
    return base + span * _share(column, bound)


def zscore(column: Column, bound: Bound, *, mean: float = 0.0, sd: float = 1.0) -> Column:
    """Return m + s (x - mean) / sd with n - 1 (Handbook)."""
    if bound.mean is None or bound.sd is None:
        raise ValueError("the yardstick has no mean")
    return mean + sd * ((column - bound.mean) / bound.sd)


def distance_to_max(column: Column, bound: Bound) -> Column:
    """Return 1 - (max - x) / (max - min) (COINr ``n_dist2max``)."""
    return 1 - (bound.upper - column) / (bound.upper - bound.lower)


def fraction_of_max(column: Column, bound: Bound) -> Column:
    """Return x / max, for a max above zero (Handbook, distance to a reference; COINr ``n_fracmax``)."""
    return column / bound.upper


def distance_to_target(column: Column, bound: Bound, *, cap: Literal["yes", "no"] = "yes") -> Column:
    """Return (x - min) / (target - min), at most 1 unless ``cap: no`` (COINr ``n_dist2targ``).

    A target at or below min is reached by every ranked unit: 1 from the target up, 0 below it.
    """
    if bound.upper <= bound.lower:
        return np.where(np.isnan(column), np.nan, (column >= bound.upper).astype(np.float64))
    share = _share(column, bound)
    return np.minimum(share, 1.0) if cap == "yes" else share


def distance_to_reference(
    column: Column,
    bound: Bound,
    *,
    unit: str,  # noqa: ARG001 - measure needs it
    cap: Literal["yes", "no"] = "no",
) -> Column:
    """Return 1 - (ref - x) / (ref - min), ref being the value of ``unit``; at most 1 with ``cap: yes``.

    COINr ``n_dist2ref``. The reference unit gets 1; it must be ranked and better than the worst.
    """
    share = 1 - (bound.upper - column) / (bound.upper - bound.lower)
    return np.minimum(share, 1.0) if cap == "yes" else share


def goalposts(column: Column, bound: Bound, *, lower: float = 0.0, upper: float = 1.0) -> Column:
    """Return l + (u - l) min(1, max(0, (x - L) / (U - L))), L and U by indicator (UNDP, HDI notes)."""
    return lower + (upper - lower) * np.clip(_share(column, bound), 0.0, 1.0)


def rank(column: Column, bound: Bound, *, ties: Literal["min", "average"] = "min") -> Column:
    """Return 1 + the number of ranked units below; the best gets the highest (Handbook; COINr ``n_rank``)."""
    below, equal = _neighbours(column, bound)
    standing = 1 + below + (equal / 2 if ties == "average" else 0)
    return np.where(np.isnan(column), np.nan, standing)


def borda(column: Column, bound: Bound) -> Column:
    """Return the number of ranked units below (Borda 1784; COINr ``n_borda``)."""
    return rank(column, bound) - 1


def percentile_rank(column: Column, bound: Bound) -> Column:
    """Return (rank - 1) / (n - 1) (COINr ``n_prank``); one half where there is one ranked unit only."""
    others = len(bound.population) - 1
    return borda(column, bound) / others if others else column * 0 + 0.5


def scaled(
    column: Column, _bound: Bound, *, lower: float = 0.0, upper: float = 100.0, scale: float = 100.0
) -> Column:
    """Return s (x - l) / (u - l): fixed ends for all indicators, nothing clipped (COINr ``n_scaled``)."""
    return (column - lower) / (upper - lower) * scale


def none(column: Column, _bound: Bound) -> Column:
    """Return the directed value itself."""
    return column


STANDARDISE: Mapping[str, Callable[..., Column]] = {
    "minmax": minmax,
    "zscore": zscore,
    "efficacy": efficacy,
    "rank": rank,
    "borda": borda,
    "percentile_rank": percentile_rank,
    "fraction_of_max": fraction_of_max,
    "distance_to_max": distance_to_max,
    "distance_to_target": distance_to_target,
    "distance_to_reference": distance_to_reference,
    "scaled": scaled,
    "goalposts": goalposts,
    "none": none,
}

ORDINAL = ("rank", "borda", "percentile_rank")
"""Methods that look at the others' places and have no bounds to freeze."""


def measure(using: str, values: Column, posts: Mapping[str, float], log: Curve | None) -> Bound:
    """Return the yardstick from the ranked units' directed values and the indicator's directed posts.

    Posts are ``lower`` and ``upper`` of goalposts, ``target``, and ``reference``: the reference unit's value.
    """
    lower, upper = float(values.min()), float(values.max())
    if using == "goalposts":
        low, high = sorted((posts["lower"], posts["upper"]))
        return Bound(using, low, high, log=log)
    if using == "distance_to_target":
        return Bound(using, lower, posts["target"], log=log)
    if using == "distance_to_reference":
        return Bound(using, lower, posts["reference"], log=log)
    if using == "zscore":
        return Bound(using, lower, upper, moments.mean(values), moments.sd(values), log)
    population = np.sort(values) if using in ORDINAL else values[:0]
    return Bound(using, lower, upper, log=log, population=population)


def midpoint(method: Callable[..., Column], column: Column, bound: Bound) -> Column:
    """Return the middle of the method's scale for everybody who has a value: what a constant column says."""
    ladder = np.linspace(0.0, 1.0, len(bound.population))
    unit = Bound("midpoint", 0.0, 1.0, mean=0.5, sd=1.0, population=ladder)
    ends = method(np.array([0.0, 1.0]), unit)
    return np.where(np.isnan(column), np.nan, (ends[0] + ends[1]) / 2)


def _share(column: Column, bound: Bound) -> Column:
    return (column - bound.lower) / (bound.upper - bound.lower)


def _neighbours(column: Column, bound: Bound) -> tuple[Column, Column]:
    """Return how many ranked units lie below, and how many others are equal."""
    below = np.searchsorted(bound.population, column, side="left")
    through = np.searchsorted(bound.population, column, side="right")
    return below.astype(np.float64), np.maximum(through - below - 1, 0).astype(np.float64)
