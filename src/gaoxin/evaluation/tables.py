"""The stairs of a climb as tables: sorted by unit, then in the order of the edition."""

from collections.abc import Iterable, Mapping

import numpy as np

from gaoxin.evaluation.cells import Bound, Bounds, Column, Curve
from gaoxin.evaluation.climb import Climb
from gaoxin.evaluation.result import Table


def tables(climb: Climb) -> dict[str, Table]:
    """Return the tables of the stairs by file name; contributions.csv only where a score is a sum.

    Beside the contract's: bounds.csv (the yardsticks, which a later year may take as its own), touched.csv
    (what treatment moved) and filled.csv (what was missing and got a value).
    """
    rows = sorted(range(len(climb.cells.units)), key=climb.cells.units.__getitem__)
    found = {
        "indicators.csv": _indicators(climb, rows),
        "standards.csv": _by_code(climb, rows, standard=climb.standards),
    }
    if climb.contributions is not None:
        found["contributions.csv"] = _by_code(
            climb, rows, weight=climb.weights, contribution=climb.contributions
        )
    found["dimensions.csv"] = _dimensions(climb, rows)
    found["scores.csv"] = {
        "unit": [climb.cells.units[row] for row in rows],
        "score": _numbers(climb.score[rows]),
        "rank": _numbers(climb.rank[rows]),
        "status": [str(climb.status[row]) for row in rows],
    }
    found["bounds.csv"] = _bounds(climb)
    order = {code: place for place, code in enumerate(climb.cells.codes)}
    touched = sorted(climb.touched, key=lambda one: (one.unit, order[one.code]))
    found["touched.csv"] = {
        "unit": [one.unit for one in touched],
        "code": [one.code for one in touched],
        "before": [one.before for one in touched],
        "after": [one.after for one in touched],
    }
    filled = sorted(climb.filled, key=lambda one: (one.unit, order[one.code]))
    found["filled.csv"] = {
        "unit": [one.unit for one in filled],
        "code": [one.code for one in filled],
        "how": [one.how for one in filled],
    }
    return found


def bounds_of(table: Table) -> Bounds:
    """Return the bounds that bounds.csv of a base year holds, for ``climb(…, reference=…)``."""
    found = {}
    for row, code in enumerate(table["code"]):
        using, lower, upper, mean, sd = (table[name][row] for name in _BOUND)
        curve = [table[name][row] for name in _CURVE]
        found[code] = Bound(using, lower, upper, mean, sd, None if curve[0] is None else Curve(*curve))
    return found


_BOUND = ("using", "lower", "upper", "mean", "sd")
_CURVE = ("log_lower", "log_upper", "curve", "log_power")


def _bounds(climb: Climb) -> Table:
    curves = [climb.bounds[code].log or (None,) * len(_CURVE) for code in climb.cells.codes]
    found: dict[str, list[object]] = {"code": list(climb.cells.codes)}
    for name in _BOUND:
        found[name] = [getattr(climb.bounds[code], name) for code in climb.cells.codes]
    return found | {name: [curve[at] for curve in curves] for at, name in enumerate(_CURVE)}


def _indicators(climb: Climb, rows: list[int]) -> Table:
    reasons = [climb.cells.reason[row, place] for row in rows for place in range(len(climb.cells.codes))]
    found = _by_code(climb, rows, value=climb.cells.value)
    return {**found, "missing_reason": [reason.value if reason else None for reason in reasons]}


def _by_code(climb: Climb, rows: list[int], **columns: np.ndarray) -> Table:
    return _long(climb.cells.units, climb.cells.codes, rows, columns)


def _dimensions(climb: Climb, rows: list[int]) -> Table:
    score, ranks = (np.column_stack(list(one.values())) for one in (climb.dimensions, climb.dimension_ranks))
    return _long(climb.cells.units, tuple(climb.dimensions), rows, {"score": score, "rank": ranks})


def _long(
    units: tuple[str, ...], codes: Iterable[str], rows: list[int], columns: Mapping[str, np.ndarray]
) -> Table:
    keys = [(units[row], code) for row in rows for code in codes]
    found: dict[str, list[object]] = {"unit": [unit for unit, _ in keys], "code": [code for _, code in keys]}
    return found | {name: _numbers(matrix[rows].ravel()) for name, matrix in columns.items()}


def _numbers(column: Column) -> list[object]:
    return [None if value != value else value for value in column.tolist()]  # noqa: PLR0124 - nan is not itself
