"""What a robustness run is about: the ranked units of one result, their values, how sure the panels are."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from gaoxin.edition import Edition
from gaoxin.edition.method import Marking
from gaoxin.evaluation.cells import Cells, Column, Matrix
from gaoxin.evaluation.climb import Climb
from gaoxin.evaluation.derive import Derivation
from gaoxin.panels.combine import MEAN, combine
from gaoxin.returns import Mark
from gaoxin.snapshot import Figure
from gaoxin.terms import DataRefused, Fault, Text

FEWEST, MOST = 3, 2**15 - 1
PANELS = ("survey", "expert")


@dataclass(frozen=True)
class Given:
    """Ranked and provisional units only: shadow units neither make bounds nor have a rank.

    ``rank`` is the published one; ``derivation`` derives values anew under other readings (None for ready
    values); ``panel`` [units x codes] holds the standard errors of panel means in the indicator's unit, 0
    where there is none.
    """

    edition: Edition
    cells: Cells
    rank: Column
    derivation: Derivation | None
    panel: Matrix


def given(
    edition: Edition, climb: Climb, derivation: Derivation | None = None, marks: Iterable[Mark] = ()
) -> Given:
    """Return what the run is about; DataRefused with fewer than three ranked units."""
    ranked = climb.cells.ranked
    count = int(ranked.sum())
    if not FEWEST <= count <= MOST:
        found = Text(f"有 {count} 个参评单位", f"has {count} ranked units")
        raise DataRefused(
            Fault("robustness", found, Text(f"须有 {FEWEST} 至 {MOST} 个", f"{FEWEST} to {MOST} are needed"))
        )
    cells = among(climb.cells, ranked)
    panel = np.zeros(cells.value.shape) if derivation is None else panel_errors(derivation, cells, marks)
    return Given(edition, cells, climb.rank[ranked], derivation, panel)


def among(cells: Cells, units: np.ndarray) -> Cells:
    """Return the cells of some units."""
    rows = np.flatnonzero(units).tolist()
    return Cells(
        units=tuple(cells.units[row] for row in rows),
        codes=cells.codes,
        value=cells.value[rows],
        reason=cells.reason[rows],
        shadow=cells.shadow[rows],
        groups={name: tuple(labels[row] for row in rows) for name, labels in cells.groups.items()},
    )


def standard_errors(
    marks: Iterable[Mark], survey: Marking = MEAN, expert: Marking = MEAN
) -> dict[tuple[str, str], float]:
    """Return the standard error of each panel score by (panel.indicator, zone), as its method has it.

    The plain mean has sd (n - 1) over root n; a mean of one mark gets the pooled sd of the indicator's other
    zones; where no zone has two marks, nothing is known of the error and it is 0.
    """
    sent = tuple(marks)
    return {
        (f"{panel}.{code}", zone): one.error
        for panel, method in (("survey", survey), ("expert", expert))
        for (code, zone), one in combine(panel, sent, method).items()
    }


def panel_errors(derivation: Derivation, cells: Cells, marks: Iterable[Mark]) -> Matrix:
    """Return the standard errors in the units of the indicators: how far a value moves with its panel mean.

    The indicator is derived once more with every panel mean moved by its standard error, so that any formula
    over the mean is right to first order.
    """
    method = derivation.edition.method
    snapshot, moved = derivation.snapshot, dict[tuple[str, str, int], Figure]()
    for (name, zone), error in standard_errors(marks, method.survey, method.expert).items():
        key = (name, zone, snapshot.year)
        figure = snapshot.figures.get(key)
        if figure is not None and figure.value is not None:
            moved[key] = replace(figure, value=figure.value + Fraction(error))
    figures = {**snapshot.figures, **moved}
    other = Derivation(derivation.edition, replace(snapshot, figures=figures), derivation.figures)
    errors = np.zeros(cells.value.shape)
    for place, indicator in enumerate(derivation.edition.indicators):
        for row, unit in enumerate(cells.units if indicator.source in PANELS else ()):
            value, there = other.value(indicator.code, unit).value, cells.value[row, place]
            errors[row, place] = 0.0 if value is None or np.isnan(there) else abs(float(value) - there)
    return errors
