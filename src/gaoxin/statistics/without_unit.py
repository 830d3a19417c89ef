"""Leaving out one unit: bounds, treatment and fillings are found again, and the order of the others compared.

A column is computed again only where the unit had a say in it: where it alone stood at an end, where the
column was treated, imputed or standardised by all units. Everywhere else the others keep their standards, bit
for bit, so that the whole table costs little more than its rankings.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gaoxin.evaluation.cells import Cells, Column, Matrix
from gaoxin.evaluation.climb import rise, settle, weighed
from gaoxin.evaluation.impute import ROWS
from gaoxin.evaluation.moments import present
from gaoxin.evaluation.plan import Plan
from gaoxin.evaluation.rank import rank
from gaoxin.evaluation.score_tree import score_tree
from gaoxin.evaluation.treat import failing_side, winsorising
from gaoxin.statistics.parts import Parts, only
from gaoxin.statistics.shift import Shift, shift
from gaoxin.terms import DataRefused, Unusable

BY_ENDS = (
    "minmax",
    "efficacy",
    "distance_to_max",
    "fraction_of_max",
    "distance_to_target",
    "distance_to_reference",
    "goalposts",
    "scaled",
    "none",
)
"""Methods of standardising that look at the least and the greatest value, or at none."""


class WithoutUnit(NamedTuple):
    """How the ranks of the others move without a unit, and in how many indicators it had a say."""

    shift: Shift | None
    columns: int
    reason: str


class Say(NamedTuple):
    """Where [units x codes] leaving out a unit may change the others' values, or their standards only."""

    values: NDArray[np.bool_]
    standards: NDArray[np.bool_]


def without_units(parts: Parts) -> dict[str, WithoutUnit]:
    """Return the round without each ranked unit; DataRefused cases of a smaller round become reasons."""
    say = says(parts)
    return {unit: _without(parts, row, say) for row, unit in enumerate(parts.units)}


def says(parts: Parts) -> Say:
    """Return where every unit has a say; elsewhere the others keep their standards."""
    plan, ranked = parts.climb.plan, parts.climb.cells.ranked
    at_end = _alone_at_an_end(parts.climb.treated[ranked])
    standards, values = at_end | _alone_at_an_end(parts.standards), np.zeros_like(at_end)
    gaps = (np.isnan(parts.cells.value) & ~parts.cells.structural).any(axis=0)
    values[:, gaps] = plan.impute.name != "none"
    standards[:, gaps] |= plan.missing.name == "median"
    for place, (treatment, standard) in enumerate(zip(plan.treatments, plan.standardise, strict=True)):
        standards[:, place] |= standard.name not in BY_ENDS
        if treatment.name.startswith("winsorise"):
            values[:, place] |= _treated_otherwise(parts, place, treatment.options)
        if parts.climb.bounds[parts.cells.codes[place]].log is not None:
            values[:, place] |= at_end[:, place]
        values[:, place] |= "log_ct_plus" in (treatment.name, treatment.options.get("log"))
    values[:, (~np.isnan(parts.climb.treated[ranked])).sum(axis=0) < 2] = True
    if plan.impute.name in ROWS:
        values |= (values | at_end).any(axis=1, keepdims=True)
    return Say(values, standards)


def standards_without(parts: Parts, row: int, say: Say) -> tuple[Cells, Matrix]:
    """Return the cells and standards of the others, computed again where the unit has a say."""
    climb, kept = parts.climb, np.arange(len(parts.units)) != row
    cells, standards = only(parts.cells, kept), parts.standards[kept]
    anew = np.flatnonzero(say.values[row])
    if len(anew):
        standards[:, anew] = rise(_plan_of(climb.plan, anew), _cells_of(cells, anew)).standards
    settled = np.flatnonzero(say.standards[row] & ~say.values[row])
    if len(settled):
        plan, own = _plan_of(climb.plan, settled), _cells_of(cells, settled)
        curves = [climb.bounds[code].log for code in own.codes]
        values = climb.treated[climb.cells.ranked][kept][:, settled]
        standards[:, settled] = settle(plan, own, values, curves)[0]
    return cells, standards


def _without(parts: Parts, row: int, say: Say) -> WithoutUnit:
    plan, kept = parts.climb.plan, np.arange(len(parts.units)) != row
    count = int((say.values[row] | say.standards[row]).sum())
    try:
        cells, standards = standards_without(parts, row, say)
        scores = score_tree(weighed(plan, cells, standards), plan, cells, standards).total
    except (DataRefused, Unusable):
        return WithoutUnit(None, count, "cannot_be_scored")
    before, after = (rank(one, cells.ranked, plan.ties) for one in (parts.score[kept], scores))
    return WithoutUnit(shift(cells.units, before, after), count, "")


def _plan_of(plan: Plan, places: NDArray[np.intp]) -> Plan:
    chosen = places.tolist()
    if len(chosen) == len(plan.indicators):
        return plan
    return replace(
        plan,
        indicators=tuple(plan.indicators[place] for place in chosen),
        treatments=tuple(plan.treatments[place] for place in chosen),
        standardise=tuple(plan.standardise[place] for place in chosen),
    )


def _cells_of(cells: Cells, places: NDArray[np.intp]) -> Cells:
    codes = tuple(cells.codes[place] for place in places.tolist())
    return replace(cells, codes=codes, value=cells.value[:, places], reason=cells.reason[:, places])


def _alone_at_an_end(values: Matrix) -> NDArray[np.bool_]:
    """Return who alone holds the least or the greatest value of a column."""
    alone = np.zeros(values.shape, dtype=bool)
    for end in (np.nanmin(values, axis=0), np.nanmax(values, axis=0)):
        there = values == end
        alone |= there & (there.sum(axis=0) == 1)
    return alone


def _treated_otherwise(parts: Parts, place: int, options: Mapping[str, Any]) -> NDArray[np.bool_]:
    """Return without whom a column would be winsorised otherwise, or may be.

    Whoever was moved, stood where others were moved to, or stands at an end that was not moved for their
    number; and without whom skewness and kurtosis pass where they failed, or fail where they passed.
    """
    column = parts.climb.transformed[parts.climb.cells.ranked, place]
    skew, kurt = options["skew"], options["kurt"]
    steps = list(winsorising(column, max_=options["max_"], skew=skew, kurt=kurt))
    known = present(column)
    otherwise = np.full(len(column), len(np.unique(known)) <= len(steps) + _FEW)
    for before, after in pairwise(steps):
        moved = (before != after) & ~np.isnan(before)
        otherwise |= moved | np.isin(before, after[moved])
    for step in steps:
        otherwise |= _verdict_may_turn(step, failing_side(present(step), skew, kurt), skew, kurt)
    if failing_side(present(steps[-1]), skew, kurt) is not None:
        otherwise |= np.isin(steps[-1], (np.nanmin(steps[-1]), np.nanmax(steps[-1])))
    return np.asarray(otherwise & ~np.isnan(column))


def _verdict_may_turn(column: Column, high: bool | None, skew: float, kurt: float) -> NDArray[np.bool_]:
    """Return without whom a column that fails at one side (or passes) may not, within a margin."""
    skewness, kurtosis = moments_without(column)
    margin = _MARGIN if high is None else -_MARGIN
    with np.errstate(invalid="ignore"):
        fails = (np.abs(skewness) >= skew - margin) & (kurtosis >= kurt - margin)
        same_side = skewness >= 0 if high else skewness < 0
    turns = fails if high is None else ~(fails & same_side)
    return np.asarray(np.isnan(skewness) | turns)


_FEW = 3
"""Columns of hardly more different values than this are treated again without each unit."""

_MARGIN = 1e-6
"""How near to its limit skewness must come for the treatment to be carried out again."""


def moments_without(column: Column) -> tuple[Column, Column]:
    """Return skewness G1 and kurtosis G2 of a column without each of its values; nan where there is none."""
    known = column[~np.isnan(column)]
    none = np.full(len(column), np.nan)
    if len(known) < 6 or np.ptp(known) == 0:
        return none, none
    away = (column - known.mean()) / np.ptp(known)
    n = float(len(known) - 1)
    first, second, third, fourth = (np.nansum(away**power) - away**power for power in (1, 2, 3, 4))
    mean = first / n
    m2 = second / n - mean**2
    m3 = third / n - 3 * mean * second / n + 2 * mean**3
    m4 = fourth / n - 4 * mean * third / n + 6 * mean**2 * second / n - 3 * mean**4
    with np.errstate(divide="ignore", invalid="ignore"):
        g1, g2 = m3 / m2**1.5, m4 / m2**2 - 3
    flat = ~(m2 > 1e-12)
    skewness = np.sqrt(n * (n - 1)) / (n - 2) * g1
    kurtosis = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6)
    return np.where(flat, np.nan, skewness), np.where(flat, np.nan, kurtosis)
