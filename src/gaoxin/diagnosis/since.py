"""What moved a score since the year before: an exact split by the Shapley value over the order of four steps.

The steps turn last year's round into this year's: the zone's *own* data, the *others'* data (which move the
bounds), the *population* (who takes part and who is ranked), the *method* (edition and settings). A step's
share is the mean of what it adds over all 24 orders of the steps (Shapley 1953; Shorrocks 2013), so nothing
depends on which step is taken first and the shares sum to the change. Each of the 16 mixed rounds is climbed
in full; those in which all zones take the same year are the same for every zone and are climbed once.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

import numpy as np

from gaoxin.evaluation.climb import Climb, climb_by
from gaoxin.evaluation.evaluate import Evaluation, evaluate
from gaoxin.terms import Fault, Text, Unusable

STEPS = ("own", "others", "population", "method")
"""The steps from one year's round to the next."""


@dataclass(frozen=True)
class Since:
    """The change of a score since the year before, split.

    ``parts`` sum to ``after - before``; ``by_code`` holds the same split of each indicator's contribution
    (empty for methods that are not sums).
    """

    year: int
    before: float
    after: float
    rank_before: float | None
    rank_after: float | None
    parts: Mapping[str, float]
    by_code: Mapping[str, Mapping[str, float]]


class _Mixed(NamedTuple):
    score: float
    contributions: Mapping[str, float]


def since(last: Evaluation, now: Evaluation, zone: str) -> Since:
    """Return the split for a zone; Unusable when it was not there, or ``last`` is not of the year before."""
    year_before(last, now)
    if zone not in last.cells.units:
        found = Text("上年结果里没有这个园区", "was not in the result of the year before")
        raise Unusable(Fault(zone, found, remedy=Text("不写 --last", "leave out --last")))
    years, same = _between(last, now), last.edition.digest == now.edition.digest
    orders = [frozenset(chosen) for size in range(len(STEPS) + 1) for chosen in combinations(STEPS, size)]
    mixed = {chosen: years.mixed(zone, chosen) for chosen in orders if not (same and "method" in chosen)}
    worth = {chosen: mixed[chosen - {"method"} if same else chosen] for chosen in orders}
    codes = dict.fromkeys(code for one in worth.values() for code in one.contributions)
    return Since(
        year=last.snapshot.year,
        before=worth[frozenset()].score,
        after=worth[frozenset(STEPS)].score,
        rank_before=_rank(last, zone),
        rank_after=_rank(now, zone),
        parts=shapley({chosen: one.score for chosen, one in worth.items()}),
        by_code={
            code: shapley({chosen: one.contributions.get(code, 0.0) for chosen, one in worth.items()})
            for code in codes
        },
    )


def year_before(last: Evaluation, now: Evaluation) -> None:
    """Refuse a result that is not of the year before."""
    if last.snapshot.year != now.snapshot.year - 1:
        found = Text(f"数据年度是 {last.snapshot.year}", f"is of data year {last.snapshot.year}")
        raise Unusable(
            Fault(
                "--last", found, Text(f"须是 {now.snapshot.year - 1}", f"must be of {now.snapshot.year - 1}")
            )
        )


def shapley(worth: Mapping[frozenset[str], float]) -> dict[str, float]:
    """Return each step's mean addition: the sum over S of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))."""
    count = math.factorial(len(STEPS))
    parts = {}
    for step in STEPS:
        added = [
            math.factorial(len(chosen))
            * math.factorial(len(STEPS) - len(chosen) - 1)
            / count
            * (worth[chosen | {step}] - before)
            for chosen, before in worth.items()
            if step not in chosen
        ]
        parts[step] = math.fsum(added)
    return parts


class _Years:
    """Two rounds and what lies between them; what is the same for every zone is climbed once."""

    def __init__(self, last: Evaluation, now: Evaluation) -> None:
        self.last, self.now = last, now
        self.common: dict[frozenset[str], Climb] = {frozenset(): last.climb, frozenset(STEPS): now.climb}
        self.cells = {(False, False): last.cells, (True, True): now.cells}
        """(this year's method?, this year's data?) -> cells."""
        if last.edition.digest == now.edition.digest:
            self.cells |= {(True, False): last.cells, (False, True): now.cells}
            self.common[frozenset(STEPS) - {"method"}] = now.climb
        else:
            self.cells[True, False] = evaluate(now.edition, last.snapshot).cells
            self.cells[False, True] = evaluate(last.edition, now.snapshot).cells

    def mixed(self, zone: str, chosen: frozenset[str]) -> _Mixed:
        """Return score and contributions of the zone where the chosen steps are taken and the others are not."""
        if ("own" in chosen) != ("others" in chosen):
            return _in(self._climb(zone, chosen), zone)
        if chosen not in self.common:
            self.common[chosen] = self._climb(zone, chosen)
        return _in(self.common[chosen], zone)

    def _climb(self, zone: str, chosen: frozenset[str]) -> Climb:
        method, population = "method" in chosen, "population" in chosen
        before, after = self.cells[method, False], self.cells[method, True]
        frame = self.cells[method, population]
        there, here = ({unit: row for row, unit in enumerate(one.units)} for one in (before, after))
        sources = []
        for unit in frame.units:
            taken = "own" in chosen if unit == zone else "others" in chosen
            new = taken if unit in there and unit in here else population
            sources.append((after, here[unit]) if new else (before, there[unit]))
        made = replace(
            frame,
            value=np.array([source.value[row] for source, row in sources]),
            reason=np.array([source.reason[row] for source, row in sources], dtype=object),
        )
        return climb_by((self.now if method else self.last).climb.plan, made)


_KEPT: list[_Years] = []
"""The pair of rounds that was asked last; many zones ask for the same one."""


def _between(last: Evaluation, now: Evaluation) -> _Years:
    for one in _KEPT:
        if one.last is last and one.now is now:
            return one
    _KEPT[:] = [_Years(last, now)]
    return _KEPT[0]


def _in(climbed: Climb, zone: str) -> _Mixed:
    """Return score and contributions of the zone in a climb."""
    row = climbed.cells.units.index(zone)
    parts = (
        {}
        if climbed.contributions is None
        else dict(zip(climbed.cells.codes, climbed.contributions[row].tolist(), strict=True))
    )
    return _Mixed(float(climbed.score[row]), parts)


def _rank(evaluation: Evaluation, zone: str) -> float | None:
    rank = float(evaluation.climb.rank[evaluation.cells.units.index(zone)])
    return None if math.isnan(rank) else rank
