"""Beside every rank: its group, the method's standing, coverage, gaps, soft weight and the ranks under other methods."""

import numpy as np

from gaoxin.evaluation.climb import Climb
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.evaluation.rank import rank
from gaoxin.evaluation.result import Table
from gaoxin.formula import Name, leaves

SOFT = ("survey", "expert")


def ranking(evaluation: Evaluation) -> Table:
    """Return ranking.csv, best first, shadow zones last: a rank never stands alone.

    ``n`` is how many were ranked together and ``type_rank`` the rank within the zone's park type (``type_n``);
    ``coverage`` the share of the cells asked that have a value; ``filled`` how many indicators that count got a value
    they did not have; ``soft_weight`` the share of survey and expert indicators in the score; ``rank_…`` the ranks under the
    main variants of method. The interval comes with ``robustness``.
    """
    climb, snapshot = evaluation.climb, evaluation.snapshot
    zones = {zone.code: zone for zone in snapshot.zones}
    units = climb.cells.units
    kinds = [zones[unit].park_type for unit in units]
    counted = {one.code for one in evaluation.edition.indicators if not one.left_out}
    table: dict[str, list[object]] = {
        "unit": list(units),
        "name": [zones[unit].name for unit in units],
        "name_en": [zones[unit].name_en for unit in units],
        "province": [zones[unit].province for unit in units],
        "rank": _column(climb.rank),
        "n": [int(np.count_nonzero(climb.cells.ranked))] * len(units),
        "score": _column(climb.score),
        "status": list(map(str, climb.status)),
        "park_type": list(kinds),
        "type_rank": _within(climb, kinds),
        "type_n": [
            int(sum(climb.cells.ranked[row] and kinds[row] == kind for row in range(len(units))))
            for kind in kinds
        ],
        "coverage": _coverage(evaluation),
        "filled": [sum(one.unit == unit and one.code in counted for one in climb.filled) for unit in units],
        "soft_weight": _column(climb.weights[:, _soft(evaluation)].sum(axis=1)),
        **{
            f"rank_{name}": [None] * len(units) if one is None else _column(one.rank)
            for name, one in evaluation.variants.items()
        },
        "data_year": [snapshot.year] * len(units),
        "method_basis": [evaluation.edition.method.basis] * len(units),
        "edition": [evaluation.edition.edition] * len(units),
        "edition_digest": [evaluation.edition.digest] * len(units),
        "synthetic": ["合成" if snapshot.synthetic else None] * len(units),
    }
    order = sorted(
        range(len(units)), key=lambda row: (np.isnan(climb.rank[row]), -climb.score[row], units[row])
    )
    return {name: [cells[row] for row in order] for name, cells in table.items()}


def _column(values: np.ndarray) -> list[object]:
    return [None if np.isnan(value) else float(value) for value in values.tolist()]


def _within(climb: Climb, kinds: list[str]) -> list[object]:
    """Return the ranks within each park type; zones of unknown type have none."""
    found: list[object] = [None] * len(kinds)
    for kind in set(kinds) - {""}:
        inside = np.array([one == kind for one in kinds]) & climb.cells.ranked
        for row, value in enumerate(_column(rank(climb.score, inside, climb.plan.ties))):
            found[row] = value if inside[row] else found[row]
    return found


def _soft(evaluation: Evaluation) -> list[int]:
    return [at for at, one in enumerate(evaluation.edition.indicators) if one.source in SOFT]


def _coverage(evaluation: Evaluation) -> list[object]:
    """Return for every zone the share of cells with a value among those that its indicators ask."""
    needed, snapshot = figures_asked(evaluation), evaluation.snapshot
    found: list[object] = []
    for unit in evaluation.cells.units:
        figures = [one for name, back in needed if (one := snapshot.figure(name, unit, back)) is not None]
        asked = sum(one.rows for one in figures)
        found.append(sum(one.filled for one in figures) / asked if asked else None)
    return found


def figures_asked(evaluation: Evaluation) -> dict[tuple[str, int], None]:
    """Return the figures that the indicators in the score ask, each with how many years back."""
    derivation = evaluation.derivation
    return dict.fromkeys(
        (f"{leaf.node.scope}.{leaf.node.name}" if leaf.node.scope else leaf.node.name, leaf.years_back)
        for one in evaluation.edition.indicators
        if not one.left_out
        for leaf in leaves(derivation.tree(one.formula_in_force, one.code))
        if isinstance(leaf.node, Name)
    )
