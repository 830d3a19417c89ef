"""Benefit of the doubt: every unit is judged by the weights that suit it best.

Melyn and Moesen (1991); Cherchye et al. (2007), Social Indicators Research 82, 111-145; OECD/JRC Handbook
(2008), step 6, "benefit of the doubt approach". A linear programme a unit, solved by HiGHS.
"""

from typing import NamedTuple

import numpy as np

from gaoxin.evaluation.cells import Column, Mask, Matrix


class Favoured(NamedTuple):
    """The score of a unit, 1 for the best, and the weights that suit it most (they need not sum to 1)."""

    score: float
    weights: Column


def favoured(unit: Column, peers: Matrix, *, lower: float = 0.0, upper: float = 1.0) -> Favoured:
    """Return max sum w x over weights w >= 0 for which no peer [peers x parts] passes 1.

    ``lower`` and ``upper`` limit the share of every weight in their sum; where the number of parts does not
    allow that, they give way to equal shares. Parts are 0 or more; the unit counts as its own peer.
    """
    from scipy.optimize import linprog  # noqa: PLC0415 - heavy, and few need it

    count = len(unit)
    least, most = min(lower, 1 / count), max(upper, 1 / count)
    everyone = np.vstack([peers, unit])
    scale = float(everyone.max()) or 1.0
    no_less = least - np.eye(count)
    no_more = np.eye(count) - most
    limits = np.vstack([everyone / scale, no_less, no_more])
    ceilings = np.concatenate([np.ones(len(everyone)), np.zeros(2 * count)])
    solved = linprog(-unit / scale, A_ub=limits, b_ub=ceilings, method="highs")
    if solved.status != 0:
        raise ArithmeticError(solved.message)
    return Favoured(-float(solved.fun), np.asarray(solved.x) / scale)


def benefit_of_the_doubt(
    parts: Matrix, shares: Column, ranked: Mask, *, lower: float = 0.0, upper: float = 1.0
) -> Column:
    """Return max sum w x over own weights w >= 0 under which no ranked unit passes 1, for x >= 0.

    ``lower`` and ``upper`` limit w / sum w (Melyn and Moesen 1991; Cherchye et al. 2007). A unit that lacks a
    part is compared without it, with the ranked units that have all of its parts. The shares of the edition
    do not count, but for parts of no share.
    """
    found = np.full(len(parts), np.nan)
    for row, unit in enumerate(parts):
        known = ~np.isnan(unit) & (shares > 0)
        if known.any():
            peers = parts[ranked][:, known]
            complete = peers[~np.isnan(peers).any(axis=1)]
            found[row] = favoured(unit[known], complete, lower=lower, upper=upper).score
    return found
