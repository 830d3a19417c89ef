"""Goal seek: one door for ranks, bands and targets."""

from collections.abc import Sequence

from gaoxin.diagnosis.goal import Goal, Solution
from gaoxin.diagnosis.groups import Audience, row_of
from gaoxin.diagnosis.rank_goal import seek_rank
from gaoxin.diagnosis.target_goal import seek_target
from gaoxin.evaluation.evaluate import Evaluation


def seek(
    evaluation: Evaluation,
    zone: str,
    goal: Goal,
    *,
    last: Evaluation | None = None,
    chosen: Sequence[str] = (),
    audience: Audience = "evaluator",
) -> Solution:
    """Return the plan of least effort by which a zone reaches a goal.

    ``last`` is the round of the year before, from which the limits are drawn (assumed without it); ``chosen``
    are the indicators that may be moved towards a rank, all of the statistics where empty. Infeasible where a
    year is not enough, Unusable where no rule allows the goal, DataRefused where a figure is unknown.
    """
    row = row_of(evaluation, zone)
    if goal.target:
        return seek_target(evaluation, row, goal, last)
    return seek_rank(evaluation, row, goal, last=last, chosen=chosen, audience=audience)
