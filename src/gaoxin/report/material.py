"""What reports are made of: a result folder read once, with what may stand beside it."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from gaoxin.diagnosis.groups import row_of
from gaoxin.diagnosis.interval import Interval, read_intervals
from gaoxin.diagnosis.outlook import Outlook, outlooks
from gaoxin.diagnosis.outlook import round_of as targets_of
from gaoxin.edition import Indicator
from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.evaluation.result import Result, Table, read_manifest, read_result
from gaoxin.report.opened import opened
from gaoxin.terms import Fault, Text, Unusable

HORIZON = 2020
"""The data year in which the targets of annex 1 are due."""


Clues = Mapping[str, Sequence[Mapping[str, str]]]
"""The tables of a folder of integrity by file name, as rows of text."""


class Record(NamedTuple):
    """A row of ranking.csv by column, and the place of the zone in the evaluation."""

    row: int
    at: Mapping[str, Any]


@dataclass(frozen=True)
class Round:
    """One result: its tables as the folder holds them, and the evaluation that the rules of diagnosis work on."""

    folder: Path

    @cached_property
    def result(self) -> Result:
        """The tables of the folder."""
        return read_result(self.folder)

    @cached_property
    def evaluation(self) -> Evaluation:
        """The round, climbed again from the indicator values of the folder; figures and targets are not opened."""
        return opened(self.result) or self.full

    @cached_property
    def full(self) -> Evaluation:
        """The round, evaluated again from its frozen figures."""
        from gaoxin.lineage import Reopened  # noqa: PLC0415 - most reports need no figures

        return Reopened(self.folder).evaluation

    @property
    def year(self) -> int:
        """The data year."""
        return int(self.result.manifest["data_year"])

    @property
    def synthetic(self) -> bool:
        """Whether the data were made up."""
        return bool(self.result.manifest.get("synthetic"))

    @cached_property
    def records(self) -> Mapping[str, Record]:
        """ranking.csv by zone, in the order of ranks."""
        table = self.result.tables["ranking.csv"]
        units = {unit: row for row, unit in enumerate(self.evaluation.cells.units)}
        rows = (dict(zip(table, cells, strict=True)) for cells in zip(*table.values(), strict=True))
        return {one["unit"]: Record(units[one["unit"]], _numbers(one)) for one in rows}

    def cell(self, name: str, unit: str, code: str, column: str) -> Any:
        """Return a cell of a table by unit and code; None where there is none."""
        return self._by_code(name).get((unit, code), {}).get(column)

    def rows(self, name: str, unit: str) -> Sequence[Mapping[str, Any]]:
        """Return the rows of a zone in a table."""
        return self._by_unit(name).get(unit, ())

    def _by_code(self, name: str) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        kept = self._kept
        if (name, "code") not in kept:
            kept[name, "code"] = {
                (row["unit"], row["code"]): row for row in records(self.result.tables[name])
            }
        return kept[name, "code"]  # type: ignore[no-any-return]

    def _by_unit(self, name: str) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        kept = self._kept
        if (name, "unit") not in kept:
            found: dict[str, list[Mapping[str, Any]]] = {}
            for row in records(self.result.tables[name]):
                found.setdefault(row["unit"], []).append(row)
            kept[name, "unit"] = found
        return kept[name, "unit"]  # type: ignore[no-any-return]

    @cached_property
    def _kept(self) -> dict[tuple[str, str], Any]:
        return {}


@dataclass(frozen=True)
class Material:
    """What reports are made of; rounds of earlier data years come oldest first."""

    now: Round
    earlier: tuple[Round, ...] = ()
    robustness: Path | None = None
    integrity: Clues | None = None

    @cached_property
    def last(self) -> Round | None:
        """The round of the year before, where it was given."""
        return next((one for one in self.earlier if one.year == self.now.year - 1), None)

    @cached_property
    def intervals(self) -> Mapping[str, Interval]:
        """The interval of every ranked zone; empty where there is no robustness folder."""
        return {} if self.robustness is None else read_intervals(self.robustness, self.now.evaluation)

    @cached_property
    def outlooks(self) -> Mapping[tuple[str, str], Outlook]:
        """Every target by zone and number: verdicts over the years, required speed, pace and outlook."""
        rounds = [targets_of(one.result) for one in (*self.earlier, self.now)]
        found = outlooks(self.now.evaluation.edition, rounds, HORIZON)
        return {(one.unit, one.no): one for one in found}

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """The indicators by code, in the order of the edition."""
        return {one.code: one for one in self.now.evaluation.edition.indicators}

    def unit(self, zone: str) -> str:
        """Return the code of a zone given by code or name; Unusable, with the nearest, when there is none."""
        return self.now.evaluation.cells.units[row_of(self.now.evaluation, zone)]

    @property
    def digests(self) -> Mapping[str, Any]:
        """What the material is: years and digests of the results."""
        rounds = {str(one.year): one.result.manifest["result_digest"] for one in (*self.earlier, self.now)}
        return {"results": rounds, "edition": self.now.result.manifest["edition_digest"]}


def gather(
    folder: Path,
    *,
    earlier: Sequence[Path] = (),
    robustness: Path | None = None,
    integrity: Path | None = None,
) -> Material:
    """Read the folders a report is made of.

    Unusable for folders that hold no evaluated round, earlier ones that are not earlier or stand twice, and an
    integrity folder of another result.
    """
    now = _round(folder)
    before = sorted((_round(one) for one in earlier), key=lambda one: one.year)
    faults = [
        Fault(
            str(one.folder),
            Text(f"数据年度是 {one.year}", f"is of data year {one.year}"),
            Text(f"须早于 {now.year}，每年一个", f"must be before {now.year}, one a year"),
        )
        for at, one in enumerate(before)
        if one.year >= now.year or one.year in [other.year for other in before[:at]]
    ]
    if faults:
        raise Unusable(faults)
    return Material(now, tuple(before), robustness, None if integrity is None else _clues(integrity, now))


def records(table: Table) -> list[Mapping[str, Any]]:
    """Return a table as a list of rows."""
    return [dict(zip(table, cells, strict=True)) for cells in zip(*table.values(), strict=True)]


def _round(folder: Path) -> Round:
    found = Round(folder)
    if "ranking.csv" not in found.result.tables:
        said = Text("由 score 生成，没有园区", "was made by score and holds no zones")
        raise Unusable(
            Fault(str(folder), said, remedy=Text("用 evaluate 的结果", "use a result of evaluate"))
        )
    return found


def _clues(folder: Path, now: Round) -> Clues:
    from gaoxin.integrity.result import FAMILY  # noqa: PLC0415 - most reports have no such folder

    manifest = read_manifest(folder, FAMILY)
    if manifest.get("of_result") != now.result.manifest["result_digest"]:
        found = Text("是另一个结果的核查线索", "holds the clues of another result")
        remedy = Text("对本结果重新运行 gaoxin integrity", "run gaoxin integrity on this result")
        raise Unusable(Fault(str(folder), found, remedy=remedy))
    names = ("zones.csv", "clues.csv", "verification.csv")
    return {name: _texts(folder / name) for name in names}


def _texts(path: Path) -> list[Mapping[str, str]]:
    """Return the rows of a table as they are written."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        found = Text(f"读不出：{error.strerror}", f"cannot be read: {error.strerror}")
        raise Unusable(Fault(str(path), found)) from None


def _numbers(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row of ranking.csv with its figures as numbers."""
    words = ("unit", "name", "name_en", "province", "status", "park_type", "method_basis", "edition")
    return {
        name: value
        if name in (*words, "edition_digest", "synthetic")
        else None
        if value in (None, "")
        else float(value)
        for name, value in row.items()
    }
