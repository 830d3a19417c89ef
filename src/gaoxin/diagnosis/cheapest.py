"""The least effort that brings enough points: a mixed-integer linear programme, solved by HiGHS.

    min  sum e_i u_i + sum e_js b_js
    s.t. sum g_i u_i + sum g_js b_js >= need,  0 <= u_i <= 1,  sum_s b_js <= 1,  b_js in {0, 1}

``u_i`` is how far a straight option is used, ``b_js`` whether position s of a stepped option is taken. HiGHS:
Huangfu and Hall 2018, Math. Prog. Comp. 10, 119-142, by way of scipy.optimize.milp with no relative gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gaoxin.evaluation.cells import Column


@dataclass(frozen=True)
class Option:
    """One lever in the programme: efforts and points of its positions; a straight one has its farthest."""

    efforts: Column
    points: Column
    straight: bool


def cheapest(options: Sequence[Option], need: float) -> list[float | int | None] | None:
    """Return each option's share (straight) or position, None where unused; None when infeasible."""
    if need <= 0:
        return [None] * len(options)
    if not options:
        return None
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - heavy, and only goals need it

    owner = np.concatenate([np.full(len(one.efforts), at) for at, one in enumerate(options)])
    straight = np.array([one.straight for one in options])[owner]
    points = np.concatenate([one.points for one in options])
    once = np.array([owner == at for at in range(len(options))], dtype=np.float64)
    found = milp(
        np.concatenate([one.efforts for one in options]),
        integrality=(~straight).astype(int),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(points[None, :], lb=need), LinearConstraint(once, ub=1)],
        options={"mip_rel_gap": 0.0},
    )
    return None if found.x is None else [_used(found.x[owner == at], one) for at, one in enumerate(options)]


def _used(shares: Column, one: Option) -> float | int | None:
    if one.straight:
        return float(shares[0]) if shares[0] > 1e-9 else None
    taken = np.flatnonzero(shares > 0.5)
    return int(taken[0]) if len(taken) else None
