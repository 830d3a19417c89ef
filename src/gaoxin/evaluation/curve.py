"""Curves: what bends a whole column so that a long tail counts less, defined for every value.

A curve rises with the distance from its start. Values beyond the start (shadow units, later years under
frozen bounds) follow it mirrored at the start, so that they have a finite value and keep their order.
"""

import math
from collections.abc import Callable, Mapping

import numpy as np

from gaoxin.evaluation.cells import Column, Curve
from gaoxin.evaluation.moments import each


def bend(column: Column, curve: Curve) -> Column:
    """Return the column on the curve; of a curve from above the mirror image, so that the order stays."""
    start, end = (-curve.lower, -curve.upper) if curve.lower > curve.upper else (curve.lower, curve.upper)
    turned = -1.0 if curve.lower > curve.upper else 1.0
    away = turned * column - start
    risen = _RISES[curve.using](np.abs(away), end - start, end, curve.power)
    foot = float(_RISES[curve.using](np.zeros(1), end - start, end, curve.power)[0])
    return np.asarray(turned * np.where(away < 0, 2 * foot - risen, risen))


def shifted_log(column: Column, span: tuple[float, float]) -> Column:
    """Return ln(x - min + 0.01 (max - min)), of the ranked units' min and max (COINr ``log_CT``)."""
    return bend(column, Curve(*span))


def _log_ct(distance: Column, length: float, _end: float, _power: float) -> Column:
    return each(math.log, distance + 0.01 * length)


def _log_gii(distance: Column, length: float, end: float, _power: float) -> Column:
    return each(math.log1p, (end - 1) * distance / length)


def _box_cox(distance: Column, _length: float, _end: float, power: float) -> Column:
    if power == 0:
        return each(math.log1p, distance)
    return each(lambda one: (math.pow(one + 1, power) - 1) / power, distance)


_RISES: Mapping[str, Callable[[Column, float, float, float], Column]] = {
    "log_ct": _log_ct,
    "log_gii": _log_gii,
    "box_cox": _box_cox,
}
