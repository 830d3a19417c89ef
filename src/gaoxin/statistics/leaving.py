"""Who moves when something is left out: without_part.csv, without_part_ranks.csv and without_unit.csv."""

from collections.abc import Iterator, Mapping

from gaoxin.evaluation.result import Table
from gaoxin.statistics.parts import Parts
from gaoxin.statistics.shift import Shift
from gaoxin.statistics.table import Row, table
from gaoxin.statistics.without_part import WithoutPart, without_parts
from gaoxin.statistics.without_unit import without_units

_SHIFT = ("moved", "mean_shift", "largest_shift", "who", "reversals")


def tables(parts: Parts) -> dict[str, Table]:
    """Return the three tables; parts in their order, units sorted."""
    found = without_parts(parts)
    of_parts = ({"part": part, **_row(one.shift, one.reason)} for part, one in found.items())
    of_units = (
        {"unit": unit, "indicators": one.columns, **_row(one.shift, one.reason)}
        for unit, one in sorted(without_units(parts).items())
    )
    return {
        "without_part.csv": table(("part", *_SHIFT, "reason"), of_parts),
        "without_part_ranks.csv": table(("unit", "part", "rank", "shift"), _ranks(parts, found)),
        "without_unit.csv": table(("unit", *_SHIFT, "indicators", "reason"), of_units),
    }


def _row(moved: Shift | None, reason: str) -> Row:
    if moved is None:
        return {"reason": reason}
    return {**dict(zip(_SHIFT, moved, strict=True)), "who": moved.who or None}


def _ranks(parts: Parts, found: Mapping[str, WithoutPart]) -> Iterator[Row]:
    before = parts.climb.rank[parts.climb.cells.ranked]
    for row in sorted(range(len(parts.units)), key=parts.units.__getitem__):
        for part, one in found.items():
            if one.ranks is not None:
                rank = float(one.ranks[row])
                yield {
                    "unit": parts.units[row],
                    "part": part,
                    "rank": rank,
                    "shift": rank - float(before[row]),
                }
