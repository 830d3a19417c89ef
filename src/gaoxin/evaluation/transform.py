"""The transform that an indicator declares: a change of scale before treatment."""

import math
from collections.abc import Callable, Mapping

import numpy as np

from gaoxin.edition import Indicator
from gaoxin.evaluation.cells import Column, Mask
from gaoxin.evaluation.moments import each


def none(column: Column, _scale: float) -> Column:
    """Return x."""
    return column


def log(column: Column, _scale: float) -> Column:
    """Return ln x, for values above zero (COINr ``log``)."""
    return each(math.log, column)


def log1p(column: Column, scale: float) -> Column:
    """Return ln(1 + x / scale), for values of zero and more; the scale is in the unit of the indicator."""
    return each(math.log1p, column / scale)


TRANSFORM: Mapping[str, Callable[[Column, float], Column]] = {"none": none, "log": log, "log1p": log1p}


def declared(indicator: Indicator) -> tuple[str, float]:
    """Return the transform of the indicator and its scale; ``scale`` alone is short for log1p."""
    short = indicator.scale is not None and "transform" not in indicator.model_fields_set
    return "log1p" if short else indicator.transform.using, float(indicator.log_scale)


def transform(column: Column, indicator: Indicator) -> Column:
    """Return the column on the declared scale; ``outside`` must be false for all of it."""
    using, scale = declared(indicator)
    return TRANSFORM[using](column, scale)


def outside(column: Column, indicator: Indicator) -> Mask:
    """Return where the declared transform has no value: log of nothing positive, log1p of a negative."""
    using, _ = declared(indicator)
    if using == "log":
        return np.asarray(column <= 0)
    return np.asarray(column < 0) if using == "log1p" else np.zeros(len(column), dtype=bool)
