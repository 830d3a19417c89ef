"""What a file must be before anything is read of it. Pure rules."""

import codecs
import re
import unicodedata

from gaoxin.terms import Text
from gaoxin_web.platform.refusals import Refused

WORKBOOK, TEXT = ".xlsx", ".csv"

_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LONGEST = 80


def kind_of(name: str, content: bytes) -> str:
    """Return ``.xlsx`` or ``.csv`` by what the file begins with, whatever it is called; Refused 400 for all else."""
    if content.startswith(_ZIP):
        return WORKBOOK
    if content.startswith(_OLD):
        raise Refused(
            400,
            Text(
                "工作簿带有密码，或是旧的 .xls 格式；请去掉密码，另存为 .xlsx",
                "the workbook has a password or is an old .xls: save it as .xlsx without a password",
            ),
        )
    if not content:
        raise Refused(400, Text("文件是空的", "the file is empty"))
    if _is_text(content):
        return TEXT
    raise Refused(
        400,
        Text(
            f"“{name[:_LONGEST]}”既不是 .xlsx 工作簿，也不是 .csv 文本",
            f"{name[:_LONGEST]!r} is neither an .xlsx workbook nor a .csv text",
        ),
    )


def _is_text(content: bytes) -> bool:
    """Whether the beginning is text in one of the encodings that are read, with a comma or a tab in it."""
    beginning = content[:65_536]
    if b"\x00" in beginning:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(beginning, final=False)
        except UnicodeDecodeError:
            continue
        return "," in text and not text.lstrip("\ufeff \r\n\t").startswith(("<", "%PDF", "{"))
    return False


def safe_name(name: str, content: bytes) -> str:
    r"""Return a file's name without folders, signs that are not seen, and endings that are not true.

    >>> safe_name("../../etc/企业 年报.xlsx.exe", b"PK\x03\x04")
    '企业 年报.xlsx.xlsx'
    """
    return stem_of(name) + kind_of(name, content)


def stem_of(name: str) -> str:
    r"""Return a file's name without folders, signs that are not seen, and its ending; at most 80 characters.

    >>> stem_of("C:\\表\\盖章.扫描件.pdf")
    '盖章.扫描件'
    """
    last = re.split(r"[\\/]", name)[-1]
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] not in "CZ" or sign == " ")
    kept = re.sub(r"[^\w .()（）\-—·、+]", "_", plain).strip(" .")
    stem = kept.rpartition(".")[0] or kept
    return stem[:_LONGEST].strip(" .") or "upload"
