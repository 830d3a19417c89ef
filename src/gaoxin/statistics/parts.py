"""The parts of an index beside each other: indicators, dimensions and the total, of the ranked units."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from gaoxin.evaluation.cells import Cells, Column, Matrix
from gaoxin.evaluation.climb import Climb
from gaoxin.evaluation.weigh import Node, nodes
from gaoxin.terms import DataRefused, Fault, Text

TOTAL = "score/total"
FEWEST = 3
"""Statistics of fewer units than this say nothing."""


@dataclass(frozen=True)
class Group:
    """A parent and the names of its parts: those that are aggregated together."""

    name: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Parts:
    """The ranked units of a climb: every part is a column, named as its address is (``dimension/1``).

    ``standards`` [units x codes]; ``cells`` are those of the ranked units only.
    """

    climb: Climb
    cells: Cells
    standards: Matrix
    score: Column

    @property
    def units(self) -> tuple[str, ...]:
        """The ranked units."""
        return self.cells.units

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Part -> its standards or scores; indicators in the order of the edition, dimensions, the total."""
        found = {
            f"indicator/{code}": column
            for code, column in zip(self.cells.codes, self.standards.T, strict=True)
        }
        ranked = self.climb.cells.ranked
        found |= {f"dimension/{name}": scores[ranked] for name, scores in self.climb.dimensions.items()}
        return found | {TOTAL: self.score}

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Dimension (or the total) -> its node of the tree in force, a parent before its children."""
        return {_name(node): node for node in nodes(self.climb.tree)}

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The total and every dimension with their parts."""
        return tuple(Group(name, self._below(node)) for name, node in self.nodes.items())

    @cached_property
    def parents(self) -> Mapping[str, str]:
        """Part -> the group it stands in; the total stands in none."""
        return {part: group.name for group in self.groups for part in group.parts}

    @cached_property
    def levels(self) -> Mapping[str, int]:
        """Part -> its level: indicators 1, their parents 2, and so on up to the total."""
        return {part: self.nodes[part].level + 2 if part in self.nodes else 1 for part in self.columns}

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """Part -> its effective weight: the product of the shares down to it; 1 for the total."""
        found = {TOTAL: 1.0}
        for name, node in self.nodes.items():
            found |= {
                part: found[name] * share
                for part, share in zip(self._below(node), node.shares.tolist(), strict=True)
            }
        return found

    def above(self, part: str) -> Iterator[str]:
        """Yield the groups a part belongs to, from the nearest to the total."""
        while part in self.parents:
            part = self.parents[part]
            yield part

    def places(self, part: str) -> list[int]:
        """Return the columns of the indicators that a part is made of."""
        if part not in self.nodes:
            return [self.cells.codes.index(part.partition("/")[2])]
        return [place for node in nodes(self.nodes[part]) for place in node.columns]

    def _below(self, node: Node) -> tuple[str, ...]:
        return (
            *(f"indicator/{self.cells.codes[place]}" for place in node.columns),
            *(_name(child) for child in node.children),
        )


def parts_of(climb: Climb) -> Parts:
    """Return the parts of a climb; DataRefused when fewer than three units are ranked."""
    ranked = climb.cells.ranked
    if ranked.sum() < FEWEST:
        found = Text(f"参评单位只有 {ranked.sum()} 个", f"only {ranked.sum()} units are ranked")
        allowed = Text(f"统计至少要 {FEWEST} 个", f"statistics need {FEWEST} or more")
        raise DataRefused(Fault("round", found, allowed))
    return Parts(climb, only(climb.cells, ranked), climb.standards[ranked], climb.score[ranked])


def only(cells: Cells, kept: np.ndarray) -> Cells:
    """Return the cells of the units where ``kept`` [units] is true."""
    return replace(
        cells,
        units=tuple(unit for unit, keep in zip(cells.units, kept.tolist(), strict=True) if keep),
        value=cells.value[kept],
        reason=cells.reason[kept],
        shadow=cells.shadow[kept],
        groups={name: tuple(np.array(one, dtype=object)[kept]) for name, one in cells.groups.items()},
    )


def _name(node: Node) -> str:
    return f"dimension/{node.id}" if node.id else TOTAL
