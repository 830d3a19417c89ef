"""Weights under which every indicator counts for what its stated weight says: the inverse of effective importance.

Paruolo, Saisana and Saltelli (2013) show that stated weights and importance differ where indicators hang together;
Becker, Saisana, Paruolo and Vandecasteele (2017), Weights and importance in composite indicators: closing the gap,
Ecological Indicators 80, ask which weights would close the gap. Importance here is the share of the covariance with
the score in its variance (importance.csv), which sums to 1, so the answer is not a fit but a solution: w with
w_j (C w)_j = t_j w'C w minimises w'C w / 2 - sum t ln w, which is convex (Spinu 2013, An algorithm for computing risk
parity weights), and is found by Newton's method.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from gaoxin.edition import Edition
from gaoxin.evaluation.cells import Column, Matrix
from gaoxin.evaluation.result import Table
from gaoxin.statistics.importance import importances
from gaoxin.statistics.parts import TOTAL, Parts
from gaoxin.statistics.table import Row, table

_MATCHING = ("part", "label", "label_en", "weight", "effective", "matching", "matching_by_weight", "reason")

STEPS, NEAR, FAR = 200, 1e-10, 1e6
"""How many steps are taken at most, how near importance must come to what is stated, and where weights have run away."""


class Matching(NamedTuple):
    """The matching weights of the indicators, which sum to 1; nothing but the reason where there are none."""

    weights: Column | None
    reason: str


def tables(edition: Edition, parts: Parts) -> dict[str, Table]:
    """Return matching.csv: every indicator and dimension with its stated, effective and matching weight."""
    return {"matching.csv": table(_MATCHING, _rows(edition, parts))}


def matching(parts: Parts) -> Matching:
    """Return the weights under which effective importance is the stated weight of every indicator.

    An indicator that is the same everywhere cannot count for anything: it keeps its weight, and the others share the
    rest. Reasons for none: not_a_sum (the method is no weighted mean), missing (a unit lacks a standard), no_solution
    (some weights would make all scores equal).
    """
    if parts.climb.contributions is None:
        return Matching(None, "not_a_sum")
    stated = np.array([parts.weights[f"indicator/{code}"] for code in parts.cells.codes])
    varied = (stated > 0) & (np.ptp(np.nan_to_num(parts.standards), axis=0) > 0)
    if np.isnan(parts.standards[:, stated > 0]).any():
        return Matching(None, "missing")
    if not varied.any():
        return Matching(None, "no_solution")
    solved = solve(parts.standards[:, varied], stated[varied])
    if solved is None:
        return Matching(None, "no_solution")
    weights = stated.copy()
    weights[varied] = stated[varied].sum() * solved
    return Matching(weights, "")


def solve(standards: Matrix, targets: Column) -> Column | None:
    """Return weights that sum to 1 and give columns [units x parts] shares of variance in proportion to ``targets``.

    None where there are none: positive weights under which the score does not vary.

    >>> solve(np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 2.0], [0.0, 0.0]]), np.array([0.5, 0.5])).round(4).tolist()
    [0.6667, 0.3333]
    """
    sd = standards.std(axis=0, ddof=1)
    together, wanted = np.atleast_2d(np.corrcoef(standards.T)), targets / targets.sum()
    weights = np.sqrt(wanted)
    for _ in range(STEPS):
        pull = together @ weights
        if np.abs(weights * pull - wanted).max() < NEAR:  # the score varies by 1 where the aim is least
            found: Column = weights / sd / (weights / sd).sum()
            return found
        if weights.max() > FAR:
            return None
        weights = _stepped(together, wanted, weights)
    return None


def _stepped(together: Matrix, wanted: Column, weights: Column) -> Column:
    """Return the weights one step of Newton's nearer, halved until they stay positive and the aim falls."""
    slope = together @ weights - wanted / weights
    step = np.linalg.solve(together + np.diag(wanted / weights**2), slope)
    gain, now, size = float(slope @ step), _aim(together, wanted, weights), 1.0
    while size > NEAR:
        tried: Column = weights - size * step
        if (tried > 0).all() and (gain < NEAR or _aim(together, wanted, tried) <= now - size * gain / 10_000):
            return tried
        size /= 2
    return weights


def _aim(together: Matrix, wanted: Column, weights: Column) -> float:
    return float(weights @ together @ weights / 2 - wanted @ np.log(weights))


def _rows(edition: Edition, parts: Parts) -> Iterator[Row]:
    labels = {f"indicator/{one.code}": (one.label, one.label_en) for one in edition.indicators}
    labels |= {f"dimension/{one.id}": (one.label, one.label_en) for one in edition.walk_dimensions()}
    found, effective = matching(parts), importances(parts)
    for part in (one for one in parts.columns if one != TOTAL):
        stated = parts.weights[part]
        own = None if found.weights is None else math.fsum(found.weights[parts.places(part)].tolist())
        yield {
            "part": part, "label": labels[part][0], "label_en": labels[part][1], "weight": stated,
            "effective": effective[part].share, "matching": own,
            "matching_by_weight": None if own is None or stated == 0 else own / stated, "reason": found.reason or None,
        }  # fmt: skip
