"""What if: indicators or figures of one zone set to other values; everybody is ranked anew.

A figure (``variable/employees``) changes every indicator whose formula reads it, and only that figure: what
would change along with it has to be set too. Where both are set, the indicator wins over the figure.
"""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import numpy as np

from gaoxin.diagnosis.again import Again, climb_again
from gaoxin.diagnosis.changes import Changes, Given, parse_changes
from gaoxin.diagnosis.groups import row_of
from gaoxin.evaluation.derive import IN_FORCE, Derivation, Reading, Value
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.formula import Name, Tree, leaves
from gaoxin.snapshot import Figure


@dataclass(frozen=True)
class Place:
    """Where a zone stands: score, rank (None in its first round) and how many are ranked."""

    score: float
    rank: float | None
    count: int


@dataclass(frozen=True)
class Outcome:
    """What the changes lead to.

    ``values`` holds, for each indicator that changed, its value before and after (None: missing). ``passed``
    are the zones that stood before this one and now stand behind it, ``passed_by`` the reverse; both by code.
    """

    zone: str
    changes: Changes
    values: Mapping[str, tuple[float | None, float | None]]
    before: Place
    after: Place
    passed: tuple[str, ...]
    passed_by: tuple[str, ...]
    again: Again
    derivation: "Supposed"

    @property
    def direction(self) -> int:
        """1 where the score rises, -1 where it falls, 0 where it stays (to 1e-9)."""
        gain = self.after.score - self.before.score
        return int(np.sign(gain)) if abs(gain) > 1e-9 else 0


class Supposed(Derivation):
    """A derivation in which some indicators of a zone are given, and all else follows from its snapshot."""

    def __init__(self, actual: Derivation, zone: str, changes: Changes) -> None:
        figures = {
            (name, zone, year): Figure(value, 1, 1, "what-if")
            for (name, year), value in changes.figures.items()
        }
        snapshot = replace(actual.snapshot, figures=ChainMap(figures, actual.snapshot.figures))  # type: ignore[arg-type]
        super().__init__(actual.edition, snapshot, actual.figures)
        self.actual, self.zone, self.given = actual, zone, changes.indicators

    def tree(self, text: str, code: str = "", reading: Reading = IN_FORCE) -> Tree:
        """Return a formula over figures, as the actual derivation has it."""
        return self.actual.tree(text, code, reading)

    def value(self, code: str, zone: str, reading: Reading = IN_FORCE) -> Value:
        """Return an indicator's value: as supposed, or derived."""
        if zone == self.zone and code in self.given and reading == IN_FORCE:
            return Value(self.given[code], note="what-if")
        return super().value(code, zone, reading)


def what_if(evaluation: Evaluation, zone: str, changes: Given) -> Outcome:
    """Return score and rank of a zone under the changes, with who is passed; all zones are ranked anew.

    ``changes`` maps ``indicator/1.2`` or ``variable/employees[@YEAR]`` to a value in the unit of the thing.
    Unusable for an unknown zone or name and values out of range; DataRefused where the method has no answer.
    """
    row = row_of(evaluation, zone)
    return suppose(evaluation, row, parse_changes(evaluation, evaluation.cells.units[row], changes))


def suppose(evaluation: Evaluation, row: int, changes: Changes) -> Outcome:
    """Return the outcome of changes that are checked already; ``row`` is the place of the zone."""
    base, cells = evaluation.climb, evaluation.cells
    unit = cells.units[row]
    derivation = Supposed(evaluation.derivation, unit, changes)
    value, reason, values = cells.value.copy(), cells.reason.copy(), {}
    for code in touched(evaluation, changes):
        place, made = cells.codes.index(code), derivation.value(code, unit)
        before, after = _float(evaluation.values[unit, code].value), _float(made.value)
        value[row, place] = np.nan if after is None else after
        reason[row, place] = made.missing
        values[code] = (before, after)
    again = climb_again(
        base, replace(cells, value=value, reason=reason), [cells.codes.index(code) for code in values]
    )
    return Outcome(
        zone=unit,
        changes=changes,
        values=values,
        before=_place(base.score, base.rank, row),
        after=_place(again.score, again.rank, row),
        passed=tuple(_overtaken(cells.units, base.rank, again.rank, row)),
        passed_by=tuple(_overtaken(cells.units, again.rank, base.rank, row)),
        again=again,
        derivation=derivation,
    )


def touched(evaluation: Evaluation, changes: Changes) -> tuple[str, ...]:
    """Return the indicators that the changes reach, in the order of the edition."""
    back = {(name, evaluation.snapshot.year - year) for name, year in changes.figures}
    readings = read_by(evaluation.derivation)
    codes = evaluation.cells.codes
    return tuple(code for code in codes if code in changes.indicators or not back.isdisjoint(readings[code]))


@lru_cache(maxsize=16)
def read_by(derivation: Derivation) -> Mapping[str, frozenset[tuple[str, int]]]:
    """Return the figures that each indicator reads, its cases and coverage too, with how many years back."""
    found = {}
    for one in derivation.edition.indicators:
        texts = [one.formula_in_force, *(case.when for case in one.when_undefined)]
        texts += [one.min_coverage.share] if one.min_coverage else []
        found[one.code] = frozenset(
            name for text in texts for name in names_in(derivation.tree(text, one.code))
        )
    return found


def names_in(tree: Tree) -> Iterator[tuple[str, int]]:
    """Yield the figures that a formula reads, with how many years back."""
    for leaf in leaves(tree):
        if isinstance(leaf.node, Name):
            node = leaf.node
            yield (f"{node.scope}.{node.name}" if node.scope else node.name), leaf.years_back


def _overtaken(units: Iterable[str], before: np.ndarray, after: np.ndarray, row: int) -> Iterator[str]:
    """Yield who stood before the zone and stands behind it afterwards."""
    for at, unit in enumerate(units):
        if before[at] < before[row] and after[at] > after[row]:
            yield unit


def _place(score: np.ndarray, rank: np.ndarray, row: int) -> Place:
    place = None if np.isnan(rank[row]) else float(rank[row])
    return Place(float(score[row]), place, int(np.count_nonzero(~np.isnan(rank))))


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
