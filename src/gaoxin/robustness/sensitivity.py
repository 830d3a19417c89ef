"""Which uncertainty moves the ranks: first-order and total Sobol indices by group of factors, with confidence.

The design is Saltelli's: matrices A and B and, for each group, A with the group's columns from B (N (k + 2) runs, as
SALib's without second order). Options are drawn on [0, 1) by Latin hypercube, not on the range of the sample; a
stream of errors is one factor whose value is its number. First order is estimated by Saltelli et al. (2010), table 2
(b), total by Jansen (1999), as COINr does, of outputs less their mean, as SALib does; confidence is 1.96 sd over 100 bootstrap samples (SALib's convention).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaoxin.evaluation.cells import Column, Matrix
from gaoxin.robustness.study import Draws, Study, nothing
from gaoxin.robustness.streams import Purpose, stream

RESAMPLES, NORMAL = 100, 1.959963984540054


@dataclass(frozen=True)
class Indices:
    """Indices of every group [groups] or [groups x units]: ``first`` order and ``total``, each with its half-width."""

    groups: tuple[str, ...]
    first: Matrix
    first_conf: Matrix
    total: Matrix
    total_conf: Matrix


def saltelli(study: Study, size: int) -> tuple[tuple[str, ...], Draws]:
    """Return the groups and the design [size x (groups + 2) draws]: A, then B, then A with each group from B."""
    numbers = stream(study.seed, Purpose.DESIGN)
    first, second = _matrix(study, size, numbers, 0), _matrix(study, size, numbers, size)
    names = tuple(dict.fromkeys(one.group for one in study.factors))
    mixed = []
    for name in names:
        inside = np.array([one.group == name for one in study.factors])
        mixed.append(np.where(inside, second, first))
    return names, np.concatenate([first, second, *mixed])


def sobol(study: Study, size: int, tell: Callable[[int], None] = nothing, *, by_unit: bool = False) -> Indices:
    """Return the indices of the mean absolute rank shift, or with ``by_unit`` of every unit's rank."""
    names, design = saltelli(study, size)
    drawn = study.places(design, tell)
    if by_unit:
        outputs = drawn.astype(np.float64) / 2
    else:
        outputs = shift(drawn, study.design.given.rank)[:, None]
    outputs = (outputs - outputs.mean(axis=0)).reshape(len(names) + 2, size, -1)
    found = estimates(outputs, stream(study.seed, Purpose.BOOTSTRAP))
    return Indices(names, *(one if by_unit else one[:, 0] for one in found))


def shift(drawn: NDArray[np.uint16], rank: Column) -> Column:
    """Return by how many ranks units moved on average, from the published ranks [draws]."""
    published = (2 * rank).astype(np.int32)
    found: Column = np.abs(drawn.astype(np.int32) - published).sum(axis=1) / (2 * len(rank))
    return found


def indices(outputs: NDArray[np.float64]) -> tuple[Matrix, Matrix]:
    """Return S1 and ST [groups x outputs] from outputs [2 + groups x runs x outputs] of A, B and the mixtures.

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


