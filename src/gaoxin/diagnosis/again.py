"""Climbing again after a few columns changed: these are standardised anew, and all zones ranked anew.

The result equals a full climb to the last bit: every stair from value to standard looks at its own column
alone (imputation along rows does not; then all columns are taken), and what follows is done in full.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gaoxin.evaluation.cells import Bound, Cells, Column, Matrix
from gaoxin.evaluation.climb import Climb, Filled, rise
from gaoxin.evaluation.impute import ROWS
from gaoxin.evaluation.plan import Plan
from gaoxin.evaluation.rank import rank
from gaoxin.evaluation.score_tree import score_tree
from gaoxin.evaluation.weigh import WEIGHTS, weigh


@dataclass(frozen=True)
class Again:
    """The stairs after the change, as in Climb: arrays are [units] or [units x codes]."""

    cells: Cells
    plan: Plan
    standards: Matrix
    bounds: dict[str, Bound]
    filled: tuple[Filled, ...]
    weights: Matrix
    dimensions: dict[str, Column]
    score: Column
    rank: Column
    status: NDArray[np.str_]


def climb_again(base: Climb, cells: Cells, changed: Sequence[int]) -> Again:
    """Return the climb of ``cells``, which differ from those of ``base`` in the columns ``changed`` only.

    DataRefused where the new values do not allow it.
    """
    method = base.plan
    places = list(range(len(cells.codes))) if method.impute.name in ROWS else sorted(set(changed))
    standards, bounds, filled = base.standards, dict(base.bounds), base.filled
    if places:
        codes = tuple(cells.codes[place] for place in places)
        part = replace(
            method,
            indicators=tuple(method.indicators[place] for place in places),
            treatments=tuple(method.treatments[place] for place in places),
            standardise=tuple(method.standardise[place] for place in places),
        )
        risen = rise(
            part, replace(cells, codes=codes, value=cells.value[:, places], reason=cells.reason[:, places])
        )
        standards = standards.copy()
        standards[:, places] = risen.standards
        bounds |= risen.bounds
        filled = (*(one for one in filled if one.code not in codes), *risen.filled)
    drawn = method.weights.name in WEIGHTS
    tree = weigh(method.tree, standards[cells.ranked], WEIGHTS[method.weights.name]) if drawn else base.tree
    scored = score_tree(tree, method, cells, standards)
    return Again(
        cells=cells,
        plan=method,
        standards=standards,
        bounds=bounds,
        filled=filled,
        weights=scored.weights,
        dimensions=scored.dimensions,
        score=scored.total,
        rank=rank(scored.total, cells.ranked, method.ties),
        status=_status(method.missing.name, cells, filled),
    )


def _status(policy: str, cells: Cells, filled: tuple[Filled, ...]) -> NDArray[np.str_]:
    worst = {one.unit for one in filled if one.how == "worst"} if policy == "worst" else set[str]()
    provisional = np.array([unit in worst for unit in cells.units])
    return np.where(cells.shadow, "shadow", np.where(provisional, "provisional", "ranked"))
