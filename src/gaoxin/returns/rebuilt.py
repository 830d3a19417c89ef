"""Enterprise tables as they were sent, row by row and cell by cell, for giving a workbook back."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path

from gaoxin.edition import Field
from gaoxin.micro.rows import Part, Rows, sent_records
from gaoxin.returns.header import SUMMARY
from gaoxin.returns.sent import Sent, Sheet, read_csv, read_workbook

Cell = str | int | float | bool | Decimal | date | datetime | time | timedelta | None
"""A cell as it was sent: text stays text, a number a number; None and "" are empty."""

Record = tuple[int, list[Cell]]
"""A line of the sender's file and its cells."""

HEADER_ROWS = 10
"""In how many rows the header may stand below titles."""

DIGITS = 15
"""How many digits a number in a workbook holds; longer ones stay text."""

_PLAIN = re.compile(r"-?(0|[1-9][0-9]*)([.][0-9]+)?")


@dataclass(frozen=True)
class Table:
    """One table: its file and sheet (empty outside workbooks), how wide it is, and its rows with their lines.

    The rows of a sheet stand on their lines again; those of other files follow each other.
    """

    file: str
    sheet: str
    width: int
    rows: Iterator[Record]


def tables(part: Part, rows: Rows, folder: Path, home: Path, fields: Mapping[str, Field]) -> Iterator[Table]:
    """Yield the tables of an enterprise file as sent; ``home`` is a folder for what is unpacked."""
    sent = Sent(folder / part.file, part.file)
    if sent.kind == ".parquet":
        yield _parquet(part, rows, sent)
    elif sent.kind == ".csv":
        yield _csv(part, read_csv(sent, home), fields)
    else:
        yield from _workbook(sent, read_workbook(sent, home))


def _parquet(part: Part, rows: Rows, sent: Sent) -> Table:
    names, records = sent_records(rows.connection, sent.path)
    numbered = ((part.line_of(at), list(record)) for at, record in enumerate(records))
    header: Record = (0, list(names))
    return Table(part.file, "", len(names), chain([header], numbered))


def _csv(part: Part, sheet: Sheet, fields: Mapping[str, Field]) -> Table:
    numeric = {
        heading.header
        for name, heading in part.headings.items()
        if name in fields and fields[name].type in ("number", "integer")
    }
    records = sheet.records()
    line, header = next(records)
    counts = [at for at, cell in enumerate(header) if cell.strip() in numeric]
    width = max((len(cells) for _, cells in sheet.records()), default=0)
    typed = ((at, _typed(cells, counts)) for at, cells in records)
    return Table(part.file, "", width, chain([(line, list[Cell](header))], typed))


def _typed(cells: list[str], counts: list[int]) -> list[Cell]:
    """Return a CSV row with plain numbers as numbers where the field is one."""
    row = list[Cell](cells)
    for at in counts:
        if at < len(cells):
            row[at] = _number(cells[at])
    return row


def _number(text: str) -> Cell:
    if not _PLAIN.fullmatch(text) or sum(map(str.isdigit, text)) > DIGITS:
        return text
    return float(text) if "." in text else int(text)


def _workbook(sent: Sent, sheets: list[Sheet]) -> Iterator[Table]:
    """Yield the sheets of a workbook; the child that reads returns has read it within its limits before.

    Cells have their own types; what only the child sees (errors, formulas never computed) stands as text.
    """
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - heavy, and only needed here

    book = CalamineWorkbook.from_path(str(sent.path))
    for sheet in sheets:
        if sheet.name != SUMMARY:
            source = book.get_sheet_by_name(sheet.name)
            left = source.start[1] if source.start else 0
            records = enumerate(source.iter_rows(), 1)
            own: Iterator[Record] = ((at, [*[None] * left, *row]) for at, row in records)
            yield Table(sent.name, sheet.name, sheet.width, _merged(own, sheet))


def _merged(own: Iterator[Record], sheet: Sheet) -> Iterator[Record]:
    """Yield the typed rows with the texts of cells that have no value of their own; empty rows are none."""
    typed = next(own, None)
    for line, texts in sheet.records():
        while typed is not None and typed[0] < line:
            typed = next(own, None)
        cells = typed[1] if typed is not None and typed[0] == line else []
        cells += [None] * (len(texts) - len(cells))
        yield (
            line,
            [text or None if cell in (None, "") else cell for cell, text in zip(cells, texts, strict=False)],
        )


def with_header(table: Table, headers: frozenset[str]) -> tuple[int, list[Record], Iterator[Record]]:
    """Return the line of the header (the row with most known headers), the rows to it, the others."""
    top = list(islice(table.rows, HEADER_ROWS if table.sheet else 1))
    best = max(range(len(top)), key=lambda at: (_known(top[at][1], headers), -at), default=0)
    line = top[best][0] if top else 1
    return line, top[: best + 1], chain(top[best + 1 :], table.rows)


def _known(cells: list[Cell], headers: frozenset[str]) -> int:
    return sum(isinstance(cell, str) and cell.strip() in headers for cell in cells)
