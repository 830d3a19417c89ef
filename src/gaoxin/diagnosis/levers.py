"""What a zone can pull: its indicators, how far each can be moved in a year, and what each position is worth.

Never a lever: growth rates (they ask the year before, and the enterprise list moves them) and experts' marks,
which others give, among them the one on the honesty of the data. Survey marks are levers only when they are
asked for by name. An indicator without a value has to be reported first.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from gaoxin.diagnosis.again import Again
from gaoxin.diagnosis.limits import Limit, scaled, unscaled
from gaoxin.diagnosis.outcome import read_by
from gaoxin.diagnosis.speech import COUNTED, printable
from gaoxin.edition import Indicator
from gaoxin.evaluation.climb import Climb
from gaoxin.evaluation.curve import bend
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.terms import Fault, Text, Unusable, did_you_mean

STEPS = 20
"""How many positions a lever has whose worth is no straight line; up to so many whole numbers each is one."""

STRAIGHT = (
    "minmax",
    "zscore",
    "efficacy",
    "distance_to_max",
    "fraction_of_max",
    "distance_to_reference",
    "scaled",
    "none",
)
"""Standardisations under which a standard is a straight line of the value."""

Standing = Climb | Again
"""A climb: what bounds, weights and scores are read off."""


@dataclass(frozen=True)
class Lever:
    """One indicator of the zone that can be moved; ``start`` is its value, ``place`` its column."""

    indicator: Indicator
    place: int
    start: float
    limit: Limit
    ceiling: float | None

    @property
    def code(self) -> str:
        """The code of the indicator."""
        return self.indicator.code

    @property
    def sign(self) -> int:
        """1 where higher is better, else -1."""
        return -1 if self.indicator.direction == "lower" else 1

    @property
    def whole(self) -> bool:
        """Whether its values are whole numbers."""
        return self.indicator.unit in COUNTED

    def at(self, effort: float) -> Fraction:
        """Return the value at an effort as it is printed: a little better, never past the limit (1)."""
        made = self.rounded(self.moved(effort), better=True)
        return made if self.effort(float(made)) <= 1 else self.rounded(self.moved(1.0), better=False)

    def moved(self, effort: float) -> float:
        """Return the value at an effort as it is."""
        return unscaled(
            scaled(self.start, self.indicator) + self.sign * effort * self.limit.step, self.indicator
        )

    def room(self, upper: float) -> float:
        """Return the effort at which it comes to the best directed value of the round, or to its ceiling."""
        best = upper if self.ceiling is None else min(upper, scaled(self.ceiling, self.indicator))
        return (best - self.sign * scaled(self.start, self.indicator)) / self.limit.step

    def rounded(self, value: float, *, better: bool) -> Fraction:
        """Return a value as it is printed, rounded the better way or the other one; at most the ceiling."""
        made = printable(value, up=(self.sign > 0) == better, whole=self.whole)
        return made if self.ceiling is None else min(made, Fraction(self.ceiling))

    def effort(self, value: float) -> float:
        """Return how much of a strong year it takes to come to a value."""
        return (
            self.sign * (scaled(value, self.indicator) - scaled(self.start, self.indicator)) / self.limit.step
        )

    def worth(self, standing: Standing, row: int, value: float) -> float:
        """Return the points of a value under the bounds and weights of a standing; the best at most."""
        bound, method = standing.bounds[self.code], standing.plan.standardise[self.place]
        moved = np.array([scaled(value, self.indicator)])
        directed = self.sign * (moved if bound.log is None else bend(moved, bound.log))
        if bound.constant:
            return 0.0
        standard = float(method.function(np.minimum(directed, bound.upper), bound)[0])
        return float(standing.weights[row, self.place]) * standard


def levers(
    evaluation: Evaluation, row: int, limits: Mapping[str, Limit], chosen: Sequence[str] = ()
) -> tuple[Lever, ...]:
    """Return the levers of a zone: those of the statistics, or the ones chosen.

    Unusable for a chosen indicator that is unknown, can never be a lever, or has no value.
    """
    faults = [fault for code in chosen for fault in _refused(evaluation, row, code)]
    if faults:
        raise Unusable(faults)
    wanted = chosen or [
        one.code for one in evaluation.edition.indicators if one.source in ("statistics", "given")
    ]
    made = []
    for at, one in enumerate(evaluation.edition.indicators):
        start = float(evaluation.cells.value[row, at])
        if (
            one.code in wanted
            and never(evaluation, one) is None
            and not np.isnan(start)
            and limits[one.code].step > 0
        ):
            made.append(Lever(one, at, start, limits[one.code], _ceiling(evaluation, one, start)))
    return tuple(made)


def never(evaluation: Evaluation, one: Indicator) -> Text | None:
    """Return why an indicator is never a lever, None where it may be one."""
    if one.source == "expert":
        return Text("专家评分由专家给出", "is marked by experts")
    if any(back for _, back in read_by(evaluation.derivation)[one.code]):
        return Text(
            "增长率随企业名单和上年数变动",
            "is a growth rate, which the enterprise list and last year's figure move",
        )
    return None


def _refused(evaluation: Evaluation, row: int, code: str) -> Iterator[Fault]:
    codes = evaluation.cells.codes
    if code not in codes:
        yield Fault(
            f"--lever {code}", Text("没有这个指标", "no such indicator"), remedy=did_you_mean(code, codes)
        )
        return
    why = never(evaluation, evaluation.edition.indicator(code))
    if why is not None:
        yield Fault(f"--lever {code}", why, Text("不能作为抓手", "it cannot be a lever"))
    elif np.isnan(evaluation.cells.value[row, codes.index(code)]):
        yield Fault(
            f"--lever {code}",
            Text("本园区没有这个数", "the zone has no value of it"),
            remedy=Text("先补报", "report it first"),
        )


def _ceiling(evaluation: Evaluation, one: Indicator, start: float) -> float | None:
    """Return the largest value there can be: the cap, the scale of marks, 100 for per cent."""
    if one.cap is not None:
        return float(one.cap)
    if one.source in ("survey", "expert"):
        return float(evaluation.edition.score_scale[1])
    return 100.0 if one.unit == "%" and start <= 100 else None


def gains(standing: Standing, row: int, pulled: Iterable[tuple[Lever, Fraction]]) -> float:
    """Return the points that moved levers have added under the bounds of a standing."""
    return math.fsum(
        lever.worth(standing, row, float(value)) - lever.worth(standing, row, lever.start)
        for lever, value in pulled
    )
