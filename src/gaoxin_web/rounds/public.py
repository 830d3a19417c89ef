"""The public part of a result: names of the first, single lists, and statistics in which small cells are suppressed.

Only the newest final release of a round is public, so that two releases cannot be subtracted from each other.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gaoxin.micro.tables import parquet
from gaoxin.terms import digest_bytes
from gaoxin_web.platform.refusals import absent
from gaoxin_web.rounds.models import Release
from gaoxin_web.rounds.results import Kept, result_of
from gaoxin_web.rounds.rules import FEWEST

MEASURES = {
    "zones": "个", "enterprises": "家", "employees": "人", "revenue": "千元",
}  # fmt: skip
"""What is published by group, with its unit: the number of zones, and sums over them."""

FILES = ("list.csv", "statistics.csv", "statistics.parquet", "statistics-sdmx.csv", "datapackage.json")


@dataclass(frozen=True)
class Cell:
    """One published figure: partition (all, park_type, province), group, measure, value; None where suppressed."""

    partition: str
    group: str
    measure: str
    value: float | None


def public_releases() -> list[Release]:
    """Return the newest final release of every round, the newest year first."""
    newest: dict[int, Release] = {}
    heavy = (
        "difference",
        "round__edition_text",
        "run__freeze__takes",
        "run__freeze__report",
        "run__freeze__round__edition_text",
    )
    rows = Release.objects.filter(state="final").select_related("round", "run__freeze__round").defer(*heavy)
    for one in rows.order_by("number"):
        newest[one.round_id] = one
    return sorted(newest.values(), key=lambda one: -one.round.data_year)


def public_release(key: int) -> Release:
    """Return a public release; Refused 404 for any other."""
    found = next((one for one in public_releases() if one.pk == key), None)
    if found is None:
        raise absent()
    return found


def lists(release: Release) -> list[tuple[str, list[tuple[int, str, str]]]]:
    """Return the public lists: ``total`` and the chosen single ones, each of place, zone's name and province."""
    kept, listed = result_of(release.run), release.listed
    ranked = [(row["rank"], row) for row in kept.ranking.values() if row["rank"] is not None]
    made = [("total", _names(ranked, int(listed.get("top", 0))))]
    for key in listed.get("lists", []):
        pairs = [(kept.dimensions[unit, key]["rank"], row) for unit, row in kept.ranking.items()]
        made.append((key, _names([one for one in pairs if one[0] is not None], int(listed.get("each", 0)))))
    return [one for one in made if one[1]]


def _names(ranked: Sequence[tuple[float, Mapping[str, Any]]], most: int) -> list[tuple[int, str, str]]:
    ordered = sorted(ranked, key=lambda one: (one[0], one[1]["unit"]))
    return [(int(rank), row["name"], row["province"]) for rank, row in ordered if rank <= most]


def statistics(kept: Kept) -> list[Cell]:
    """Return sums by park type and by province, every figure of a small group suppressed."""
    cells = [Cell("all", "all", name, value) for name, value in _sums(kept, list(kept.ranking)).items()]
    for partition in ("park_type", "province"):
        groups: dict[str, list[str]] = {}
        for unit, row in kept.ranking.items():
            groups.setdefault(row[partition] or "unknown", []).append(unit)
        shut = suppressed({name: len(units) for name, units in groups.items()})
        for name in sorted(groups):
            sums = _sums(kept, groups[name])
            cells += [Cell(partition, name, key, None if name in shut else sums[key]) for key in MEASURES]
    return cells


def suppressed(sizes: Mapping[str, int], fewest: int = FEWEST) -> set[str]:
    """Return the groups of a partition whose figures are left out: small ones, and who would give them away.

    The total is published, so what is left out together must hold so many zones, and never be one group alone.

    >>> sorted(suppressed({"a": 9, "b": 7, "c": 2}))
    ['b', 'c']
    >>> sorted(suppressed({"a": 9, "b": 4, "c": 2})), suppressed({"a": 9, "b": 7})
    (['b', 'c'], set())
    """
    ordered = sorted(sizes, key=lambda name: (sizes[name], name))
    shut = [name for name in ordered if sizes[name] < fewest]
    for name in ordered[len(shut) :]:
        if not shut or (len(shut) > 1 and sum(sizes[one] for one in shut) >= fewest):
            break
        shut.append(name)
    return set(shut)


def _sums(kept: Kept, units: Sequence[str]) -> dict[str, float]:
    totals = kept.totals
    made = {
        name: sum(totals.get((unit, name), 0.0) for unit in units) for name in MEASURES if name != "zones"
    }
    return {"zones": float(len(units)), **made}


def files(release: Release) -> dict[str, bytes]:
    """Return the files of open data of a public release, with their description; they never change."""
    return _files(release.pk, release.run.result)


@lru_cache(maxsize=8)
def _files(key: int, _result: str) -> dict[str, bytes]:
    release = public_release(key)
    kept = result_of(release.run)
    cells = statistics(kept)
    names = [(key, place, name, province) for key, rows in lists(release) for place, name, province in rows]
    made = {
        "list.csv": _csv(("list", "place", "zone", "province"), names),
        "statistics.csv": _csv(
            ("data_year", "partition", "group", "measure", "unit", "value", "suppressed"),
            [(kept.year, one.partition, one.group, one.measure, MEASURES[one.measure], _text(one.value),
              "yes" if one.value is None else "no") for one in cells],
        ),
        "statistics-sdmx.csv": _csv(
            ("DATAFLOW", "FREQ", "PARTITION", "REF_GROUP", "MEASURE", "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE",
             "OBS_STATUS", "CONF_STATUS"),
            [("GAOXIN:ZONES(1.0)", "A", one.partition, one.group, one.measure, kept.year, _text(one.value),
              MEASURES[one.measure], "M" if one.value is None else "A", "C" if one.value is None else "F") for one in cells],
        ),
    }  # fmt: skip
    made["statistics.parquet"] = parquet(made["statistics.csv"])
    made["datapackage.json"] = _described(release, kept, made)
    return {name: made[name] for name in FILES}


def _described(release: Release, kept: Kept, made: Mapping[str, bytes]) -> bytes:
    resources = [
        {"name": name.replace(".", "-"), "path": name, "bytes": len(content), "hash": digest_bytes(content),
         "mediatype": "application/vnd.apache.parquet" if name.endswith("parquet") else "text/csv", "encoding": "utf-8"}
        for name, content in made.items()
    ]  # fmt: skip
    said = {
        "profile": "data-package",
        "name": f"gaoxin-{kept.year}-{release.number}",
        "title": release.round.title,
        "description": "合成演示数据 synthetic data" if kept.manifest.get("synthetic") else "",
        "version": str(release.number),
        "created": release.final_at.isoformat() if release.final_at else "",
        "edition": {"id": kept.manifest["edition"], "digest": kept.manifest["edition_digest"]},
        "result": release.run.result,
        "suppression": f"groups of fewer than {FEWEST} zones, and who would give them away by subtraction",
        "resources": resources,
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _csv(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode()


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"
