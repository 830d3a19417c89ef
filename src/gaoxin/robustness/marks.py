"""Reading the panel marks that a result keeps in its snapshot, without opening the enterprise rows."""

import tempfile
from pathlib import Path

from gaoxin.edition import Edition
from gaoxin.returns import Mark
from gaoxin.returns.ledger import Ledger
from gaoxin.returns.open import find_files
from gaoxin.returns.sent import Sent, Sheet, read_csv, read_workbook
from gaoxin.returns.tables import Tables
from gaoxin.robustness.given import PANELS
from gaoxin.snapshot import Snapshot


def read_marks(data: Path, edition: Edition, snapshot: Snapshot) -> tuple[Mark, ...]:
    """Return the survey and expert marks of the data year that lie in a snapshot's data folder."""
    zones = {zone.code: zone for zone in (*snapshot.zones, *snapshot.excused)}
    tables = Tables(edition, snapshot.year, None, Ledger(), zones)
    files = find_files(data)
    with tempfile.TemporaryDirectory(prefix="gaoxin-") as home:
        for panel in PANELS:
            for sent in files[panel]:
                for sheet in _sheets(sent, Path(home)):
                    tables.read(panel, sheet)
    tables.ledger.settle()
    return tuple(tables.marks)


def _sheets(sent: Sent, home: Path) -> list[Sheet]:
    return [read_csv(sent, home)] if sent.kind == ".csv" else read_workbook(sent, home)
