"""Which uncertainty moves the ranks: first-order and total Sobol indices with confidence.

The design is Saltelli's: matrices A and B and, for each group, A with the group's columns from B (N (k + 2)
runs, as SALib's without second order). Options are drawn on [0, 1) by Latin hypercube, not on the range of
the sample; a stream of errors is one factor whose value is its number. First order is estimated by Saltelli
et al. (2010), table 2 (b), total by Jansen (1999), as COINr does, of outputs less their mean, as SALib does;
confidence is 1.96 sd over 100 bootstrap samples (SALib's convention).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gaoxin.evaluation.cells import Column, Matrix
from gaoxin.robustness.places import Places
from gaoxin.robustness.streams import Purpose, stream
from gaoxin.robustness.study import Draws, Study, nothing

COLUMNS = ("first", "first_conf", "total", "total_conf")
RESAMPLES, NORMAL = 100, 1.959963984540054


@dataclass(frozen=True)
class Indices:
    """Indices [groups] or [groups x units]: first order and total, each with its half-width."""

    groups: tuple[str, ...]
    first: Matrix
    first_conf: Matrix
    total: Matrix
    total_conf: Matrix


def saltelli(study: Study, size: int) -> tuple[tuple[str, ...], Draws]:
    """Return the groups and the design [size x (groups + 2) draws]: A, B, then A with each group from B."""
    numbers = stream(study.seed, Purpose.DESIGN)
    first, second = _matrix(study, size, numbers, 0), _matrix(study, size, numbers, size)
    names = tuple(dict.fromkeys(one.group for one in study.factors))
    mixed = []
    for name in names:
        inside = np.array([one.group == name for one in study.factors])
        mixed.append(np.where(inside, second, first))
    return names, np.concatenate([first, second, *mixed])


@dataclass(frozen=True)
class Runs:
    """The ranks of a design's runs, from which every index is estimated."""

    study: Study
    groups: tuple[str, ...]
    size: int
    drawn: Places

    def of_all(self) -> Indices:
        """Return the indices of the mean absolute rank shift [groups]."""
        found = self._estimated(shift(self.drawn, self.study.design.given.rank)[:, None])
        return replace(found, **{name: getattr(found, name)[:, 0] for name in COLUMNS})

    def of_units(self) -> Indices:
        """Return the indices of every unit's rank [groups x units]."""
        return self._estimated(self.drawn / 2)

    def _estimated(self, outputs: Matrix) -> Indices:
        centred = (outputs - outputs.mean(axis=0)).reshape(len(self.groups) + 2, self.size, -1)
        return Indices(self.groups, *estimates(centred, stream(self.study.seed, Purpose.BOOTSTRAP)))


def sobol(study: Study, size: int, tell: Callable[[int], None] = nothing) -> Runs:
    """Compute the design's runs; ``size`` is N."""
    names, design = saltelli(study, size)
    return Runs(study, names, size, study.places(design, tell))


def shift(drawn: Places, rank: Column) -> Column:
    """Return by how many ranks units moved on average, from the published ranks [draws]."""
    published = (2 * rank).astype(np.int32)
    found: Column = np.abs(drawn.astype(np.int32) - published).sum(axis=1) / (2 * len(rank))
    return found


def indices(outputs: NDArray[np.float64]) -> tuple[Matrix, Matrix]:
    """Return S1 and ST [groups x outputs] from outputs [2 + groups x runs x outputs] of A, B and mixtures.

    V = var(A and B together) with n - 1; S1 = mean(yB (yAB - yA)) / V; ST = mean((yA - yAB)^2) / (2 V). Where
    nothing varies both are 0.
    """
    one, other, mixed = outputs[0], outputs[1], outputs[2:]
    variance = np.concatenate([one, other]).var(axis=0, ddof=1)
    share = np.divide(1.0, variance, out=np.zeros_like(variance), where=variance > 0)
    moved = mixed - one
    return (other * moved).mean(axis=1) * share, (moved**2).mean(axis=1) * share / 2


def estimates(
    outputs: NDArray[np.float64], numbers: np.random.Generator
) -> tuple[Matrix, Matrix, Matrix, Matrix]:
    """Return S1, its half-width of 95 % confidence, ST and its half-width."""
    first, total = indices(outputs)
    size = outputs.shape[1]
    samples = [indices(outputs[:, numbers.integers(0, size, size)]) for _ in range(RESAMPLES)]
    firsts, totals = (np.stack(column) for column in zip(*samples, strict=True))
    return first, NORMAL * firsts.std(axis=0, ddof=1), total, NORMAL * totals.std(axis=0, ddof=1)


def _matrix(study: Study, size: int, numbers: np.random.Generator, start: int) -> Draws:
    columns = []
    for factor in study.factors:
        if factor.options:
            chances = (numbers.permutation(size) + numbers.random(size)) / size
            columns.append((chances * len(factor.options)).astype(np.int64))
        else:
            columns.append(np.arange(start, start + size))
    return np.column_stack(columns) if columns else np.empty((size, 0), np.int64)
