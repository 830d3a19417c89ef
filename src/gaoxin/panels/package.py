"""What a data package holds of panels and zones, read without opening the enterprise rows."""

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gaoxin.edition import Edition
from gaoxin.returns import Mark, Zone
from gaoxin.returns.ledger import Ledger
from gaoxin.returns.open import find_files
from gaoxin.returns.sent import Sent, Sheet, read_csv, read_workbook
from gaoxin.returns.tables import Tables


@dataclass(frozen=True)
class Panels:
    """Zones by code and the marks of the data year; ``synthetic`` when the files say so."""

    zones: Mapping[str, Zone]
    marks: tuple[Mark, ...]
    synthetic: bool


def read_panels(data: Path, edition: Edition, year: int, zones: Iterable[Zone] = ()) -> Panels:
    """Return the zones, survey and expert marks of a package; every fault at once, as when it is evaluated.

    With ``zones`` given, zones.csv is not read again.
    """
    files, known = find_files(data), {zone.code: zone for zone in zones}
    tables = Tables(edition, year, None, Ledger(), known)
    with tempfile.TemporaryDirectory(prefix="gaoxin-") as home:
        for role in ("survey", "expert") if known else ("zones", "survey", "expert"):
            for sent in files[role]:
                for sheet in _sheets(sent, Path(home)):
                    tables.read(role, sheet)
    tables.ledger.settle()
    return Panels(tables.zones, tuple(tables.marks), tables.ledger.synthetic)


def _sheets(sent: Sent, home: Path) -> list[Sheet]:
    return [read_csv(sent, home)] if sent.kind == ".csv" else read_workbook(sent, home)
