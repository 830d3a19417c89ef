"""The enterprises of a table as a reviewer reads them: searched, by pages, sampled, one beside its last year."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gaoxin.micro.tables import rows
from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.collect.checking import last_approved
from gaoxin_web.collect.editions import edition_of
from gaoxin_web.collect.findings import Filled, Finding
from gaoxin_web.collect.layout import KEYS, Row, label_of, layout_of
from gaoxin_web.collect.models import Submission, Table
from gaoxin_web.collect.row_findings import row_findings, texts
from gaoxin_web.platform.refusals import Refused, absent
from gaoxin_web.review.content import change, change_words
from gaoxin_web.review.queries import submission_of

PAGE = 50
"""Enterprises on one page."""

SHOWN = (
    "credit_code",
    "enterprise_name",
    "industry_code",
    "employees",
    "revenue",
    "total_profit",
    "rd_expenditure",
)
"""Columns of the list, where the table has them."""

MOST_SAMPLED = 200
"""Enterprises of the largest sample."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of enterprises: columns with label and unit, the rows, how many there are in all."""

    submission: Submission
    columns: tuple[tuple[str, str, str], ...]
    rows: tuple[dict[str, str], ...]
    total: int
    page: int
    pages: int
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of an enterprise beside last year's."""

    name: str
    label: Text
    code: str
    unit: str
    value: str
    before: str
    change: Decimal | None

    @property
    def change_words(self) -> str:
        """Return the change as it is written."""
        return change_words(self.change)


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One enterprise of a table: its cells by section, beside last year's."""

    submission: Submission
    credit_code: str
    name: str
    parts: tuple[tuple[Text, tuple[Cell, ...]], ...]
    findings: tuple[Finding, ...]
    known_before: bool


def listing(person: Person, key: int, *, find: str = "", page: int = 1) -> Listing:
    """Return a page of the enterprises of a submission's table whose code or name holds ``find``."""
    submission, table = _table(person, key)
    names = _columns(table)
    page = max(1, page)
    total, found = rows(bytes(table.parquet), names, find=find, offset=(page - 1) * PAGE, limit=PAGE)
    return _listing(submission, names, found, total, page, max(1, -(-total // PAGE)))


def sample(person: Person, key: int, *, number: int, seed: int) -> Listing:
    """Return a random sample of enterprises; the same seed draws the same ones from the same table."""
    submission, table = _table(person, key)
    if not 1 <= number <= MOST_SAMPLED:
        raise Refused(400, Text(f"抽取 {number} 家；须为 1 到 {MOST_SAMPLED} 家。",
                                f"A sample of {number}: from 1 to {MOST_SAMPLED} can be drawn."))  # fmt: skip
    content = bytes(table.parquet)
    _, codes = rows(content, ["credit_code"], limit=table.rows)
    every = [str(row["credit_code"]) for row in codes]
    drawn = random.Random(f"{seed}/{table.digest}").sample(every, min(number, len(every)))  # noqa: S311
    names = _columns(table)
    _, found = rows(content, names, only=drawn, limit=len(drawn))
    return _listing(submission, names, found, len(every), 1, 1, seed)


def enterprise(person: Person, key: int, code: str) -> Enterprise:
    """Return one enterprise of a table with every cell beside last year's, and the findings of its row.

    Refused 404 when it is not in the table. Findings are those that one row and its last year can show; what needs
    other enterprises the import has told.
    """
    submission, table = _table(person, key)
    now = _row(table, code)
    if not now:
        raise absent()
    last = last_approved(submission, "enterprises")
    before = _row(last.table, code) if last and last.table else {}
    layout = layout_of(submission.form)
    found = row_findings(
        edition_of(submission.round), submission.round.data_year, layout, Filled(now, {}, before)
    )
    parts = tuple(
        (part.label, tuple(_cell(row, now, before) for row in part.rows if row.name in table.columns))
        for part in layout.parts
    )
    kept = tuple((label, cells) for label, cells in parts if cells)
    return Enterprise(submission, code, now.get("enterprise_name", ""), kept, found, bool(before))


def _cell(row: Row, now: dict[str, str], before: dict[str, str]) -> Cell:
    value, was = now.get(row.name, ""), before.get(row.name, "")
    counted = row.field.type in {"number", "integer"}
    return Cell(
        row.name,
        row.label,
        row.field.code,
        row.field.unit,
        value,
        was,
        change(value, was) if counted else None,
    )


def _row(table: Table, code: str) -> dict[str, str]:
    """Return the row of an enterprise as its own form would hold it; nothing where the table has none."""
    columns = [name for name in table.columns if name not in KEYS]
    _, found = rows(bytes(table.parquet), columns, only=[code], limit=1)
    return texts(found[0]) if found else {}


def _table(person: Person, key: int) -> tuple[Submission, Table]:
    submission = submission_of(person, key)
    table = submission.current.table if submission.current else None
    if table is None:
        raise absent()
    return submission, table


def _columns(table: Table) -> list[str]:
    return [name for name in SHOWN if name in table.columns]


def _listing(
    submission: Submission, names: Sequence[str], found: Sequence[dict[str, Any]], total: int, page: int,
    pages: int, seed: int | None = None,
) -> Listing:  # fmt: skip
    fields = edition_of(submission.round).enterprise_fields
    columns = tuple((name, str(label_of(fields[name])), fields[name].unit) for name in names)
    shown = tuple(texts(row) for row in found)
    return Listing(submission, columns, shown, total, page, pages, seed)
