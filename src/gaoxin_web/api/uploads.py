"""Workbooks: sent, looked at, confirmed; the sender's own back with what is wrong; exports."""

from datetime import datetime
from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Router, Schema, Status, UploadedFile
from pydantic import Field

from gaoxin.terms import language
from gaoxin_web.api.collection import job_of
from gaoxin_web.api.schemas import JobOut, Strict
from gaoxin_web.api.service import actor, reader
from gaoxin_web.collect import excel_actions, excel_queries, queries
from gaoxin_web.collect.models import Upload

router = Router(tags=["workbooks"])
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadOut(Schema):
    """A file that was sent: its state (waiting, checked, faulty, confirmed, discarded) and what it would change."""

    upload: int
    submission: int
    name: str
    digest: str
    size: int
    state: str
    at: datetime
    summary: dict[str, Any]
    job: int | None


class ConfirmIn(Strict):
    """Which value stands for each cell in conflict (file or online); whether a newer table may be replaced."""

    choices: dict[str, str] = Field(default_factory=dict)
    replace: bool = False


@router.get("/submissions/{submission}/uploads", response=list[UploadOut])
def uploads(request: HttpRequest, submission: int) -> list[dict[str, Any]]:
    """Return the files sent for a submission, the newest first."""
    person = reader(request)
    return [_upload(one) for one in excel_queries.uploads(person, queries.submission_of(person, submission))]


@router.post("/submissions/{submission}/uploads", response={202: UploadOut})
def send(request: HttpRequest, submission: int, file: File[UploadedFile]) -> Status:
    """Send a workbook or a CSV; nothing is stored in the draft before it is confirmed."""
    found = excel_actions.receive(actor(request), submission, file.name or "", file.read(), language())
    return Status(202, _upload(found))


@router.get("/uploads/{upload}", response=UploadOut)
def upload(request: HttpRequest, upload: int) -> dict[str, Any]:
    """Return what a file would change and what is wrong with it, as far as it was read."""
    return _upload(excel_queries.upload_of(reader(request), upload))


@router.get("/uploads/{upload}/annotated")
def annotated(request: HttpRequest, upload: int) -> HttpResponse:
    """Return the sender's own workbook with what is wrong in it."""
    _, content = excel_queries.sent_back(reader(request), upload)
    answer = HttpResponse(content, content_type=BOOK)
    answer.headers["Content-Disposition"] = f'attachment; filename="upload-{upload}.xlsx"'
    return answer


@router.post("/uploads/{upload}/confirm", response=UploadOut)
def confirm(request: HttpRequest, upload: int, given: ConfirmIn) -> dict[str, Any]:
    """Store what a checked file says into the draft, as one act."""
    excel_actions.confirm(actor(request), upload, choices=given.choices, replace=given.replace)
    return _upload(excel_queries.upload_of(reader(request), upload))


@router.post("/uploads/{upload}/check", response={202: UploadOut})
def check_again(request: HttpRequest, upload: int) -> Status:
    """Read a file again, because the draft has changed since, or its job failed."""
    return Status(202, _upload(excel_actions.check_again(actor(request), upload, language())))


@router.post("/uploads/{upload}/discard", response={204: None})
def discard(request: HttpRequest, upload: int) -> Status:
    """Throw a file away."""
    excel_actions.discard(actor(request), upload)
    return Status(204, None)


@router.post("/submissions/{submission}/exports/{kind}", response={202: JobOut})
def export(request: HttpRequest, submission: int, kind: str) -> Status:
    """Queue the writing of a submission's table or template into a file (xlsx, csv, template)."""
    return Status(202, job_of(excel_actions.ask_export(actor(request), submission, kind, language())))


@router.post("/submissions/{submission}/file/{kind}")
def form_file(request: HttpRequest, submission: int, kind: str) -> FileResponse:
    """Give a form's template or its cells as a file at once (xlsx, csv, template); the export stands in the journal."""
    name, content = excel_actions.export_form(actor(request), submission, kind)
    return FileResponse(BytesIO(content), as_attachment=True, filename=name)


@router.get("/exports/{job}/file")
def take_export(request: HttpRequest, job: int) -> FileResponse:
    """Give the file of one's own export that is done."""
    name, file = excel_queries.written(reader(request), job)
    return FileResponse(file.open("rb"), as_attachment=True, filename=name)


def _upload(found: Upload) -> dict[str, Any]:
    return {
        "upload": found.pk, "submission": found.submission_id, "name": found.name, "digest": found.digest,
        "size": found.size, "state": found.state, "at": found.at, "summary": found.summary, "job": found.job_id,
    }  # fmt: skip
