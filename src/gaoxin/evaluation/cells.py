"""What goes into the float half of the staircase, and the yardsticks that come out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gaoxin.terms import Missing

Column = NDArray[np.float64]
"""One value a unit, float64, nan where it is missing."""

Matrix = NDArray[np.float64]
"""Units down, indicators (or parts of a dimension) across; nan where missing."""

Mask = NDArray[np.bool_]
"""Whether something holds, one truth a unit."""


@dataclass(frozen=True)
class Cells:
    """The indicator values of one round, in raw units.

    ``value`` [units x codes] is nan where ``reason`` [units x codes] names why it is missing (else None);
    ``codes`` stand in the order of the edition; ``shadow`` [units] marks units that are scored outside the
    bounds and not ranked; ``groups`` holds the context columns (column -> one label a unit) that group means
    need.
    """

    units: tuple[str, ...]
    codes: tuple[str, ...]
    value: Matrix
    reason: NDArray[np.object_]
    shadow: Mask
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def ranked(self) -> Mask:
        """The units that make the bounds and get a rank."""
        return ~self.shadow

    @cached_property
    def structural(self) -> NDArray[np.bool_]:
        """The cells that the edition itself leaves empty and gives the worst standard."""
        return np.asarray(np.equal(self.reason, Missing.STRUCTURAL), dtype=bool)


class Curve(NamedTuple):
    """The curve that treatment bent a column along: ``log_ct``, ``log_gii`` or ``box_cox``, and over what.

    ``lower`` is where it starts and ``upper`` where it ends: the (min, max) of the ranked units, or their
    (max, min) where it is bent from above (negative skewness). ``power`` is the lambda of Box-Cox.
    """

    lower: float
    upper: float
    using: str = "log_ct"
    power: float = 0.0


@dataclass(frozen=True)
class Bound:
    """The yardstick of one indicator, in directed units (the sign is turned where lower is better).

    ``lower`` and ``upper`` are the worst and best value of the ranked units, or the goalposts, or the lowest
    value and the target (or the reference unit's value); ``mean`` and ``sd`` (n - 1) stand for zscore;
    ``log`` is the curve that treatment chose; ``population`` the ranked values that rank methods need.
    ``using`` says whose yardstick it is.
    """

    using: str
    lower: float
    upper: float
    mean: float | None = None
    sd: float | None = None
    log: Curve | None = None
    population: Column = field(default_factory=lambda: np.empty(0), compare=False, repr=False)

    @property
    def constant(self) -> bool:
        """Whether all ranked units have the same value, so that the method cannot tell them apart."""
        return self.using in _NEEDS_SPREAD and self.lower == self.upper


Bounds = Mapping[str, Bound]
"""Indicator code -> its yardstick; a base year's Bounds make scores that compare over the years."""

_NEEDS_SPREAD = (
    "minmax",
    "zscore",
    "efficacy",
    "distance_to_max",
    "fraction_of_max",
    "rank",
    "borda",
    "percentile_rank",
)
