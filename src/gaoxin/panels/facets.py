"""The many-facet model: a mark is the worth of a cell, plus how mild the person is, plus chance.

y_ce = cell_c + mildness_e + chance, the mildnesses of each connected part adding up to 0, by least squares:
corrections of raters' effects after Braun (1988) and Houston, Raymond and Svec (1991), the linear sister of
the many-facet Rasch model (Linacre 1989). A person is as mild with one indicator as with another.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaoxin.panels.marks import Column, Places

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Facets:
    """What the model says of cells, persons and marks.

    ``score`` [cells] is the mark that a person of average severity would give and ``error`` its standard
    error; ``mildness`` [persons] is above 0 for who marks higher than others (a strict person is below 0);
    ``sigma`` is the standard deviation of chance; ``residual`` [marks] is mark minus what the model expects
    and ``studentised`` the same over its standard error without that mark (nan where nothing can be said);
    ``freedom`` are the degrees of freedom left. Errors are nan where ``freedom`` is 0.
    """

    score: Column
    error: Column
    mildness: Column
    mildness_error: Column
    sigma: float
    residual: Column
    studentised: Column
    freedom: int


def parts(cell: Places, person: Places, cells: int, persons: int) -> tuple[Places, Places]:
    """Return which connected part each cell and each person is in, parts being numbered from 0.

    Two cells are connected when a person marked both, directly or over others. Scores of different parts
    cannot be compared after correction: nobody knows whether the persons or the zones differ.
    """
    of_person = np.arange(persons)
    of_cell = np.full(cells, persons)
    while True:
        before = of_person.copy()
        np.minimum.at(of_cell, cell, of_person[person])
        np.minimum.at(of_person, person, of_cell[cell])
        if np.array_equal(before, of_person):
            break
    numbers = np.unique(of_person)
    return np.searchsorted(numbers, of_cell), np.searchsorted(numbers, of_person)


def split(part: Places, groups: Iterable[Places]) -> Places | None:
    """Return the first group of cells (an indicator's) that lies in more than one part; None when none does.

    Scores are compared within a group only, so groups may lie in different parts.
    """
    return next((one for one in groups if len(np.unique(part[one])) > 1), None)


def fit(cell: Places, person: Places, value: Column, cells: int, persons: int) -> Facets:
    """Return the least-squares fit of y = cell + mildness over all marks.

    The cells are eliminated; the persons' normal equations L m = b, with L = diag(n_e) - N' diag(1/n_c) N,
    are solved by the pseudo-inverse, which makes mildnesses add up to 0 within each connected part. Errors are
    sigma² (1/n_c + a' L⁺ a), a the shares of persons in the cell. Every cell needs a mark.
    """
    seen = np.zeros((cells, persons))
    np.add.at(seen, (cell, person), 1.0)
    count = seen.sum(axis=1)
    shares = seen / count[:, None]
    mean = np.bincount(cell, value, cells) / count
    normal = np.diag(seen.sum(axis=0)) - seen.T @ shares
    inverse = np.linalg.pinv(normal, rcond=1e-10, hermitian=True)
    mildness: Column = inverse @ np.bincount(person, value - mean[cell], persons)
    score = mean - shares @ mildness
    residual = value - score[cell] - mildness[person]
    connected = int(parts(cell, person, cells, persons)[1].max()) + 1
    freedom = len(value) - cells - persons + connected
    squares = float(residual @ residual)
    sigma = (squares / freedom) ** 0.5 if freedom > 0 else float("nan")
    spread = np.einsum("ce,ef,cf->c", shares, inverse, shares)
    return Facets(
        score=score,
        error=sigma * np.sqrt(1 / count + spread),
        mildness=mildness,
        mildness_error=sigma * np.sqrt(np.diag(inverse)),
        sigma=sigma,
        residual=residual,
        studentised=_studentised(residual, _leverage(cell, person, shares, inverse, count), freedom),
        freedom=freedom,
    )


def _leverage(cell: Places, person: Places, shares: Matrix, inverse: Matrix, count: Column) -> Column:
    """Return how much each mark determines its own expectation (the diagonal of the hat matrix)."""
    seen_by = shares @ inverse
    spread = np.einsum("ce,ce->c", seen_by, shares)
    return np.asarray(
        1 / count[cell] + spread[cell] + np.diag(inverse)[person] - 2 * seen_by[cell, person], np.float64
    )


def _studentised(residual: Column, leverage: Column, freedom: int) -> Column:
    """Return r / (s_(i) sqrt(1 - h)), s_(i) from all other marks (Belsley, Kuh and Welsch 1980)."""
    room = 1 - leverage
    found = np.full(len(residual), np.nan)
    if freedom <= 1:
        return found
    free = room > 1e-9
    own = residual[free] ** 2 / room[free]
    others = np.clip((residual @ residual - own) / (freedom - 1), 0, None)
    scale = np.sqrt(others * room[free])
    sure = scale > 1e-9 * max(1.0, float(np.abs(residual).max()))
    found[np.flatnonzero(free)[sure]] = residual[free][sure] / scale[sure]
    return found
