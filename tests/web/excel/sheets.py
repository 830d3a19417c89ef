"""Workbooks of a zone as people send them, and a runner that takes the next job at once."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl

from gaoxin.edition import Edition
from gaoxin.micro.tables import rows
from gaoxin_web.collect import jobs
from gaoxin_web.collect.editions import edition_of
from gaoxin_web.collect.models import Revision, Submission, Table, Upload
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.jobs import KINDS, Running

Row = dict[str, Any]


def submission_of(person: Any, kind: str) -> Submission:
    """The submission of a person's zone in the open round."""
    return Submission.objects.get(organisation=person.organisation, form__kind=kind, round__closed=False)


def rows_of(table: Table) -> list[Row]:
    """The rows of a table, without the keys that the submission itself knows."""
    fields = [name for name in table.columns if name not in ("year", "zone", "synthetic")]
    return rows(bytes(table.parquet), fields, limit=10**6)[1]


def sound_rows() -> list[Row]:
    """Rows that pass the checks of class 强制性: those that the second zone sent this year."""
    found = Submission.objects.filter(
        form__kind="enterprises", round__closed=False, current__table__isnull=False
    )
    return rows_of(found.order_by("zone__code").first().current.table)[:60]


def opened(submission: Submission) -> Submission:
    """The submission as its reporter may change it again: a new draft of the same table."""
    old = submission.current
    submission.current = Revision.objects.create(
        submission=submission, number=old.number + 1, table=old.table, cells=old.cells
    )
    submission.state = "returned"
    submission.save()
    return submission


def book(
    table: Sequence[Row], edition: Edition, *, names: Mapping[str, str] | None = None, sheet: str = "企业年报"
) -> bytes:
    """A workbook with survey codes as heads and these rows, as the statistics system exports it."""
    made = openpyxl.Workbook()
    page = made.active
    page.title = sheet
    fields = list(table[0])
    page.append([(names or {}).get(name) or edition.enterprise_fields[name].code or name for name in fields])
    for row in table:
        page.append([_cell(row[name]) for name in fields])
    return written(made)


def written(made: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return 1 if value else 2
    return value if value is None or isinstance(value, str | date | int) else float(value)


def edition(submission: Submission) -> Edition:
    """The edition of a submission's round."""
    return edition_of(submission.round)


def read(upload: Upload) -> Upload:
    """The upload after its job ran."""
    assert jobs.read_upload is KINDS[upload.job.kind]
    jobs.read_upload(Running(upload.job))
    return Upload.objects.select_related("submission__current__table", "table", "job").get(pk=upload.pk)


def actor(person: Any) -> Actor:
    """Somebody at an address."""
    return Actor(person, "127.0.0.1")
