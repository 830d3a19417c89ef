"""Goal seek for a target of annex 1: what has to move, by how much, and whether a year is enough.

Every leaf of the target is solved on its own: the indicator it speaks of, or the figure of its formula on
which it depends in a straight line (the numerator of a share, a count), is set to what is required. Effort 1
is the yearly improvement of the leaf that nine of ten ranked zones did not reach; without last year's round a
tenth of what is required, which is assumed. Of parts joined by *or* the one of least effort is taken. The
verdict is re-evaluated.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from gaoxin.diagnosis.changes import Changes, unit_of
from gaoxin.diagnosis.goal import Goal, Infeasible, Move, Solution
from gaoxin.diagnosis.groups import FEWEST
from gaoxin.diagnosis.limits import ASSUMED, STRONG_YEAR, Basis, ranked_units
from gaoxin.diagnosis.outcome import Supposed, names_in, suppose
from gaoxin.diagnosis.speech import COUNTED, amount, printable
from gaoxin.edition import Leaf
from gaoxin.edition.figures import indicator_codes
from gaoxin.evaluation.derive import DEFAULT
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.evaluation.targets import Chosen, Judge
from gaoxin.formula import parse
from gaoxin.terms import DataRefused, Fault, Text

IN_FORCE_READING: Chosen = (DEFAULT, {})
"""Targets are sought under the readings in force."""

_NOTHING = Text("公式里没有可单独改动的数", "no single figure of its formula can be moved")

LISTED = "enterprises"
"""The number of listed enterprises: the enterprise list is never a lever."""


@dataclass(frozen=True)
class Path:
    """A way to meet a leaf or tree: its moves and the effort of the hardest of them."""

    moves: tuple[Move, ...]
    effort: float
    basis: Basis


def seek_target(evaluation: Evaluation, row: int, goal: Goal, last: Evaluation | None) -> Solution:
    """Return the moves of least effort that meet the target.

    DataRefused where a figure is unknown; Infeasible where a strong year is not enough.
    """
    return _Seeking(evaluation, row, goal, last).solution()


@dataclass(frozen=True)
class Candidate:
    """A thing that can be moved: its address, name, unit and value."""

    path: str
    label: Text
    unit: str
    value: Fraction


class _Seeking:
    """One search for one zone."""

    def __init__(self, evaluation: Evaluation, row: int, goal: Goal, last: Evaluation | None) -> None:
        self.evaluation, self.row, self.goal, self.last = evaluation, row, goal, last
        self.unit = evaluation.cells.units[row]
        self.judge = Judge(evaluation.derivation)

    def solution(self) -> Solution:
        kind = self.evaluation.cells.groups["park_type"][self.row]
        own = (one for one in self.evaluation.edition.targets if one.park_type == kind)
        target = next(one for one in own if one.no == self.goal.target)
        path = self.path(target)
        if not path.moves:
            return Solution(self.goal, (), 0.0, None, optimal=True, basis=path.basis)
        if path.effort > 1 + 1e-9:
            raise Infeasible(self.goal, _too_far(path))
        outcome = suppose(
            self.evaluation, self.row, self.changes({one.path: one.after for one in path.moves})
        )
        if Judge(outcome.derivation).whole(target, self.unit).verdict != "met":
            raise Infeasible(self.goal, Text("改动后重新判定仍未达到", "judged again it is still not met"))
        total = math.fsum(one.effort for one in path.moves)
        return Solution(self.goal, path.moves, total, outcome, optimal=True, basis=path.basis)

    def path(self, leaf: Leaf) -> Path:
        """Return the way of least effort for a leaf or tree; nothing where it is met."""
        if self.judge.decide(leaf, self.unit, IN_FORCE_READING):
            return Path((), 0.0, "achieved")
        if leaf.value:
            return self.leaf(leaf)
        if leaf.any:
            return min((self.path(part) for part in leaf.any), key=lambda one: one.effort)
        parts = [self.path(part) for part in leaf.all]
        assumed = any(one.basis == "assumed" for one in parts if one.moves)
        moves = tuple(move for one in parts for move in one.moves)
        return Path(moves, max(one.effort for one in parts), "assumed" if assumed else "achieved")

    def leaf(self, leaf: Leaf) -> Path:
        assert leaf.required is not None
        value = self.judge.value(leaf, self.unit, IN_FORCE_READING)
        if value is None:
            name = leaf.label_en or leaf.label or leaf.value
            found = Text(
                f"“{leaf.label or leaf.value}”的数未报，目标未知", f"the figure behind {name!r} is not known"
            )
            raise DataRefused(
                Fault(f"--goal {self.goal.written}", found, remedy=Text("先补报", "report it first"))
            )
        step, basis = self.step(leaf)
        effort = float(abs(leaf.required - value)) / step if step > 0 else math.inf
        move = next(self.moves(leaf, effort), None)
        if move is None:
            raise Infeasible(self.goal, _NOTHING)
        return Path((move,), effort, basis)

    def moves(self, leaf: Leaf, effort: float) -> Iterator[Move]:
        """Yield the moves that meet the leaf: what it depends on in a straight line."""
        assert leaf.required is not None
        for one in self.candidates(leaf):
            first, second, third = (self.supposed(leaf, {one.path: one.value + step}) for step in (0, 1, 2))
            if first is None or second is None or third is None or not third - second == second - first != 0:
                continue
            needed = one.value + (leaf.required - first) / (second - first)
            after = printable(needed, up=needed > one.value, whole=one.unit in COUNTED)
            yield Move(one.path, one.label, one.unit, float(one.value), after, effort)

    def candidates(self, leaf: Leaf) -> Iterator[Candidate]:
        """Yield the indicators of a leaf's formula, then its figures; never the enterprise list."""
        edition, derivation = self.evaluation.edition, self.evaluation.derivation
        for code in indicator_codes(parse(leaf.value_in_force)):
            one, value = edition.indicator(code), derivation.value(code, self.unit).value
            if value is not None:
                label = Text(f"{code} {one.label}", f"{code} {one.label_en or one.label}")
                yield Candidate(f"indicator/{code}", label, one.unit, value)
        for name, years_back in names_in(derivation.tree(leaf.value_in_force)):
            figure = self.evaluation.snapshot.figure(name, self.unit)
            if name != LISTED and not years_back and figure is not None and figure.value is not None:
                unit = unit_of(self.evaluation, name)
                yield Candidate(f"variable/{name}", _label(self.evaluation, name), unit, figure.value)

    def changes(self, given: Mapping[str, Fraction]) -> Changes:
        """Return values by address as changes."""
        indicators, figures, year = (
            dict[str, Fraction](),
            dict[tuple[str, int], Fraction](),
            self.evaluation.snapshot.year,
        )
        for path, value in given.items():
            stage, _, name = path.partition("/")
            if stage == "indicator":
                indicators[name] = value
            else:
                figures[name, year] = value
        return Changes(indicators, figures)

    def supposed(self, leaf: Leaf, given: Mapping[str, Fraction]) -> Fraction | None:
        """Return the value of a leaf where figures or indicators are as given."""
        derivation = Supposed(self.evaluation.derivation, self.unit, self.changes(given))
        return Judge(derivation).value(leaf, self.unit, IN_FORCE_READING)

    def step(self, leaf: Leaf) -> tuple[float, Basis]:
        """Return the improvement of a leaf in a strong year."""
        assert leaf.required is not None
        changes = [] if self.last is None else list(self.improvements(leaf, self.last))
        if len(changes) < FEWEST:
            return float(abs(leaf.required)) * ASSUMED, "assumed"
        return max(0.0, float(np.quantile(changes, STRONG_YEAR))), "achieved"

    def improvements(self, leaf: Leaf, last: Evaluation) -> Iterator[float]:
        """Yield by how much each zone that was ranked in both rounds improved."""
        before, sign = Judge(last.derivation), -1 if leaf.operator.startswith("<") else 1
        for unit in sorted(set(ranked_units(last)) & set(ranked_units(self.evaluation))):
            was, now = (judge.value(leaf, unit, IN_FORCE_READING) for judge in (before, self.judge))
            if was is not None and now is not None:
                yield float(sign * (now - was))


def _label(evaluation: Evaluation, name: str) -> Text:
    edition, (scope, _, plain) = evaluation.edition, name.partition(".")
    if scope == "zone" and plain:
        one = edition.zone_fields[plain]
    elif name in edition.variables:
        variable = edition.variables[name]
        return Text(variable.label or name, variable.label_en or variable.label or name)
    else:
        one = (edition.enterprise_fields | edition.derived_fields)[name.partition("[")[0]]
    return Text(one.label or name, one.label_en or one.label or name)


def _too_far(path: Path) -> Text:
    worst = max(path.moves, key=lambda one: one.effort)
    before, after = amount(worst.before, worst.unit), amount(float(worst.after), worst.unit)
    if math.isinf(worst.effort):
        return Text(
            f"{worst.label.zh}须由 {before.zh} 到 {after.zh}；上年没有园区提高过",
            f"{worst.label.en} from {before.en} to {after.en}; hardly any zone improved it last year",
        )
    years = math.ceil(worst.effort - 1e-9)
    return Text(
        f"{worst.label.zh}须由 {before.zh} 到 {after.zh}，按做得好的年份约须 {years} 年",
        f"{worst.label.en} from {before.en} to {after.en}: about {years} strong years",
    )
