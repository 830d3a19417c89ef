"""What is missing after imputation, at the level of standards: the policies of ``method.missing``.

A function takes the standards that ranked units have of one indicator and returns what a missing one gets.
"""

from collections.abc import Callable, Mapping

import numpy as np

from gaoxin.evaluation import moments
from gaoxin.evaluation.cells import Column


def fail(_known: Column) -> float:
    """Leave it missing: the climb has refused before."""
    return np.nan


def rescale(_known: Column) -> float:
    """Leave it missing: its weight is shared among its siblings, which equals filling with their mean."""
    return np.nan


def worst(known: Column) -> float:
    """Return the worst standard among ranked units; the result becomes provisional."""
    return float(known.min())


def median(known: Column) -> float:
    """Return the median standard of ranked units."""
    return moments.median(known)


MISSING: Mapping[str, Callable[[Column], float]] = {
    "fail": fail,
    "rescale": rescale,
    "worst": worst,
    "median": median,
}
