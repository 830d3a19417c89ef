"""Enterprise returns: every file and sheet becomes a part of one relation of typed rows."""

from collections.abc import Callable, Mapping, Sequence

from gaoxin.micro import intake
from gaoxin.micro.intake import Table, Unreadable
from gaoxin.micro.rows import Part, Rows
from gaoxin.returns.forms import read_forms
from gaoxin.returns.header import Words
from gaoxin.returns.parts import (
    Reader,
    add,
    has_keys,
    headings_of,
    in_force,
    layout_of,
    rules,
    table_of,
    typed,
)
from gaoxin.returns.sent import Sent, Sheet, not_read, read_csv
from gaoxin.returns.small import note_layout, ragged
from gaoxin.returns.together import look_at_rows, rows_of
from gaoxin.terms import Text, Unusable


def read_enterprises(reader: Reader, files: Sequence[Sent]) -> tuple[Rows | None, dict[str, int]]:
    """Return the rows and how many each file has; None when nothing could be read (the ledger says why)."""
    for sent in files:
        try:
            _READERS.get(sent.kind, _not_read)(reader, sent)
        except Unreadable as error:
            reader.ledger.stop(sent.name, Text(f"读不出来：{error}", f"cannot be read: {error}"))
        except Unusable as error:
            reader.ledger.unusable += error.faults
    if not reader.parts:
        return None, {}
    counts = look_at_rows(reader)
    return rows_of(reader), counts


def _csv(reader: Reader, sent: Sent) -> None:
    sheet = read_csv(sent, reader.home)
    layout = layout_of(reader, sheet)
    defaults: dict[str, str | int] = {"year": reader.year, "zone": reader.zone} if reader.zone else {}
    if layout is None or not has_keys(reader, layout.header, sheet.place, layout.line, defaults):
        return
    note_layout(sheet, layout, reader.ledger)
    table = table_of(reader, sheet, layout, defaults)
    part = Part(len(reader.parts), sent.name, "", headings_of(table, layout.header, ""), sheet.line_of)
    try:
        add(reader, part, typed(reader, table, part))
    except Unreadable as error:
        if not _ragged(reader, sheet, table.width):
            raise error from None


def _ragged(reader: Reader, sheet: Sheet, width: int) -> int:
    """Refuse the lines of a CSV whose cells do not fit the header; return how many there are."""
    lines = 0
    for line, cells in sheet.records():
        if len(cells) != width:
            lines += 1
            reader.ledger.refuse(sheet.place, f"{sheet.place}:{line}", *ragged(cells, width))
    return lines


def _parquet(reader: Reader, sent: Sent) -> None:
    types = intake.describe(reader.connection, sent.path)
    names = list(types)
    header = Words(reader.fields, reader.year).read(names, sent.name, 0, reader.ledger)
    reader.ledger.synthetic = reader.ledger.synthetic or header.synthetic
    if not has_keys(reader, header, sent.name, 0, {}):
        return
    for word in header.unknown:
        reader.ledger.ignored[f"column {sent.name} {word}"] += 1
    columns = {name: names[at] for name, at in header.columns.items()}
    table = in_force(
        reader, Table(sent.path.resolve(), columns, rules(reader, columns), types=types), sent.name, header
    )
    part = Part(len(reader.parts), sent.name, "", headings_of(table, header, ""), _row_number)
    try:
        ready = intake.is_ready(reader.connection, table)
    except Unreadable:
        ready = False
    add(reader, part, intake.ready_select(table) if ready else typed(reader, table, part))


def _row_number(row: int) -> int:
    return row + 1


def _not_read(reader: Reader, sent: Sent) -> None:
    not_read(sent, reader.home)


_READERS: Mapping[str, Callable[[Reader, Sent], None]] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".xlsx": read_forms,
}
