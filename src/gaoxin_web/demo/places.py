"""The organisations, zones and enterprises of the demonstration, from the register of a synthetic package."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Model

from gaoxin.micro.tables import spans
from gaoxin_web.accounts.models import Organisation
from gaoxin_web.registry.models import Candidate, Enterprise, Stay, Zone, ZoneYear


def read(file: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file of the package."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def fill_places(zones: Iterable[Mapping[str, str]], first_year: int) -> dict[str, Zone]:
    """Create ministry, provinces and zones; return the zones by code."""
    listed = list(zones)
    ministry = Organisation.objects.create(
        code="M", level="ministry", name="科技部火炬中心", name_en="Torch Centre", path="/M/"
    )
    Organisation.objects.create(
        code="EXPERTS", level="outside", name="评审专家", name_en="Experts", parent=None, path="/EXPERTS/"
    )
    names = sorted({row["province"] for row in listed})
    provinces = {
        name: Organisation.objects.create(
            code=name,
            level="province",
            name=f"{name}科技厅",
            name_en=name,
            parent=ministry,
            path=f"/M/{name}/",
        )
        for name in names
    }
    for at, name in enumerate(names[:3], 1):
        Candidate.objects.create(
            code=f"C{at:03}", name=f"{name}省级高新区（演示）", province=name, applied_in=first_year
        )
    return {row["zone"]: _zone(row, provinces[row["province"]], first_year) for row in listed}


def _zone(row: Mapping[str, str], province: Organisation, first_year: int) -> Zone:
    mine = Organisation.objects.create(
        code=row["zone"], level="zone", name=row["name"], name_en=row.get("name_en", ""), parent=province,
        path=f"{province.path}{row['zone']}/",
    )  # fmt: skip
    since = int(row["national_since"]) if row["national_since"] else None
    zone = Zone.objects.create(
        code=row["zone"], organisation=mine, province=row["province"], city=row["city"], national_since=since,
        self_innovation_zone=row.get("self_innovation_zone", ""),
    )  # fmt: skip
    ZoneYear.objects.create(
        zone=zone, since=since or first_year, name=row["name"], name_en=row.get("name_en", ""),
        park_type=row["park_type"], event="founded",
    )  # fmt: skip
    return zone


def fill_enterprises(file: Path, years: Sequence[int], zones: Mapping[str, Zone]) -> int:
    """Create every enterprise with its stays in zones, from the rows of all years; return how many there are."""
    found = list(spans(file, years))
    names = {code: name for code, _, name, _, _ in found}
    _insert(Enterprise, ("credit_code", "name"), names.items())
    ids = dict(Enterprise.objects.order_by().values_list("credit_code", "id"))
    now = max((last for *_, last in found), default=0)
    columns = ("enterprise_id", "zone_id", "since", "until", "entry", "leaving", "reason")
    _insert(Stay, columns, (
        (ids[code], zones[zone].pk, since, None if last == now else last, "entry", "" if last == now else "exit", "")
        for code, zone, _, since, last in found
    ))  # fmt: skip
    return len(names)


def _insert(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of plain values: hundreds of thousands of them are too many to be made objects first."""
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ({places})",  # noqa: SLF001
            list(rows),
        )
