"""How far an indicator can be moved in a year: what zones have really achieved, or a stated assumption.

Changes are measured on the declared scale of the indicator (log, log1p or as it is), turned so that up is
better, because there a small and a large zone can be compared. The limit is the 90 % quantile (type 7) of the
year-on-year changes of the zones that were ranked in both rounds; at least five are needed. An indicator that
is on no logarithm and above zero also moves no farther than the 90 % quantile of the relative changes allows,
so that a zone that has little is not asked for what only a large one can. Without last year's result the
limit is assumed: a tenth of the zone's own value, or of the median
where that is larger, and one where things are counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from gaoxin.diagnosis.groups import FEWEST
from gaoxin.diagnosis.speech import COUNTED
from gaoxin.edition import Indicator
from gaoxin.evaluation import moments
from gaoxin.evaluation.cells import Column
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.evaluation.transform import declared, outside, transform

STRONG_YEAR = 0.9
"""The quantile of yearly changes that is the limit: nine of ten zones improved by less."""

ASSUMED = 0.1
"""The share of its value by which an indicator is assumed to move in a year where no change was observed."""

Basis = Literal["achieved", "assumed"]


@dataclass(frozen=True)
class Limit:
    """The largest improvement in a year: ``step`` >= 0 on the declared scale, from so many zones."""

    step: float
    basis: Basis
    zones: int = 0


def limits(now: Evaluation, row: int, last: Evaluation | None) -> Mapping[str, Limit]:
    """Return the limit of each indicator for the zone in ``row``, from both years where there are two."""
    if last is None:
        return {
            one.code: Limit(_assumed(now, row, at), "assumed")
            for at, one in enumerate(now.edition.indicators)
        }
    years = _between(last, now)
    return {one.code: _limit(years, now, row, at) for at, one in enumerate(now.edition.indicators)}


class _Step(NamedTuple):
    """What nine of ten zones did not reach in one indicator: of the change, and of the relative change."""

    zones: int
    away: float
    relative: float | None


class _Years:
    """The changes of all zones between two rounds: the same for every zone that asks."""

    def __init__(self, last: Evaluation, now: Evaluation) -> None:
        self.last, self.now = last, now

    @cached_property
    def steps(self) -> tuple[_Step | None, ...]:
        """A step an indicator, in the order of the edition; None where too few zones have both years."""
        both = sorted(set(ranked_units(self.last)) & set(ranked_units(self.now)))
        return tuple(self._step(both, at) for at in range(len(self.now.edition.indicators)))

    def _step(self, both: list[str], at: int) -> _Step | None:
        one = self.now.edition.indicators[at]
        if one.code not in self.last.cells.codes:
            return None
        sign = -1.0 if one.direction == "lower" else 1.0
        before, after = (
            _scaled(_column(self.last, self.last.cells.codes.index(one.code), both), one),
            _scaled(_column(self.now, at, both), one),
        )
        changes = moments.present(sign * (after - before))
        if len(changes) < FEWEST:
            return None
        positive = before > 0
        relative = moments.present(sign * (after[positive] / before[positive] - 1))
        counts = declared(one)[0] == "none" and len(relative) >= FEWEST
        share = float(np.quantile(relative, STRONG_YEAR)) if counts else None
        return _Step(len(changes), float(np.quantile(changes, STRONG_YEAR)), share)


_KEPT: list[_Years] = []
"""The pair of rounds that was asked last; many zones ask for the same one."""


def _between(last: Evaluation, now: Evaluation) -> _Years:
    for one in _KEPT:
        if one.last is last and one.now is now:
            return one
    _KEPT[:] = [_Years(last, now)]
    return _KEPT[0]


def _limit(years: _Years, now: Evaluation, row: int, at: int) -> Limit:
    found, start = years.steps[at], float(now.cells.value[row, at])
    if found is None:
        return Limit(_assumed(now, row, at), "assumed")
    step = found.away
    if found.relative is not None and start > 0:
        step = min(step, start * found.relative)
    return Limit(max(0.0, step), "achieved", found.zones)


def scaled(value: float, one: Indicator) -> float:
    """Return a value on the declared scale of its indicator."""
    return float(transform(np.array([value]), one)[0])


def unscaled(value: float, one: Indicator) -> float:
    """Return the value in raw units that has this place on the declared scale."""
    using, scale = declared(one)
    if using == "none":
        return value
    return float(np.exp(value)) if using == "log" else float(scale * np.expm1(value))


def _assumed(now: Evaluation, row: int, at: int) -> float:
    column, one = now.cells.value[:, at], now.edition.indicators[at]
    value, known = float(column[row]), moments.present(column[now.cells.ranked])
    if np.isnan(value):
        return 0.0
    away = ASSUMED * max(abs(value), abs(moments.median(known)))
    away = max(away, 1.0) if one.unit in COUNTED else away
    moved = value - away if one.direction == "lower" else value + away
    if outside(np.array([value, moved]), one).any():
        return 0.0
    return abs(scaled(moved, one) - scaled(value, one))


def ranked_units(evaluation: Evaluation) -> list[str]:
    """Return the codes of the ranked zones."""
    return [
        unit
        for unit, ranked in zip(evaluation.cells.units, evaluation.cells.ranked.tolist(), strict=True)
        if ranked
    ]


def _column(evaluation: Evaluation, at: int, units: list[str]) -> Column:
    places = {unit: row for row, unit in enumerate(evaluation.cells.units)}
    return evaluation.cells.value[[places[unit] for unit in units], at]


def _scaled(column: Column, one: Indicator) -> Column:
    """Return a column on the declared scale, nan where that has no value for it."""
    known = ~np.isnan(column) & ~outside(column, one)
    made = np.full(len(column), np.nan)
    made[known] = transform(column[known], one)
    return made
