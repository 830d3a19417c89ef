"""Reads synthetic packages back as plain Python, once a process for each order."""

import csv
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import duckdb

from gaoxin.synth import make

SHARED = Path(__file__).resolve().parents[3] / "shared/domain"
TABLES = ("zones.csv", "zone_returns.csv", "survey.csv", "expert.csv")


@cache
def package(year: int, zones: int = 24, enterprises: int = 1500, years: int = 2, seed: int = 1) -> Path:
    folder = Path(mkdtemp(prefix="gaoxin-synth-")) / "package"
    make(folder, year=year, zones=zones, enterprises=enterprises, years=years, seed=seed)
    return folder


@cache
def enterprises(year: int, **order: int) -> tuple[dict[str, object], ...]:
    """Every row of every year, typed as DuckDB reads it."""
    path = package(year, **order) / "enterprises.parquet"
    with duckdb.connect() as connection:
        cursor = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        names = [column[0] for column in cursor.description]
        return tuple(dict(zip(names, row, strict=True)) for row in cursor.fetchall())


def of_year(year: int, **order: int) -> list[dict[str, object]]:
    """The rows of the data year alone."""
    return [row for row in enterprises(year, **order) if row["year"] == year]


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shared(name: str) -> list[dict[str, str]]:
    return table(SHARED, name)
