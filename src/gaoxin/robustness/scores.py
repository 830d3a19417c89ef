"""From standards up the tree to totals for a block of draws at once: the arithmetic of evaluation/score_tree.

Sums run over the parts in the order of the edition, one after the other and never through BLAS, so that a
unit's score depends neither on its place in the table nor on the block, the draw or the machine; for
arithmetic means it is the climb's to the last bit.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gaoxin.edition.options import Choice
from gaoxin.evaluation.aggregate import POSITIVE
from gaoxin.evaluation.cells import Matrix
from gaoxin.evaluation.weigh import Node
from gaoxin.terms import DataRefused, Fault, Text

Block = np.ndarray[tuple[int, int, int], np.dtype[np.float64]]
"""Standards [draws x codes x units]; one draw stands for all where they are the same; nan where missing."""


@dataclass(frozen=True)
class Going:
    """One walk over the tree: ``shares`` [draws x parts] by node, ``levels`` the means from the lowest."""

    codes: tuple[str, ...]
    standards: Block
    shares: Mapping[str, Matrix]
    levels: tuple[Choice, ...]

    def up(self, node: Node) -> Matrix:
        """Return the scores of a node [draws x units], nan where a unit has no part of it."""
        parts, shares, choice = self._parts(node), self.shares[node.id], self.levels[node.level]
        if choice.name in POSITIVE:
            parts = self._proper(node, parts, shares, choice)
        if choice.name == "arithmetic":
            return mean(parts, shares)
        if choice.name == "geometric":
            return np.exp(mean(np.log(parts), shares))
        return _one_by_one(parts, shares, choice)

    def _parts(self, node: Node) -> Block:
        """Return indicators, then dimensions [draws x parts x units]; columns side by side are not copied."""
        columns, below = node.columns, [self.up(child) for child in node.children]
        together = columns == tuple(range(columns[0], columns[0] + len(columns))) if columns else False
        own = (
            self.standards[:, columns[0] : columns[-1] + 1] if together else self.standards[:, list(columns)]
        )
        if not below:
            return own
        draws = max(len(own) if columns else 1, *map(len, below))
        parts = np.empty((draws, len(columns) + len(below), own.shape[2]))
        parts[:, : len(columns)] = own
        for place, one in enumerate(below, start=len(columns)):
            parts[:, place] = one
        return parts

    def _proper(self, node: Node, parts: Block, shares: Matrix, choice: Choice) -> Block:
        """Refuse what a mean of positive values cannot take; a part without weight may be anything."""
        zero_is_a_value = choice.name == "benefit_of_the_doubt" or choice.options.get("p", -1) > 0
        improper = parts < 0 if zero_is_a_value else parts <= 0
        if not improper.any():
            return parts
        found = np.argwhere(improper & (shares > 0)[:, :, None])
        if len(found):
            draw, part, unit = found[0].tolist()
            names = [*(self.codes[column] for column in node.columns), *(child.id for child in node.children)]
            raise DataRefused(
                _improper(choice.name, names[part], parts[draw if len(parts) > 1 else 0, part, unit])
            )
        return np.where(improper, 1.0, parts)


def mean(parts: Block, shares: Matrix) -> Matrix:
    """Return sum w x / sum w over the parts, shares being [draws x parts]; missing parts do not count."""
    total: Matrix = np.add.reduce(parts * shares[:, :, None], axis=1)
    return _mean_of_present(parts, shares) if np.isnan(total).any() else total


def _mean_of_present(parts: Block, shares: Matrix) -> Matrix:
    known = ~np.isnan(parts)
    weights = np.where(known, shares[:, :, None], 0.0)
    whole = np.add.reduce(weights, axis=1, keepdims=True)
    uneven = ~known.all(axis=1, keepdims=True) & (whole > 0)
    weights /= np.where(uneven, whole, 1.0)
    total = np.add.reduce(np.where(known, parts, 0.0) * weights, axis=1)
    return np.where(whole[:, 0] > 0, total, np.nan)


def _improper(using: str, name: str, value: float) -> Fault:
    found = Text(
        f"有标准分为 {value:g}，{using} 不能取", f"has a standard of {value:g}, which {using} cannot take"
    )
    remedy = Text(
        "normalisation 的每一项都取正值（如 minmax lower: 1），或去掉这个 aggregation",
        "give every normalisation a positive scale (minmax with lower: 1), or drop this aggregation",
    )
    return Fault(f"aggregation {using}: {name}", found, remedy=remedy)


def _one_by_one(parts: Block, shares: Matrix, choice: Choice) -> Matrix:
    everybody = np.ones(parts.shape[2], dtype=bool)
    blocks = np.broadcast_to(parts, (len(shares), *parts.shape[1:]))
    return np.stack(
        [choice.function(block.T, share, everybody) for block, share in zip(blocks, shares, strict=True)]
    )
