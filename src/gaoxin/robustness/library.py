"""The standards of every indicator under every variant of method, climbed once; a draw only picks from them.

What comes before the means treats each indicator for itself, so a standard depends on transform, treatment,
normalisation and reading alone, and a few dozen climbs hold the standards of any number of draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gaoxin.edition import Edition
from gaoxin.evaluation.cells import Bounds, Cells
from gaoxin.evaluation.climb import Risen, rise
from gaoxin.evaluation.impute import ROWS
from gaoxin.evaluation.missing import MISSING
from gaoxin.evaluation.plan import Plan, plan
from gaoxin.robustness.readings import Slots
from gaoxin.robustness.scores import Block
from gaoxin.robustness.shares import only
from gaoxin.robustness.variant import column_by_column
from gaoxin.terms import DataRefused, Fault, Text


@dataclass(frozen=True)
class Columns:
    """The columns of one variant, ``imputed`` in raw units and ``standards`` [slots x codes x units].

    Both are nan where an unreported value is still open.
    """

    plan: Plan
    imputed: Block
    standards: Block
    bounds: Bounds

    def filled(self, policy: str) -> Block:
        """Return the standards after the policy on what is missing."""
        filled = self.standards.copy()
        for slot, place in np.argwhere(np.isnan(filled).any(axis=2)).tolist():
            column = filled[slot, place]
            gaps = np.isnan(column)
            column[gaps] = MISSING[policy](column[~gaps])
        return filled


class Library:
    """Columns by variant, made when they are first asked for; ``editions`` are the variants in order."""

    def __init__(self, editions: Sequence[Edition], policies: Sequence[str], slots: Slots) -> None:
        self.editions, self.policies, self.slots = tuple(editions), tuple(policies), slots
        self._columns: dict[int, Columns] = {}
        self._filled: dict[tuple[int, int], Block] = {}
        self._refuse_gaps()

    def columns(self, variant: int) -> Columns:
        """Return the columns of a variant; DataRefused or Unusable when its climb is refused."""
        if variant not in self._columns:
            self._columns[variant] = _climbed(column_by_column(self.editions[variant]), self.slots)
        return self._columns[variant]

    def standards(self, variant: int, policy: int) -> Block:
        """Return the standards of a variant under a policy on missing values [slots x codes x units]."""
        if (variant, policy) not in self._filled:
            self._filled[variant, policy] = self.columns(variant).filled(self.policies[policy])
        return self._filled[variant, policy]

    @property
    def values(self) -> Block:
        """The imputed values in raw units [slots x codes x units], nan where missing."""
        return self.columns(0).imputed

    @cached_property
    def structural(self) -> NDArray[np.bool_]:
        """The cells that the edition itself gives the worst standard [slots x codes x units]."""
        return np.stack([cells.structural.T for cells in self.slots.cells])

    def _refuse_gaps(self) -> None:
        """Refuse a missing value where the policy is to fail: it may come with another reading."""
        if "fail" not in self.policies:
            return
        gaps = np.isnan(self.values) & ~self.structural
        codes, units = self.slots.given.cells.codes, self.slots.given.cells.units
        faults = [
            Fault(
                f"indicator/{codes[place]}@{units[unit]}",
                Text("缺值，而 missing 写了 fail", "is missing, and missing says fail"),
                remedy=Text("missing 写 worst、median 或 rescale", "set missing to worst, median or rescale"),
            )
            for _, place, unit in np.argwhere(gaps).tolist()
        ]
        if faults:
            raise DataRefused(faults)


def _climbed(edition: Edition, slots: Slots) -> Columns:
    """Climb once with every indicator, then with those alone that have a further slot.

    Imputation along the row looks at the others: then all are there, each in its own reading of that slot.
    """
    method = plan(edition)
    first = rise(method, slots.cells[0])
    imputed, standards = (
        np.repeat(one.T[None], len(slots.cells), axis=0) for one in (first.imputed, first.standards)
    )
    for slot, cells in enumerate(slots.cells[1:], start=1):
        further = np.flatnonzero(slots.sizes > slot)
        places = np.arange(len(cells.codes)) if method.impute.name in ROWS else further
        risen = _risen(edition, cells, places)
        at = np.searchsorted(places, further)
        imputed[slot, further], standards[slot, further] = risen.imputed.T[at], risen.standards.T[at]
    return Columns(method, imputed, standards, first.bounds)


def _risen(edition: Edition, cells: Cells, places: NDArray[np.intp]) -> Risen:
    codes = tuple(cells.codes[place] for place in places.tolist())
    part = replace(cells, codes=codes, value=cells.value[:, places], reason=cells.reason[:, places])
    return rise(plan(only(edition, codes)), part)
