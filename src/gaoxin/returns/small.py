"""Small tables, cell by cell: zones, committee returns, survey and expert marks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from gaoxin.edition import Field
from gaoxin.micro.cells import CellRule, rule_of
from gaoxin.returns.cells import CellRefused, Value, allowed, read_cell, shown
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
    """Return the header of a sheet: a CSV's first line, or the row with most known words near the top.

    A second row of headers (labels under codes) belongs to it. None when there is none, or the sheet is
    empty.
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
    said = [(name, cells[at]) for name, at in header.columns.items() if at < len(cells) and cells[at].strip()]
    return bool(said) and all(name in words.meaning(cell) for name, cell in said)


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


@dataclass(frozen=True)
class SmallTable:
    """A small table of known fields.

    ``keys`` are columns that must be there with every cell filled, ``need`` further columns that must be
    there; ``defaults`` stand for key columns that a workbook lacks. Faults and what is left out go to the
    ledger.
    """

    sheet: Sheet
    fields: Mapping[str, Field]
    keys: Iterable[str]
    year: int
    ledger: Ledger
    need: Iterable[str] = ()
    defaults: Mapping[str, Value] = field(default_factory=dict)

    def records(self) -> Iterator[Record]:
        """Yield the sound records; rows of other years than ``year`` and the year before are counted."""
        layout = find_header(self.sheet, Words(self.fields, self.year), self.ledger)
        if layout is None:
            found = Text("是空的，或没有认得的表头", "is empty, or has no header that is known")
            self.ledger.stop(self.sheet.place, found, self._headers)
        elif not self._lacks(layout):
            note_layout(self.sheet, layout, self.ledger)
            yield from self._below(layout)

    def _lacks(self, layout: Layout) -> bool:
        """Whether columns are missing; each is a fault."""
        there = layout.header.columns.keys() | self.defaults.keys()
        absent = [name for name in (*self.keys, *self.need) if name not in there]
        for name in absent:
            found = Text(f"缺少“{name}”列", f"the column {name!r} is missing")
            self.ledger.stop(f"{self.sheet.place}:{layout.line}", found, self._headers)
        return bool(absent)

    @property
    def _headers(self) -> Text:
        names = ", ".join([*self.fields][:12]) + (" …" if len(self.fields) > 12 else "")
        return Text(f"表头应为：{names}", f"headers are {names}")

    @cached_property
    def _rules(self) -> Mapping[str, CellRule]:
        return {name: rule_of(one) for name, one in self.fields.items()}

    def _below(self, layout: Layout) -> Iterator[Record]:
        """Yield the records below the header."""
        header, any_row = layout.header, False
        for line, cells in self.sheet.records():
            if line <= layout.after or not any(cell.strip() for cell in cells):
                continue
            any_row = True
            if not self.sheet.numbered and len(cells) != header.width:
                self.ledger.refuse(
                    self.sheet.place, f"{self.sheet.place}:{line}", *ragged(cells, header.width)
                )
                continue
            texts = {name: cells[at] if at < len(cells) else "" for name, at in header.columns.items()}
            if self._is_of_another_year(texts.get("year", "")):
                self.ledger.ignored[f"rows of other years {self.sheet.place}"] += 1
                continue
            values = self._values(line, texts, header)
            if values is not None:
                yield Record(self.sheet, line, {**self.defaults, **values}, header)
        if not any_row:
            found = Text("只有表头，没有数据", "there is a header and nothing below it")
            self.ledger.stop(self.sheet.place, found)

    def _is_of_another_year(self, text: str) -> bool:
        if text in self._plain.get("year", ()):
            return False
        try:
            value = read_cell(text, self._rules["year"]).value if text else None
        except CellRefused:
            return False
        return value is not None and value not in (self.year, self.year - 1)

    def _values(self, line: int, texts: Mapping[str, str], header: Header) -> dict[str, Value] | None:
        """Return the values of a record; None when a key cell is refused or blank."""
        values: dict[str, Value] = {}
        for name, text in texts.items():
            plain = self._plain[name]
            if text in plain:
                values[name] = plain[text]
            else:
                values |= self._looked_at(name, text, line, header)
        return values if all(name in values or name not in texts for name in self.keys) else None

    @cached_property
    def _plain(self) -> Mapping[str, dict[str, Value]]:
        """By field, the cells met so far that need no word to anyone; most cells of a column are alike."""
        return {name: {} for name in self.fields}

    def _looked_at(self, name: str, text: str, line: int, header: Header) -> dict[str, Value]:
        """Read one cell: note what it needed, refuse what it cannot be."""
        column = f"{self.sheet.place} {header.written[name]}"
        place = f"{self.sheet.place}:{line} {header.written[name]}"
        try:
            cell = read_cell(text, self._rules[name])
        except CellRefused:
            self.ledger.refuse(column, place, found_in_cell(text), allowed(self._rules[name]))
            return {}
        for kind in cell.kinds:
            self.ledger.note(column, Note(place, text, shown(cell.value), kind))
        if cell.value is None and name in self.keys:
            self.ledger.refuse(column, place, found_in_cell(text), BLANK_KEY)
            return {}
        if not cell.kinds:
            self._plain[name][text] = cell.value
        return {name: cell.value}


BLANK_KEY = Text("主键不能空", "a key cell cannot be blank")


def ragged(cells: list[str], width: int) -> tuple[Text, None, Text]:
    """Return what is said of a line of a CSV that does not fit its header."""
    found = Text(
        f"这一行有 {len(cells)} 格，表头有 {width} 列", f"{len(cells)} cells; the header has {width} columns"
    )
    return found, None, Text("含逗号的内容请用双引号括起", "put cells with a comma between double quotes")


def found_in_cell(text: str) -> Text:
    """Return what was found in a cell, cut to a readable length."""
    if not text.strip():
        return Text("空白", "blank")
    cut = text if len(text) <= 60 else f"{text[:60]}…"
    return Text(f"“{cut}”", f"found {cut!r}")
