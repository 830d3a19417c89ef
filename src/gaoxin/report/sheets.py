"""Excel: the tables of a Document as a workbook that can be printed, signed and sent; no formulas, no links.

A sheet a table: number and title, who sets the form and until when, unit at the right, heads that repeat on every
page, a signature line, a print area. Numbers are numbers in full precision with the decimals of print; the
comment of a cell is the address of its figure.
"""

import io
import re
from datetime import datetime
from itertools import groupby
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gaoxin.report import stamps
from gaoxin.report.document import Document, Number, Row, Table, Words, plain
from gaoxin.report.numbering import numbered

_MADE = datetime(2013, 3, 12)  # noqa: DTZ001 - a fixed date: a workbook has no clock
_PLAIN_NUMBER = re.compile(r"[+−-]?[\d,]+(\.\d+)?")
_WIDEST = 110
"""Characters across a landscape page; fewer columns stay portrait."""

SIGNED = {
    "zh": "单位负责人：            统计负责人：            填表人：            联系电话：            报出日期：      年   月   日",
    "en": "Head of unit:            Head of statistics:            Compiled by:            Telephone:            Date:",
}


def xlsx(document: Document) -> bytes:
    """Return the tables of a document as a workbook; the same document gives the same bytes."""
    made = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = Workbook(made, options)
    book.set_properties({"created": _MADE, "title": document.title, "comments": document.check_code})
    pen = _Pen(book, document)
    for block, title in numbered(document):
        if isinstance(block, Table):
            pen.table(block, title)
    book.close()
    return made.getvalue()


class _Pen:
    """Formats of the workbook, and how a table is laid out."""

    def __init__(self, book: Workbook, document: Document) -> None:
        self.book, self.document = book, document
        self.kept: dict[tuple[Any, ...], Format] = {}

    def style(self, **parts: Any) -> Format:
        """Return a format, made once."""
        key = tuple(sorted(parts.items()))
        if key not in self.kept:
            self.kept[key] = self.book.add_format(
                {"font_name": "仿宋_GB2312", "font_size": 10.5, "valign": "vcenter", **parts}
            )
        return self.kept[key]

    def table(self, table: Table, title: str) -> None:
        """Lay a table out on a sheet of its own."""
        number, _, name = title.partition("  ")
        sheet = self.book.add_worksheet(_sheet_name(number, name))
        last = len(table.columns) - 1
        sheet.write_string(0, 0, number, self.style(font_name="黑体"))
        sheet.merge_range(
            1,
            0,
            1,
            max(last, 1),
            f"{name}（{self.document.subtitle}）",
            self.style(font_name="方正小标宋简体", font_size=16, align="center"),
        )
        self._form(sheet, table, last)
        row = self._heads(sheet, table)
        first = row
        for one in table.rows:
            self._row(sheet, row, table, one)
            row += 1
        for text in (table.note, SIGNED[self.document.language]):
            if text:
                sheet.merge_range(
                    row, 0, row, max(last, 1), text, self.style(font_size=9, text_wrap=True, align="left")
                )
                sheet.set_row(row, 15 * (1 + len(text) // 90))
                row += 1
        self._page(sheet, table, first, row - 1)

    def _form(self, sheet: Worksheet, table: Table, last: int) -> None:
        """Write who sets the form, its approval and its validity at the left, the unit at the right."""
        form = self.document.facts.get("form", "")
        unit = (
            ("计量单位：" if self.document.language == "zh" else "Unit: ") + table.unit if table.unit else ""
        )
        small = {"font_size": 9}
        if last > 1:
            sheet.merge_range(2, 0, 2, last - 1, form, self.style(**small, align="left"))
        sheet.write_string(2, last, unit, self.style(**small, align="right"))

    def _heads(self, sheet: Worksheet, table: Table) -> int:
        """Write one row of heads, or two where columns share one; return the row after them."""
        head = self.style(font_name="黑体", border=1, align="center", text_wrap=True, bg_color="#F0F3F6")
        if not table.headed:
            return 3
        if not any(one.over for one in table.columns):
            for at, one in enumerate(table.columns):
                sheet.write_string(3, at, one.head, head)
            return 4
        at = 0
        for over, group in groupby(table.columns, key=lambda one: one.over):
            inside = list(group)
            if over and len(inside) > 1:
                sheet.merge_range(3, at, 3, at + len(inside) - 1, over, head)
            for offset, one in enumerate(inside):
                if over:
                    sheet.write_string(4, at + offset, one.head, head)
                else:
                    sheet.merge_range(3, at + offset, 4, at + offset, one.head, head)
            at += len(inside)
        return 5

    def _row(self, sheet: Worksheet, row: int, table: Table, one: Row) -> None:
        for at, (cell, column) in enumerate(zip(one.cells, table.columns, strict=True)):
            parts: dict[str, Any] = {"border": 1, "align": column.side}
            if one.group:
                parts |= {"font_name": "黑体", "bg_color": "#F0F3F6"}
            self._cell(sheet, (row, at), cell, parts)

    def _cell(self, sheet: Worksheet, at: tuple[int, int], cell: Words, parts: dict[str, Any]) -> None:
        """Write a figure as a number with its address as comment, all else as text."""
        if len(cell) == 1 and isinstance(cell[0], Number) and cell[0].value is not None:
            figure, value = cell[0], cell[0].value
            sheet.write_number(
                *at, value * figure.factor, self.style(**parts, num_format=_format(figure.text))
            )
            if figure.address:
                sheet.write_comment(*at, figure.address, {"x_scale": 1.6, "y_scale": 0.3, "author": "gaoxin"})
            return
        text = plain(cell)
        if parts["align"] == "right" and _PLAIN_NUMBER.fullmatch(text):
            sheet.write_number(
                *at,
                float(text.replace(",", "").replace("−", "-")),
                self.style(**parts, num_format=_format(text)),
            )
        elif text:
            sheet.write_string(*at, text, self.style(**parts, text_wrap=True))
        else:
            sheet.write_blank(*at, None, self.style(**parts))

    def _page(self, sheet: Worksheet, table: Table, first: int, end: int) -> None:
        """Set widths, print area, repeated heads, head and foot."""
        wide = len(table.columns) > 8
        total = sum(one.width for one in table.columns)
        across = _WIDEST if wide else 84
        for at, one in enumerate(table.columns):
            sheet.set_column(at, at, _width(across * one.width / total))
        for row in range(3, first):
            heads = [
                (one.head if row == first - 1 else one.over, across * one.width / total)
                for one in table.columns
            ]
            sheet.set_row(row, 14 * max(_lines(head, _width(width)) for head, width in heads) + 4)
        sheet.set_paper(9)
        if wide:
            sheet.set_landscape()
        sheet.set_margins(left=0.8, right=0.6, top=1.0, bottom=0.8)
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, end, len(table.columns) - 1)
        sheet.repeat_rows(1, max(first - 1, 1))
        sheet.freeze_panes(first, 2 if wide else 1)
        left, right = stamps.header(self.document)
        foot, code = stamps.footer(self.document)
        state = stamps.state(self.document)
        sheet.set_header(f"&L{_safe(left)}&C&14{_safe(state)}&R{_safe(right)}")
        pages = "第 &P / &N 页" if self.document.language == "zh" else "page &P of &N"
        sheet.set_footer(f"&L{_safe(foot)}&C{_safe(code)}&R{pages}")


def _width(share: float) -> float:
    return max(6.0, share)


def _lines(head: str, width: float) -> int:
    """Return how many lines a head needs; a Chinese character is two wide."""
    return (
        sum(-(-sum(1 + (not one.isascii()) for one in line) // int(width - 1)) for line in head.split("\n"))
        or 1
    )


def _safe(text: str) -> str:
    return text.replace("&", "&&")


def _sheet_name(number: str, name: str) -> str:
    """Return a name that Excel allows: at most 31 characters, none of its seven signs."""
    return re.sub(r"[\[\]:*?/\\]", " ", f"{number} {name}")[:31].strip()


def _format(text: str) -> str:
    """Return the number format of a figure as it is printed.

    >>> _format("1,234.50"), _format("96.8%"), _format("12"), _format("+0.70")
    ('#,##0.00', '0.0%', '#,##0', '+#,##0.00;-#,##0.00;0.00')
    """
    decimals = len(text.rstrip("%").partition(".")[2])
    tail = "." + "0" * decimals if decimals else ""
    if text.endswith("%"):
        return f"0{tail}%"
    return f"+#,##0{tail};-#,##0{tail};0{tail}" if text.startswith("+") else f"#,##0{tail}"
