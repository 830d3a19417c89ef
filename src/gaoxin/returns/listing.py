"""Findings as CSV (every one of them, for spreadsheets and scripts) and as lines of text."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from gaoxin.terms import Fault, Finding, Text, Unusable

COLUMNS = (
    "check",
    "class",
    "severity",
    "file",
    "sheet",
    "line",
    "columns",
    "zone",
    "enterprise",
    "found",
    "message",
    "fix",
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(findings: Iterable[Finding], target: TextIO) -> None:
    """Write findings as CSV with a byte order mark, so that spreadsheets read it as UTF-8.

    A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection).
    """
    target.write("\ufeff")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in findings:
        texts = (one.check, one.category, one.severity, one.file, one.sheet)
        rest = ("; ".join(one.columns), one.zone, one.key, one.found, one.message, one.fix)
        writer.writerow([*map(safe, texts), one.row or "", *map(safe, rest)])


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def place(one: Finding) -> str:
    """Return where a finding stands: ``file.csv:12 revenue`` or ``book.xlsx[GQ-002]:12 qc05_0``."""
    sheet, line = f"[{one.sheet}]" if one.sheet else "", f":{one.row}" if one.row else ""
    return f"{one.file}{sheet}{line} {' '.join(one.columns)}".rstrip()


def line(one: Finding) -> str:
    """Return a finding as one line: where, check and class, who, what was found, what to do."""
    who = " ".join(filter(None, (one.zone, one.key)))
    remedy = Text("改法：", "to do: ")
    return f"{place(one)}: {one.check} {one.category} {who}{' ' if who else ''}{one.found}；{remedy}{one.fix}"


def put(target: Path, content: bytes) -> None:
    """Write a file whole or not at all; Unusable (exit code 2) when it cannot be written."""
    beside = target.with_name(f".{target.name}.writing")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        found = Text(f"写不了：{error.strerror}", f"cannot be written: {error.strerror}")
        raise Unusable(Fault(str(target), found)) from None
