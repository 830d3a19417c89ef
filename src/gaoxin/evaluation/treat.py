"""Treatment of outliers: columns with heavy tails are winsorised, and where that does not do, logged.

The rules are those of COINr (Becker et al. 2022, JOSS 7(78) 4567;
https://bluefoxr.github.io/COINr/articles/treat.html) and of the JRC: a column fails when |skewness| and
kurtosis are both above their limits. A function takes the values of the ranked units and returns them with
the range of the logarithm where it took one.
"""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from gaoxin.evaluation.cells import Column
from gaoxin.evaluation.moments import each, present, skewness_and_kurtosis


class Treated(NamedTuple):
    """A column after treatment, and the (min, max) of its original where it was logged."""

    column: Column
    log: tuple[float, float] | None = None


def none(column: Column) -> Treated:
    """Leave the column as it is."""
    return Treated(column)


def winsorise(column: Column, *, max_: int = 5, skew: float = 2.0, kurt: float = 3.5) -> Treated:
    """While |G1| >= skew and G2 >= kurt, pull the outermost values to the next; ``max`` points at most.

    Unlike COINr's, a step that would touch more than ``max`` points or leave a constant column is not taken.
    """
    column, touched = column.copy(), set[int]()
    while (high := _failing_side(present(column), skew, kurt)) is not None:
        values = present(column)
        edge = values.max() if high else values.min()
        inner = values[values != edge]
        following = inner.max() if high else inner.min()
        touched |= set(np.flatnonzero(column == edge).tolist())
        if len(touched) > max_ or inner.min() == inner.max():
            break
        column[column == edge] = following
    return Treated(column)


def winsorise_then_log(column: Column, *, max_: int = 5, skew: float = 2.0, kurt: float = 3.5) -> Treated:
    """Winsorise; a column that still fails is logged instead, from its original values (COINr ``log_CT``)."""
    done = winsorise(column, max_=max_, skew=skew, kurt=kurt)
    if _failing_side(present(done.column), skew, kurt) is None:
        return done
    values = present(column)
    span = (float(values.min()), float(values.max()))
    return Treated(shifted_log(column, span), span)


TREAT: Mapping[str, Callable[..., Treated]] = {
    "none": none,
    "winsorise": winsorise,
    "winsorise_then_log": winsorise_then_log,
}


def shifted_log(column: Column, span: tuple[float, float]) -> Column:
    """Return ln(x - min + 0.01 (max - min)) over the ranked units' range (COINr ``log_CT``).

    Values below min (shadow units, later years) follow the curve mirrored at min, so that they have a finite
    value.
    """
    low, high = span
    offset = 0.01 * (high - low)
    above = each(math.log, np.abs(column - low) + offset)
    return np.where(column < low, 2 * math.log(offset) - above, above)


def _failing_side(values: Column, skew: float, kurt: float) -> bool | None:
    """Return whether the failing tail is the upper one, or None when the column passes."""
    g1, g2 = skewness_and_kurtosis(values)
    return g1 >= 0 if abs(g1) >= skew and g2 >= kurt else None
