"""Kept results read: a folder is named by its digest and never changes, so what was read once is kept in memory."""

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from gaoxin.diagnosis.interval import Interval, read_intervals
from gaoxin.diagnosis.outlook import Round as TargetsRound
from gaoxin.diagnosis.outlook import round_of
from gaoxin.edition import Edition
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.evaluation.result import Result, read_manifest, read_result, read_table
from gaoxin.evaluation.round import SNAPSHOT
from gaoxin.lineage import Reopened
from gaoxin.returns import Mark
from gaoxin.robustness.marks import read_marks
from gaoxin.snapshot import store
from gaoxin_web.rounds.models import Run
from gaoxin_web.rounds.running import kept

Row = Mapping[str, Any]


class Kept:
    """One kept result with its rank intervals; tables are read when they are first asked for."""

    def __init__(self, folder: Path, robustness: Path) -> None:
        self.folder, self.robustness = folder, robustness
        self.manifest: Mapping[str, Any] = read_manifest(folder)

    def rows(self, table: str) -> Sequence[Row]:
        """Return a table of the result as rows, full precision."""
        return _rows(self.folder / table)

    def of(self, table: str, unit: str) -> Sequence[Row]:
        """Return the rows of a zone in a table."""
        return _by_unit(self.folder / table).get(unit, ())

    @cached_property
    def ranking(self) -> Mapping[str, Row]:
        """ranking.csv by zone, best first; ranks and other numbers as numbers."""
        return {row["unit"]: _numbers(row) for row in self.rows("ranking.csv")}

    @cached_property
    def dimensions(self) -> Mapping[tuple[str, str], Row]:
        """dimensions.csv by zone and dimension."""
        return {(row["unit"], row["code"]): row for row in self.rows("dimensions.csv")}

    @cached_property
    def reopened(self) -> Reopened:
        """The result opened again, for traces."""
        return Reopened(self.folder)

    @cached_property
    def evaluation(self) -> Evaluation:
        """The evaluation, computed again from the frozen figures."""
        return self.reopened.evaluation

    @property
    def edition(self) -> Edition:
        """The edition in force."""
        return self.reopened.edition

    @cached_property
    def intervals(self) -> Mapping[str, Interval]:
        """The rank interval of every ranked zone."""
        return read_intervals(self.robustness, self.evaluation)

    @cached_property
    def result(self) -> Result:
        """The tables as the rules on targets over time want them."""
        return read_result(self.folder)

    @cached_property
    def targets(self) -> TargetsRound:
        """What the result says of targets."""
        return round_of(self.result)

    @cached_property
    def totals(self) -> Mapping[tuple[str, str], float]:
        """The figures of the data year by zone and variable, as numbers for eyes."""
        figures = self.evaluation.snapshot.figures.items()
        return {(zone, name): float(one.value) for (name, zone, year), one in figures
                if year == self.year and one.value is not None}  # fmt: skip

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The panels' marks, which say how sure a supposed rank is."""
        data = self.folder / SNAPSHOT / store.DATA
        return tuple(read_marks(data, self.edition, self.evaluation.snapshot))

    @property
    def year(self) -> int:
        """The data year."""
        return int(self.manifest["data_year"])


def result_of(run: Run) -> Kept:
    """Return the kept result of a run."""
    return _kept(Path(settings.HOME), run.result, run.robustness)


@lru_cache(maxsize=24)
def _kept(home: Path, result: str, robustness: str) -> Kept:
    return Kept(kept(home, result), kept(home, robustness))


def standing(home: Path, digest: str) -> dict[str, tuple[float | None, float]]:
    """Return rank (None: not ranked) and score of every zone of a kept result."""
    table = read_table(kept(home, digest) / "scores.csv")
    return {
        unit: (rank, score)
        for unit, rank, score in zip(table["unit"], table["rank"], table["score"], strict=True)
    }


def filled(home: Path, digest: str) -> dict[str, list[str]]:
    """Return the indicators of each provisional zone that nobody reported and that were filled by the worst value."""
    folder = kept(home, digest)
    scores = read_table(folder / "scores.csv")
    provisional = {
        unit for unit, status in zip(scores["unit"], scores["status"], strict=True) if status == "provisional"
    }
    found: dict[str, list[str]] = {}
    table = read_table(folder / "filled.csv")
    for unit, code, how in zip(table["unit"], table["code"], table["how"], strict=True):
        if unit in provisional and how != "structural":
            found.setdefault(unit, []).append(code)
    return found


@lru_cache(maxsize=256)
def _rows(path: Path) -> Sequence[Row]:
    table = read_table(path)
    return [dict(zip(table, cells, strict=True)) for cells in zip(*table.values(), strict=True)]


@lru_cache(maxsize=256)
def _by_unit(path: Path) -> Mapping[str, Sequence[Row]]:
    found: dict[str, list[Row]] = {}
    for row in _rows(path):
        found.setdefault(row["unit"], []).append(row)
    return found


_WHOLE = ("n", "type_n", "filled", "data_year")
_PARTS = ("type_rank", "coverage", "soft_weight", "rank_raw", "rank_zscore", "rank_geometric")


def _numbers(row: Row) -> Row:
    made = dict(row)
    for name in (*_WHOLE, *_PARTS):
        text = made.get(name)
        made[name] = None if text in ("", None) else float(text)
    return made
