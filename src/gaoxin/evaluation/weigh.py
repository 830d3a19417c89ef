"""Weights: the edition's shares, or shares within a parent that the data gives; and the tree they stand in.

``share_of_dimension``, ``equal`` and ``as_printed`` are in edition/weights.py. A function here takes the
standards of a parent's indicators, ranked units down, and returns weights that sum to 1; what the data weighs
is the indicators, dimensions keep the shares of the edition; what is left out stays out.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from gaoxin.edition import Dimension, Edition, Indicator, indicator_order, weights_in_force
from gaoxin.evaluation import moments
from gaoxin.evaluation.cells import Column, Matrix
from gaoxin.evaluation.moments import present

STATED = ("share_of_dimension", "equal", "as_printed")
"""Weights that follow from the edition alone."""


def pca(standards: Matrix) -> Column:
    """Return the squared loadings of the correlations' first principal component (Handbook, one factor).

    Squares sum to 1 and have no sign; COINr takes the loadings themselves, whose sign is arbitrary and which
    may be negative weights.
    """
    axis = np.linalg.eigh(_correlations(standards))[1][:, -1]
    return _shared(axis**2 * _varied(standards))


def entropy(standards: Matrix) -> Column:
    """Return (1 - H) / sum (1 - H), H = -sum p ln p / ln n, p = x / sum x, x >= 0 (熵权法; Zeleny 1982)."""
    return _shared(np.array([_information(present(column)) for column in standards.T]))


def critic(standards: Matrix) -> Column:
    """Return sd of the min-max column times sum (1 - r) over the others (Diakoulaki et al. 1995)."""
    conflict = (1 - _correlations(standards)).sum(axis=1)
    spread = [_spread(present(column)) for column in standards.T]
    return _shared(np.array(spread) * conflict)


def standard_deviation(standards: Matrix) -> Column:
    """Return sd / sum of sd (Diakoulaki et al. 1995, standard deviation method)."""
    return _shared(np.array([moments.sd(present(column)) for column in standards.T]))


def gini(standards: Matrix) -> Column:
    """Return the Gini coefficients as shares, for x >= 0 (Gini 1912; Li et al. 2009)."""
    return _shared(np.array([_gini(present(column)) for column in standards.T]))


def merec(standards: Matrix) -> Column:
    """Return by how much ln(1 + mean |ln(min / x)|) changes without the indicator, for x > 0 (MEREC).

    Keshavarz-Ghorabaee et al. (2021), Symmetry 13(4) 525; a gap counts as the worst value.
    """
    least = np.nanmin(standards, axis=0)
    effects = np.log(np.where(np.isnan(standards), least, standards) / least)
    whole = effects.sum(axis=1, keepdims=True)
    count = effects.shape[1]
    changes = np.log1p(whole / count) - np.log1p((whole - effects) / count)
    return _shared(np.array([math.fsum(np.abs(column).tolist()) for column in changes.T]))


def equal_importance(standards: Matrix) -> Column:
    """Return weights under which every indicator correlates with the score alike (COINr ``get_opt_weights``).

    With R the correlations, w = v / sd for the v >= 0 that minimises v'R v / 2 - sum v: every indicator that
    has a weight correlates alike, and one that has none correlates more even so. COINr's may be negative.
    """
    from scipy.optimize import nnls  # noqa: PLC0415 - heavy, and few need it

    varied = _varied(standards) > 0
    weights = np.zeros(standards.shape[1])
    if varied.any():
        values, vectors = np.linalg.eigh(_correlations(standards[:, varied]))
        axes, lengths = vectors[:, values > _SMALL], np.sqrt(values[values > _SMALL])
        solved, _ = nnls((axes * lengths).T, axes.sum(axis=0) / lengths)
        weights[varied] = solved / [moments.sd(present(column)) for column in standards[:, varied].T]
    return _shared(weights)


_SMALL = 1e-10
"""An eigenvalue of correlations that is nothing but rounding."""

WEIGHTS: Mapping[str, Callable[[Matrix], Column]] = {
    "pca": pca,
    "entropy": entropy,
    "critic": critic,
    "standard_deviation": standard_deviation,
    "gini": gini,
    "merec": merec,
    "equal_importance": equal_importance,
}


@dataclass(frozen=True)
class Node:
    """A dimension (with id "", the whole) with the shares of its parts: its indicators, then its dimensions.

    ``columns`` are the places of its indicators; ``level`` is 0 where there are only indicators below;
    ``shares`` sum to 1.
    """

    id: str
    columns: tuple[int, ...]
    children: tuple["Node", ...]
    shares: Column
    level: int


def nodes(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, a parent before its children."""
    yield node
    for child in node.children:
        yield from nodes(child)


def tree(edition: Edition) -> Node:
    """Return the tree of the edition with the shares it states."""
    weights = weights_in_force(edition)
    places = {code: place for place, code in enumerate(indicator_order(edition))}
    return _node("", (), edition.dimensions, weights, places)


def weigh(node: Node, standards: Matrix, method: Callable[[Matrix], Column]) -> Node:
    """Return the tree with the shares of each parent's indicators as the data gives them."""
    children = tuple(weigh(child, standards, method) for child in node.children)
    shares, own = node.shares.copy(), len(node.columns)
    counted = np.flatnonzero(shares[:own] > 0)
    if len(counted) > 1:
        columns = [node.columns[at] for at in counted.tolist()]
        shares[counted] = shares[counted].sum() * method(standards[:, columns])
    return replace(node, children=children, shares=shares)


def _node(
    name: str,
    indicators: tuple[Indicator, ...],
    dimensions: tuple[Dimension, ...],
    weights: Mapping[str, Fraction],
    places: Mapping[str, int],
) -> Node:
    children = tuple(_node(one.id, one.indicators, one.dimensions, weights, places) for one in dimensions)
    parts = [weights[one.code] for one in indicators] + [_weight(one, weights) for one in dimensions]
    shares = np.array([float(part / sum(parts)) for part in parts])
    level = 1 + max((child.level for child in children), default=-1)
    return Node(name, tuple(places[one.code] for one in indicators), children, shares, level)


def _weight(dimension: Dimension, weights: Mapping[str, Fraction]) -> Fraction:
    below = sum((_weight(one, weights) for one in dimension.dimensions), Fraction(0))
    return below + sum((weights[one.code] for one in dimension.indicators), Fraction(0))


def _correlations(standards: Matrix) -> Matrix:
    columns = standards.T
    matrix = np.eye(len(columns))
    for row in range(len(columns)):
        for column in range(row):
            matrix[row, column] = matrix[column, row] = moments.correlation(columns[row], columns[column])
    return matrix


def _varied(standards: Matrix) -> Column:
    return np.array([float(np.ptp(present(column)) > 0) for column in standards.T])


def _spread(column: Column) -> float:
    low, high = column.min(), column.max()
    return moments.sd((column - low) / (high - low)) if high > low else 0.0


def _information(column: Column) -> float:
    if len(column) < 2 or column.min() == column.max():
        return 0.0
    total = math.fsum(column.tolist())
    parts = [value / total for value in column.tolist() if value > 0]
    return 1 + math.fsum(part * math.log(part) for part in parts) / math.log(len(column))


def _gini(column: Column) -> float:
    ordered, total = np.sort(column), math.fsum(column.tolist())
    places = 2 * np.arange(1, len(ordered) + 1) - len(ordered) - 1
    return math.fsum((places * ordered).tolist()) / (len(ordered) * total) if total > 0 else 0.0


def _shared(raw: Column) -> Column:
    """Return what was found as shares; equal ones where no indicator tells the units apart."""
    total = raw.sum()
    return raw / total if total > 0 else np.full(len(raw), 1 / len(raw))
