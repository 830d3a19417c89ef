"""The snapshot's folder in a result: the package's own files byte for byte, the figures taken from them, a manifest."""

import csv
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

from gaoxin.returns import PackageFile, Zone
from gaoxin.snapshot.snapshot import Figure, Snapshot

SCHEMA = "gaoxin-snapshot/1"
DATA, MANIFEST, VARIABLES = "data", "manifest.json", "variables.csv"


def copy_data(snapshot: Snapshot, package: Path, folder: Path) -> None:
    """Copy the files that the snapshot was taken from, byte for byte."""
    for file in snapshot.files:
        target = folder / DATA / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(package / file.path, target)


def texts(snapshot: Snapshot) -> dict[str, str]:
    """Return the files that say what was frozen: variables.csv and manifest.json."""
    return {VARIABLES: "".join(f"{line}\n" for line in _lines(snapshot)), MANIFEST: _manifest(snapshot)}


def read(folder: Path) -> Snapshot:
    """Return the snapshot of a result folder from its manifest and figures."""
    said: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    return Snapshot(
        year=said["data_year"],
        zones=tuple(Zone(**zone) for zone in said["zones"]),
        excused=tuple(Zone(**zone) for zone in said["excused"]),
        first_round=frozenset(said["first_round"]),
        figures=dict(_figures((folder / VARIABLES).read_text("utf-8"))),
        files=tuple(PackageFile(**file) for file in said["files"]),
        ignored=said["ignored"],
        normalised=said["normalised"],
        synthetic=said["synthetic"],
        default_zone=said["default_zone"],
    )


def _manifest(snapshot: Snapshot) -> str:
    said = {
        "schema": SCHEMA,
        "data_year": snapshot.year,
        "zones": [asdict(zone) for zone in snapshot.zones],
        "excused": [asdict(zone) for zone in snapshot.excused],
        "first_round": sorted(snapshot.first_round),
        "files": [asdict(file) for file in snapshot.files],
        "ignored": dict(snapshot.ignored),
        "normalised": snapshot.normalised,
        "synthetic": snapshot.synthetic,
        "default_zone": snapshot.default_zone,
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _lines(snapshot: Snapshot) -> Iterator[str]:
    yield "variable,zone,year,value,rows,filled,source"
    entries = sorted(snapshot.figures.items(), key=lambda entry: (entry[0][1], entry[0][2], entry[0][0]))
    for (name, zone, year), figure in entries:
        quoted = '"' + name.replace('"', '""') + '"' if set(name) & set(',"\n') else name
        yield f"{quoted},{zone},{year},{exact_text(figure.value)},{figure.rows},{figure.filled},{figure.source}"


def _figures(text: str) -> Iterator[tuple[tuple[str, str, int], Figure]]:
    for line in csv.DictReader(io.StringIO(text)):
        value = Fraction(line["value"]) if line["value"] else None
        key = (line["variable"], line["zone"], int(line["year"]))
        yield key, Figure(value, int(line["rows"]), int(line["filled"]), line["source"])


def exact_text(value: Fraction | None) -> str:
    """Write a fraction without loss: a plain decimal where three places hold it, else numerator/denominator.

    >>> exact_text(Fraction(5, 2)), exact_text(Fraction(1, 3)), exact_text(Fraction(-1, 1000))
    ('2.5', '1/3', '-0.001')
    """
    if value is None:
        return ""
    if value.denominator == 1:
        return str(value.numerator)
    if 1000 % value.denominator:
        return f"{value.numerator}/{value.denominator}"
    thousandths = (value * 1000).numerator
    digits = f"{abs(thousandths):04d}"
    return ("-" if thousandths < 0 else "") + f"{digits[:-3]}.{digits[-3:]}".rstrip("0")
