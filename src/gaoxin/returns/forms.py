"""Enterprise workbooks: one sheet, or one a form joined on the key; projects (GQ-004) are summed first."""

import re
from collections.abc import Iterator, Mapping, Sequence

from gaoxin.micro.intake import KEY, Table
from gaoxin.micro.joined import first_rows, join_sheets, orphans, repeated_in, summed
from gaoxin.micro.rows import Heading, Part
from gaoxin.returns.header import SUMMARY, Words
from gaoxin.returns.ledger import Note
from gaoxin.returns.parts import Reader, add, has_keys, headings_of, layout_of, repeats_key, table_of, typed
from gaoxin.returns.sent import Sent, Sheet, read_workbook
from gaoxin.returns.small import Layout, note_layout
from gaoxin.terms import Text

PROJECTS = "GQ-004"
"""The form with a row a project."""


def read_forms(reader: Reader, sent: Sent) -> None:
    """Read a workbook: one sheet, or one a form (GQ-001 or the first sheet says which enterprises there are).

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
    keyed = [has_keys(reader, one.header, sheet.place, one.line, defaults) for sheet, one in forms]
    if not all(keyed):
        return
    alike = len({frozenset(layout.header.columns) for _, layout in forms}) == 1
    for stack in [[form] for form in forms] if alike else [forms]:
        selects, headings = _sheets(reader, sent, stack, defaults)
        target = reader.target()
        select = selects[0] if len(selects) == 1 else join_sheets(reader.connection, selects, target)
        add(reader, Part(0, sent.name, "", headings), select)


def _form(reader: Reader, sheet: Sheet) -> Layout | None:
    """Return the layout of a sheet of enterprises; other sheets (covers, explanations) are counted."""
    words = Words(reader.fields, reader.year)
    rows = sheet.first(10)
    if max((words.recognised(cells) for _, cells in rows), default=0) < 2:
        reader.ledger.ignored[f"sheet {sheet.place}"] += 1
        return None
    return layout_of(reader, sheet)


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
        table = table_of(reader, sheet, layout, defaults, again)
        here = headings_of(table, layout.header, sheet.name, line)
        here |= {name: Heading(sheet.name, name, line) for name in KEY if name not in here}
        part = Part(0, sent.name, "", here)
        select = typed(reader, table, part)
        if number:
            select = _beside(reader, part, table, selects[0], select)
        selects.append(select)
        headings |= {name: heading for name, heading in here.items() if name not in headings}
    return selects, headings


def _beside(reader: Reader, part: Part, table: Table, first: str, select: str) -> str:
    """Return the SELECT of a later sheet with one row a key, after looking whether its keys fit the first."""
    fields = [name for name in table.columns if name not in KEY]
    projects = {reader.fields[name].form for name in fields} == {PROJECTS}
    repeated = _judge_keys(reader, part, first, select, projects=projects)
    if projects:
        return summed(select, fields)
    return first_rows(select) if repeated else select


def _again(reader: Reader, sheet: Sheet, layout: Layout, headings: Mapping[str, Heading]) -> Iterator[str]:
    """Yield the fields that another sheet has given: text may stand twice, figures may not."""
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
            allowed = Text("一张表，或一个表式一张表", "one sheet, or one sheet a form")
            reader.ledger.stop(place, text, allowed)
        yield name


def _judge_keys(reader: Reader, part: Part, first: str, select: str, *, projects: bool) -> int:
    """Refuse rows whose key the first sheet lacks, and rows that repeat a key; return how many repeat one."""
    ledger, column = reader.ledger, part.column("credit_code")
    total, lost = orphans(reader.connection, first, select)
    for line, key in lost:
        text = Text(f"主键 {key} 不在首张表中", f"the key {key} is not in the first sheet")
        ledger.refuse(f"{column} (first sheet)", part.place("credit_code", line), text)
    ledger.refuse_more(f"{column} (first sheet)", total - len(lost))
    total, repeated = (0, []) if projects else repeated_in(reader.connection, select)
    for line, key in repeated:
        ledger.refuse(f"{column} (repeated)", part.place("credit_code", line), *repeats_key(key))
    ledger.refuse_more(f"{column} (repeated)", total - len(repeated))
    return total
