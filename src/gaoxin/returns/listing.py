"""Findings as CSV: every one of them, for spreadsheets and scripts."""

import csv
from collections.abc import Iterable
from typing import TextIO

from gaoxin.terms import Finding

COLUMNS = ("check", "class", "severity", "file", "sheet", "line", "columns", "zone", "enterprise", "found", "message", "fix")

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
