"""How sure the rank after a what-if is: the study of robustness over the values as supposed."""

from collections.abc import Iterable

import numpy as np

from gaoxin.diagnosis.interval import Interval
from gaoxin.diagnosis.outcome import Outcome
from gaoxin.evaluation.climb import climb
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.returns import Mark
from gaoxin.robustness import Design, Study, default, given

DRAWS, SEED = 2_000, 1
"""Enough for the quantiles of one rank; the same seed every time, so the same question has the same answer."""


def supposed_interval(
    evaluation: Evaluation, outcome: Outcome, marks: Iterable[Mark] = ()
) -> Interval | None:
    """Return the interval of the rank after a what-if; None for a zone without a rank.

    The uncertainties are those that ``gaoxin robustness`` assumes by default; ``marks`` say how sure the panels are.
    """
    if outcome.after.rank is None:
        return None
    about = given(
        evaluation.edition, climb(evaluation.edition, outcome.again.cells), outcome.derivation, marks
    )
    study = Study(Design(about, default(about).specification), SEED)
    ranks = study.places(study.sample(DRAWS))[:, about.cells.units.index(outcome.zone)] / 2
    low, median, high = np.quantile(ranks, [0.05, 0.5, 0.95]).tolist()
    return Interval(median, low, high, DRAWS, None)
