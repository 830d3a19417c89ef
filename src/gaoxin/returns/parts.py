"""What every enterprise table goes through: header, rules, typed columns, and what was odd in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.edition import Edition, Field
from gaoxin.micro import intake
from gaoxin.micro.cells import CellRule, rule_of
from gaoxin.micro.intake import KEY, Odd, Table
from gaoxin.micro.rows import Heading, Part
from gaoxin.returns.cells import CellRefused, allowed, read_cell, shown
from gaoxin.returns.header import Header, Words
from gaoxin.returns.ledger import Ledger, Note
from gaoxin.returns.package import Zone
from gaoxin.returns.sent import Sheet
from gaoxin.returns.small import BLANK_KEY, Layout, find_header, found_in_cell
from gaoxin.terms import Text

if TYPE_CHECKING:
    from gaoxin.micro.connect import Connection


@dataclass
class Reader:
    """What reading enterprise files needs to know, and what it gathers."""

    connection: "Connection"
    edition: Edition
    year: int
    zones: Mapping[str, Zone]
    zone: str | None
    home: Path
    ledger: Ledger
    parts: list[Part] = field(default_factory=list)

    @property
    def years(self) -> tuple[int, int]:
        """The year before and the data year."""
        return self.year - 1, self.year

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields of the forms of either year."""
        return self.edition.enterprise_fields

    def target(self) -> Path:
        """Return the place of a new typed file."""
        return self.home / f"typed-{len(list(self.home.iterdir()))}.parquet"


def layout_of(reader: Reader, sheet: Sheet) -> Layout | None:
    """Return the header of a sheet of enterprises; None, and a fault, when there is none."""
    layout = find_header(sheet, Words(reader.fields, reader.year), reader.ledger)
    if layout is None:
        reader.ledger.stop(
            sheet.place, Text("是空的，或没有认得的表头", "is empty, or has no header that is known")
        )
    return layout


def has_keys(
    reader: Reader, header: Header, place: str, line: int, defaults: Mapping[str, str | int]
) -> bool:
    """Whether the key columns are there, or have defaults; each that is missing is a fault."""
    absent = [name for name in KEY if name not in header.columns and name not in defaults]
    for name in absent:
        one = reader.fields.get(name, Field(name=name))
        words = "、".join(filter(None, (name, one.code, one.label)))
        found = Text(f"缺少主键列 {words}", f"the key column {name!r} is missing ({words})")
        reader.ledger.stop(f"{place}:{line}", found, None, _NAME_IT if name == "zone" else None)
    return not absent


_NAME_IT = Text(
    "没有该列的工作簿可用 --zone 指明高新区", "for a workbook without it, name the zone with --zone"
)


def table_of(
    reader: Reader,
    sheet: Sheet,
    layout: Layout,
    defaults: Mapping[str, str | int],
    leave: frozenset[str] = frozenset(),
) -> Table:
    """Return what DuckDB needs to read a sheet; the fields in ``leave`` are left out."""
    width = sheet.width if sheet.numbered else len(sheet.first(1)[0][1])
    columns = {name: f"c{at}" for name, at in layout.header.columns.items() if name not in leave}
    table = Table(
        sheet.path, columns, rules(reader, columns), width,
        layout.after if sheet.numbered else None, {}, {k: v for k, v in defaults.items() if k not in columns},
    )  # fmt: skip
    return in_force(reader, table, sheet.place, layout.header)


def rules(reader: Reader, columns: Mapping[str, str]) -> dict[str, CellRule]:
    """Return how the cells of each column are read."""
    return {name: rule_of(reader.fields[name]) for name in columns}


def in_force(reader: Reader, table: Table, place: str, header: Header) -> Table:
    """Return the table without the fields that the forms of both years lack; say what stood there."""
    outside = {
        name: column
        for name, column in table.columns.items()
        if not any(map(reader.fields[name].valid_in, reader.years))
    }
    if not outside:
        return table
    for name, cells in intake.filled_cells(reader.connection, table, list(outside)).items():
        column = f"{place} {header.written[name]}"
        became = f"not in force in {reader.year}"
        reader.ledger.note(column, Note(column, str(cells), became, "not_in_force", cells))
    return replace(table, columns={name: one for name, one in table.columns.items() if name not in outside})


def headings_of(table: Table, header: Header, sheet: str, line: str = "_line") -> dict[str, Heading]:
    """Return where each field of a table stands."""
    return {name: Heading(sheet, header.written[name], line) for name in table.columns}


def typed(reader: Reader, table: Table, part: Part) -> str:
    """Write the table's typed columns, say what was odd, and return the SELECT over them."""
    target = reader.target()
    if intake.write_typed(reader.connection, table, target):
        for odd in intake.odd_cells(reader.connection, table, reader.years, reader.ledger.shown):
            _say(reader, part, odd, table.rules[odd.field])
    return intake.typed_select(table, target)


def _say(reader: Reader, part: Part, odd: Odd, rule: CellRule) -> None:
    column = part.column(odd.field)
    if odd.refused:
        may = BLANK_KEY if odd.field in KEY else allowed(rule)
        for line, text in odd.examples:
            reader.ledger.refuse(column, part.place(odd.field, line), found_in_cell(text), may)
        reader.ledger.refuse_more(column, odd.cells - len(odd.examples))
        return
    line, text = odd.examples[0]
    try:
        cell = read_cell(text, rule)
    except CellRefused:
        return
    place = part.place(odd.field, line)
    for kind in cell.kinds:
        reader.ledger.note(column, Note(place, text, shown(cell.value), kind, odd.cells))


def add(reader: Reader, part: Part, select: str) -> None:
    """Add a part, under its number, with the SELECT over its typed columns."""
    reader.parts.append(Part(len(reader.parts), part.file, select, part.headings, part.line_of))


def repeats_key(key: str, places: str = "") -> tuple[Text, None, Text]:
    """Return what is said of an enterprise key that stands in more than one row."""
    where = f"（{places}）" if places else ""
    text = Text(f"主键重复：{key}{where}", f"repeated key: {key}" + (f" ({places})" if places else ""))
    return text, None, Text("请保留一行", "keep one row")
