"""Scores and ranks of one zone under thousands of alternatives for its indicators, all others as they are.

Everything that one zone's figures touch is redone: treatment, the bounds (the zone may be the bound
itself), the others' standards against the moved bounds, fillings by the worst, and the rank. Where the
method in force is made of sums, stated weights and intervals (min-max and its kin, winsorising), that is
done column by column for all alternatives at once; an indicator under another method is computed by
``climb.rise`` for each different value, and a method whose parts hang together (data-driven weights, means
that are no sums) by ``climb`` for each alternative.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gaoxin.evaluation.cells import Bound, Cells, Column, Mask, Matrix
from gaoxin.evaluation.climb import Climb, climb, rise
from gaoxin.evaluation.curve import bend
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.evaluation.plan import posts
from gaoxin.evaluation.standardise import measure, midpoint
from gaoxin.evaluation.transform import outside, transform
from gaoxin.evaluation.weigh import WEIGHTS
from gaoxin.integrity.clipped import Clipping
from gaoxin.terms import Missing, Refusal

BY_INTERVAL = (
    "minmax",
    "efficacy",
    "distance_to_max",
    "fraction_of_max",
    "goalposts",
    "distance_to_target",
    "scaled",
    "none",
)
"""Methods of standardising that look at nothing but the ends of the column."""

EQUAL = 1e-10
"""Scores nearer than this are one score, as they are when computed in one order."""

Values = Mapping[str, tuple[Column, Mask]]
"""By indicator: its value under every alternative (nan missing), and where the edition leaves it empty."""

Piece = tuple[NDArray[np.intp], Column, Column | Matrix]
"""Alternatives, the zone's own standard under each, and the others' standards (one row, or a row each)."""


@dataclass(frozen=True)
class Outcome:
    """Score and rank under every alternative; nan where the round would refuse it or the zone has no rank."""

    score: Column
    rank: Column


class Rescoring:
    """One round, ready to say what would have been with other figures in one zone."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.edition, self.climb = evaluation.edition, evaluation.climb
        self.plan, self.cells = self.climb.plan, self.climb.cells
        self.row = {unit: row for row, unit in enumerate(self.cells.units)}

    @cached_property
    def in_columns(self) -> bool:
        """Whether the indicators can be looked at one by one."""
        stated = self.plan.is_a_sum and self.plan.weights.name not in WEIGHTS
        return stated and self.plan.impute.name == "none" and self.plan.missing.name in ("worst", "fail")

    def outcomes(self, unit: str, values: Values, size: int) -> Outcome:
        """Return score and rank of a zone under every one of ``size`` alternatives for its values."""
        if not self.in_columns:
            return self._by_climbing(self.row[unit], values, size)
        row = self.row[unit]
        counted = bool(self.cells.ranked[row])
        rivals = self.cells.ranked.copy()
        rivals[row] = False
        moving = [place for place, code in enumerate(self.cells.codes) if code in values]
        still = [place for place in range(len(self.cells.codes)) if place not in moving]
        weights = self.climb.weights[row]
        score = np.full(size, float(self.climb.standards[row, still] @ weights[still]))
        steady = self.climb.standards[np.flatnonzero(rivals)][:, still] @ weights[still]
        others = np.zeros((size if counted else 0, len(steady)))
        for place in moving:
            value, structural = values[self.cells.codes[place]]
            for at, own, theirs in _Column(self, row, place, rivals).pieces(value, structural):
                score[at] += weights[place] * own
                if theirs.ndim == 1 and len(at) == size:
                    steady = steady + weights[place] * theirs
                elif counted:
                    others[at] += weights[place] * theirs
        if not counted:
            return Outcome(score, np.full(size, np.nan))
        return Outcome(score, _places(score, others + steady, self.plan.ties))

    def climbed(self, unit: str, values: Values, at: int) -> Climb | None:
        """Return the round climbed again in full under one alternative; None where it would be refused."""
        try:
            return climb(self.edition, self.cells_with(self.row[unit], values, at))
        except Refusal:
            return None

    def cells_with(self, row: int, values: Values, at: int) -> Cells:
        """Return the cells of the round with one zone's values replaced by those of one alternative."""
        value, reason = self.cells.value.copy(), self.cells.reason.copy()
        for code, (column, structural) in values.items():
            place = self.cells.codes.index(code)
            value[row, place] = column[at]
            gap = Missing.STRUCTURAL if structural[at] else Missing.UNREPORTED
            reason[row, place] = gap if np.isnan(column[at]) else None
        return replace(self.cells, value=value, reason=reason)

    def _by_climbing(self, row: int, values: Values, size: int) -> Outcome:
        climbs = [self.climbed(self.cells.units[row], values, at) for at in range(size)]
        score = [np.nan if one is None else float(one.score[row]) for one in climbs]
        return Outcome(
            np.array(score), np.array([np.nan if one is None else float(one.rank[row]) for one in climbs])
        )


class _Column:
    """One indicator, one zone moving in it."""

    def __init__(self, round_: Rescoring, row: int, place: int, rivals: Mask) -> None:
        self.round, self.row, self.place, self.rivals = round_, row, place, rivals
        self.plan, climb = round_.plan, round_.climb
        self.indicator, self.treatment = self.plan.indicators[place], self.plan.treatments[place]
        self.method = self.plan.standardise[place]
        self.counted = bool(climb.cells.ranked[row])
        self.others: Column = climb.transformed[rivals, place]
        self.known = self.others[~np.isnan(self.others)]
        self.sign = -1.0 if self.indicator.direction == "lower" else 1.0

    def pieces(self, value: Column, structural: Mask) -> Iterator[Piece]:
        """Yield the standards under every alternative; alternatives that the round would refuse give nan."""
        refused = outside(value, self.indicator) & ~np.isnan(value)
        if self.plan.missing.name == "fail":
            refused |= np.isnan(value) & ~structural
        there = np.flatnonzero(~refused)
        if refused.any():
            yield (
                np.flatnonzero(refused),
                np.full(int(refused.sum()), np.nan),
                np.full(len(self.others), np.nan),
            )
        if not self.counted:
            yield there, self._in_shadow(value[there]), np.full(len(self.others), np.nan)
        elif (
            self.treatment.name in ("none", "winsorise")
            and self.method.name in BY_INTERVAL
            and len(self.known)
        ):
            moved = _transformed(value[there], self.indicator)
            for group, low, high in self._groups(moved):
                yield there[group], *self._standards(moved[group], low, high)
        else:
            for one in np.unique(value[there]):
                group = there[np.isnan(value[there]) if np.isnan(one) else value[there] == one]
                yield group, *self._risen(float(one), structural=bool(structural[group[0]]), size=len(group))

    def _in_shadow(self, value: Column) -> Column:
        """Score a zone that makes no bounds against the bounds of the others."""
        bound = self.round.climb.bounds[self.indicator.code]
        moved = _transformed(value, self.indicator)
        own = self._standard(self.sign * (moved if bound.log is None else bend(moved, bound.log)), bound)
        return np.where(np.isnan(own), self.round.climb.standards[self.rivals, self.place].min(), own)

    def _groups(self, own: Column) -> Iterator[tuple[NDArray[np.intp], float, float]]:
        """Yield the alternatives that leave treatment and ends of the column the same, with its interval."""
        gone, at = np.flatnonzero(np.isnan(own)), np.flatnonzero(~np.isnan(own))
        if len(gone):
            treated = self.treatment.function(self.known).column
            yield gone, float(treated.min()), float(treated.max())
        low, high = self._interval(own[at])
        ends = np.minimum(own[at], self.known.min()), np.maximum(own[at], self.known.max())
        keys = np.column_stack([low, high, *(np.clip(end, low, high) for end in ends)])
        if len(at) and (keys == keys[0]).all():
            yield at, float(low[0]), float(high[0])
            return
        kept, which = np.unique(keys, axis=0, return_inverse=True)
        order = np.argsort(which, kind="stable")
        groups = np.split(order, np.flatnonzero(np.diff(which[order])) + 1) if len(at) else []
        yield from ((at[one], float(key[0]), float(key[1])) for one, key in zip(groups, kept, strict=True))

    def _interval(self, own: Column) -> tuple[Column, Column]:
        if self.treatment.name == "none" or not len(own):
            return np.full(len(own), -np.inf), np.full(len(own), np.inf)
        return self._clipping.intervals(own)

    @cached_property
    def _clipping(self) -> Clipping:
        options = self.treatment.options
        limits = {"max_": options["max_"], "skew": options["skew"], "kurt": options["kurt"]}
        return Clipping(self.known, self.treatment.function, **limits)

    def _standards(self, own: Column, low: float, high: float) -> tuple[Column, Column | Matrix]:
        """Return the standards of a group, whose interval and ends are the same."""
        column = self.sign * np.clip(np.concatenate([self.others, own]), low, high)
        given = {name: self.sign * value for name, value in posts(self.indicator).items()}
        bound = measure(self.method.name, column[~np.isnan(column)], given, None)
        made = self._standard(column, bound)
        return _filled(made[len(self.others) :], made[: len(self.others)])

    def _standard(self, column: Column, bound: Bound) -> Column:
        if not bound.constant:
            return np.asarray(self.method.function(column, bound))
        if not self.plan.midpoint:
            return np.full(len(column), np.nan)
        return midpoint(self.method.function, column, bound)

    def _risen(self, value: float, *, structural: bool, size: int) -> tuple[Column, Column]:
        """Take one indicator up the stairs of ``climb`` under one value."""
        at = [self.place]
        plan = replace(
            self.plan, indicators=(self.indicator,), treatments=(self.treatment,), standardise=(self.method,)
        )
        values = {self.indicator.code: (np.array([value]), np.array([structural]))}
        cells = self.round.cells_with(self.row, values, 0)
        cells = replace(
            cells, codes=(self.indicator.code,), value=cells.value[:, at], reason=cells.reason[:, at]
        )
        try:
            standards = rise(plan, cells).standards[:, 0]
        except Refusal:
            return np.full(size, np.nan), np.full(len(self.others), np.nan)
        return np.full(size, standards[self.row]), standards[self.rivals]


def _transformed(values: Column, indicator: object) -> Column:
    found, known = np.full(len(values), np.nan), ~np.isnan(values)
    found[known] = transform(values[known], indicator)  # type: ignore[arg-type]
    return found


def _filled(own: Column, others: Column) -> tuple[Column, Column | Matrix]:
    """Give gaps the worst standard there is; the others' gaps may get the zone's own."""
    gaps = np.isnan(others)
    least = np.nanmin(others) if not gaps.all() else np.nan
    worst = np.fmin(least, own)
    theirs: Column | Matrix = others
    if gaps.any():
        theirs = np.tile(others, (len(own), 1))
        theirs[:, gaps] = worst[:, None]
    return np.where(np.isnan(own), worst, own), theirs


def _places(own: Column, others: Matrix, ties: str) -> Column:
    """Return the rank of the zone among the others' scores, row by row."""
    mine = own[:, None]
    above = others > mine + EQUAL
    rank = 1 + above.sum(axis=1).astype(np.float64)
    if ties == "average":
        rank += (np.abs(others - mine) <= EQUAL).sum(axis=1) / 2
    elif ties == "dense":
        better = np.sort(np.column_stack([mine, np.where(above, others, mine)]), axis=1)
        rank = 1 + (np.diff(better, axis=1) > EQUAL).sum(axis=1).astype(np.float64)
    return np.where(np.isnan(own) | np.isnan(others).any(axis=1), np.nan, rank)
