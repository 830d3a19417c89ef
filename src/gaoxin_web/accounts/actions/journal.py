"""The journal as CSV, for the auditor: an act, since it takes data out."""

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict

from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import require
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.queries import Wanted, entries
from gaoxin_web.platform.refusals import absent

COLUMNS = (
    "number", "at", "tag", "person", "role", "organisation", "address", "door", "subject", "old", "new", "succeeded",
    "before", "hash",
)  # fmt: skip


@act
def export_journal(actor: Actor, wanted: Wanted) -> Iterator[str]:
    """Return the lines that are wanted up to now, oldest first, as CSV with a header; the export itself is journalled."""
    if actor.person is None:
        raise absent()
    require(actor.person, May.SEE_JOURNAL)
    rows = entries(wanted).order_by("number")
    asked = {field: value for field, value in asdict(wanted).items() if value}
    last = rows.order_by("-number").values_list("number", flat=True).first() or 0
    write(actor, Tag.EXPORTED, "journal/csv", new={"wanted": asked, "up_to": last})
    return _lines(rows.filter(number__lte=last).iterator(chunk_size=2_000))


def _lines(rows: Iterator[Entry]) -> Iterator[str]:
    yield "\ufeff" + _line(list(COLUMNS))
    for row in rows:
        yield _line([plain(getattr(row, column)) for column in COLUMNS])


def plain(value: object) -> str:
    """Return a value as text that no spreadsheet takes for a formula."""
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return "'" + text if text[:1] in "=+-@\t\r" and text else text


def _line(cells: list[str]) -> str:
    file = io.StringIO()
    csv.writer(file).writerow(cells)
    return file.getvalue()
