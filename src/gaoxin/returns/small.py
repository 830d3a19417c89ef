"""Small tables, cell by cell: zones, committee returns, survey and expert marks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from gaoxin.edition import Field
from gaoxin.micro.cells import CellRule, rule_of
from gaoxin.returns.cells import CellRefused, Value, allowed, read_cell
from gaoxin.returns.header import Header, Words
from gaoxin.returns.ledger import Ledger, Note
from gaoxin.returns.sent import Sheet
from gaoxin.terms import Text

HEADER_ROWS = 10
"""In how many rows of a sheet the header may stand below titles; a CSV's header is its first line."""


@dataclass(frozen=True)
class Record:
    """One record of a small table: its values by field (None: blank), and where it stands."""

    sheet: Sheet
    line: int
    values: Mapping[str, Value]
    header: Header

    def place(self, name: str = "") -> str:
        """Return file:line, and the column as the sender wrote it."""
        return f"{self.sheet.place}:{self.line} {self.header.written.get(name, name)}".rstrip()

    def text(self, name: str) -> str:
        """Return a text cell; empty where it is blank or the column is not there."""
        return str(self.values.get(name) or "")


@dataclass(frozen=True)
class Layout:
    """Where the header of a sheet stands and what it says; ``after`` is the last line that belongs to it."""

    header: Header
    line: int
    after: int


def find_header(sheet: Sheet, words: Words, ledger: Ledger) -> Layout | None:
    """Return the header of a sheet: the first line of a CSV; in a workbook the row with most known words near the top.

    A second row of headers (labels under codes) belongs to it. None when there is none, or the sheet is empty.
    """
    rows = sheet.first(HEADER_ROWS if sheet.numbered else 1)
    if not rows:
        return None
    best = max(range(len(rows)), key=lambda at: (words.recognised(rows[at][1]), -at))
    line, cells = rows[best]
    if not words.recognised(cells):
        return None
    header = words.read(cells, sheet.place, line, ledger)
    after = line
    for below, texts in rows[best + 1 :]:
        if not _repeats(texts, header, words):
            break
        after = below
    return Layout(header, line, after)


def _repeats(cells: list[str], header: Header, words: Words) -> bool:
    """Whether a row says the header again in other words."""
    pairs = [
        (name, cells[at]) for name, at in header.columns.items() if at < len(cells) and cells[at].strip()
    ]
    return bool(pairs) and all(name in words.meaning(cell) for name, cell in pairs)


def read_records(
    sheet: Sheet, fields: Mapping[str, Field], keys: Iterable[str], year: int, ledger: Ledger, *,
    need: Iterable[str] = (), defaults: Mapping[str, Value] = MappingProxyType({}),
) -> Iterator[Record]:  # fmt: skip
    """Yield the records of a small table; missing key columns, other years' rows and refused cells go to the ledger.

    Rows of other years than ``year`` and the year before are counted and left out. ``need`` are further columns
    that must be there; ``defaults`` stand for key columns that a workbook lacks.
    """
    words = Words(fields, year)
    layout = find_header(sheet, words, ledger)
    if layout is None:
        ledger.stop(
            sheet.place,
            Text("是空的，或没有认得的表头", "is empty, or has no header that is known"),
            _headers(fields),
        )
        return
    absent = [name for name in (*keys, *need) if name not in layout.header.columns and name not in defaults]
    for name in absent:
        ledger.stop(
            f"{sheet.place}:{layout.line}",
            Text(f"缺少“{name}”列", f"the column {name!r} is missing"),
            _headers(fields),
        )
    if absent:
        return
    note_layout(sheet, layout, ledger)
    for record in _records(sheet, layout, fields, set(keys), year, ledger):
        yield replace(record, values={**defaults, **record.values}) if defaults else record


def note_layout(sheet: Sheet, layout: Layout, ledger: Ledger) -> None:
    """Note what the sheet as a whole needed, and the columns that are ignored."""
    ledger.synthetic = ledger.synthetic or layout.header.synthetic
    for word in layout.header.unknown:
        ledger.ignored[f"column {sheet.place} {word}"] += 1
    for kind, found, cells in (
        ("encoding", sheet.encoding if sheet.encoding != "utf-8" else "", 1),
        ("hidden", str(sheet.hidden or ""), sheet.hidden),
        ("merged", " ".join(sheet.merged[:20]), len(sheet.merged)),
    ):
        if found:
            ledger.note(sheet.place, Note(f"{sheet.place}:{layout.line}", found, "", kind, cells))


def _headers(fields: Mapping[str, Field]) -> Text:
    names = ", ".join([*fields][:12]) + (" …" if len(fields) > 12 else "")
    return Text(f"表头应为：{names}", f"headers are {names}")


def _records(
    sheet: Sheet, layout: Layout, fields: Mapping[str, Field], keys: set[str], year: int, ledger: Ledger
) -> Iterator[Record]:
    rules = {name: rule_of(fields[name]) for name in layout.header.columns}
    any_row = False
    for line, cells in sheet.records():
        if line <= layout.after or not any(cell.strip() for cell in cells):
            continue
        any_row = True
        if (
            not sheet.numbered
            and len(cells)
            != len(layout.header.columns) + len(layout.header.unknown) + layout.header.synthetic
        ):
            ledger.refuse(sheet.place, f"{sheet.place}:{line}", *_ragged(len(cells), layout.header))
            continue
        texts = {name: cells[at] if at < len(cells) else "" for name, at in layout.header.columns.items()}
        if "year" in texts and _other_year(texts["year"], rules["year"], year):
            ledger.ignored[f"rows of other years {sheet.place}"] += 1
            continue
        values = _values(sheet, line, texts, rules, layout.header, ledger, keys)
        if values is not None:
            yield Record(sheet, line, values, layout.header)
    if not any_row:
        ledger.stop(sheet.place, Text("只有表头，没有数据", "there is a header and nothing below it"))


def _ragged(found: int, header: Header) -> tuple[Text, None, Text]:
    columns = len(header.columns) + len(header.unknown) + header.synthetic
    text = Text(
        f"这一行有 {found} 格，表头有 {columns} 列", f"{found} cells; the header has {columns} columns"
    )
    return text, None, Text("含逗号的内容请用双引号括起", "put cells with a comma between double quotes")


def _other_year(text: str, rule: CellRule, year: int) -> bool:
    try:
        value = read_cell(text, rule).value
    except CellRefused:
        return False
    return value is not None and value not in (year, year - 1)


def _values(
    sheet: Sheet,
    line: int,
    texts: Mapping[str, str],
    rules: Mapping[str, CellRule],
    header: Header,
    ledger: Ledger,
    keys: set[str],
) -> dict[str, Value] | None:
    """Return the values of a record; None when a key cell is refused or blank."""
    values: dict[str, Value] = {}
    whole = True
    for name, text in texts.items():
        column = f"{sheet.place} {header.written[name]}"
        place = f"{sheet.place}:{line} {header.written[name]}"
        try:
            cell = read_cell(text, rules[name])
        except CellRefused:
            ledger.refuse(column, place, found(text), allowed(rules[name]))
            whole = whole and name not in keys
            continue
        for kind in cell.kinds:
            ledger.note(column, Note(place, text, "" if cell.value is None else str(cell.value), kind))
        if cell.value is None and name in keys:
            ledger.refuse(column, place, found(text), Text("主键不能空", "a key cell cannot be blank"))
            whole = False
        values[name] = cell.value
    return values if whole else None


def found(text: str) -> Text:
    """Return what was found in a cell, cut to a readable length."""
    if not text.strip():
        return Text("空白", "blank")
    shown = text if len(text) <= 60 else f"{text[:60]}…"
    return Text(f"“{shown}”", f"found {shown!r}")
