"""From standards up the tree of dimensions to the total, and the weights in force down to the indicators."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gaoxin.evaluation import refusals
from gaoxin.evaluation.aggregate import POSITIVE, in_force
from gaoxin.evaluation.cells import Cells, Column, Matrix
from gaoxin.evaluation.plan import Plan
from gaoxin.evaluation.weigh import Node
from gaoxin.terms import DataRefused, Fault


@dataclass(frozen=True)
class Scored:
    """Dimension scores in pre-order, the total, and the weights in force [units x codes]."""

    dimensions: dict[str, Column]
    total: Column
    weights: Matrix


def score_tree(tree: Node, method: Plan, cells: Cells, standards: Matrix) -> Scored:
    """Return the scores of every dimension and of the whole; DataRefused where a mean does not exist."""
    going = _Going(method, cells, standards)
    total = going.up(tree)
    if going.faults:
        raise DataRefused(going.faults)
    refusals.empty(cells, total)
    return Scored({name: going.scores[name] for name in _preorder(tree)}, total, going.weights)


class _Going:
    """One walk over the tree."""

    def __init__(self, method: Plan, cells: Cells, standards: Matrix) -> None:
        self.method, self.cells, self.standards = method, cells, standards
        self.scores: dict[str, Column] = {}
        self.weights = np.zeros_like(standards)
        self.faults: list[Fault] = []

    def up(self, node: Node) -> Column:
        """Return the score of a node; its weights are kept for the indicators below it."""
        children = [(child, self.up(child)) for child in node.children]
        parts = np.column_stack([self.standards[:, node.columns], *(score for _, score in children)])
        score = self._mean(node, parts)
        weights = in_force(parts, node.shares)
        self.weights[:, node.columns] = weights[:, : len(node.columns)]
        for place, (child, _) in enumerate(children, start=len(node.columns)):
            self.weights[:, _below(child)] *= weights[:, place, None]
        self.scores[node.id] = score
        return score

    def _mean(self, node: Node, parts: Matrix) -> Column:
        """Return the mean of the parts; what it cannot take is refused, in shadow units the limit stands."""
        choice = self.method.aggregate[node.level]
        if choice.name not in POSITIVE:
            return _applied(choice.function, parts, node, self.cells)
        zero_is_a_value = choice.name == "benefit_of_the_doubt" or choice.options.get("p", -1) > 0
        improper = (parts < 0 if zero_is_a_value else parts <= 0) & (node.shares > 0)
        self.faults += refusals.not_positive(choice, node, self.cells, improper, parts)
        proper = np.where(improper, 0.0 if zero_is_a_value else 1.0, parts)
        score = _applied(choice.function, proper, node, self.cells)
        return score if zero_is_a_value else np.where(improper.any(axis=1), 0.0, score)


def _applied(function: Callable[..., Column], parts: Matrix, node: Node, cells: Cells) -> Column:
    return function(parts, node.shares, cells.ranked)


def _below(node: Node) -> list[int]:
    return [*node.columns, *(place for child in node.children for place in _below(child))]


def _preorder(node: Node) -> list[str]:
    return [name for child in node.children for name in (child.id, *_preorder(child))]
