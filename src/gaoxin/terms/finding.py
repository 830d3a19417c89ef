"""A finding: what a check has to say about a row that somebody sent."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule at one place.

    ``columns`` are the headers as the sender wrote them; ``row`` is the line in the sender's file (the header is 1);
    ``severity`` is error or warning, ``category`` 强制性, 准强制性, 核实性 or 提示性. ``cells`` are all cells it speaks
    of as (sheet, line, header): a finding may reach over several sheets of a workbook.
    """

    check: str
    severity: str
    category: str
    file: str
    sheet: str
    row: int
    columns: tuple[str, ...]
    zone: str
    key: str
    found: str
    message: str
    fix: str
    cells: tuple[tuple[str, int, str], ...] = ()
