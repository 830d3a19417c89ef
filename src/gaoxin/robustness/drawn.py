"""From values drawn with error to their standards: cap, transform, treatment, direction, scale, gaps."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from gaoxin.edition import Indicator
from gaoxin.edition.options import Choice
from gaoxin.evaluation.cells import Bound, Bounds, Column, Matrix
from gaoxin.evaluation.plan import Plan
from gaoxin.evaluation.standardise import STANDARDISE, measure
from gaoxin.evaluation.transform import declared
from gaoxin.robustness import blocks
from gaoxin.robustness.errors import Errors
from gaoxin.robustness.library import Columns, Library
from gaoxin.robustness.scores import Block


@dataclass(frozen=True)
class Sheet:
    """Drawn columns that are treated alike: same scale, same units with a value.

    ``at`` are their places among the drawn columns, ``columns`` among all codes, ``units`` those with a
    value; ``slot`` is the reading that the draws must be in, None when the reading does not matter;
    ``reference`` the place of the reference unit among ``units`` where the method has one.
    """

    at: NDArray[np.intp]
    columns: NDArray[np.intp]
    units: NDArray[np.intp]
    slot: int | None
    treat: Choice
    choice: Choice
    reference: int | None


def sheets(plan: Plan, errors: Errors, library: Library) -> tuple[Sheet, ...]:
    """Return the sheets of a variant; columns with gaps stand alone, by reading where it matters."""
    values, sizes = library.values, library.slots.sizes
    groups: dict[str, list[int]] = defaultdict(list)
    slots: dict[str, int | None] = {}
    for at, column in enumerate(errors.columns.tolist()):
        gaps = np.isnan(values[: sizes[column], column])
        same = bool((gaps == gaps[0]).all())
        for slot in (None,) if same else range(len(gaps)):
            alone, alike = (
                (column, slot),
                (plan.standardise[column].in_force, plan.treatments[column].in_force),
            )
            key = str(alone if gaps.any() else alike)
            slots[key] = slot
            groups[key].append(at)
    return tuple(_sheet(plan, errors, library, at, slots[key]) for key, at in groups.items())


def _sheet(plan: Plan, errors: Errors, library: Library, at: list[int], slot: int | None) -> Sheet:
    columns = errors.columns[at]
    first = int(columns[0])
    units = np.flatnonzero(~np.isnan(library.values[slot or 0, first]))
    choice = plan.standardise[first]
    names = [library.slots.given.cells.units[unit] for unit in units.tolist()]
    reference = names.index(choice.options["unit"]) if "unit" in choice.options else None
    return Sheet(np.array(at), columns, units, slot, plan.treatments[first], choice, reference)


def restandardise(
    standards: Block, drawn: Block, sheet: Sheet, columns: Columns, slots: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Write the standards of a sheet's drawn values into ``standards``; return the draws concerned."""
    rows = np.arange(len(drawn))
    if sheet.slot is not None:
        rows = np.flatnonzero(slots[:, sheet.columns[0]] == sheet.slot)
    everybody = sheet.slot is None and len(sheet.units) == drawn.shape[2]
    if everybody:
        values = drawn if len(sheet.at) == drawn.shape[1] else drawn[:, sheet.at]
    else:
        values = drawn[np.ix_(rows, sheet.at, sheet.units)]
    indicators = [columns.plan.indicators[column] for column in sheet.columns.tolist()]
    values = _transformed(values, indicators)
    values = _treated(values, sheet.treat)
    signs = np.array([-1.0 if one.direction == "lower" else 1.0 for one in indicators])
    if (signs < 0).any():
        values *= signs[:, None]
    if sheet.choice.name in blocks.STANDARDISE:
        made = blocks.STANDARDISE[sheet.choice.name](values, **sheet.choice.options)
    else:
        made = _by_hand(values, indicators, sheet, columns.bounds)
    if everybody:
        standards[:, sheet.columns] = made
    else:
        standards[np.ix_(rows, sheet.columns, sheet.units)] = made
    return rows


def fill(
    standards: Block, sheet: Sheet, rows: NDArray[np.intp], structural: NDArray[np.bool_], policy: str
) -> None:
    """Give the gaps of a sheet's column their standards, from what is known in each draw."""
    column = int(sheet.columns[0])
    gaps = np.setdiff1d(np.arange(standards.shape[2]), sheet.units)
    if len(gaps):
        known = standards[np.ix_(rows, sheet.columns[:1], sheet.units)][:, 0]
        worst, other = known.min(axis=1), _POLICIES[policy](known)
        given_worst = structural[sheet.slot or 0, column, gaps]
        filled = np.where(given_worst, worst[:, None], other[:, None])
        standards[np.ix_(rows, sheet.columns[:1], gaps)] = filled[:, None]


def _open(known: Matrix) -> Column:
    return np.full(len(known), np.nan)


_POLICIES: Mapping[str, Callable[[Matrix], Column]] = {
    "worst": lambda known: known.min(axis=1),
    "median": lambda known: np.median(known, axis=1),
    "rescale": _open,
    "fail": _open,
}
"""What a missing standard gets from the known ones [draws x units]: evaluation/missing, for many draws."""


def _transformed(values: Block, indicators: Sequence[Indicator]) -> Block:
    caps = np.array([np.inf if one.cap is None else float(one.cap) for one in indicators])
    if np.isfinite(caps).any():
        np.minimum(values, caps[:, None], out=values)
    kinds = [declared(one) for one in indicators]
    for at, (using, scale) in enumerate(kinds):
        if using == "log":
            np.log(values[:, at], out=values[:, at])
        elif using == "log1p":
            np.log1p(values[:, at] / scale, out=values[:, at])
    return values


def _treated(values: Block, treat: Choice) -> Block:
    if treat.name in blocks.TREAT:
        return blocks.TREAT[treat.name](values, **treat.options)
    return blocks.each(values, lambda column: treat.function(column).column)


def _by_hand(values: Block, indicators: Sequence[Indicator], sheet: Sheet, bounds: Bounds) -> Block:
    """Standardise column by column with the functions of the evaluation; goalposts and targets stay."""
    made = np.empty_like(values)
    for at, one in enumerate(indicators):
        standard = partial(_standard, sheet=sheet, fixed=bounds[one.code])
        made[:, at] = blocks.each(values[:, at], standard)
    return made


def _standard(column: Column, sheet: Sheet, fixed: Bound) -> Column:
    name, options = sheet.choice.name, sheet.choice.options
    posts = {"lower": fixed.lower, "upper": fixed.upper, "target": fixed.upper}
    if sheet.reference is not None:
        posts["reference"] = float(column[sheet.reference])
    return STANDARDISE[name](column, measure(name, column, posts, fixed.log), **options)
