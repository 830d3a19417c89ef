"""Enterprise returns: every file and sheet becomes a part of one relation of typed rows."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.edition import Edition, Field
from gaoxin.micro import intake
from gaoxin.micro.cells import CellRule, rule_of
from gaoxin.micro.intake import KEY, Odd, Table, Unreadable
from gaoxin.micro.joined import join_sheets, orphans, repeated_in, summed
from gaoxin.micro.rows import Heading, Part, Rows, by_zone, repeated_keys, rows_of_zone, union
from gaoxin.returns.cells import CellRefused, allowed, read_cell
from gaoxin.returns.header import SUMMARY, Header, Words
from gaoxin.returns.ledger import KEYS, Ledger, Note
from gaoxin.returns.package import Zone
from gaoxin.returns.sent import Sent, Sheet, read_csv, read_workbook
from gaoxin.returns.small import Layout, find_header, found, note_layout
from gaoxin.returns.tables import stranger
from gaoxin.returns.units import rates
from gaoxin.terms import Text, Unusable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ALL, WANTED = "enterprises_of_all_years", "enterprises"
"""The views: every row that was sent, and the rows of the data year and the year before."""


@dataclass
class Reader:
    """What reading enterprise files needs to know, and what it gathers."""

    connection: "DuckDBPyConnection"
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


def read_enterprises(reader: Reader, files: Sequence[Sent]) -> tuple[Rows | None, dict[str, int]]:
    """Return the rows and how many each file has; None when nothing could be read (the ledger says why)."""
    for sent in files:
        try:
            _READERS[sent.kind](reader, sent)
        except Unreadable as error:
            reader.ledger.stop(sent.name, Text(f"读不出来：{error}", f"cannot be read: {error}"))
        except Unusable as error:
            reader.ledger.unusable += error.faults
    if not reader.parts:
        return None, {}
    counts = _look_at_rows(reader)
    return _rows(reader), counts


def _csv(reader: Reader, sent: Sent) -> None:
    sheet = read_csv(sent, reader.home)
    layout = _layout(reader, sheet)
    if layout is None or not _has_keys(reader, layout.header, sheet.place, layout.line, {}):
        return
    note_layout(sheet, layout, reader.ledger)
    table, _ = _table(reader, sheet, layout, {})
    part = Part(len(reader.parts), sent.name, "", _headings(table, layout.header, ""), sheet.line_of)
    try:
        _add(reader, part, _typed(reader, table, part))
    except Unreadable as error:
        if not _ragged(reader, sheet, table.width):
            raise error from None


def _ragged(reader: Reader, sheet: Sheet, width: int) -> int:
    """Refuse the lines of a CSV whose cells do not fit the header; return how many there are."""
    lines = 0
    for line, cells in sheet.records():
        if len(cells) != width:
            lines += 1
            text = Text(
                f"这一行有 {len(cells)} 格，表头有 {width} 列",
                f"{len(cells)} cells; the header has {width} columns",
            )
            remedy = Text("含逗号的内容请用双引号括起", "put cells with a comma between double quotes")
            reader.ledger.refuse(sheet.place, f"{sheet.place}:{line}", text, None, remedy)
    return lines


def _layout(reader: Reader, sheet: Sheet) -> Layout | None:
    layout = find_header(sheet, Words(reader.fields, reader.year), reader.ledger)
    if layout is None:
        reader.ledger.stop(
            sheet.place, Text("是空的，或没有认得的表头", "is empty, or has no header that is known")
        )
    return layout


def _has_keys(
    reader: Reader, header: Header, place: str, line: int, defaults: Mapping[str, str | int]
) -> bool:
    absent = [name for name in KEY if name not in header.columns and name not in defaults]
    for name in absent:
        one = reader.fields.get(name, Field(name=name))
        words = "、".join(filter(None, (name, one.code, one.label)))
        remedy = (
            Text(
                "没有该列的工作簿可用 --zone 指明高新区",
                "for a workbook without it, name the zone with --zone",
            )
            if name == "zone"
            else None
        )
        reader.ledger.stop(
            f"{place}:{line}",
            Text(f"缺少主键列 {words}", f"the key column {name!r} is missing ({words})"),
            None,
            remedy,
        )
    return not absent


def _table(
    reader: Reader,
    sheet: Sheet,
    layout: Layout,
    defaults: Mapping[str, str | int],
    leave: frozenset[str] = frozenset(),
) -> tuple[Table, int]:
    width = sheet.width if sheet.numbered else len(sheet.first(1)[0][1])
    columns = {name: f"c{at}" for name, at in layout.header.columns.items() if name not in leave}
    table = Table(
        sheet.path, columns, _rules(reader, columns), width,
        layout.after if sheet.numbered else None, {}, {k: v for k, v in defaults.items() if k not in columns},
    )  # fmt: skip
    return _in_force(reader, table, sheet.place, layout.header), width


def _rules(reader: Reader, columns: Mapping[str, str]) -> dict[str, CellRule]:
    return {name: rule_of(reader.fields[name]) for name in columns}


def _in_force(reader: Reader, table: Table, place: str, header: Header) -> Table:
    """Return the table without the fields that the forms of both years lack; say what stood there."""
    outside = {
        name: column
        for name, column in table.columns.items()
        if not any(map(reader.fields[name].valid_in, reader.years))
    }
    if not outside:
        return table
    for name, cells in intake.filled_cells(reader.connection, table, list(outside)).items():
        note = Note(
            f"{place} {header.written[name]}",
            f"{cells}",
            f"not in force in {reader.year}",
            "not_in_force",
            cells,
        )
        reader.ledger.note(f"{place} {header.written[name]}", note)
    kept = {name: column for name, column in table.columns.items() if name not in outside}
    return Table(table.path, kept, table.rules, table.width, table.after, table.types, table.defaults)


def _headings(table: Table, header: Header, sheet: str, line: str = "_line") -> dict[str, Heading]:
    return {name: Heading(sheet, header.written[name], line) for name in table.columns}


def _typed(reader: Reader, table: Table, part: Part) -> str:
    """Write the table's typed columns, say what was odd, and return the SELECT over them."""
    target = reader.target()
    if intake.write_typed(reader.connection, table, target):
        for odd in intake.odd_cells(reader.connection, table, reader.years, reader.ledger.shown):
            _say(reader, part, odd, table.rules[odd.field])
    return intake.typed_select(table, target)


def _say(reader: Reader, part: Part, odd: Odd, rule: CellRule) -> None:
    heading = part.headings[odd.field]
    column = f"{part.file}{f'[{heading.sheet}]' if heading.sheet else ''} {heading.header}"
    line, text = odd.examples[0]
    if odd.refused:
        may = Text("主键不能空", "a key cell cannot be blank") if odd.field in KEY else allowed(rule)
        for line, text in odd.examples:
            reader.ledger.refuse(column, part.place(odd.field, line), found(text), may)
        reader.ledger.refuse_more(column, odd.cells - len(odd.examples))
        return
    try:
        cell = read_cell(text, rule)
    except CellRefused:
        return
    became = "" if cell.value is None else str(cell.value)
    for kind in cell.kinds:
        reader.ledger.note(column, Note(part.place(odd.field, line), text, became, kind, odd.cells))


def _add(reader: Reader, part: Part, select: str) -> None:
    reader.parts.append(Part(len(reader.parts), part.file, select, part.headings, part.line_of))


def _parquet(reader: Reader, sent: Sent) -> None:
    types = intake.describe(reader.connection, sent.path)
    names = list(types)
    header = Words(reader.fields, reader.year).read(names, sent.name, 0, reader.ledger)
    reader.ledger.synthetic = reader.ledger.synthetic or header.synthetic
    if not _has_keys(reader, header, sent.name, 0, {}):
        return
    for word in header.unknown:
        reader.ledger.ignored[f"column {sent.name} {word}"] += 1
    columns = {name: names[at] for name, at in header.columns.items()}
    table = _in_force(
        reader, Table(sent.path.resolve(), columns, _rules(reader, columns), types=types), sent.name, header
    )
    part = Part(len(reader.parts), sent.name, "", _headings(table, header, ""), _row_number)
    try:
        ready = intake.is_ready(reader.connection, table)
    except Unreadable:
        ready = False
    _add(reader, part, intake.ready_select(table) if ready else _typed(reader, table, part))


def _row_number(row: int) -> int:
    return row + 1


def _workbook(reader: Reader, sent: Sent) -> None:
    """Read a workbook: one sheet, or one a form joined on the key; project sheets (GQ-004) are summed first.

    Sheets that all have the same fields (the years of a package, say) stand one below the other.
    """
    forms = [
        (sheet, layout)
        for sheet in read_workbook(sent, reader.home)
        for layout in [_form(reader, sheet) if sheet.name != SUMMARY else None]
        if layout
    ]
    if not forms:
        reader.ledger.stop(sent.name, Text("没有一张表的表头认得", "no sheet has a header that is known"))
        return
    forms.sort(key=lambda form: not re.sub(r"\W", "", form[0].name).upper().startswith("GQ001"))
    defaults: dict[str, str | int] = {"year": reader.year} | ({"zone": reader.zone} if reader.zone else {})
    if not all(
        [_has_keys(reader, layout.header, sheet.place, layout.line, defaults) for sheet, layout in forms]
    ):
        return
    alike = len({frozenset(layout.header.columns) for _, layout in forms}) == 1
    for stack in [[form] for form in forms] if alike else [forms]:
        selects, headings = _sheets(reader, sent, stack, defaults)
        target = reader.target()
        select = selects[0] if len(selects) == 1 else join_sheets(reader.connection, selects, target)
        _add(reader, Part(0, sent.name, "", headings), select)


def _form(reader: Reader, sheet: Sheet) -> Layout | None:
    """Return the layout of a sheet that holds enterprises; other sheets (covers, explanations) are counted."""
    words = Words(reader.fields, reader.year)
    rows = sheet.first(10)
    if max((words.recognised(cells) for _, cells in rows), default=0) < 2:
        reader.ledger.ignored[f"sheet {sheet.place}"] += 1
        return None
    return _layout(reader, sheet)


def _sheets(
    reader: Reader, sent: Sent, forms: Sequence[tuple[Sheet, Layout]], defaults: Mapping[str, str | int]
) -> tuple[list[str], dict[str, Heading]]:
    """Return a SELECT for each sheet and where each field stands."""
    selects: list[str] = []
    headings: dict[str, Heading] = {}
    for number, (sheet, layout) in enumerate(forms):
        note_layout(sheet, layout, reader.ledger)
        line = f"_line_{number}" if number else "_line"
        again = frozenset(_again(reader, sheet, layout, headings))
        table, _ = _table(reader, sheet, layout, defaults, again)
        here = _headings(table, layout.header, sheet.name, line)
        here |= {name: Heading(sheet.name, name, line) for name in KEY if name not in here}
        part = Part(0, sent.name, "", here)
        select = _typed(reader, table, part)
        if number:
            projects = _is_projects(reader, table)
            _judge_join(reader, part, selects[0], select, projects=projects)
            select = (
                summed(select, [name for name in table.columns if name not in KEY]) if projects else select
            )
        selects.append(select)
        headings |= {name: heading for name, heading in here.items() if name not in headings}
    return selects, headings


def _is_projects(reader: Reader, table: Table) -> bool:
    forms = {reader.fields[name].form for name in table.columns if name not in KEY}
    return forms == {"GQ-004"}


def _again(reader: Reader, sheet: Sheet, layout: Layout, headings: Mapping[str, Heading]) -> Iterator[str]:
    """Yield the fields that another sheet has given: names and other text may stand twice, figures may not."""
    for name, written in layout.header.written.items():
        if name in KEY or name not in headings:
            continue
        place = f"{sheet.place}:{layout.line} {written}"
        if reader.fields[name].type == "text":
            reader.ledger.note(f"{sheet.place} {written}", Note(place, written, headings[name].sheet, "also"))
        else:
            text = Text(
                f"工作表 {headings[name].sheet} 已有此项",
                f"the sheet {headings[name].sheet} has this field already",
            )
            reader.ledger.stop(
                place, text, Text("一张表，或一个表式一张表", "one sheet, or one sheet a form")
            )
        yield name


def _judge_join(reader: Reader, part: Part, first: str, select: str, *, projects: bool) -> None:
    place = part.place("credit_code", 0).rpartition(":")[0]
    lost, examples = orphans(reader.connection, first, select)
    for line, key in examples:
        text = Text(f"主键 {key} 不在首张表中", f"the key {key} is not in the first sheet")
        reader.ledger.refuse(f"{place} key", part.place("credit_code", line), text)
    reader.ledger.refuse_more(f"{place} key", lost - len(examples)) if lost > len(examples) else None
    if projects:
        return
    total, repeated = repeated_in(reader.connection, select)
    for line, key in repeated:
        reader.ledger.refuse(f"{place} repeated", part.place("credit_code", line), *_repeats(key))
    reader.ledger.refuse_more(f"{place} repeated", total - len(repeated)) if total > len(repeated) else None


def _repeats(key: str, places: str = "") -> tuple[Text, None, Text]:
    where = f"（{places}）" if places else ""
    text = Text(f"主键重复：{key}{where}", f"repeated key: {key}" + (f" ({places})" if places else ""))
    return text, None, Text("请保留一行", "keep one row")


_READERS: Mapping[str, Callable[[Reader, Sent], None]] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".xlsx": _workbook,
}


def _look_at_rows(reader: Reader) -> dict[str, int]:
    """Make the views, judge zones, years and keys; return the rows of each file."""
    columns = _columns(reader)
    reader.connection.execute(
        f"CREATE VIEW {ALL} AS {union(reader.parts, {name: _as_it_is for name in columns})}"
    )
    counts: dict[str, int] = {part.file: 0 for part in reader.parts}
    found_years: dict[str, int] = {}
    foreign: dict[str, int] = {}
    for source, year, zone, rows in by_zone(reader.connection, ALL):
        counts[reader.parts[source].file] += rows
        if year not in reader.years:
            reader.ledger.ignored[f"rows of other years {reader.parts[source].file}"] += rows
            continue
        found_years[str(year)] = found_years.get(str(year), 0) + rows
        if zone not in reader.zones:
            foreign[zone] = foreign.get(zone, 0) + rows
    where = (
        f"year IN {reader.years}"
        if any(reader.ledger.ignored[f"rows of other years {part.file}"] for part in reader.parts)
        else "year IS NOT NULL"
    )
    reader.connection.execute(f"CREATE VIEW {WANTED} AS {union(reader.parts, columns, where)}")
    _judge_rows(reader, counts, found_years, foreign)
    return counts


def _judge_rows(
    reader: Reader, counts: Mapping[str, int], found_years: Mapping[str, int], foreign: Mapping[str, int]
) -> None:
    for file, rows in counts.items():
        if not rows and not reader.ledger.refused:
            reader.ledger.stop(file, Text("只有表头，没有数据", "there is a header and nothing below it"))
    if str(reader.year) not in found_years and not reader.ledger.refused:
        files = "、".join(sorted(counts))
        found_text = "、".join(sorted(found_years)) or "—"
        reader.ledger.stop(
            files, Text(f"没有 {reader.year} 年的行", f"no row of the data year {reader.year}"), None,
            Text(f"现有年份：{found_text}；请核对 --year", f"years found: {found_text}; look at --year"),
        )  # fmt: skip
    for zone, rows in foreign.items():
        _refuse_zone(reader, zone, rows)
    total, repeated = repeated_keys(reader.connection, WANTED)
    for year, zone, code, places in repeated:
        listed = [reader.parts[source].place("credit_code", line) for source, line in places]
        reader.ledger.refuse(
            KEYS, listed[-1], *_repeats(f"{year} {zone} {code}", "、".join(listed[:-1][:5]))
        )
    reader.ledger.refuse_more(KEYS, total - len(repeated)) if total > len(repeated) else None


def _refuse_zone(reader: Reader, zone: str, rows: int) -> None:
    places = rows_of_zone(reader.connection, WANTED, zone, reader.ledger.shown)
    for source, line in places:
        reader.ledger.refuse(
            f"zone {zone}", reader.parts[source].place("zone", line), *stranger(zone, reader.zones)
        )
    if rows > len(places):
        reader.ledger.refuse_more(f"zone {zone}", rows - len(places))


def _as_it_is(column: str) -> str:
    return column


def _columns(reader: Reader) -> dict[str, Callable[[str], str]]:
    """Return what each field of the relation is made of: units turned into today's, years not in force left blank."""
    names = dict.fromkeys([*KEY, *(name for part in reader.parts for name in part.headings)])
    return {name: _column(reader, name) for name in names}


def _column(reader: Reader, name: str) -> Callable[[str], str]:
    one = reader.fields[name]
    by_year = rates(one, reader.edition, reader.years)
    in_force = [year for year in reader.years if one.valid_in(year)]
    if by_year:
        for part in reader.parts:
            if name in part.headings:
                heading = part.headings[name]
                place = f"{part.file}{f'[{heading.sheet}]' if heading.sheet else ''} {heading.header}"
                shown = "、".join(f"{year}: {float(rate)}" for year, rate in by_year.items())
                reader.ledger.note(place, Note(place, "千美元", f"千元（{shown}）", "unit"))

    def expression(column: str) -> str:
        text = column
        if by_year:
            cases = " ".join(
                f"WHEN year = {year} THEN {_in_yuan(column, rate)}" for year, rate in by_year.items()
            )
            text = f"CASE {cases} ELSE {column} END"
        return (
            text
            if len(in_force) == len(reader.years)
            else f"CASE WHEN year IN ({', '.join(map(str, in_force))}) THEN {text} END"
        )

    return expression


def _in_yuan(column: str, rate: Fraction) -> str:
    """Return the SQL of an amount in 千元, exact and rounded half even to three places."""
    scaled = rate * 10**6
    assert scaled.denominator == 1, "rates have six decimals at most"
    literal = f"{scaled.numerator // 10**6}.{scaled.numerator % 10**6:06d}"
    return f"round_even({column}::DECIMAL(28,3) * {literal}::DECIMAL(10,6), 3)::DECIMAL(18,3)"


def _rows(reader: Reader) -> Rows:
    columns = frozenset(name for part in reader.parts for name in part.headings) | set(KEY)
    count = reader.connection.execute(f"SELECT count(*) FROM {WANTED}").fetchone()
    return Rows(reader.connection, WANTED, columns, tuple(reader.parts), int(count[0]) if count else 0)
