"""The files of a package: Parquet for the enterprises, CSV for the rest, the mark in the last column."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gaoxin.edition import Edition, load
from gaoxin.micro.store import FieldType, write_parquet
from gaoxin.synth.committee import committee
from gaoxin.synth.enterprises import enterprises
from gaoxin.synth.notes import README, readme
from gaoxin.synth.panel import expert, survey
from gaoxin.synth.parts import Column, Columns, blank, narrow
from gaoxin.synth.places import PROVINCES, Zones, found
from gaoxin.synth.register import enrol
from gaoxin.synth.scene import Scene
from gaoxin.synth.totals import enterprises_by_year, totals_by_year
from gaoxin.terms import Text

EDITION = "cn-2013-388"
MARK_COLUMN, MARK = "synthetic", "合成"
"""The reserved last column of every table of made-up data, and its only value."""
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Order:
    """What is asked for: the data year, zones and enterprises in it, data years altogether, and the seed."""

    year: int
    zones: int
    enterprises: int
    years: int
    seed: int


def write(folder: Path, order: Order, progress: Progress) -> None:
    """Make the zones and their register, then the tables of each year, and write them into a new folder."""
    edition = load(EDITION)
    zones = found(order.zones, year=order.year, years=order.years, seed=order.seed)
    counts = enterprises_by_year(order.year, order.enterprises, order.years)
    totals = totals_by_year(counts)
    register = enrol(zones, counts, {year: totals[year]["hightech"].value for year in counts}, order.seed)
    parts, returns, surveys, experts = [], [], [], []
    for year in counts:
        progress(str(Text(f"{year} 年企业", f"enterprises of {year}")))
        scene = Scene(year, zones, register, {item: total.value for item, total in totals[year].items()})
        table = enterprises(scene)
        parts.append(_asked(table, edition, year))
        returns.append(_ordered(committee(scene, table), edition))
        if year > min(counts) or order.years == 1:
            surveys.append(survey(scene))
            experts.append(expert(scene))
    progress(str(Text("写入文件", "writing the files")))
    folder.mkdir()
    write_parquet(parts, _types(edition), folder / "enterprises.parquet")
    _write_csv(folder / "zones.csv", [_of_zones(zones)])
    _write_csv(folder / "zone_returns.csv", returns)
    _write_csv(folder / "survey.csv", surveys)
    _write_csv(folder / "expert.csv", experts)
    (folder / README).write_text(readme(totals, zones, order.seed), encoding="utf-8")


def _asked(table: Columns, edition: Edition, year: int) -> Columns:
    """Keep the fields that the forms of the year ask for, each in its narrowest type, and add the mark."""
    fields = edition.enterprise_fields.items()
    kept = {name: narrow(table[name]) for name, field in fields if name in table and field.valid_in(year)}
    return kept | {MARK_COLUMN: np.full(len(table["year"]), MARK, dtype=object)}


def _types(edition: Edition) -> dict[str, FieldType]:
    types: dict[str, FieldType] = {name: field.type for name, field in edition.enterprise_fields.items()}
    return types | {"year": "year", MARK_COLUMN: "text"}


def _ordered(columns: Columns, edition: Edition) -> Columns:
    """Put the committee's columns in the order of the edition; a field that is not made up stays blank."""
    size = len(columns["year"])
    empty: Column = blank(np.zeros(size), np.ones(size, bool))
    return {name: columns.get(name, empty) for name in edition.zone_fields}


def _of_zones(zones: Zones) -> Columns:
    """Return the columns of zones.csv."""
    return {
        "zone": zones.code,
        "name": zones.name,
        "province": np.array([PROVINCES[at].name for at in zones.province], dtype=object),
        "city": zones.city,
        "national_since": blank(zones.national_since, zones.national_since == 0),
        "park_type": zones.park_type,
        "name_en": zones.name_en,
        "self_innovation_zone": zones.demonstration,
        "participation": np.where(zones.invited, "invited", "national").astype(object),
    }


def _write_csv(path: Path, parts: Iterable[Columns]) -> None:
    tables = list(parts)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*tables[0], MARK_COLUMN])
        for table in tables:
            rows = zip(*(_cells(column) for column in table.values()), strict=True)
            writer.writerows([*row, MARK] for row in rows)


def _cells(column: Column) -> list[object]:
    """Return cells as they are written: blank where masked, whole numbers without a point."""
    return [int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in column.tolist()]
