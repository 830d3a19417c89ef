"""The sender's own workbook back: the same sheets and rows, one more column with what is wrong, cells marked.

What is written can be corrected and sent again as it is: reading passes over the added column and sheet.
"""

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

from gaoxin.edition import Check, Edition
from gaoxin.micro.rows import Part, Rows
from gaoxin.returns.check import Report
from gaoxin.returns.faults import MESSAGE
from gaoxin.returns.findings import CATEGORIES
from gaoxin.returns.header import PROBLEMS, SUMMARY
from gaoxin.returns.listing import place, put
from gaoxin.returns.package import Package
from gaoxin.returns.rebuilt import DIGITS, Cell, Record, Table, tables, with_header
from gaoxin.terms import Fault, Finding, Text, Unusable

MOST_ROWS = 1_048_575
"""Rows of data in a sheet, below its header."""

COMMENTS = 5_000
"""How many cells of a sheet get a comment; the others are marked and stand in the column all the same."""

LONGEST = 32_767
"""Characters in a cell."""

_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "强制性": {"bg_color": "#FBEAE8", "border": 2, "border_color": "#B3261E"},
    "准强制性": {"bg_color": "#FCF2D9", "border": 2, "border_color": "#7F5300"},
    "核实性": {"bg_color": "#E6F1F9", "border": 1, "border_color": "#0B64A0"},
    "提示性": {"bg_color": "#ECEFF2", "border": 3, "border_color": "#43505C"},
}
_DATES = {datetime: "yyyy-mm-dd hh:mm:ss", date: "yyyy-mm-dd", time: "hh:mm:ss", timedelta: "[h]:mm:ss"}

Marks = Mapping[tuple[str, str], Mapping[int, Sequence[Finding]]]
"""Findings by file and sheet, then by line."""


def annotate(
    package: Package,
    edition: Edition,
    report: Report,
    out: Path,
    *,
    only: str | None = None,
    names: Mapping[str, str] | None = None,
) -> list[Path]:
    """Write the enterprise files of a package as workbooks with the findings; return what was written.

    ``out`` is a workbook where it ends in .xlsx, else a folder that gets one workbook a file; ``only`` names
    the one file that is wanted. ``names`` are texts that the workbook keeps under hidden names. Unusable
    (exit code 2) when several files cannot stand in one workbook that reads again, when one has too many
    rows, and for a place inside the package.
    """
    parts = [part for part in _parts(package) if only in (None, part.file)]
    one_book = out.suffix.lower() == ".xlsx"
    _refuse(package, parts, out, one_book=one_book)
    marks = _by_line(report.findings)
    books = [(out, parts)] if one_book else _books(out, parts)
    with tempfile.TemporaryDirectory(prefix="gaoxin-") as folder:
        written = [(Path(folder) / f"{at}.xlsx", target) for at, (target, _) in enumerate(books)]
        for (source, _), (_, inside) in zip(written, books, strict=True):
            _Book(package, edition, report, marks, Path(folder)).write(inside, source, names or {})
        for source, target in written:
            put(target, source.read_bytes())
    return [target for target, _ in books]


def _books(out: Path, parts: Sequence[Part]) -> list[tuple[Path, Sequence[Part]]]:
    """Return a workbook for every file: by the file's name, by its whole path where two have one name."""
    names = [Path(part.file).stem for part in _files(parts)]
    whole = [str(Path(part.file)).replace("/", "_").replace(".", "_") for part in _files(parts)]
    chosen = names if len(set(names)) == len(names) else whole
    return [(out / f"{name}.xlsx", [part]) for name, part in zip(chosen, _files(parts), strict=True)]


def _parts(package: Package) -> Sequence[Part]:
    if package.rows is None:
        found = Text(
            "企业表没有能读的行，写不出工作簿",
            "no enterprise row could be read: there is no workbook to write",
        )
        raise Unusable(Fault(str(package.folder), found, None, Text("请用 --format csv", "use --format csv")))
    return package.rows.parts


def _files(parts: Sequence[Part]) -> Sequence[Part]:
    """Return one part for every file: the sheets of a workbook may be several."""
    return list({part.file: part for part in parts}.values())


def _refuse(package: Package, parts: Sequence[Part], out: Path, *, one_book: bool) -> None:
    if out.resolve().is_relative_to(package.folder.resolve()):
        found = Text("在数据包里面，会被当成上报数据", "lies inside the package and would be read as data")
        raise Unusable(Fault(str(out), found, None, Text("请写到别处", "write it elsewhere")))
    sheets = {frozenset(part.headings) for part in parts}
    if one_book and len(_files(parts)) > 1 and len(sheets) > 1:
        found = Text(
            "几个企业文件的列不同，不能合成一个工作簿",
            "the enterprise files differ in columns: one workbook cannot hold them",
        )
        raise Unusable(
            Fault(str(out), found, None, Text("请用 --out 指定一个文件夹", "name a folder with --out"))
        )
    for file in package.files:
        if file.role == "enterprises" and file.rows > MOST_ROWS:
            found = Text(
                f"有 {file.rows:,} 行，超过一张表的 {MOST_ROWS:,} 行",
                f"{file.rows:,} rows; a sheet holds {MOST_ROWS:,}",
            )
            raise Unusable(Fault(file.path, found, None, Text("请用 --format csv", "use --format csv")))


def _by_line(findings: Iterable[Finding]) -> Marks:
    marks: dict[tuple[str, str], dict[int, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for one in findings:
        for sheet, line in dict.fromkeys([(one.sheet, one.row), *(cell[:2] for cell in one.cells)]):
            marks[one.file, sheet][line].append(one)
    return marks


class _Book:
    """One workbook being written."""

    def __init__(self, package: Package, edition: Edition, report: Report, marks: Marks, home: Path) -> None:
        self.package, self.edition, self.report, self.marks, self.home = package, edition, report, marks, home
        self.formats: dict[tuple[str, str], Any] = {}
        self.names: set[str] = {SUMMARY.casefold()}

    def write(self, parts: Sequence[Part], target: Path, names: Mapping[str, str]) -> None:
        import xlsxwriter  # noqa: PLC0415 - heavy, and only needed here

        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book = xlsxwriter.Workbook(str(target), options)
        rows = self.package.rows
        assert rows is not None
        for part in _files(parts):
            for table in tables(part, rows, self.package.folder, self.home, self.edition.enterprise_fields):
                self._table(table, rows)
        self._summary(parts)
        for name, text in names.items():
            self.book.define_name(name, f'="{text}"')
        self.book.close()

    def _table(self, table: Table, rows: Rows) -> None:
        headings = (one for part in rows.parts if part.file == table.file for one in part.headings.values())
        known = frozenset(one.header for one in headings if one.sheet == table.sheet)
        line, top, below = with_header(table, known)
        header = [cell.strip() if isinstance(cell, str) else "" for cell in (top[-1][1] if top else [])]
        width = header.index(PROBLEMS) if PROBLEMS in header else max(table.width, len(header))
        sheet = self.book.add_worksheet(self._name(table))
        sheet.set_column(0, width, 14)
        marks = self.marks.get((table.file, table.sheet), {})
        writer = _Sheet(self, sheet, header, width, marks=marks)
        for at, record in enumerate(chain(top, below)):
            writer.row(record[0] - 1 if table.sheet else at, record, heading=record[0] == line)
        writer.finish(top[-1][0] - 1 if table.sheet and top else 0)

    def _name(self, table: Table) -> str:
        """Return a name for a sheet: its own, or the file's without the signs that names may not hold."""
        wish = table.sheet or Path(table.file).stem
        plain = "".join("_" if sign in "[]:*?/\\" else sign for sign in wish).strip("'")[:28] or "1"
        name, number = wish if table.sheet else plain, 1
        while name.casefold() in self.names:
            number += 1
            name = f"{plain[:28]}{number}"
        self.names.add(name.casefold())
        return name

    def format(self, category: str, number: str = "") -> Any:
        """Return the look of a cell: of a class of findings, and of a kind of date."""
        if (category, number) not in self.formats:
            look = dict(_LOOKS.get(category, {})) | ({"num_format": number} if number else {})
            self.formats[category, number] = self.book.add_format(look) if look else None
        return self.formats[category, number]

    def _summary(self, parts: Sequence[Part]) -> None:
        files = {part.file for part in parts}
        sheet = self.book.add_worksheet(SUMMARY)
        bold, wrap = (
            self.book.add_format({"bold": True}),
            self.book.add_format({"text_wrap": True, "valign": "top"}),
        )
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 2, 10)
        sheet.set_column(3, 4, 60, wrap)
        for at, (row, head) in enumerate(summary(self.report, self.edition, self.package, files)):
            for column, cell in enumerate(row):
                self.cell(sheet, at, column, cell, bold if head else None)

    def cell(  # noqa: PLR0917 - where, what, how
        self, sheet: Any, row: int, column: int, cell: Cell, look: Any = None, category: str = ""
    ) -> None:
        """Write a cell as what it is: text as text, numbers as numbers, dates as dates."""
        match cell:
            case None | "":
                if look is not None:
                    sheet.write_blank(row, column, None, look)
            case bool():
                sheet.write_boolean(row, column, cell, look)
            case int() | float() | Decimal() if fits(cell):
                sheet.write_number(row, column, cell, look)
            case datetime() | date() | time() | timedelta() if _in_calendar(cell):
                sheet.write_datetime(row, column, cell, self.format(category, _DATES[type(cell)]))
            case _:
                sheet.write_string(row, column, str(cell)[:LONGEST], look)


class _Sheet:
    """One sheet being written: cells, marks, the column of problems."""

    def __init__(
        self,
        book: _Book,
        sheet: Any,
        header: list[str],
        width: int,
        *,
        marks: Mapping[int, Sequence[Finding]],
    ) -> None:
        self.book, self.sheet, self.width, self.marks = book, sheet, width, marks
        self.skipped = PROBLEMS in header
        self.columns = {name: at for at, name in reversed(list(enumerate(header))) if name and at != width}
        self.last = 0
        self.comments = 0
        self.wrapped = book.book.add_format({"text_wrap": True, "valign": "top"})

    def row(self, row: int, record: Record, *, heading: bool) -> None:
        """Write one row; marks are looked up by the line of the sender's file."""
        line, cells = record
        found = self.marks.get(line, ())
        marked = self._marked(line, found)
        for at, cell in enumerate(cells):
            if at == self.width and self.skipped:
                continue
            self._cell(row, at, cell, marked.get(at, ()))
        for at, problems in marked.items():
            if at >= len(cells):
                self._cell(row, at, None, problems)
        if heading:
            self.sheet.write_string(row, self.width, PROBLEMS)
        elif found:
            self.sheet.write_string(row, self.width, _problems(found), self.wrapped)
        self.last = max(self.last, row)

    def _marked(self, line: int, found: Sequence[Finding]) -> dict[int, list[Finding]]:
        """Return the findings of a row by column, the heaviest class first."""
        marked: dict[int, list[Finding]] = {}
        for one in sorted(found, key=lambda finding: CATEGORIES.index(finding.category)):
            for _, at_line, header in one.cells:
                if at_line == line and header in self.columns:
                    marked.setdefault(self.columns[header], []).append(one)
        return marked

    def _cell(self, row: int, at: int, cell: Cell, problems: Sequence[Finding]) -> None:
        category = problems[0].category if problems else ""
        self.book.cell(self.sheet, row, at, cell, self.book.format(category), category)
        if problems and self.comments < COMMENTS:
            self.comments += 1
            text = _problems(problems)
            size = {
                "author": "gaoxin",
                "width": 360,
                "height": 40 + 18 * sum(1 + len(part) // 26 for part in text.split("\n")),
            }
            self.sheet.write_comment(row, at, text, size)

    def finish(self, header: int) -> None:
        """Freeze the header, make the columns filterable, give the column of problems room."""
        self.sheet.set_column(self.width, self.width, 70)
        self.sheet.freeze_panes(header + 1, 0)
        if self.last > header:
            self.sheet.autofilter(header, 0, self.last, self.width)


def fits(number: float | Decimal) -> bool:
    """Whether a workbook can hold the number exactly: 15 digits, and neither infinite nor NaN."""
    if isinstance(number, float):
        return number - number == 0
    return len(Decimal(number).normalize().as_tuple().digits) <= DIGITS


def _in_calendar(moment: date | time | timedelta) -> bool:
    """Whether a workbook can hold the moment: its calendar begins in 1900 and knows no time zones."""
    return getattr(moment, "year", 1900) >= 1900 and getattr(moment, "tzinfo", None) is None


def _problems(found: Sequence[Finding]) -> str:
    """Return all problems of a row or cell, one a line, each with its code and its remedy."""
    remedy, stop = Text("改法：", "To do: "), str(Text("。", ". "))
    parts = (
        [f"{one.check}〔{one.category}〕{one.found}", one.message, f"{remedy}{one.fix}"] for one in found
    )
    return "\n".join(map(stop.join, parts))[:LONGEST]


def summary(
    report: Report, edition: Edition, package: Package, files: Iterable[str]
) -> Iterable[tuple[list[Cell], bool]]:
    """Yield the rows of the summary sheet and whether each is a heading: counts, use, what was not run."""
    yield [str(Text("审核汇总", "Summary of checks")), edition.edition, package.year], True
    errors, warnings = report.errors, report.warnings
    yield [str(Text(f"错误 {errors} 处，警示 {warnings} 处", f"{errors} errors, {warnings} warnings"))], True
    for text in _HOW_TO_USE:
        yield [str(text)], False
    yield [], False
    yield [str(text) for text in _SUMMARY_HEAD], True
    checks = {one.id: one for one in edition.checks}
    for name, count in report.counts.items():
        if count:
            yield _counted(name, count, checks.get(name)), False
    yield [], False
    if report.not_run:
        yield [str(Text("未审", "Not run"))], True
    for missed in report.not_run:
        yield [missed.check, None, None, str(missed.reason)], False
    here = set(files)
    for one in report.findings:
        if one.file not in here or not one.row:
            yield [one.check, one.category, None, f"{place(one)}：{one.found}", one.fix], False


def _counted(name: str, count: int, check: Check | None) -> list[Cell]:
    if check is None:
        comment = Text("按该格的批注改正", "correct it as its comment says")
        return [name, "强制性", count, str(MESSAGE), str(comment)]
    message, fix = Text(check.message, check.message_en), Text(check.fix, check.fix_en)
    return [name, check.category, count, str(message), str(fix)]


_SUMMARY_HEAD = (
    Text("编号", "Check"),
    Text("类别", "Class"),
    Text("处数", "Findings"),
    Text("说明", "What it says"),
    Text("改法", "What to do"),
)
_HOW_TO_USE = (
    Text(
        f"在各表最右列“{PROBLEMS}”筛选非空的行，按改法改正有底色的格子。",
        f"Filter the last column ({PROBLEMS}) and correct the marked cells.",
    ),
    Text(
        "红框为强制性（必须改正），橙框为准强制性（改正或说明），蓝框为核实性，灰框为提示性。",
        "Red must be corrected, amber corrected or explained, blue verified; grey is a hint.",
    ),
    Text(
        f"改好后原样放回数据包即可再审：“{PROBLEMS}”列和本表会自动略过，不必删除。",
        "Put the corrected workbook back as it is: the added column and this sheet are passed over.",
    ),
    Text(
        f"每张表只有前 {COMMENTS:,} 个有问题的格子带批注，其余照样有底色，并列在最右列。",
        f"Only the first {COMMENTS:,} cells of a sheet have comments; all are marked and listed.",
    ),
)
