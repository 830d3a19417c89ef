"""Marks to ask about and zones on which opinion is divided: flagged for a person to look at, never deleted."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from gaoxin.panels.combine import facets
from gaoxin.panels.facets import Facets, fit
from gaoxin.panels.marks import Cell, Column, Marks
from gaoxin.terms import Text

LIMIT = 3.0
"""A mark is asked about when it lies this many standard errors from what the others lead one to expect."""

APART = 20.0
"""Opinion is divided where the two halves of the marks lie at least this many points apart."""


@dataclass(frozen=True, slots=True)
class Query:
    """A mark to ask about: what was given, what the others lead one to expect, how many errors apart."""

    indicator: str
    zone: str
    person: str
    score: float
    expected: float
    errors: float
    place: str

    @property
    def question(self) -> Text:
        """What to ask the person; the mark stands whatever the answer."""
        zh = f"{self.zone} {self.indicator} 给 {self.score:g} 分，其他评分预期约 {self.expected:.1f}；请确认或说明，原分照计"
        en = f"{self.zone} {self.indicator}: {self.score:g} where the other marks lead to about {self.expected:.1f}; confirm or explain, the mark stands"
        return Text(zh, en)


def queries(marks: Marks, limit: float = LIMIT) -> list[Query]:
    """Return the marks whose studentised residual is beyond the limit, the largest first.

    The expectation is that of the many-facet model over the whole panel where its design is connected, else
    the mean of the cell; a strict expert is not asked about being strict.
    """
    if not marks.cells:
        return []
    found = facets(marks)
    if isinstance(found, Text):
        found = _by_cells(marks)
    beyond = np.flatnonzero(np.abs(np.nan_to_num(found.studentised)) > limit)
    order = sorted(beyond.tolist(), key=lambda at: (-abs(found.studentised[at]), at))
    return [
        Query(
            marks.cells[marks.cell[at]][0],
            marks.cells[marks.cell[at]][1],
            marks.persons[marks.person[at]],
            float(marks.value[at]),
            float(marks.value[at] - found.residual[at]),
            float(found.studentised[at]),
            marks.place[at],
        )
        for at in order
    ]


def by_chance(marks: Marks, limit: float = LIMIT) -> float:
    """Return how many marks would be asked about if all differences were normal chance."""
    return float(2 * norm.sf(limit) * len(marks.score))


def _by_cells(marks: Marks) -> Facets:
    """Return the fit without persons: every mark has a person of its own cell's mean."""
    alone = np.zeros(len(marks.cell), dtype=np.intp)
    return fit(marks.cell, alone, marks.value, len(marks.cells), 1)


@dataclass(frozen=True, slots=True)
class Spread:
    """How the marks of a cell lie: lowest and highest, sd, and the widest gap between two camps."""

    cell: Cell
    low: float
    high: float
    sd: float
    gap: float

    @property
    def places(self) -> tuple[float, float, float, float]:
        """Sd, lowest, highest and gap."""
        return self.sd, self.low, self.high, self.gap

    def divided(self, apart: float = APART) -> bool:
        """Whether two camps of at least two persons each stand apart; dissent is kept beside the score."""
        return self.gap >= apart


def spreads(marks: Marks) -> list[Spread]:
    """Return how the marks lie, cell by cell; sd (n - 1) and gap are 0 where there are too few."""
    starts = np.concatenate([[0], np.cumsum(marks.count)])
    found = []
    for cell, first, last in zip(marks.cells, starts[:-1], starts[1:], strict=True):
        values = np.sort(marks.value[first:last])
        sd = float(values.std(ddof=1)) if len(values) > 1 else 0.0
        found.append(Spread(cell, float(values[0]), float(values[-1]), sd, _gap(values)))
    return found


def _gap(values: Column) -> float:
    """Return the widest step in the sorted marks that leaves two marks or more on either side."""
    steps = np.diff(values)[1:-1]
    return float(steps.max()) if len(steps) else 0.0


def severity(marks: Marks) -> tuple[Facets | None, list[Text]]:
    """Return the many-facet fit where it can be made, and in words how far the design is connected."""
    found = facets(marks)
    if isinstance(found, Text):
        return None, [found]
    zh = f"评分设计连通：{len(marks.persons)} 人、{len(marks.cells)} 格、{len(marks.score)} 个分"
    en = f"the design is connected: {len(marks.persons)} persons, {len(marks.cells)} cells, {len(marks.score)} marks"
    return found, [Text(zh, en)]
