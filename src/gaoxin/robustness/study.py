"""The run: draws of every factor, their scores and ranks in blocks, and any single draw once more."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gaoxin.evaluation.cells import Column, Matrix
from gaoxin.evaluation.weigh import WEIGHTS, Node, weigh
from gaoxin.robustness.design import Design, Factor
from gaoxin.robustness.drawn import Sheet, fill, restandardise, sheets
from gaoxin.robustness.places import Places, places
from gaoxin.robustness.scores import Block, Going
from gaoxin.robustness.shares import Drawn, Scenario, Sets, Tables, stated
from gaoxin.robustness.streams import Purpose, stream
from gaoxin.terms import DataRefused, Fault, Text

Draws = NDArray[np.int64]
"""What every draw took of every factor [draws x factors]: the number of an option, or of a stream."""

WIDE, NARROW = 128, 32
"""Draws in a block: where standards are the same for all of them, and where each has its own."""

LARGE = 30 * 2**17
"""So many numbers, made and dropped once, let the C library keep the memory of a block for the next one.

Without it glibc gives every block back to the system and faults it in again, which takes longer than the
arithmetic.
"""


def nothing(_done: int) -> None:
    """Tell nobody how far the work is."""


@dataclass(frozen=True)
class Study:
    """A design with its seed; with a scenario weights are drawn too, or taken from sets."""

    design: Design
    seed: int
    scenario: Scenario | Sets | None = None

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """The factors of the design, then the weights."""
        if self.scenario is None:
            return self.design.factors
        sets = self.scenario.trees if isinstance(self.scenario, Sets) else ()
        return (
            *self.design.factors,
            Factor("weights", "weights", tuple(str(one) for one in range(1, len(sets) + 1))),
        )

    def sample(self, count: int) -> Draws:
        """Return draws of all factors: every option as likely as the others, stream n for draw n.

        The first draws are the same however many are asked for.
        """
        chances = stream(self.seed, Purpose.OPTIONS).random((count, len(self.factors)))
        sizes = np.array([len(one.options) for one in self.factors])
        return np.where(sizes > 0, (chances * sizes).astype(np.int64), np.arange(count)[:, None])

    def places(self, draws: Draws, tell: Callable[[int], None] = nothing) -> Places:
        """Return twice the ranks [draws x units]; the edition's own method has the published ranks."""
        found: Places = np.empty((len(draws), len(self.design.given.rank)), np.uint16)
        ties = self.design.given.edition.method.rank.ties
        if self.scenario is not None and len(draws):
            self._drawn.grow(int(self._column(draws, "weights").max()))
        np.empty(LARGE)
        for rows in self._blocks(draws):
            found[rows] = places(self.scores(draws[rows]), ties)
            tell(len(rows))
        found[self._published(draws)] = (2 * self.design.given.rank).astype(np.uint16)
        return found

    def replay(self, draw: int) -> Column:
        """Return the ranks of one draw of ``sample``, computed alone."""
        found: Column = self.places(self.sample(draw + 1)[draw:])[0] / 2
        return found

    def scores(self, draws: Draws) -> Matrix:
        """Return the scores of draws of one block: they share variant, policy and aggregation."""
        variant, policy, aggregation = (int(key[0]) for key in self._keys(draws))
        standards = self._standards(draws, variant, policy)
        shares = self._shares(draws, standards)
        going = Going(self.design.given.cells.codes, standards, shares, self.design.levels[aggregation])
        found = going.up(self.design.trees[0])
        self._refuse_empty(found)
        return np.broadcast_to(found, (len(draws), found.shape[1]))

    def _column(self, draws: Draws, name: str) -> NDArray[np.int64]:
        place = next((at for at, one in enumerate(self.factors) if one.name == name), None)
        return np.zeros(len(draws), np.int64) if place is None else draws[:, place]

    def _keys(self, draws: Draws) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return variant, policy on missing values and aggregation of every draw."""
        settings, column = self.design.settings, self._column
        variant = column(draws, "transform")
        variant = variant * len(settings["treatment"]) + column(draws, "treatment")
        variant = variant * len(settings["normalisation"]) + column(draws, "normalisation")
        return variant, column(draws, "missing"), column(draws, "aggregation")

    def _blocks(self, draws: Draws) -> Iterator[NDArray[np.intp]]:
        """Yield the rows of draws that can be computed together."""
        variant, policy, aggregation = self._keys(draws)
        key = (variant * len(self.design.words["missing"]) + policy) * len(self.design.levels) + aggregation
        order = np.argsort(key, kind="stable")
        wide = WIDE if self._same_standards else NARROW
        for group in np.split(order, np.flatnonzero(np.diff(key[order])) + 1):
            yield from (group[at : at + wide] for at in range(0, len(group), wide))

    @cached_property
    def _same_standards(self) -> bool:
        return not self.design.varying and not len(self.design.errors.columns)

    def _standards(self, draws: Draws, variant: int, policy: int) -> Block:
        library, errors = self.design.library, self.design.errors
        ready = library.standards(variant, policy)
        if self._same_standards:
            return ready[:1]
        chosen = {name: self._column(draws, f"reading {name}") for name in self.design.varying}
        slots = library.slots.numbers(chosen, len(draws))
        every = np.arange(slots.shape[1])
        standards: Block = ready[slots, every] if chosen else np.repeat(ready[:1], len(draws), axis=0)
        if len(errors.columns):
            seen = slots if chosen else slots[:1]
            base = library.values[seen[:, errors.columns], errors.columns]
            values = errors.values(self.seed, self._column(draws, "data"), self._column(draws, "panel"), base)
            self._redraw(standards, values, variant, policy, slots)
        return standards

    def _redraw(
        self, standards: Block, values: Block, variant: int, policy: int, slots: NDArray[np.intp]
    ) -> None:
        library = self.design.library
        columns = library.columns(variant)
        for sheet in self._sheets(variant):
            rows = restandardise(standards, values, sheet, columns, slots)
            fill(standards, sheet, rows, library.structural, library.policies[policy])

    def _sheets(self, variant: int) -> tuple[Sheet, ...]:
        if variant not in self._sheet_lists:
            library = self.design.library
            self._sheet_lists[variant] = sheets(library.columns(variant).plan, self.design.errors, library)
        return self._sheet_lists[variant]

    @cached_property
    def _sheet_lists(self) -> dict[int, tuple[Sheet, ...]]:
        return {}

    @cached_property
    def _drawn(self) -> Drawn | Sets:
        if self.scenario is None:
            raise TypeError("the weights are not drawn")
        if isinstance(self.scenario, Sets):
            return self.scenario
        return Drawn(self.design.trees[0], self.scenario, self.seed)

    @cached_property
    def _tables(self) -> Tables:
        return stated(self.design.trees)

    def _shares(self, draws: Draws, standards: Block) -> Tables:
        """Return the shares of every node [draws x parts]."""
        if self.scenario is not None:
            return self._drawn.tables(self._column(draws, "weights"))
        weights = self._column(draws, "weights_reading")
        rows = weights * len(self.design.words["leave_out"]) + self._column(draws, "leave_out")
        names = self.design.words["weights_reading"]
        if all(names[one] not in WEIGHTS for one in np.unique(weights).tolist()):
            return {name: table[rows] for name, table in self._tables.items()}
        blocks = np.broadcast_to(standards, (len(draws), *standards.shape[1:]))
        return stated(
            [self._weighed(names[one], block) for one, block in zip(weights.tolist(), blocks, strict=True)]
        )

    def _weighed(self, name: str, standards: Matrix) -> Node:
        tree = self.design.trees[0]
        return weigh(tree, standards.T, WEIGHTS[name]) if name in WEIGHTS else tree

    def _published(self, draws: Draws) -> NDArray[np.bool_]:
        """Return which draws are the edition's own method over the data as reported."""
        own = np.array([one.own if one.options else -1 for one in self.factors])
        return np.asarray((draws == own).all(axis=1) & (own >= 0).all() & self.design.fixed_is_own)

    def _refuse_empty(self, scores: Matrix) -> None:
        if np.isnan(scores).any():
            unit = self.design.given.cells.units[int(np.argwhere(np.isnan(scores))[0][1])]
            found = Text("在某次抽样中没有任何指标的值", "has no value of any indicator in some draw")
            remedy = Text(
                "missing 写 worst 或 median，或不用 leave_out",
                "set missing to worst or median, or leave nothing out",
            )
            raise DataRefused(Fault(f"score/total@{unit}", found, remedy=remedy))
