"""Reading the panel marks that a result keeps in its snapshot, without opening the enterprise rows."""

from pathlib import Path

from gaoxin.edition import Edition
from gaoxin.panels.package import read_panels
from gaoxin.returns import Mark
from gaoxin.snapshot import Snapshot


def read_marks(data: Path, edition: Edition, snapshot: Snapshot) -> tuple[Mark, ...]:
    """Return the survey and expert marks of the data year that lie in a snapshot's data folder."""
    zones = (*snapshot.zones, *snapshot.excused)
    return read_panels(data, edition, snapshot.year, zones).marks
