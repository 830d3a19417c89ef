"""Who marks what: enough experts for every zone and indicator, none too many marks, avoidance never broken.

An integer programme solved by HiGHS: x[e, c] is 1 when expert e marks cell c. Every cell has at least k
experts, every expert at most m marks, and x exists only where no avoidance stands. Costs: an expert outside
the fields of the rubric, uneven loads (each further mark of an expert costs more than the one before), and a
small lot from the seed, which mixes the panels, so that severities can be compared, and makes the answer one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from gaoxin.edition.rubrics import Rubrics
from gaoxin.panels.experts import Expert, avoidance
from gaoxin.panels.facets import parts, split
from gaoxin.panels.marks import Cell, Places
from gaoxin.panels.sampling import lot
from gaoxin.returns import Zone
from gaoxin.terms import DataRefused, Fault, Text

Pair = tuple[str, Cell]
"""An expert and the cell (indicator, zone) that he is to mark."""

LACK, OUTSIDE, UNEVEN, CHANCE = 1e4, 10.0, 12.0, 0.01
"""Costs: a missing expert, an expert of another field, the mark at twice the mean load, the lot."""

MOST_STEPS = 200
"""Into how many steps the load of an expert is cut at most: one a mark up to twice the mean load."""


@dataclass(frozen=True)
class Assignment:
    """Who marks what, in the order of indicator, zone and expert.

    ``outside`` are the pairs whose expert is of none of the rubric's fields; ``load`` is the number of marks of
    every expert; ``connected`` whether severity can be told from worth within every indicator.
    """

    pairs: tuple[Pair, ...]
    outside: tuple[Pair, ...]
    load: Mapping[str, int]
    connected: bool


@dataclass(frozen=True)
class _Problem:
    """The eligible pairs by place of expert and cell, whether they fit, and the limits."""

    experts: Sequence[Expert]
    cells: Sequence[Cell]
    expert: Places
    cell: Places
    fits: np.ndarray
    each: int
    most: np.ndarray


def assign(
    experts: Sequence[Expert],
    zones: Iterable[Zone],
    rubrics: Rubrics,
    *,
    each: int | None = None,
    most: int | None = None,
    seed: str = "1",
    kept: Iterable[Pair] = (),
    barred: Iterable[Pair] = (),
) -> Assignment:
    """Return a balanced assignment of all zones and all indicators of the rubrics.

    ``each`` and ``most`` are k and m where they differ from the rubrics' own (``most`` of an expert himself
    goes before). ``kept`` pairs stay (marks given already), ``barred`` ones are never made (recusals during the
    work). The same input and seed give the same answer. DataRefused, saying which zone and indicator lacks how
    many eligible experts, where it cannot be done.
    """
    rules = rubrics.panel
    changed = {
        "experts": rules.experts if each is None else each,
        "most": rules.most if most is None else most,
    }
    asked = rubrics.model_copy(update={"panel": rules.model_copy(update=changed)})
    problem = _problem(experts, tuple(zones), asked, frozenset(barred))
    stay = frozenset(kept)
    if stray := sorted(stay - set(_pairs(problem, np.ones(len(problem.cell), bool)))):
        raise DataRefused([_not_eligible(one) for one in stray])
    chosen, short = _solve(problem, seed, stay)
    if short.any():
        raise DataRefused([*_lacking(problem, short)])
    pairs = _pairs(problem, chosen)
    outside = set(_pairs(problem, chosen & ~problem.fits))
    counted = Counter(expert for expert, _ in pairs)
    order = sorted(pairs, key=lambda pair: (pair[1], pair[0]))
    return Assignment(
        pairs=tuple(order),
        outside=tuple(one for one in order if one in outside),
        load={one.code: counted[one.code] for one in experts},
        connected=_connected(problem, chosen),
    )


def _problem(
    experts: Sequence[Expert], zones: Sequence[Zone], rubrics: Rubrics, barred: frozenset[Pair]
) -> _Problem:
    cells = [(one.indicator, zone.code) for one in rubrics.rubrics for zone in zones]
    free = {
        (at, zone.code)
        for at, one in enumerate(experts)
        for zone in zones
        if avoidance(one, zone, rubrics.panel.avoid) is None
    }
    found = [
        (at, place)
        for place, cell in enumerate(cells)
        for at, one in enumerate(experts)
        if (at, cell[1]) in free and (one.code, cell) not in barred
    ]
    wanted = {one.indicator: set(one.fields) for one in rubrics.rubrics}
    fits = [
        not wanted[cells[place][0]] or bool(wanted[cells[place][0]] & set(experts[at].fields))
        for at, place in found
    ]
    limit = rubrics.panel.most
    return _Problem(
        experts=experts,
        cells=cells,
        expert=np.array([at for at, _ in found], dtype=np.intp),
        cell=np.array([place for _, place in found], dtype=np.intp),
        fits=np.array(fits, dtype=bool),
        each=rubrics.panel.experts,
        most=np.array([limit if one.most is None else one.most for one in experts], dtype=float),
    )


def _solve(problem: _Problem, seed: str, stay: frozenset[Pair]) -> tuple[np.ndarray, np.ndarray]:
    """Return which eligible pairs are made, and how many experts each cell is short of.

    Columns: the pairs, then the lack of each cell, then the load of each expert in steps of rising cost.
    """
    pairs, cells, people = len(problem.cell), len(problem.cells), len(problem.experts)
    at = np.arange(pairs)
    twice = 2 * cells * problem.each / max(people, 1)
    step = max(int(np.ceil(twice / MOST_STEPS)), 1)
    steps = int(np.ceil(twice / step)) + 1
    room = np.clip(problem.most[:, None] - step * np.arange(steps), 0, step)
    room[:, -1] = np.maximum(problem.most - step * (steps - 1), 0)
    lots = [
        lot(seed, f"{problem.experts[one].code} {problem.cells[cell]}")
        for one, cell in zip(problem.expert.tolist(), problem.cell.tolist(), strict=True)
    ]
    cost = np.concatenate([
        OUTSIDE * ~problem.fits + CHANCE * np.array(lots),
        np.full(cells, LACK),
        np.tile(np.linspace(0, UNEVEN, steps), people),
    ])  # fmt: skip
    enough = coo_array(
        (
            np.ones(pairs + cells),
            (np.concatenate([problem.cell, np.arange(cells)]), np.arange(pairs + cells)),
        ),
        shape=(cells, len(cost)),
    )
    load = pairs + cells + np.arange(people * steps)
    loads = coo_array(
        (
            np.concatenate([np.ones(pairs), -np.ones(people * steps)]),
            (
                np.concatenate([problem.expert, np.repeat(np.arange(people), steps)]),
                np.concatenate([at, load]),
            ),
        ),
        shape=(people, len(cost)),
    )
    lower = np.array([float(pair in stay) for pair in _pairs(problem, np.ones(pairs, bool))])
    found = milp(
        cost,
        constraints=[LinearConstraint(enough, problem.each, np.inf), LinearConstraint(loads, 0, 0)],
        bounds=Bounds(
            np.concatenate([lower, np.zeros(len(cost) - pairs)]),
            np.concatenate([np.ones(pairs), np.full(cells, problem.each), room.ravel()]),
        ),
        integrality=np.concatenate([np.ones(pairs), np.zeros(len(cost) - pairs)]),
    )
    if found.x is None:  # kept marks above an expert's limit leave no answer at all
        raise DataRefused(_too_many_kept(problem, stay))
    chosen = found.x[:pairs] > 0.5
    return chosen, np.maximum(problem.each - np.bincount(problem.cell[chosen], minlength=cells), 0)


def _pairs(problem: _Problem, chosen: np.ndarray) -> list[Pair]:
    return [
        (problem.experts[problem.expert[at]].code, problem.cells[problem.cell[at]])
        for at in np.flatnonzero(chosen).tolist()
    ]


def _connected(problem: _Problem, chosen: np.ndarray) -> bool:
    """Whether the cells of every indicator hang together over the experts that mark them."""
    people, person = np.unique(problem.expert[chosen], return_inverse=True)
    cells, cell = np.unique(problem.cell[chosen], return_inverse=True)
    part, _ = parts(cell, person, len(cells), len(people))
    names = np.array([problem.cells[at][0] for at in cells.tolist()])
    return split(part, [np.flatnonzero(names == name) for name in np.unique(names)]) is None


def _lacking(problem: _Problem, short: np.ndarray) -> Iterable[Fault]:
    """Say cell by cell what is missing; then, where enough are eligible, that there are too few marks to give."""
    eligible = np.bincount(problem.cell, minlength=len(problem.cells))
    for at in np.flatnonzero(short).tolist():
        indicator, zone = problem.cells[at]
        need, there = problem.each, int(eligible[at])
        zh = f"指标 {indicator} 须 {need} 位专家，无须回避的有 {there} 位，还缺 {int(short[at])} 位"
        en = f"indicator {indicator} needs {need} experts, {there} are eligible, {int(short[at])} are lacking"
        yield Fault(f"{zone}", Text(zh, en), remedy=None if there < need else _BUSY)
    if (eligible[short > 0] >= problem.each).any():
        asked, room = problem.each * len(problem.cells), int(problem.most.sum())
        yield Fault(
            "most",
            Text(
                f"共需 {asked} 个评分，{len(problem.experts)} 位专家合计最多 {room} 个",
                f"{asked} marks are needed, {len(problem.experts)} experts give {room} at most",
            ),
            remedy=Text(
                "增加专家、提高每人上限或减少每格人数", "add experts, raise the limit, or ask fewer a cell"
            ),
        )


_BUSY = Text("其余专家已到上限", "the others have reached their limit")


def _not_eligible(pair: Pair) -> Fault:
    expert, (indicator, zone) = pair
    found = Text(f"{expert} 须回避或不在名册，不能保留", f"{expert} has to avoid it or is in no register")
    return Fault(f"{zone} {indicator}", found)


def _too_many_kept(problem: _Problem, stay: frozenset[Pair]) -> list[Fault]:
    counted = Counter(expert for expert, _ in stay)
    return [
        Fault(
            one.code,
            Text(
                f"已有 {counted[one.code]} 个评分，上限 {int(limit)}",
                f"has {counted[one.code]} marks, the limit is {int(limit)}",
            ),
        )
        for one, limit in zip(problem.experts, problem.most.tolist(), strict=True)
        if counted[one.code] > limit
    ]
