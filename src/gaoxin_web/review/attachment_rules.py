"""What an attachment must be: kinds by the first bytes, sizes, how many. Pure rules."""

import zipfile
from collections.abc import Iterable
from io import BytesIO

from gaoxin.terms import Text

KINDS: dict[str, Text] = {
    "support": Text("佐证材料", "supporting document"),
    "seal": Text("盖章扫描件", "sealed scan"),
}
"""What an attachment is for."""

LARGEST = 20 * 2**20
"""Bytes of one file at most."""

ROOM = 100 * 2**20
"""Bytes of all files of one return at most."""

MOST = 40
"""Files of one return at most."""

ENDINGS = ("pdf", "png", "jpg", "docx", "xlsx")
"""What is taken: documents, pictures, workbooks without macros."""

_BEGINNINGS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
_INSIDE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_PARTS = 2_000


def ending_of(content: bytes) -> str | None:
    """Return what a file is by its bytes, whatever it is called; None for what is not taken.

    >>> ending_of(b"%PDF-1.7 ..."), ending_of(b"MZ")
    ('pdf', None)
    """
    for beginning, ending in _BEGINNINGS.items():
        if content.startswith(beginning):
            return ending
    return _office(content) if content.startswith(b"PK\x03\x04") else None


def _office(content: bytes) -> str | None:
    """Return whether a ZIP is a document or a workbook; None for any other, for macros, and for thousands of parts."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            names = parts.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    if len(names) > _PARTS or "[Content_Types].xml" not in names or any("vbaProject" in one for one in names):
        return None
    return next((ending for name, ending in _INSIDE.items() if name in names), None)


def wrong_with(name: str, content: bytes, there: Iterable[int]) -> Text | None:
    """Return what is wrong with a file, beside the sizes of those that are there already; None when nothing is."""
    sizes = list(there)
    if not content:
        return Text(f"“{name}”是空的。", f"{name!r} is empty.")
    if len(content) > LARGEST:
        most = LARGEST // 2**20
        return Text(f"“{name}”超过 {most} MB；请压缩扫描件或分成几个文件。", f"{name!r} is larger than {most} MB: make the scan smaller, or send it in parts.")  # fmt: skip
    if ending_of(content) is None:
        return Text(f"“{name}”不是 PDF、PNG、JPG、DOCX 或 XLSX（不带宏）；请另存为 PDF 再传。",
                    f"{name!r} is no PDF, PNG, JPG, DOCX or XLSX without macros: save it as PDF.")  # fmt: skip
    if len(sizes) >= MOST or sum(sizes) + len(content) > ROOM:
        return Text(f"每份报表至多 {MOST} 个附件、共 {ROOM // 2**20} MB；请先删去不用的。",
                    f"A return has {MOST} attachments of {ROOM // 2**20} MB together at most: remove some first.")  # fmt: skip
    return None
