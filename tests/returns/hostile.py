"""Workbooks that try to harm whoever reads them, made with nothing but zipfile."""

import struct
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.{kind}.main+xml"/></Types>'
)
PLAIN, MACROS = "openxmlformats-officedocument.spreadsheetml.sheet", "ms-excel.sheet.macroEnabled"
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}"/></Relationships>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def cell(ref: str, value: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{value}</t></is></c>'


def sheet(rows: Iterable[tuple[int, str]], head: str = "") -> str:
    body = "".join(f'<row r="{number}">{cells}</row>' for number, cells in rows)
    return f'<?xml version="1.0"?>{head}<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'


def workbook(
    path: Path, sheets: dict[str, str], extra: dict[str, bytes] | None = None, kind: str = PLAIN
) -> Path:
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="s{at}"/>' for at, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="s{at}" Type="{LINKS}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": CONTENT_TYPES.format(kind=kind),
        "_rels/.rels": RELS.format(kind="officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": (
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{links}</Relationships>"
        ),
    }
    parts |= {f"xl/worksheets/sheet{at}.xml": text for at, text in enumerate(sheets.values(), 1)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in (parts | (extra or {})).items():
            package.writestr(name, text)
    return path


HEADER = (1, cell("A1", "year") + cell("B1", "zone") + cell("C1", "credit_code") + cell("D1", "revenue"))


def far_cell(path: Path) -> Path:
    """A1 and XFD1048576: asks a dense reader for 549 GB."""
    return workbook(path, {"S": sheet([HEADER, (1048576, cell("XFD1048576", "x"))])})


def far_column(path: Path) -> Path:
    """A1 and XFD20000: 10 GB in a dense reader."""
    return workbook(path, {"S": sheet([HEADER, (20000, cell("XFD20000", "x"))])})


def far_row(path: Path) -> Path:
    """Twenty million empty cells between two."""
    return workbook(path, {"S": sheet([HEADER, (1000000, cell("T1000000", "x"))])})


def far_cell_disguised(path: Path) -> Path:
    """The far cell's reference is written with an entity, in single quotes."""
    far = "<c r='&#88;FD1048576' t='inlineStr'><is><t>x</t></is></c>"
    return workbook(path, {"S": sheet([HEADER, (2, far)])})


def zip_bomb(path: Path) -> Path:
    """700 MB of blanks in 700 KB."""
    workbook(path, {"S": sheet([HEADER])})
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package,
        package.open("xl/media/blank.bin", "w", force_zip64=True) as part,
    ):
        for _ in range(700):
            part.write(b" " * 2**20)
    return path


def billion_laughs(path: Path) -> Path:
    entities = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    head = f'<!DOCTYPE lolz [<!ENTITY l0 "lol">{entities}]>'
    return workbook(path, {"S": sheet([HEADER, (2, cell("A2", "&l9;"))], head)})


def external_entity(path: Path) -> Path:
    head = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    return workbook(path, {"S": sheet([HEADER, (2, cell("A2", "&secret;"))], head)})


def external_link(path: Path) -> Path:
    return workbook(path, {"S": sheet([HEADER])}, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})


def macros(path: Path) -> Path:
    """A workbook with macros under another name."""
    return workbook(path, {"S": sheet([HEADER])}, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}, MACROS)


def macros_by_type_only(path: Path) -> Path:
    return workbook(path, {"S": sheet([HEADER])}, kind=MACROS)


def many_sheets(path: Path) -> Path:
    return workbook(path, {f"S{at}": sheet([HEADER]) for at in range(10_000)})


def many_names_one_part(path: Path) -> Path:
    """Ten thousand names for one sheet."""
    listed = "".join(f'<sheet name="S{at}" sheetId="{at + 1}" r:id="s1"/>' for at in range(10_000))
    book = f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{listed}</sheets></workbook>'
    return workbook(path, {"S": sheet([HEADER])}, {"xl/workbook.xml": book.encode()})


def encrypted(path: Path) -> Path:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))
    return path


def encrypted_part(path: Path) -> Path:
    """The flag of encryption is set in the directory of the zip."""
    raw = bytearray(workbook(path, {"S": sheet([HEADER])}).read_bytes())
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 8] |= 1
    path.write_bytes(raw)
    return path


def truncated(path: Path) -> Path:
    raw = workbook(path, {"S": sheet([HEADER])}).read_bytes()
    path.write_bytes(raw[: len(raw) // 2])
    return path


def lying_size(path: Path) -> Path:
    """The directory declares 10 bytes for a sheet of 30 MB."""
    rows = [HEADER, *((at, cell(f"A{at}", "x" * 50)) for at in range(2, 300_000))]
    raw = bytearray(workbook(path, {"S": sheet(rows)}).read_bytes())
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 10)
    path.write_bytes(raw)
    return path


def not_a_zip(path: Path) -> Path:
    path.write_bytes(b"year,zone\n2015,Z001\n")
    return path


def empty_file(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def no_workbook_inside(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("hello.txt", "hello")
    return path


def broken_xml(path: Path) -> Path:
    return workbook(path, {"S": sheet([HEADER])[:-40]})


def endless_tag(path: Path) -> Path:
    """A million beginnings of a cell and never an end: patterns that look back would take hours."""
    return workbook(path, {"S": sheet([HEADER, (2, "<c " * 1_000_000 + '"e" <f')])})


ALL: tuple[Callable[[Path], Path], ...] = (
    far_cell, far_column, far_row, far_cell_disguised, zip_bomb, billion_laughs, external_entity, external_link, macros,
    macros_by_type_only, many_sheets, many_names_one_part, encrypted, encrypted_part, truncated, lying_size, not_a_zip,
    empty_file, no_workbook_inside, broken_xml, endless_tag,
)  # fmt: skip
