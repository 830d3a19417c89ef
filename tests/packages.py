"""Data packages for tests: small ones written by hand, and a synthetic round that can be changed."""

import csv
import shutil
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import duckdb

from gaoxin.synth import make

YEAR = 2015


def write(
    folder: Path,
    rows: Iterable[Mapping[str, object]],
    zones: Iterable[Mapping[str, object]] = ({"zone": "Z1"},),
) -> Path:
    """A package of enterprise rows; what a row or a zone does not say is filled in."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = {"name": "例园", "province": "例省", "city": "例市", "national_since": "1991", "park_type": ""}
    table(folder / "zones.csv", [plain | dict(zone) for zone in zones])
    table(
        folder / "enterprises.csv",
        [{"year": YEAR, "zone": "Z1", "credit_code": f"{at:09d}", **row} for at, row in enumerate(rows)],
    )
    return folder


def table(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    rows = list(rows)
    header = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        writer.writerows(rows)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def change(path: Path, edit) -> None:
    """Rewrites a table: ``edit`` gets each row and returns it, or None to leave it out."""
    table(path, [row for row in map(edit, read(path)) if row is not None])


@cache
def _round(zones: int, enterprises: int) -> Path:
    folder = Path(mkdtemp(prefix="gaoxin-test-")) / "round"
    make(folder, year=YEAR, zones=zones, enterprises=enterprises)
    return folder


def synthetic_round(folder: Path, zones: int = 12, enterprises: int = 600) -> Path:
    """A copy of a synthetic round that a test may change."""
    shutil.copytree(_round(zones, enterprises), folder)
    return folder


def rewrite_enterprises(package: Path, select: str) -> None:
    """Replaces enterprises.parquet by a SELECT over itself, which it calls ``rows``."""
    path, new = package / "enterprises.parquet", package / "new.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW rows AS FROM read_parquet('{path}')")
        connection.execute(f"COPY ({select}) TO '{new}' (FORMAT parquet)")
    new.replace(path)
