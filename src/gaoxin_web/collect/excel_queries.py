"""Reading the Excel round trip for a person: uploads within scope, what they would change, exports."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from gaoxin.micro.tables import Changes, changes
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import one, require
from gaoxin_web.collect.excel_key import Key
from gaoxin_web.collect.models import Edit, Revision, Submission, Table, Upload
from gaoxin_web.collect.queries import seen
from gaoxin_web.platform.home import folder
from gaoxin_web.platform.models import Job
from gaoxin_web.platform.refusals import absent

CELLS_A_PAGE = 50


def uploads(person: Person, submission: Submission | None = None) -> QuerySet[Upload]:
    """Return the uploads that a person who fills may see, the newest first, without their contents."""
    require(person, May.FILL)
    found = Upload.objects.filter(submission__in=seen(person))
    if submission is not None:
        found = found.filter(submission=submission)
    return found.select_related("person", "job").defer("content", "annotated", "cells")


def upload_of(person: Person, pk: int) -> Upload:
    """Return one upload in scope with its submission, form, round and organisation at hand."""
    found = one(
        uploads(person)
        .select_related(
            "submission__round", "submission__form", "submission__organisation", "submission__zone",
            "submission__current", "table", "job", "person",
        )
        .defer("content", "annotated", "submission__round__edition_text", "table__parquet"),
        pk=pk,
    )  # fmt: skip
    found.submission.form.round = found.submission.round
    return found


def sent_back(person: Person, pk: int) -> tuple[Upload, bytes]:
    """Return an upload and the sender's own workbook with what is wrong in it; Refused 404 where there is none."""
    upload = upload_of(person, pk)
    if not upload.annotated:
        raise absent()
    return upload, bytes(upload.annotated)


def as_sent(person: Person, pk: int) -> tuple[Upload, bytes]:
    """Return an upload and the file as it came; Refused 404 once it was thrown away."""
    upload = upload_of(person, pk)
    if not upload.content:
        raise absent()
    return upload, bytes(upload.content)


def changed_cells(upload: Upload, page: int) -> Changes | None:
    """Return a page of the cells that a checked table would change in the draft; None where there is nothing to compare."""
    old = Table.objects.filter(digest=upload.summary.get("compared", "")).first()
    if upload.table_id is None or old is None:
        return None
    new = Table.objects.get(pk=upload.table_id)
    return changes(
        bytes(old.parquet), bytes(new.parquet), offset=(page - 1) * CELLS_A_PAGE, limit=CELLS_A_PAGE
    )


def moved_on(upload: Upload) -> bool:
    """Whether the draft has changed since a checked table was compared with it."""
    draft = upload.submission.current
    now = Table.objects.filter(revisions=draft).values_list("digest", flat=True).first() if draft else None
    return upload.state == "checked" and (now or "") != upload.summary.get("compared", now or "")


def base_cells(submission: Submission, key: Key | None) -> Mapping[str, str] | None:
    """Return the cells that a template was made from, by its key: the revision's now, less every edit made since."""
    if key is None:
        return None
    made = Revision.objects.filter(submission=submission, number=key.revision).first()
    if made is None:
        return {}
    cells = dict(made.cells)
    for edit in Edit.objects.filter(revision=made, pk__gt=key.edit).order_by("-id"):
        cells[edit.field] = edit.old
    return cells


def export_of(person: Person, pk: int) -> tuple[Job, Submission, Mapping[str, Any]]:
    """Return a person's own export, its submission (still in his scope), and what it says of its file."""
    found = one(Job.objects.filter(kind="export", person=person), pk=pk)
    submission = one(
        seen(person).select_related("form", "round").defer("round__edition_text"),
        pk=found.arguments["submission"],
    )
    return found, submission, found.result


def written(person: Person, pk: int) -> tuple[str, Path]:
    """Return name and place of the file of a person's own export; Refused 404 before it is written."""
    _, _, result = export_of(person, pk)
    file = folder(settings.HOME, "files") / result.get("file", "-")
    if not file.is_file():
        raise absent()
    return result["name"], file
