"""Workbooks that people fill: a zone's form as rows, its enterprises as a table; and tables written out to read.

Only input cells are unlocked; a hidden name says what the workbook was made for. Every text is written as text:
nothing here ever becomes a formula or a link.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from gaoxin.edition import Field
from gaoxin.returns.header import PROBLEMS
from gaoxin.terms import Text

KEY_NAME = "gaoxin_key"
"""The hidden name under which a workbook says what it was made for."""

CODE, UNIT, NOW, NOTE = "代码", "单位", "本年", "备注"
"""Heads of the form's columns by which a filled form is read again; NOW is the beginning of its head."""

SHEET, TABLE, COVER, BEFORE = "填报", "企业年报", "说明", "上年（参考）"
"""Names of sheets: the form, the table of enterprises, what it is, and last year beside it."""

BEFORE_MARK = "上年·"
"""Before each head of last year's sheet, so that no reader takes it for a return."""

THOUSANDS, TEN_THOUSANDS = "千元", "万元"

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LONGEST = 32_767
_WHOLE, _BROKEN, _DAY = "#,##0", "#,##0.0##", "yyyy-mm-dd"
_MARKED = {"强制性": "#FBEAE8", "准强制性": "#FCF2D9", "核实性": "#E6F1F9", "提示性": "#ECEFF2"}


@dataclass(frozen=True, slots=True)
class Cover:
    """What a workbook is: its title, facts (a word and what it says), how it is filled, and whether it is synthetic."""

    title: str
    facts: tuple[tuple[str, str], ...]
    how: tuple[str, ...] = ()
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a form: its number and field, this and last year's texts, a note; what is wrong with it, and its class.

    ``unit`` is the unit in which this year's text stands; ``section`` is the heading above, on its first row.
    """

    number: int
    field: Field
    label: str
    now: str = ""
    before: str = ""
    note: str = ""
    unit: str = ""
    section: str = ""
    locked: bool = False
    problem: str = ""
    category: str = ""


def write_form(out: Path, cover: Cover, lines: Sequence[Line], year: int, names: Mapping[str, str]) -> None:
    """Write a form of one column of cells, this year beside last year, with a column of problems where there are any."""
    book = _Book(out, names)
    problems = any(line.problem for line in lines)
    sheet = book.sheet(SHEET, landscape=problems, one_page=True)
    heads = ["行号", "指标", CODE, UNIT, f"{NOW}（{year}）", f"上年（{year - 1}）", NOTE]
    heads += [PROBLEMS] if problems else []
    for column, width in enumerate((6, 40, 9, 10, 16, 16, 24, 56)):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, cover.title, book.title)
    for at, (word, says) in enumerate(cover.facts):
        sheet.write_string(1 + at, 0, f"{word}：{says}", book.plain)
    top = 1 + len(cover.facts) + len(cover.how)
    for at, words in enumerate(cover.how):
        sheet.write_string(1 + len(cover.facts) + at, 0, words, book.quiet)
    for column, head in enumerate(heads):
        sheet.write_string(top, column, head, book.head)
    row = top + 1
    for line in lines:
        if line.section:
            sheet.merge_range(row, 0, row, 6, line.section, book.section)
            row += 1
        _line(book, sheet, row, line)
        row += 1
    sheet.freeze_panes(top + 1, 2)
    sheet.repeat_rows(top)
    book.protect(sheet)
    book.foot(sheet, cover)
    book.close()


def _line(book: "_Book", sheet: Any, row: int, line: Line) -> None:
    field = line.field
    money = field.unit in (THOUSANDS, TEN_THOUSANDS)
    sheet.write_number(row, 0, line.number, book.centre)
    sheet.write_string(row, 1, line.label, book.plain)
    sheet.write_string(row, 2, field.code or field.name, book.quiet)
    sheet.write_string(
        row, 3, line.unit or field.unit, book.input if money and not line.locked else book.plain
    )
    book.value(
        sheet, row, 4, _figure(line.now, field), book.locked if line.locked else book.filled(line.category)
    )
    book.value(sheet, row, 5, _figure(line.before, field), book.locked)
    sheet.write_string(row, 6, line.note, book.locked if line.locked else book.words)
    if line.problem:
        sheet.write_string(row, 7, line.problem[:_LONGEST], book.wrapped)
        sheet.set_row(row, 15 * sum(1 + len(part) // 30 for part in line.problem.split("\n")))
    if line.locked:
        return
    if field.note or field.clause:
        sheet.write_comment(row, 1, "\n".join(filter(None, (field.note, field.clause))), {"author": "gaoxin"})
    if money:
        sheet.data_validation(row, 3, row, 3, {"validate": "list", "source": [THOUSANDS, TEN_THOUSANDS]})
    _validate(sheet, (row, 4, row, 4), field, nils=True)


def _validate(sheet: Any, area: tuple[int, int, int, int], field: Field, *, nils: bool = False) -> None:
    """Let a spreadsheet warn (it never refuses) about what a field does not allow."""
    rule: dict[str, Any] = {
        "input_title": (field.label or field.name)[:32],
        "input_message": _allowed(field, nils=nils)[:255],
        "error_type": "warning",
        "error_message": _allowed(field, nils=nils)[:255],
    }
    listed = [*(field.codes.codes if field.codes and not field.codes.open else ())]
    if field.type == "bool":
        rule |= {"validate": "list", "source": ["1", "2"]}
    elif listed and len(",".join(listed)) < 255:
        rule |= {"validate": "list", "source": listed}
    elif field.type == "date":
        rule |= {"validate": "date", "criteria": ">=", "value": date(1900, 1, 1)}
    elif nils or field.type == "text":
        rule |= {"validate": "any"}
    else:
        least = -(10**15) if field.negative else 0
        kind = "integer" if field.type == "integer" else "decimal"
        rule |= {"validate": kind, "criteria": "between", "minimum": least, "maximum": 10**15}
    sheet.data_validation(*area, rule)


def _allowed(field: Field, *, nils: bool) -> str:
    kinds = {
        "number": Text("填数，小数不超过三位", "a number with at most three decimals"),
        "integer": Text("填整数", "a whole number"),
        "bool": Text("1 是，2 否", "1 yes, 2 no"),
        "date": Text("填日期，如 2015-06-30", "a date such as 2015-06-30"),
        "text": Text("填文字或代码", "text or a code"),
    }
    said = str(kinds[field.type]) + (f"（{field.unit}）" if field.unit else "")
    four = Text("；“—”不适用，“…”暂无数据，0 为零，空白为未填",
                "; “—” not applicable, “…” not available, 0 zero, blank not filled")  # fmt: skip
    return said + (str(four) if nils else "")


def write_table(
    out: Path,
    cover: Cover,
    fields: Sequence[Field],
    rows: Iterable[Mapping[str, Any]],
    before: Iterable[Mapping[str, Any]],
    *,
    names: Mapping[str, str],
    spare: int = 200,
) -> tuple[int, int]:
    """Write a table of enterprises to be filled, and last year's rows on a sheet beside it at the same places.

    Returns the rows of both. Below the rows there are ``spare`` empty ones for new enterprises.
    """
    book = _Book(out, names, constant_memory=True)
    about = book.sheet(COVER, one_page=True)
    sheet, last = book.sheet(TABLE), book.sheet(BEFORE)
    book.cover(about, cover)
    _heads(book, sheet, fields, "")
    count = at = 0
    for count, one in enumerate(rows, 1):
        book.record(sheet, 1 + count, fields, one, book.input)
    for at in range(count + 1, count + 1 + spare):
        for column in range(len(fields)):
            sheet.write_blank(1 + at, column, None, book.input)
    for column, field in enumerate(fields):
        _validate(sheet, (2, column, max(1 + at, 2), column), field)
    _heads(book, last, fields, BEFORE_MARK)
    old = 0
    for old, one in enumerate(before, 1):
        book.record(last, 1 + old, fields, one, book.locked)
    for each in (sheet, last):
        each.freeze_panes(2, 2)
        each.repeat_rows(0, 1)
        each.repeat_columns(0, 1)
        book.foot(each, cover)
        book.protect(each)
    book.protect(about)
    sheet.activate()
    book.close()
    return count, old


def _heads(book: "_Book", sheet: Any, fields: Sequence[Field], mark: str) -> None:
    """Write codes and, below them, labels with units; both are read again as heads unless ``mark`` stands before."""
    sheet.set_column(0, 0, 21)
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, len(fields), 14)
    sheet.set_row(1, 45)
    for column, field in enumerate(fields):
        label = f"{field.label}({field.unit})" if field.unit and field.label else field.label or field.name
        sheet.write_string(0, column, mark + (field.code or field.name), book.head)
        if field.note and not mark:
            sheet.write_comment(0, column, field.note, {"author": "gaoxin"})
    for column, field in enumerate(fields):
        label = f"{field.label}({field.unit})" if field.unit and field.label else field.label or field.name
        sheet.write_string(1, column, mark + label, book.head)


def write_list(
    out: Path, cover: Cover, heads: Sequence[Sequence[str]], rows: Iterable[Sequence[Any]], title: str
) -> int:
    """Write a table to be read, under one or more rows of heads, with what it is on a sheet of its own; return its rows."""
    book = _Book(out, {}, constant_memory=True)
    about, sheet = book.sheet(COVER, one_page=True), book.sheet(title)
    book.cover(about, cover)
    sheet.set_column(0, max(len(head) for head in heads), 16)
    for at, head in enumerate(heads):
        for column, word in enumerate(head):
            sheet.write_string(at, column, word, book.head)
    count = 0
    for count, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            book.value(sheet, len(heads) - 1 + count, column, value)
    sheet.freeze_panes(len(heads), 1)
    sheet.repeat_rows(0, len(heads) - 1)
    if count:
        sheet.autofilter(len(heads) - 1, 0, len(heads) - 1 + count, len(heads[-1]) - 1)
    book.foot(sheet, cover)
    about.activate()
    book.close()
    return count


class _Book:
    """A workbook being written, with its looks."""

    def __init__(self, out: Path, names: Mapping[str, str], *, constant_memory: bool = False) -> None:
        import xlsxwriter  # noqa: PLC0415 - heavy, and only needed here

        self.book = xlsxwriter.Workbook(str(out), _OPTIONS | {"constant_memory": constant_memory})
        for name, text in names.items():
            self.book.define_name(name, f'="{text}"')
        self._looks: dict[int, dict[str, Any]] = {}
        self._kinds: dict[tuple[int, str], Any] = {}
        look = self._look
        self.plain, self.quiet = look(), look(font_color="#5B6773")
        self.centre, self.wrapped = look(align="center"), look(text_wrap=True, valign="top")
        self.title = look(bold=True, font_size=14)
        self.head = look(bold=True, text_wrap=True, valign="vcenter", bottom=1, top=1, bg_color="#F4F6F8")
        self.section = look(bold=True, bottom=1, align="left")
        self.locked = look(font_color="#5B6773")
        self._box = {"locked": False, "border": 1, "border_color": "#7C8995", "bg_color": "#FFFDF2"}
        self.input, self.words = look(**self._box), look(**self._box, text_wrap=True)
        self._filled = {"": self.input}

    def _look(self, **look: Any) -> Any:
        props = {"font_name": "等线", "font_size": 10.5} | look
        made = self.book.add_format(props)
        self._looks[id(made)] = props
        return made

    def _of_kind(self, look: Any, shown: str) -> Any:
        """Return a look with the way in which its number or date is shown."""
        key = (id(look), shown)
        if key not in self._kinds:
            self._kinds[key] = self.book.add_format({**self._looks.get(id(look), {}), "num_format": shown})
        return self._kinds[key]

    def filled(self, category: str) -> Any:
        """Return the look of an input cell, marked by the class of what is wrong with it."""
        if category not in self._filled:
            self._filled[category] = self._look(**self._box | {"bg_color": _MARKED[category], "border": 2})
        return self._filled[category]

    def sheet(self, name: str, *, landscape: bool = True, one_page: bool = False) -> Any:
        """Return a new sheet that prints on A4; ``one_page`` makes it as wide as the page."""
        made = self.book.add_worksheet(name)
        made.set_paper(9)
        if landscape:
            made.set_landscape()
        if one_page:
            made.fit_to_pages(1, 0)
        return made

    def foot(self, sheet: Any, cover: Cover) -> None:
        """Say on every printed page what it is, and whether it is synthetic."""
        sheet.set_header(f"&L{cover.title.replace('&', '&&')}&R{'合成演示数据' if cover.synthetic else ''}")
        sheet.set_footer("&R&P / &N")

    def cover(self, sheet: Any, cover: Cover) -> None:
        """Write what the workbook is."""
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 100)
        sheet.write_string(0, 0, cover.title, self.title)
        lines = [*cover.facts, *(("", words) for words in cover.how)]
        if cover.synthetic:
            lines.insert(0, ("数据", "合成演示数据 / synthetic demonstration data"))
        for at, (word, says) in enumerate(lines, 2):
            sheet.write_string(at, 0, word, self.quiet)
            sheet.write_string(at, 1, says, self.wrapped)

    def protect(self, sheet: Any) -> None:
        """Lock all but the input cells; no password: it keeps from slips, not from intent."""
        sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})

    def record(
        self, sheet: Any, row: int, fields: Sequence[Field], one: Mapping[str, Any], look: Any
    ) -> None:
        """Write one row of a table, cell by cell."""
        for column, field in enumerate(fields):
            value = one.get(field.name)
            if isinstance(value, bool):
                value = 1 if value else 2
            self.value(sheet, row, column, value, look)

    def value(self, sheet: Any, row: int, column: int, value: Any, look: Any = None) -> None:
        """Write a number as a number where a spreadsheet holds it exactly, a date as a date, all else as text."""
        number = _number(value)
        if value is None or value == "":
            if look is not None:
                sheet.write_blank(row, column, None, look)
        elif number is not None:
            shown = self._of_kind(look, _WHOLE if number == int(number) else _BROKEN)
            sheet.write_number(row, column, number, shown)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self._of_kind(look, _DAY))
        else:
            sheet.write_string(row, column, str(value)[:_LONGEST], look)

    def close(self) -> None:
        """Write the file."""
        self.book.close()


def _figure(text: str, field: Field) -> Decimal | str:
    """Return a stored text of a numeric field as the number it is; nil signs and what cannot be read stay text."""
    plain = field.type in ("number", "integer") and _PLAIN.fullmatch(text)
    return Decimal(text) if plain else text


_PLAIN = re.compile(r"-?[0-9]+([.][0-9]+)?")


def _number(value: Any) -> float | None:
    """Return a number that fifteen digits hold; None for all else."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    exact = Decimal(str(value))
    return float(exact) if exact.is_finite() and len(exact.normalize().as_tuple().digits) <= 15 else None
