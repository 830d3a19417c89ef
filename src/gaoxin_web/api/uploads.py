"""Workbooks: sent, looked at, confirmed; the sender's own back with what is wrong; exports."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Status, UploadedFile

from gaoxin.terms import language
from gaoxin_web.api.collection import job_of
from gaoxin_web.api.schemas import ConfirmIn, JobOut, UploadOut
from gaoxin_web.api.service import actor, reader
from gaoxin_web.collect import excel_actions, excel_queries, queries
from gaoxin_web.collect.models import Upload

router = Router(tags=["workbooks"])
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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


@router.post("/uploads/{upload}/discard", response={204: None})
def discard(request: HttpRequest, upload: int) -> Status:
    """Throw a file away."""
    excel_actions.discard(actor(request), upload)
    return Status(204, None)


@router.post("/submissions/{submission}/exports/{kind}", response={202: JobOut})
def export(request: HttpRequest, submission: int, kind: str) -> Status:
    """Queue the writing of a submission's table or template into a file (xlsx, csv, template)."""
    return Status(202, job_of(excel_actions.ask_export(actor(request), submission, kind, language())))


def _upload(found: Upload) -> dict[str, Any]:
    return {
        "upload": found.pk, "submission": found.submission_id, "name": found.name, "digest": found.digest,
        "size": found.size, "state": found.state, "at": found.at, "summary": found.summary, "job": found.job_id,
    }  # fmt: skip
