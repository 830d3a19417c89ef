"""Treatment of outliers: columns with heavy tails are winsorised, and where that does not do, logged.

The rules are those of COINr (Becker et al. 2022, JOSS 7(78) 4567;
https://bluefoxr.github.io/COINr/articles/treat.html) and of the JRC: a column fails when |skewness| and
kurtosis are both above their limits. A function takes the values of the ranked units and returns them with
the curve it bent them along where it did. The logarithms and Box-Cox bend every column they are chosen for
(``treat`` may stand at an indicator); a constant column stays as it is.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal, NamedTuple

import numpy as np

from gaoxin.evaluation import moments
from gaoxin.evaluation.cells import Column, Curve
from gaoxin.evaluation.curve import bend, shifted_log
from gaoxin.evaluation.moments import present

__all__ = ["TREAT", "Treated", "bend", "shifted_log"]


class Treated(NamedTuple):
    """A column after treatment, and the curve it was bent along where it was."""

    column: Column
    log: Curve | None = None


def none(column: Column) -> Treated:
    """Leave the column as it is."""
    return Treated(column)


def winsorise(column: Column, *, max_: int = 5, skew: float = 2.0, kurt: float = 3.5) -> Treated:
    """While |G1| >= skew and G2 >= kurt, pull the outermost values to the next; ``max`` points at most.

    Unlike COINr's, a step that would touch more than ``max`` points or leave a constant column is not taken.
    """
    *_, last = winsorising(column, max_=max_, skew=skew, kurt=kurt)
    return Treated(last)


def winsorising(column: Column, *, max_: int, skew: float, kurt: float) -> Iterator[Column]:
    """Yield the column as it is and after every step of winsorising."""
    yield column
    touched = set[int]()
    while (high := failing_side(present(column), skew, kurt)) is not None:
        values = present(column)
        edge = values.max() if high else values.min()
        inner = values[values != edge]
        touched |= set(np.flatnonzero(column == edge).tolist())
        if len(touched) > max_ or len(inner) == 0 or inner.min() == inner.max():
            return
        column = np.where(column == edge, inner.max() if high else inner.min(), column)
        yield column


def winsorise_then_log(
    column: Column,
    *,
    max_: int = 5,
    skew: float = 2.0,
    kurt: float = 3.5,
    log: Literal["log_ct", "log_ct_plus", "log_ct_orig"] = "log_ct",
    combine: Literal["no", "yes"] = "no",
) -> Treated:
    """Winsorise; a column that still fails is logged instead, from its original values (COINr ``Treat``).

    With ``combine: yes`` the logarithm is taken of the winsorised values (COINr ``combine_treat``).
    """
    done = winsorise(column, max_=max_, skew=skew, kurt=kurt)
    if failing_side(present(done.column), skew, kurt) is None:
        return done
    return TREAT[log](done.column if combine == "yes" else column)


def log_ct(column: Column) -> Treated:
    """Return ln(x - min + 0.01 (max - min)) (COINr ``log_CT``)."""
    return _bent(column, "log_ct")


def log_ct_plus(column: Column) -> Treated:
    """Return log_ct, for negative skewness -ln(max - x + 0.01 (max - min)) (COINr ``log_CT_plus``)."""
    return _bent(column, "log_ct", from_above=moments.skewness_and_kurtosis(present(column))[0] < 0)


def log_ct_orig(column: Column) -> Treated:
    """Return ln(x - min + 1) (COINr ``log_CT_orig``); the 1 is in the unit of the indicator."""
    return _bent(column, "box_cox")


def log_gii(column: Column) -> Treated:
    """Return ln((max - 1) (x - min) / (max - min) + 1), for max > 1 (Global Innovation Index).

    COINr's ``log_GII`` computes this and returns the column as it was.
    """
    return _bent(column, "log_gii")


def box_cox(column: Column, *, lambda_: float) -> Treated:
    """Return (z^lambda - 1) / lambda (ln z for 0), z = x - min + 1 (Box and Cox 1964; COINr ``boxcox``)."""
    return _bent(column, "box_cox", power=lambda_)


TREAT: Mapping[str, Callable[..., Treated]] = {
    "none": none,
    "winsorise": winsorise,
    "winsorise_then_log": winsorise_then_log,
    "log_ct": log_ct,
    "log_ct_plus": log_ct_plus,
    "log_ct_orig": log_ct_orig,
    "log_gii": log_gii,
    "box_cox": box_cox,
}


def failing_side(values: Column, skew: float, kurt: float) -> bool | None:
    """Return whether the failing tail is the upper one, or None when the column passes."""
    g1, g2 = moments.skewness_and_kurtosis(values)
    return g1 >= 0 if abs(g1) >= skew and g2 >= kurt else None


def _bent(column: Column, using: str, *, from_above: bool = False, power: float = 0.0) -> Treated:
    values = present(column)
    low, high = float(values.min()), float(values.max())
    if low == high:
        return Treated(column)
    curve = Curve(high, low, using, power) if from_above else Curve(low, high, using, power)
    return Treated(bend(column, curve), curve)
