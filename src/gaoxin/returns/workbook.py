"""The child process that reads one workbook: looks first, then writes every sheet as UTF-8 CSV.

Run by path (``python -I workbook.py IN.xlsx OUT_DIR``) so that nothing else is loaded. It limits its own
memory and time before it opens the file, because two cells (A1 and XFD1048576) once made a reader ask for
549 GB and die. On stdout stands JSON: ``{"sheets": [...]}`` or ``{"fault": [zh, en]}``. Each CSV row begins
with the sheet's own line.
"""

import csv
import json
import re
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MEMORY = 1536 * 2**20
SECONDS = 90
FILE_SIZE = 200 * 2**20
UNPACKED = 600 * 2**20
PARTS = 2_000
SHEETS = 100
RATIO = 250
ROWS, COLUMNS, AREA, SPARSE = 1_100_000, 1_000, 25_000_000, 100
"""What a workbook may be; honest ones stay far below. AREA is what the reader must hold at once."""

NO_VALUE, PERCENT = "#NOVALUE!", "%"
BLOCK = 2**20


class Refused(Exception):
    """The workbook is not read; says why in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.words = [zh, en]


@dataclass
class Look:
    """What the look at one sheet's XML has found.

    ``special`` are cells that the reader shows otherwise than they are: errors, formulas that were never
    computed, numbers in one of the styles ``percent``.
    """

    rows: int = 0
    columns: int = 0
    cells: int = 0
    hidden: int = 0
    percent: frozenset[bytes] = frozenset()
    special: dict[str, str] = field(default_factory=dict)


def limit() -> None:
    """Limit this process, not the machine: address space and processor seconds."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:  # not on Windows; the parent's time limit still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def look(path: Path) -> dict[str, Look]:
    """Look at the package before anything is built from it; return what each XML part holds, by its name."""
    if path.stat().st_size > FILE_SIZE:
        raise Refused("文件超过 200 MB", "the file is larger than 200 MB")
    with path.open("rb") as file:
        if file.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            raise Refused(
                "工作簿已加密，或是旧的 .xls 格式；请去掉密码并另存为 .xlsx",
                "encrypted, or an old .xls; save as .xlsx without a password",
            )
    try:
        with zipfile.ZipFile(path) as package:
            return _look_inside(package)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise Refused(
            "不是完整的 .xlsx 文件，可能传输中断或已损坏", "not a whole .xlsx file: cut short or damaged"
        ) from error


def _look_inside(package: zipfile.ZipFile) -> dict[str, Look]:
    parts = package.infolist()
    _judge_contents(parts)
    percent = _percent_styles(package) if "xl/styles.xml" in package.namelist() else frozenset()
    return {
        part.filename.lstrip("/"): _look_at(package, part, percent) for part in parts if not part.is_dir()
    }


def _percent_styles(package: zipfile.ZipFile) -> frozenset[bytes]:
    """Return the numbers of the cell styles that show 0.125 as 12.5%: what people see is what they sent."""
    styles = package.read("xl/styles.xml")
    formats = {
        number.group(1)
        for tag in re.findall(rb"<(?:\w+:)?numFmt\b[^<>]*>", styles)
        if b"%" in tag and (number := re.search(rb'numFmtId="([0-9]+)"', tag))
    }
    cells = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", styles, re.DOTALL)
    used = re.findall(rb'<(?:\w+:)?xf\b[^<>]*?\bnumFmtId="([0-9]+)"', cells.group(0)) if cells else []
    return frozenset(b"%d" % at for at, number in enumerate(used) if number in formats | {b"9", b"10"})


def _judge_contents(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    if len(parts) > PARTS:
        raise Refused(
            f"文件内有 {len(parts)} 个部件，多于 {PARTS} 个", f"{len(parts)} parts inside, more than {PARTS}"
        )
    if len(set(names)) < len(names):
        raise Refused("文件内有重名部件", "two parts inside have one name")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(
            "工作簿已加密；请去掉密码后保存", "the workbook is encrypted; save it without a password"
        )
    if any("vbaproject" in name or "macrosheets/" in name for name in names):
        raise Refused(
            "工作簿带有宏；请另存为不带宏的 .xlsx", "the workbook has macros; save as .xlsx without macros"
        )
    if any("externallinks/" in name or name.endswith("connections.xml") for name in names):
        raise Refused(
            "工作簿连到别的文件；请把公式粘贴为数值后保存",
            "the workbook is linked to other files; paste values and save",
        )
    if any(name.endswith("workbook.bin") for name in names):
        raise Refused("是 .xlsb 二进制格式；请另存为 .xlsx", "a binary .xlsb; save as .xlsx")
    if sum(bool(re.search(r"worksheets/[^/]+\.xml$", name)) for name in names) > SHEETS:
        raise Refused(f"工作表多于 {SHEETS} 张", f"more than {SHEETS} sheets")
    swollen = [
        part
        for part in parts
        if part.file_size > 2**22 and part.file_size > RATIO * max(part.compress_size, 1)
    ]
    if swollen or sum(part.file_size for part in parts) > UNPACKED:
        raise Refused("压缩内容展开后过大（疑似压缩炸弹）", "the contents unpack to too much (a zip bomb?)")


_REF = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,4})([0-9]{1,10})["']""")
_HIDDEN = re.compile(rb"""<(?:\w+:)?row\b[^<>]*\bhidden\s*=\s*["'](?:1|true)["']""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\b[^<>]*?\br="([A-Z]+[0-9]+)"[^<>]*>[^<]*(?:<(?:\w+:)?f\b[^<>]*>[^<]*(?:</(?:\w+:)?f>)?[^<]*)?<(?:\w+:)?v>(#[^<]*)<""",
    re.DOTALL,
)
_STYLED = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]+[0-9]+)"[^<>]*?\bs="([0-9]+)"')
_UNCOMPUTED = re.compile(
    rb"""<(?:\w+:)?c\b[^<>]*?\br="([A-Z]+[0-9]+)"[^<>]*>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)


def _look_at(package: zipfile.ZipFile, part: zipfile.ZipInfo, percent: frozenset[bytes]) -> Look:
    """Read a part through to its end (a lying header is found out by its checksum); judge it if it is XML."""
    found, name = Look(percent=percent), part.filename.lower()
    cells = name.endswith(".xml") and not name.endswith(("sharedstrings.xml", "styles.xml"))
    with package.open(part) as stream:
        carry, read = b"", 0
        while block := stream.read(BLOCK):
            read += len(block)
            if name.endswith((".xml", ".rels")):
                _judge_xml(
                    block if read > len(block) else block.lstrip(), carry[-16:], first=read == len(block)
                )
            if cells:
                carry = _take_cells(carry + block, found)
        if cells:
            _take_cells(carry + b"<c ", found)
            _judge_density(found)
    if name == "[content_types].xml" and b"macroenabled" in package.read(part).lower():
        raise Refused(
            "工作簿带有宏；请另存为不带宏的 .xlsx", "the workbook has macros; save as .xlsx without macros"
        )
    if (
        name.endswith("xl/workbook.xml")
        and len(re.findall(rb"<(?:\w+:)?sheet\b", package.read(part))) > SHEETS
    ):
        raise Refused(f"工作表多于 {SHEETS} 张", f"more than {SHEETS} sheets")
    return found


def _judge_xml(block: bytes, before: bytes, *, first: bool) -> None:
    if first and block[:2] in (b"\xfe\xff", b"\xff\xfe"):
        raise Refused("内部 XML 不是 UTF-8", "XML inside is not UTF-8")
    joined = before + block
    if b"<!DOCTYPE" in joined or b"<!ENTITY" in joined:
        raise Refused(
            "内部 XML 带有 DOCTYPE 或实体声明，不予读取",
            "XML inside declares a DOCTYPE or entities; not read",
        )


def _take_cells(text: bytes, found: Look) -> bytes:
    """Look at whole cells only; return the beginning of the last one for the next block."""
    cut = max(text.rfind(b"<c "), text.rfind(b"<row "), text.rfind(b":c "), 0) or max(len(text) - 65536, 0)
    whole = text[:cut]
    refs = _REF.findall(whole)
    if refs:
        found.cells += len(refs)
        found.rows = max(found.rows, *(int(row) for _, row in refs))
        found.columns = max(found.columns, *map(_column, {letters for letters, _ in refs}))
        _judge_size(found)
    found.hidden += len(_HIDDEN.findall(whole))
    if b"<f" in whole or b":f" in whole:
        found.special |= {ref.decode(): NO_VALUE for ref in _UNCOMPUTED.findall(whole)}
    if found.percent:
        styled = _STYLED.findall(whole)
        found.special |= {ref.decode(): PERCENT for ref, style in styled if style in found.percent}
    if b'"e"' in whole:
        found.special |= {
            ref.decode(): error.decode(errors="replace") for ref, error in _ERROR.findall(whole)
        }
    return text[cut:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _judge_density(found: Look) -> None:
    """Refuse a giant of which next to nothing is filled: the reader would hold every empty cell."""
    if found.rows * found.columns > SPARSE * max(found.cells, 10_000):
        raise _too_far(found)


def _judge_size(found: Look) -> None:
    if found.rows > ROWS or found.columns > COLUMNS or found.rows * found.columns > AREA:
        raise _too_far(found)


def _too_far(found: Look) -> Refused:
    return Refused(
        f"用到第 {found.rows} 行、第 {found.columns} 列，范围过大；请删去远处的空白格或杂项"
        f"（上限 {ROWS} 行、{COLUMNS} 列、{AREA} 格）",
        f"cells reach row {found.rows} and column {found.columns}: too far; delete stray cells "
        f"(at most {ROWS} rows, {COLUMNS} columns, {AREA} cells)",
    )


_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def parts_of_sheets(path: Path) -> dict[str, str]:
    """Return the XML part of each sheet by its name; the look has refused entities before."""
    with zipfile.ZipFile(path) as package:
        try:
            book = ET.fromstring(package.read("xl/workbook.xml"))  # noqa: S314 - entities were refused
            links = ET.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - likewise
        except (KeyError, ET.ParseError) as error:
            raise Refused(
                "缺少工作簿目录，不是 .xlsx 文件", "no workbook inside: not an .xlsx file"
            ) from error
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = [node for node in book.iter() if node.tag.endswith("}sheet")]
    return {node.get("name", ""): _resolve(targets.get(node.get(_RELATION), "")) for node in sheets}


def _resolve(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def write_sheets(path: Path, folder: Path, looks: dict[str, Look]) -> Iterator[dict[str, object]]:
    """Write each visible or hidden sheet as CSV and yield what it is; empty lines are left out."""
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - after the look

    parts = parts_of_sheets(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        for number, name in enumerate(book.sheet_names):
            sheet = book.get_sheet_by_name(name)
            found = looks.get(parts.get(name, ""), Look())
            target = folder / f"sheet{number}.csv"
            rows, width = _write_sheet(sheet, target, _by_place(found.special))
            merged = [_range(*corners) for corners in sheet.merged_cell_ranges or ()]
            yield {
                "name": name,
                "file": target.name,
                "rows": rows,
                "width": width,
                "hidden": found.hidden,
                "merged": merged,
            }
    except (CalamineError, ValueError) as error:
        raise Refused(
            "工作簿读不出来，可能已损坏", "the workbook cannot be read; it may be damaged"
        ) from error


Special = dict[int, dict[int, str]]
"""Special cells by line and column."""


def _by_place(special: dict[str, str]) -> Special:
    places: Special = {}
    for ref, words in special.items():
        letters = ref.rstrip("0123456789")
        places.setdefault(int(ref[len(letters) :]), {})[_column(letters.encode()) - 1] = words
    return places


def _write_sheet(sheet: "CalamineSheet", target: Path, special: Special) -> tuple[int, int]:
    """Write the lines that say anything; return how many there are and how wide they are."""
    left = sheet.start[1] if sheet.start else 0
    width = max([left + sheet.width, *(1 + max(cells) for cells in special.values())])
    rows = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for line, texts in _lines(sheet, left, special):
            if any(texts):
                rows += 1
                writer.writerow([line, *texts, *[""] * (width - len(texts))])
    return rows, width


def _lines(sheet: "CalamineSheet", left: int, special: Special) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of a sheet as texts; those that hold special cells alone come last."""
    for line, cells in enumerate(sheet.iter_rows(), 1):
        texts = [""] * left + [text_of(cell) for cell in cells]
        for column, words in special.pop(line, {}).items():
            texts += [""] * (column + 1 - len(texts))
            texts[column] = _percent(cells, column - left) if words == PERCENT else words
        yield line, texts
    for line, only in sorted(special.items()):
        yield line, [only.get(column, "").replace(PERCENT, "") for column in range(max(only) + 1)]


def _percent(cells: Sequence[object], at: int) -> str:
    """Return a cell in a per cent style as it is shown; only numbers are shown otherwise than they are."""
    cell = cells[at] if 0 <= at < len(cells) else ""
    return f"{text_of(cell * 100)}%" if isinstance(cell, float) else text_of(cell)


def _range(first: tuple[int, int], last: tuple[int, int]) -> str:
    return f"{_letters(first[1])}{first[0] + 1}:{_letters(last[1])}{last[0] + 1}"


def _letters(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def text_of(cell: object) -> str:
    """Return a cell as text: numbers with 15 significant digits as spreadsheets show them, dates in ISO form.

    >>> text_of(0.1 + 0.2), text_of(12.0), text_of(1.1e17), text_of(datetime(2015, 3, 1))
    ('0.3', '12', '1.1E+17', '2015-03-01')
    """
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if abs(cell) >= 1e15:
            return f"{cell:.15G}"  # digits are lost: whoever asked for a code must see that
        case float():
            text = f"{cell:.15g}"
            return f"{Decimal(text):f}" if "e" in text else text
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
    return str(cell).replace("\x00", "")


def main(source: str, folder: str) -> None:
    """Read one workbook and say what came out."""
    limit()
    try:
        looks = look(Path(source))
        answer: dict[str, object] = {"sheets": list(write_sheets(Path(source), Path(folder), looks))}
    except Refused as refused:
        answer = {"fault": refused.words}
    except MemoryError:
        answer = {"fault": ["读取所需内存超过限度", "reading it needs more memory than is allowed"]}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
