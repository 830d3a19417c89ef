"""Marks by column: which cell (indicator and zone) was given which score by which person."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gaoxin.returns import Mark

Column = NDArray[np.float64]
Places = NDArray[np.intp]
Cell = tuple[str, str]
"""Indicator and zone."""


@dataclass(frozen=True)
class Marks:
    """The marks of one panel, ordered by indicator, zone and person.

    ``cell`` and ``person`` [marks] are places in ``cells`` and ``persons``; ``score`` is exact and on the scale
    of the edition; ``weight`` counts a mark (1 unless a survey weighs for who did not answer); ``place`` says
    where a mark stands. A respondent is known within one zone only, an expert everywhere.
    """

    cells: tuple[Cell, ...]
    persons: tuple[str, ...]
    cell: Places
    person: Places
    score: tuple[Fraction, ...]
    weight: tuple[Fraction, ...]
    place: tuple[str, ...]

    @cached_property
    def value(self) -> Column:
        """The scores as floats."""
        return np.array([float(one) for one in self.score])

    @cached_property
    def weights(self) -> Column:
        """The weights as floats."""
        return np.array([float(one) for one in self.weight])

    @cached_property
    def count(self) -> Places:
        """How many marks each cell has."""
        return np.bincount(self.cell, minlength=len(self.cells)).astype(np.intp)

    @cached_property
    def of_indicator(self) -> Mapping[str, Places]:
        """The places of the cells of each indicator."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, (indicator, _) in enumerate(self.cells):
            found[indicator].append(place)
        return {indicator: np.array(places, dtype=np.intp) for indicator, places in found.items()}

    def within(self, cells: Places) -> "Marks":
        """Return the marks of some cells only; persons without a mark there are left out."""
        chosen = np.flatnonzero(np.isin(self.cell, cells))
        persons, person = np.unique(self.person[chosen], return_inverse=True)
        kept, cell = np.unique(self.cell[chosen], return_inverse=True)
        at = chosen.tolist()
        return replace(
            self,
            cells=tuple(self.cells[place] for place in kept.tolist()),
            persons=tuple(self.persons[place] for place in persons.tolist()),
            cell=cell.astype(np.intp),
            person=person.astype(np.intp),
            score=tuple(self.score[place] for place in at),
            weight=tuple(self.weight[place] for place in at),
            place=tuple(self.place[place] for place in at),
        )

    def table(self, cells: Places) -> NDArray[np.float64]:
        """Return the scores of some cells as [cells x persons who marked one of them], nan where none."""
        inside = self.within(cells)
        found = np.full((len(inside.cells), len(inside.persons)), np.nan)
        found[inside.cell, inside.person] = inside.value
        return found


def by_column(marks: Iterable[Mark]) -> Marks:
    """Return the individual marks of one panel by column; what a meeting agreed is left out."""
    rows = sorted(
        ((one.indicator, one.zone, _person(one), one) for one in marks if not one.agreed),
        key=lambda row: row[:3],
    )
    cells = {cell: place for place, cell in enumerate(dict.fromkeys(row[:2] for row in rows))}
    persons = {name: place for place, name in enumerate(sorted({row[2] for row in rows}))}
    return Marks(
        cells=tuple(cells),
        persons=tuple(persons),
        cell=np.array([cells[row[:2]] for row in rows], dtype=np.intp),
        person=np.array([persons[row[2]] for row in rows], dtype=np.intp),
        score=tuple(row[3].score for row in rows),
        weight=tuple(row[3].weight for row in rows),
        place=tuple(row[3].place for row in rows),
    )


def _person(mark: Mark) -> str:
    return mark.person if mark.panel == "expert" else f"{mark.zone} {mark.person}"
