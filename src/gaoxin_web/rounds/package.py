"""A freeze as a data package: the approved revisions written as the files that the engine evaluates."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gaoxin.edition import Edition
from gaoxin.micro.tables import join
from gaoxin_web.collect.models import Revision
from gaoxin_web.panels.models import PanelFile
from gaoxin_web.rounds.contents import ZONE_COLUMNS, Takes

NOTHING = ("—", "…")
"""Not applicable and not available: no figure either way; the cell of the package is blank."""

AT_ONCE = 50


def write_package(takes: Takes, edition: Edition, folder: Path) -> dict[str, int]:
    """Write the data package of a freeze into an empty folder; return how many rows each part has."""
    mark = ("合成",) if takes["synthetic"] else ()
    head = ("synthetic",) if mark else ()
    zones = [(*(row[name] for name in ZONE_COLUMNS), *mark) for row in takes["zones"]]
    _write(folder / "zones.csv", (*ZONE_COLUMNS, *head), zones)
    fields = _asked(edition.zone_fields)
    returns = [(*row, *mark) for row in _committee(takes, fields)]
    _write(folder / "zone_returns.csv", ("year", "zone", *fields, *head), returns)
    counts = {"zones": len(zones), "zone_returns": len(returns), **_enterprises(takes, edition, folder)}
    for kind, one in takes["panels"].items():
        content = _of_zones(bytes(PanelFile.objects.get(pk=one["id"]).content), takes)
        (folder / f"{kind}.csv").write_bytes(content)
        counts[kind] = content.count(b"\n") - 1
    return counts


def _of_zones(content: bytes, takes: Takes) -> bytes:
    """Return a panel's file with the lines of the zones that are taken; the same bytes where all of them are."""
    zones = {row["zone"] for row in takes["zones"]}
    head, *lines = list(csv.reader(io.StringIO(content.decode())))
    kept = [line for line in lines if line[head.index("zone")] in zones]
    if len(kept) == len(lines):
        return content
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([head, *kept])
    return out.getvalue().encode()


def _committee(takes: Takes, fields: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for one, revision in _each(takes, "committee"):
        yield str(one["year"]), one["zone"], *(_figure(revision.cells, name) for name in fields)


def _enterprises(takes: Takes, edition: Edition, folder: Path) -> dict[str, int]:
    """Write what zones imported as one Parquet file, and beside it what enterprises entered themselves."""
    entered = list(_each(takes, "enterprise"))
    target = folder / "enterprises"
    target.mkdir()
    rows = join(_tables(takes), target / "imported.parquet")
    if entered:
        fields = _asked(edition.enterprise_fields)
        lines = [
            (str(one["year"]), one["zone"], *(_figure(revision.cells, name) for name in fields))
            for one, revision in entered
        ]
        _write(target / "entered.csv", ("year", "zone", *fields), lines)
    return {"enterprises": rows + len(entered)}


def _tables(takes: Takes) -> Iterator[bytes]:
    for _, revision in _each(takes, "enterprises", "table"):
        if revision.table is not None:
            yield bytes(revision.table.parquet)


def _each(takes: Takes, kind: str, *related: str) -> Iterator[tuple[Mapping[str, Any], Revision]]:
    """Yield the revisions of a kind in the order of the freeze, so many at once as memory bears."""
    wanted = [(one, key) for one in takes["revisions"] if one["kind"] == kind for key in one["ids"]]
    for at in range(0, len(wanted), AT_ONCE):
        part = wanted[at : at + AT_ONCE]
        found = Revision.objects.select_related(*related).in_bulk([key for _, key in part])
        for one, key in part:
            yield one, found[key]


def _asked(fields: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in fields if name not in ("year", "zone"))


def _figure(cells: Mapping[str, str], name: str) -> str:
    value = cells.get(name, "")
    return "" if value in NOTHING else value


def _write(file: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
