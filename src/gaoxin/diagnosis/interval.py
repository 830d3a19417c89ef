"""How sure a rank is: its interval and its ties, read from the folder of a robustness run."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.evaluation.result import read_table
from gaoxin.terms import Fault, Text, Unusable

INTERVALS, PAIRS = "rank_intervals.csv", "pairs.csv"

SURE = 0.95
"""The pairwise probability, from common draws, from which two zones differ."""


_RUN = Text("先运行 gaoxin robustness", "run gaoxin robustness first")


@dataclass(frozen=True)
class Interval:
    """A rank's interval: median, 5 % and 95 % quantile, draws (0: not said).

    ``tied`` are the zones that do not differ from this one (无显著差异): neither is ahead with 95 %.
    None where the folder does not say.
    """

    median: float
    low: float
    high: float
    draws: int
    tied: tuple[str, ...] | None


def read_interval(folder: Path, evaluation: Evaluation, row: int) -> Interval | None:
    """Return the zone's interval from a robustness folder; None for a zone without a rank.

    Unusable when the folder belongs to another result: its zones or ranks are not those of this one.
    """
    return read_intervals(folder, evaluation).get(evaluation.cells.units[row])


def read_intervals(folder: Path, evaluation: Evaluation) -> Mapping[str, Interval]:
    """Return the interval of every ranked zone, the folder read once; Unusable when it belongs to another result."""
    if not (folder / INTERVALS).is_file():
        found = Text(f"没有 {INTERVALS}", f"holds no {INTERVALS}")
        raise Unusable(Fault(str(folder), found, remedy=_RUN))
    table = read_table(folder / INTERVALS)
    pairs = zip(
        evaluation.cells.units, evaluation.climb.rank.tolist(), evaluation.cells.ranked.tolist(), strict=True
    )
    ranks = {unit: rank for unit, rank, ranked in pairs if ranked}
    if dict(zip(table["unit"], table["rank"], strict=True)) != ranks:
        found = Text("属于另一个结果：园区或位次不同", "belongs to another result: its zones or ranks differ")
        remedy = Text("对本结果重新运行 gaoxin robustness", "run gaoxin robustness on this result")
        raise Unusable(Fault(str(folder), found, remedy=remedy))
    draws, tied = _draws(folder), _tied(folder)
    columns = zip(*(table[name] for name in ("unit", "median", "q05", "q95")), strict=True)
    return {
        unit: Interval(median, low, high, draws, None if tied is None else tuple(sorted(tied.get(unit, ()))))
        for unit, median, low, high in columns
    }


def _draws(folder: Path) -> int:
    try:
        return int(json.loads((folder / "manifest.json").read_text("utf-8")).get("draws", 0))
    except (OSError, ValueError, AttributeError):
        return 0


def _tied(folder: Path) -> Mapping[str, list[str]] | None:
    """Return the zones from which each zone does not differ; None where the folder does not say."""
    if not (folder / PAIRS).is_file():
        return None
    table = read_table(folder / PAIRS)
    found: dict[str, list[str]] = defaultdict(list)
    pairs = zip(table["ahead"], table["behind"], map(float, table["probability"]), strict=True)
    for ahead, behind, chance in pairs:
        if 1 - SURE < chance < SURE:
            found[ahead].append(behind)
            found[behind].append(ahead)
    return found
