"""Goal seek for a rank or a band: the least effort, verified by ranking everybody anew.

Effort is counted in strong years: 1 is the improvement of an indicator that nine of ten zones did not reach
in a year (limits.py). Scores are sums of standards, so the least total effort is a linear programme over the
levers (cheapest.py) as long as the bounds stand still. Where the zone's own move shifts them, the programme
is set up again on the bounds that resulted, and the cheapest plan that held in full re-evaluation is kept.
The rank reported is always the re-evaluated one.
"""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from gaoxin.diagnosis.changes import Changes
from gaoxin.diagnosis.cheapest import Option, cheapest
from gaoxin.diagnosis.goal import Goal, Infeasible, Move, Solution
from gaoxin.diagnosis.groups import Audience, band_of, band_text
from gaoxin.diagnosis.levers import STEPS, STRAIGHT, Lever, Standing, gains, levers
from gaoxin.diagnosis.limits import Basis, limits
from gaoxin.diagnosis.outcome import Outcome, suppose
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.evaluation.weigh import STATED
from gaoxin.terms import Fault, Text, Unusable

TRIES = 8
"""How often the programme is set up again when the zone's own move shifts the bounds."""

MARGIN = 1e-9
"""Points by which a plan must be above the score that is needed."""

Plan = list[tuple[Lever, Fraction]]


class Found(NamedTuple):
    """A plan, what it leads to, and whether it is the optimum."""

    plan: Plan
    outcome: Outcome
    optimal: bool


def seek_rank(
    evaluation: Evaluation,
    row: int,
    goal: Goal,
    *,
    last: Evaluation | None,
    chosen: Sequence[str],
    audience: Audience,
) -> Solution:
    """Return the plan of least effort that brings the zone in ``row`` to the goal's rank.

    ``last`` is the round of the year before, from which the limits are drawn; ``chosen`` are the levers, all
    of the statistics where empty. Infeasible when the levers do not suffice, Unusable where scores are no
    sums.
    """
    if not evaluation.climb.plan.is_a_sum:
        found = Text("得分不是加权和，无法求解", "scores are no sums, so that no plan can be solved for")
        raise Unusable(
            Fault(f"--goal {goal.written}", found, remedy=Text("用 --set 逐项试算", "try values by --set"))
        )
    pulled = levers(evaluation, row, limits(evaluation, row, last), chosen)
    basis: Basis = "achieved" if any(one.limit.basis == "achieved" for one in pulled) else "assumed"
    if evaluation.climb.rank[row] <= goal.rank:
        return Solution(goal, (), 0.0, None, optimal=True, basis=basis)
    best = _search(evaluation, row, goal.rank, pulled)
    if best is None:
        full: Plan = [(one, one.at(1.0)) for one in pulled]
        best = Found(full, _outcome(evaluation, row, full), optimal=False)
        if not _reached(best.outcome, goal.rank):
            raise Infeasible(goal, _best_reachable(evaluation, row, best.outcome, audience))
    moves = tuple(_move(lever, value) for lever, value in best.plan)
    return Solution(goal, moves, _effort(best), best.outcome, best.optimal, basis)


def _search(evaluation: Evaluation, row: int, rank: int, pulled: Sequence[Lever]) -> Found | None:
    """Return the cheapest plan that held in full re-evaluation; None where the programme has no answer."""
    standing: Standing = evaluation.climb
    made, margin, best = Plan(), MARGIN, None
    for _ in range(TRIES):
        need = (
            _threshold(standing, row, rank) - float(standing.score[row]) + gains(standing, row, made) + margin
        )
        plan = _solved(standing, row, pulled, need)
        if plan is None:
            break
        outcome = _outcome(evaluation, row, plan)
        still = _same_yardsticks(outcome.again, standing)
        if _reached(outcome, rank):
            found = Found(plan, outcome, still and standing is evaluation.climb)
            best = found if best is None or _effort(found) < _effort(best) else best
            if still:
                break
        short = max(_threshold(outcome.again, row, rank) - outcome.after.score, 0.0)
        margin = margin + short + MARGIN if still else MARGIN
        standing, made = outcome.again, plan
    return best


def _solved(standing: Standing, row: int, pulled: Sequence[Lever], need: float) -> Plan | None:
    """Return the plan of least effort that brings ``need`` points under the bounds of a standing."""
    usable = [(one, *_positions(standing, row, one)) for one in pulled]
    usable = [one for one in usable if one[1].points.max(initial=0.0) > 0]
    used = cheapest([option for _, option, _ in usable], need)
    if used is None:
        return None
    return [
        (lever, lever.at(float(share) * float(option.efforts[0])) if option.straight else values[int(share)])
        for (lever, option, values), share in zip(usable, used, strict=True)
        if share is not None
    ]


def _positions(standing: Standing, row: int, one: Lever) -> tuple[Option, list[Fraction]]:
    """Return the positions of a lever as an option, and their values; a straight lever has its farthest."""
    bound, start = standing.bounds[one.code], one.worth(standing, row, one.start)
    counted = one.whole and float(one.at(1.0)) - one.start <= STEPS
    straight = standing.plan.standardise[one.place].name in STRAIGHT and bound.log is None and not counted
    if straight:
        farthest = one.at(min(1.0, one.room(bound.upper)))
        effort = one.effort(float(farthest))
        worth = [one.worth(standing, row, float(farthest)) - start] if effort > 0 else []
        return Option(np.array([effort] * len(worth)), np.array(worth), straight=True), [farthest]
    if counted:
        values = [
            Fraction(step) for step in range(int(one.start) + one.sign, int(one.at(1.0)) + one.sign, one.sign)
        ]
    else:
        values = [one.at(step / STEPS) for step in range(1, STEPS + 1)]
    values = [value for value in values if one.effort(float(value)) <= 1 + 1e-6]
    worth = [one.worth(standing, row, float(value)) - start for value in values]
    return Option(
        np.array([one.effort(float(value)) for value in values]), np.array(worth), straight=False
    ), values


def _threshold(standing: Standing, row: int, rank: int) -> float:
    """Return the score that is needed: the rank-th best of the other ranked zones."""
    others = standing.cells.ranked.copy()
    others[row] = False
    scores = np.sort(standing.score[others])[::-1]
    return float(scores[rank - 1]) if rank <= len(scores) else -math.inf


def _same_yardsticks(after: Standing, before: Standing) -> bool:
    """Whether nothing but the zone's own standards moved: bounds, and weights that the data gives."""
    methods = {one.name for one in before.plan.standardise}
    fixed = before.plan.weights.name in STATED and methods <= set(STRAIGHT)
    return fixed and dict(after.bounds) == dict(before.bounds)


def _outcome(evaluation: Evaluation, row: int, plan: Plan) -> Outcome:
    return suppose(evaluation, row, Changes({lever.code: value for lever, value in plan}, {}))


def _reached(outcome: Outcome, rank: int) -> bool:
    return outcome.after.rank is not None and outcome.after.rank <= rank


def _effort(found: Found) -> float:
    return math.fsum(lever.effort(float(value)) for lever, value in found.plan)


def _move(lever: Lever, value: Fraction) -> Move:
    one = lever.indicator
    label = Text(f"{one.code} {one.label}", f"{one.code} {one.label_en or one.label}")
    return Move(f"indicator/{one.code}", label, one.unit, lever.start, value, lever.effort(float(value)))


def _best_reachable(evaluation: Evaluation, row: int, full: Outcome, audience: Audience) -> Text:
    """Return what can be reached at best; to a zone as a band."""
    assert full.after.rank is not None
    if not full.values:
        return Text("没有可用的抓手", "there is no lever to pull")
    rank = min(full.after.rank, float(evaluation.climb.rank[row]))
    if audience == "zone":
        band = band_text(band_of(rank, full.after.count))
        return Text(f"全部抓手用尽，位次带为{band.zh}", f"all levers at their limits lead to {band.en}")
    return Text(f"全部抓手用尽，可到第 {rank:g} 名", f"all levers at their limits lead to rank {rank:g}")
