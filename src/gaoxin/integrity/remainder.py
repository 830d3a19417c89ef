"""A zone without some of its enterprises: what is left of its figures, and its indicators over what is left.

Figures are sums, so what is left is the figure less what the enterprises add; amounts have three decimals,
so the difference is rounded to three and is the very sum of the rest (below 4.5e12 in the unit of the
form). The indicators then follow the order of ``evaluation.derive``: unreported, thin coverage, undefined
cases, formula, cap.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gaoxin.edition import Indicator
from gaoxin.evaluation.derive import Derivation
from gaoxin.formula import Aggregate, Arithmetic, IndicatorValue, Leaf, Name, Tree, leaves, walk
from gaoxin.integrity.columns import Column, evaluate
from gaoxin.snapshot import Figure
from gaoxin.terms import exact, is_exact

Key = tuple[str, int]
"""A figure by name, and how many years before the data year."""

Share = tuple[Column, NDArray[np.int64], NDArray[np.int64]]
"""What alternatives take away of a figure: of its value (of an average, its sum), rows asked, rows filled."""

SUMS = ("SUM", "COUNT", "AVG")
"""The aggregates that can be taken apart."""


@dataclass(frozen=True)
class Taken:
    """What each alternative takes away: shares by figure, and rows by years back, one number an alternative.

    ``total_rows`` is how many rows the zone has in each year: without any left it has no figures at all.
    """

    shares: Mapping[Key, Share]
    rows: Mapping[int, NDArray[np.int64]]
    total_rows: Mapping[int, int]

    @property
    def size(self) -> int:
        """How many alternatives there are."""
        return len(next(iter(self.rows.values())))

    def chosen(self, change: Callable[[NDArray[Any]], NDArray[Any]]) -> "Taken":
        """Return other alternatives made from these: a selection, running sums of an order, one sum."""
        shares = {
            key: (change(value), change(asked), change(filled))
            for key, (value, asked, filled) in self.shares.items()
        }
        return replace(self, shares=shares, rows={back: change(rows) for back, rows in self.rows.items()})


class Asked:
    """What the indicators in force of a round ask of the enterprises; the same for all zones."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation

    def trees(self, indicator: Indicator) -> Iterator[Tree]:
        """Yield every formula of an indicator that decides its value."""
        texts = [indicator.formula_in_force, *(case.when for case in indicator.when_undefined)]
        texts += [indicator.min_coverage.share] if indicator.min_coverage else []
        yield from (self.derivation.tree(text, indicator.code) for text in texts)

    @cached_property
    def figures(self) -> Mapping[str, Aggregate]:
        """The aggregates over enterprises behind the indicators, by the name of their figure."""
        needed = self.derivation.figures.needed
        names = {leaf.node.name for one in self.derivation.edition.indicators for leaf in self._leaves(one)
                 if isinstance(leaf.node, Name) and not leaf.node.scope}  # fmt: skip
        return {name: needed[name] for name in sorted(names) if name in needed}

    @cached_property
    def of_enterprises(self) -> tuple[Indicator, ...]:
        """The indicators that depend on the list of enterprises."""
        return tuple(one for one in self.derivation.edition.indicators if self._depends(one))

    @cached_property
    def of_growth(self) -> frozenset[str]:
        """The codes of those that compare with the year before."""
        return frozenset(
            one.code for one in self.of_enterprises if any(leaf.years_back for leaf in self._leaves(one))
        )

    @property
    def extremes(self) -> list[str]:
        """The figures that cannot be taken apart: MIN and MAX."""
        return [name for name, one in self.figures.items() if one.function not in SUMS]

    def _leaves(self, indicator: Indicator) -> Iterator[Leaf]:
        return (leaf for tree in self.trees(indicator) for leaf in leaves(tree))

    def _depends(self, indicator: Indicator) -> bool:
        return any(
            self._depends(self.derivation.by_code[leaf.node.code]) if isinstance(leaf.node, IndicatorValue)
            else isinstance(leaf.node, Name) and leaf.node.name in self.figures and not leaf.node.scope
            for leaf in self._leaves(indicator)
        )  # fmt: skip


class Remainder:
    """One zone under every alternative."""

    def __init__(self, asked: Asked, zone: str, taken: Taken) -> None:
        self.asked, self.zone, self.taken = asked, zone, taken
        self._left: dict[Key, Column] = {}

    def value(self, indicator: Indicator) -> tuple[Column, NDArray[np.bool_]]:
        """Return the indicator's value, nan where missing, and where the edition itself leaves it empty."""
        derivation, size = self.asked.derivation, self.taken.size
        tree = derivation.tree(indicator.formula_in_force, indicator.code)
        value = np.array(np.broadcast_to(evaluate(tree, self), size), dtype=np.float64)
        if indicator.cap is not None:
            value = np.minimum(value, float(indicator.cap))
        open_, structural = np.ones(size, dtype=bool), np.zeros(size, dtype=bool)
        missing = self._unreported(tree) | self._thin(indicator)
        value[missing], open_[missing] = np.nan, False
        for case in indicator.when_undefined:
            holds = open_ & np.equal(evaluate(derivation.tree(case.when, indicator.code), self), 1)
            value[holds] = float(exact(case.then)) if is_exact(case.then) else np.nan
            structural |= holds & (case.then == "worst")
            open_ &= ~holds
        return value, structural

    def figure(self, leaf: Aggregate | Name | IndicatorValue, years_back: int) -> Column | float:
        """Return what is left of a figure, nan where it is missing."""
        if isinstance(leaf, IndicatorValue):
            return self.value(self.asked.derivation.by_code[leaf.code])[0]
        assert isinstance(leaf, Name)
        name = f"{leaf.scope}.{leaf.name}" if leaf.scope else leaf.name
        found = self.asked.derivation.snapshot.figure(name, self.zone, years_back)
        if found is None:
            return np.nan
        key = (name, years_back)
        if key not in self.taken.shares:
            return np.nan if found.value is None else float(found.value)
        if key not in self._left:
            self._left[key] = self._rest(key, found)
        return self._left[key]

    def _rest(self, key: Key, found: Figure) -> Column:
        aggregate, (value, asked, filled) = self.asked.figures[key[0]], self.taken.shares[key]
        rows, known = found.rows - asked, found.filled - filled
        total = float(found.value or 0) * (found.filled if aggregate.function == "AVG" else 1)
        rest = total - value
        if not _multiplies(aggregate):
            rest = np.round(rest, 3)
        if aggregate.function == "AVG":
            rest = rest / np.where(known > 0, known, np.nan)
        else:
            rest = np.where((known == 0) & (rows > 0), np.nan, rest)
        gone = self.taken.rows[key[1]] >= self.taken.total_rows[key[1]]
        return np.where(gone, np.nan, rest)

    def _unreported(self, tree: Tree) -> NDArray[np.bool_]:
        blank = np.zeros(self.taken.size, dtype=bool)
        for leaf in leaves(tree):
            if isinstance(leaf.node, Name):
                blank |= np.isnan(self.figure(leaf.node, leaf.years_back))
        return blank

    def _thin(self, indicator: Indicator) -> NDArray[np.bool_]:
        rule = indicator.min_coverage
        if rule is None:
            return np.zeros(self.taken.size, dtype=bool)
        share = evaluate(self.asked.derivation.tree(rule.share, indicator.code), self)
        return np.broadcast_to(np.less(share, float(rule.at_least)), self.taken.size)


def _multiplies(aggregate: Aggregate) -> bool:
    """Whether amounts are multiplied within a row, so that the sum may have more than three decimals."""
    return aggregate.argument is not None and any(
        isinstance(node, Arithmetic) and node.operator == "*" for node in walk(aggregate.argument)
    )
