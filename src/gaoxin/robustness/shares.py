"""Shares of the parts of every parent: as the law says, with one indicator left out, or as a scenario."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaoxin.edition import Dimension, Edition
from gaoxin.evaluation.cells import Column, Matrix
from gaoxin.evaluation.weigh import Node, nodes, tree
from gaoxin.robustness.streams import Purpose, stream

Tables = Mapping[str, Matrix]
"""Node id -> shares [rows x parts]; a row sums to 1."""

ROWS = 256
"""So many draws of weights come from one stream."""


@dataclass(frozen=True)
class Scenario:
    """How weights are changed: ``dirichlet`` around the law's, or each share by up to ± ``by`` of itself.

    Dirichlet: alpha = concentration x number of parts x share, in every parent; its mean is the law's share,
    and concentration 1 over equal shares is uniform on the simplex (ProMCDA's rescaled uniform numbers are
    not).
    """

    using: str
    concentration: float
    by: float


def only(edition: Edition, codes: Sequence[str]) -> Edition:
    """Return the edition with these indicators alone; dimensions left empty go with them."""
    return edition.model_copy(update={"dimensions": _only(edition.dimensions, frozenset(codes))})


def stated(trees: Sequence[Node]) -> Tables:
    """Return the shares of several trees of the same shape, a row a tree."""
    rows = [_shares_of(one) for one in trees]
    return {name: np.stack([row[name] for row in rows]) for name in rows[0]}


def without(edition: Edition, whole: Node, code: str) -> Node:
    """Return the tree with one indicator left out: its share goes to its siblings."""
    codes = [one.code for one in edition.indicators]
    kept = [one for one in codes if one != code]
    return _aligned(whole, tree(only(edition, kept)), codes.index(code))


class Drawn:
    """Changed shares by the number of the draw: draw n takes row n mod 256 of stream n div 256."""

    def __init__(self, whole: Node, scenario: Scenario, seed: int) -> None:
        self.parents, self.scenario, self.seed = tuple(nodes(whole)), scenario, seed
        self._known: dict[str, Matrix] = {node.id: np.empty((0, len(node.shares))) for node in self.parents}

    def tables(self, numbers: NDArray[np.int64]) -> Tables:
        """Return the shares of every node for the numbered draws."""
        self.grow(int(numbers.max()))
        return {name: table[numbers] for name, table in self._known.items()}

    def grow(self, number: int) -> None:
        """Draw the shares of all draws up to a number that are not known yet."""
        first = len(self._known[self.parents[0].id]) // ROWS
        made = [self._block(block) for block in range(first, number // ROWS + 1)]
        if made:
            for place, node in enumerate(self.parents):
                self._known[node.id] = np.concatenate(
                    [self._known[node.id], *(block[place] for block in made)]
                )

    def _block(self, block: int) -> list[Matrix]:
        numbers = stream(self.seed, Purpose.WEIGHTS, block)
        return [_changed(node.shares, self.scenario, numbers) for node in self.parents]


@dataclass(frozen=True)
class Sets:
    """Sets of weights that somebody has written down, a tree each: the weights of a draw are one of them."""

    trees: tuple[Node, ...]

    def tables(self, numbers: NDArray[np.int64]) -> Tables:
        """Return the shares of every node for draws of these sets, counted from 0."""
        return {name: table[numbers] for name, table in stated(self.trees).items()}

    def grow(self, number: int) -> None:
        """Do nothing: all sets are there."""


def _changed(shares: Column, scenario: Scenario, numbers: np.random.Generator) -> Matrix:
    if scenario.using == "dirichlet":
        raw = numbers.standard_gamma(scenario.concentration * len(shares) * shares, (ROWS, len(shares)))
    else:
        raw = shares * (1 + scenario.by * numbers.uniform(-1, 1, (ROWS, len(shares))))
    total = raw.sum(axis=1, keepdims=True)
    return np.where(total > 0, raw / np.where(total > 0, total, 1.0), shares)


def _aligned(whole: Node, reduced: Node | None, gone: int) -> Node:
    """Write the shares of a reduced tree into the shape of the whole; what is gone has the share 0.

    Places in the reduced tree are those of the whole, less one behind the place that is gone.
    """
    if reduced is None:  # the parent went with its only indicator: its own shares count for nothing
        return whole
    own = dict(zip(reduced.columns, reduced.shares[: len(reduced.columns)].tolist(), strict=True))
    kept = {child.id: child for child in reduced.children}
    below = dict(zip(kept, reduced.shares[len(reduced.columns) :].tolist(), strict=True))
    shares = [0.0 if place == gone else own[place - (place > gone)] for place in whole.columns]
    shares += [below.get(child.id, 0.0) for child in whole.children]
    children = tuple(_aligned(child, kept.get(child.id), gone) for child in whole.children)
    return Node(whole.id, whole.columns, children, np.array(shares), whole.level)


def _only(dimensions: tuple[Dimension, ...], codes: frozenset[str]) -> tuple[Dimension, ...]:
    kept = (
        one.model_copy(
            update={
                "indicators": tuple(each for each in one.indicators if each.code in codes),
                "dimensions": _only(one.dimensions, codes),
            }
        )
        for one in dimensions
    )
    return tuple(one for one in kept if one.dimensions or any(not each.left_out for each in one.indicators))


def _shares_of(whole: Node) -> dict[str, Column]:
    return {node.id: node.shares for node in nodes(whole)}
