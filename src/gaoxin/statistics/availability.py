"""What was reported by unit and group, and the plain statistics of every indicator (COINr ``get_stats``)."""

from typing import NamedTuple

import numpy as np

from gaoxin.evaluation import moments
from gaoxin.evaluation.cells import Column, Mask
from gaoxin.statistics.limits import Limits


class Availability(NamedTuple):
    """How many indicators a unit was asked in a group, how many it has, how many of those are 0."""

    asked: int
    available: int
    zero: int


def availability(values: Column) -> Availability:
    """Return the availability of one unit's values in a group."""
    return Availability(len(values), int((~np.isnan(values)).sum()), int((values == 0).sum()))


class Description(NamedTuple):
    """One indicator in raw units: counts are of the units, shares of those that have a value.

    COINr's shares are of the available units and its flags of all; here both are of the available ones, but
    for ``available`` itself. Statistics are None where no unit has a value, ``sd`` where fewer than two have,
    skewness and kurtosis where fewer than four have (``too_few_units`` among the flags).
    """

    minimum: float | None
    maximum: float | None
    mean: float | None
    median: float | None
    sd: float | None
    skewness: float | None
    kurtosis: float | None
    available: int
    nonzero: int
    unique: int
    same: int
    flags: str


def describe(column: Column, limits: Limits) -> Description:
    """Return the description of a column of raw values, one a unit."""
    known = column[~np.isnan(column)]
    count = len(known)
    if count == 0:
        return Description(None, None, None, None, None, None, None, 0, 0, 0, 0, "unavailable")
    skewness, kurtosis = moments.skewness_and_kurtosis(known)
    values, times = np.unique(known, return_counts=True)
    nonzero = int((known != 0).sum())
    flagged = {
        "unavailable": count / len(column) < limits.available,
        "too_few_units": count < 4,
        "many_zeros": nonzero / count < limits.nonzero,
        "few_values": len(values) / count < limits.unique,
        "constant": len(values) == 1,
        "outliers": outlying(skewness, kurtosis, limits),
    }
    return Description(
        minimum=float(known.min()),
        maximum=float(known.max()),
        mean=moments.mean(known),
        median=moments.median(known),
        sd=moments.sd(known) if count > 1 else None,
        skewness=skewness if count > 3 else None,
        kurtosis=kurtosis if count > 3 else None,
        available=count,
        nonzero=nonzero,
        unique=len(values),
        same=int(times.max()),
        flags=";".join(flag for flag, holds in flagged.items() if holds),
    )


def outlying(skewness: float, kurtosis: float, limits: Limits) -> bool:
    """Whether skewness and kurtosis are both beyond their limits."""
    return abs(skewness) >= limits.skew and kurtosis >= limits.kurt


class Audit(NamedTuple):
    """What treatment did to a column: points moved, and its skewness and kurtosis before and after."""

    winsorised: int
    skewness: float
    kurtosis: float
    skewness_after: float
    kurtosis_after: float


def audit(before: Column, after: Column, bent: bool) -> Audit:
    """Return the audit of a column of the ranked units; in a bent column no point moved alone."""
    moved: Mask = (before != after) & ~np.isnan(before)
    first, last = (moments.skewness_and_kurtosis(moments.present(one)) for one in (before, after))
    return Audit(0 if bent else int(moved.sum()), *first, *last)
