"""Leaving out one indicator or dimension: its weight goes to its siblings, all else stays.

COINr ``remove_elements``.
"""

from typing import NamedTuple

import numpy as np

from gaoxin.evaluation.cells import Column
from gaoxin.evaluation.rank import rank
from gaoxin.evaluation.score_tree import score_tree
from gaoxin.statistics.parts import TOTAL, Parts
from gaoxin.statistics.shift import Shift, shift
from gaoxin.terms import DataRefused


class WithoutPart(NamedTuple):
    """Scores and ranks without a part, and how they moved; nothing but the reason where there are none."""

    scores: Column | None
    ranks: Column | None
    shift: Shift | None
    reason: str


def without_parts(parts: Parts) -> dict[str, WithoutPart]:
    """Return the round without each indicator and each dimension; standards and shares are kept."""
    return {part: without_part(parts, part) for part in parts.columns if part != TOTAL}


def without_part(parts: Parts, part: str) -> WithoutPart:
    """Return the round without one part."""
    standards = parts.standards.copy()
    standards[:, parts.places(part)] = np.nan
    climb = parts.climb
    try:
        scores = score_tree(climb.tree, climb.plan, parts.cells, standards).total
    except DataRefused:
        return WithoutPart(None, None, None, "nothing_left")
    ranks = rank(scores, parts.cells.ranked, climb.plan.ties)
    return WithoutPart(scores, ranks, shift(parts.units, climb.rank[climb.cells.ranked], ranks), "")
