"""Data packages written as text, and what reading them says."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from gaoxin.edition import Edition, load
from gaoxin.returns import Package, open_package
from gaoxin.terms import Refusal

ZONES = "zone,name,province,city,national_since,park_type\nZ1,甲园,北京市,北京,1988,world_class\nZ2,乙园,河北省,保定,1992,\n"
CODE_A, CODE_B = "91110108MA01ABCD2X", "91130605MA07ABCD3Y"
GOOD = f"year,zone,credit_code,revenue\n2015,Z1,{CODE_A},100\n2014,Z1,{CODE_A},90\n2015,Z2,{CODE_B},50.5\n"


@cache
def edition() -> Edition:
    return load("cn-2013-388")


def package(folder: Path, **files: str | bytes) -> Path:
    """A package of these files (``zones__csv`` is zones.csv); zones.csv and enterprises.csv are good unless given."""
    texts: Mapping[str, str | bytes] = (
        {"zones__csv": ZONES}
        | ({} if any("enterprises" in name for name in files) else {"enterprises__csv": GOOD})
        | files
    )
    for name, text in texts.items():
        path = folder / name.replace("__", ".")
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(text, encoding="utf-8")
    return folder


def opened(folder: Path, **files: str | bytes) -> Package:
    return open_package(package(folder, **files), edition(), 2015, threads=1)


def refused(
    folder: Path, year: int = 2015, *, strict: bool = False, zone: str | None = None, **files: str | bytes
) -> tuple[int, list[str]]:
    """The exit code and the faults, one a line, in English."""
    try:
        open_package(package(folder, **files), edition(), year, strict=strict, zone=zone, threads=1)
    except Refusal as refusal:
        return refusal.exit_code, [
            ": ".join(
                [
                    fault.place,
                    "; ".join(part.en for part in (fault.found, fault.allowed, fault.remedy) if part),
                ]
            )
            for fault in refusal.faults
        ]
    raise AssertionError("nothing was refused")


def rows(opened: Package, *columns: str) -> list[tuple[Any, ...]]:
    assert opened.rows is not None
    query = f"SELECT {', '.join(columns)} FROM {opened.rows.relation} ORDER BY _source, _line"
    return opened.rows.connection.execute(query).fetchall()


def notes(opened: Package) -> list[tuple[str, str, str, str, int]]:
    return [(note.place, note.found, note.became, note.kind, note.cells) for note in opened.notes]
