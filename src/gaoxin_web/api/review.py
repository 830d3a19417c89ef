"""Moves of submissions, and what goes with them."""

from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest
from ninja import File, Router, Schema, Status, UploadedFile

from gaoxin.terms import Text
from gaoxin_web.accounts.scope import one
from gaoxin_web.api.collection import _submission
from gaoxin_web.api.schemas import (
    ApproveIn,
    DecisionOut,
    KeysIn,
    ReasonIn,
    ReceiptOut,
    ReturnIn,
    SettleIn,
    SubmissionOut,
    SubmitIn,
)  # fmt: skip
from gaoxin_web.api.service import actor, reader
from gaoxin_web.collect.states import State
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.review import actions, queries, reopening
from gaoxin_web.review import attachments as kept
from gaoxin_web.review.attachment_rules import LARGEST
from gaoxin_web.review.attachment_views import download
from gaoxin_web.review.models import Attachment, Receipt

router = Router(tags=["review"])


class AttachmentOut(Schema):
    """A file that goes with a revision: a supporting document (support) or the sealed scan (seal)."""

    attachment: int
    kind: str
    name: str
    size: int
    digest: str
    revision: int
    person: str
    at: datetime


@router.post("/submissions/{submission}/submit", response=ReceiptOut)
def submit(request: HttpRequest, submission: int, given: SubmitIn) -> Receipt:
    """Submit the working revision and get a receipt."""
    return actions.submit(actor(request), submission, signatories=given.signatories, stated=given.stated)


@router.post("/submissions/{submission}/withdraw", response=SubmissionOut)
def withdraw(request: HttpRequest, submission: int) -> dict[str, Any]:
    """Take a submitted return back before it is received."""
    actions.withdraw(actor(request), submission)
    return _again(request, submission)


@router.post("/submissions/{submission}/receive", response=SubmissionOut)
def receive(request: HttpRequest, submission: int) -> dict[str, Any]:
    """Receive a submitted return: it is locked from now on."""
    actions.receive(actor(request), submission)
    return _again(request, submission)


@router.post("/submissions/{submission}/approve", response=SubmissionOut)
def approve(request: HttpRequest, submission: int, given: ApproveIn) -> dict[str, Any]:
    """Approve a return at one's own station."""
    actions.approve(actor(request), submission, seen=given.seen)
    return _again(request, submission)


@router.post("/submissions/receive", response=list[SubmissionOut])
def receive_all(request: HttpRequest, given: KeysIn) -> list[dict[str, Any]]:
    """Receive several returns, all or none."""
    return [_again(request, each.pk) for each in actions.receive_all(actor(request), given.submissions)]


@router.post("/submissions/approve", response=list[SubmissionOut])
def approve_all(request: HttpRequest, given: KeysIn) -> list[dict[str, Any]]:
    """Approve several returns, all or none."""
    return [_again(request, each.pk) for each in actions.approve_all(actor(request), given.submissions)]


@router.post("/submissions/{submission}/return", response=SubmissionOut)
def send_back(request: HttpRequest, submission: int, given: ReturnIn) -> dict[str, Any]:
    """Return a submission to a level and a person (by user name), with marked cells, reason and deadline."""
    found = queries.submission_of(reader(request), submission)
    if given.target not in {State.RETURNED, State.RECEIVED, State.ZONE_APPROVED}:
        allowed = "returned, received, zone_approved"
        raise Refused(400, Text(f"target 须为 {allowed} 之一", f"target must be one of {allowed}"))
    target = State(given.target)
    person = queries.receivers(found, target).filter(username=given.addressee).first()
    actions.send_back(
        actor(request), submission, target=target, addressee=person.pk if person else 0, reason=given.reason,
        deadline=given.deadline, marks=given.marks, seen=given.seen,
    )  # fmt: skip
    return _again(request, submission)


@router.post("/submissions/{submission}/reopen", response={201: dict[str, int]})
def ask_reopening(request: HttpRequest, submission: int, given: ReasonIn) -> Status:
    """Ask that an approved return be reopened; another person has to confirm."""
    return Status(
        201, {"reopening": reopening.ask_reopening(actor(request), submission, reason=given.reason).pk}
    )


@router.post("/reopenings/{reopening_key}/settle", response=SubmissionOut)
def settle(request: HttpRequest, reopening_key: int, given: SettleIn) -> dict[str, Any]:
    """Confirm or decline, as the second person, a wish to reopen."""
    wish = reopening.settle_reopening(
        actor(request), reopening_key, confirmed=given.confirmed, deadline=given.deadline
    )
    return _again(request, wish.submission_id)


@router.get("/submissions/{submission}/decisions", response=list[DecisionOut])
def decisions(request: HttpRequest, submission: int) -> list[dict[str, Any]]:
    """Return every move of a submission, the first one first."""
    found = queries.submission_of(reader(request), submission)
    rows = found.decisions.select_related("person", "revision").prefetch_related("marks").order_by("pk")
    return [
        {
            "action": each.action, "source": each.source, "target": each.target, "revision": each.revision.number,
            "person": each.person.username if each.person else "", "at": each.at, "reason": each.reason,
            "deadline": each.deadline, "marks": {mark.place: mark.words for mark in each.marks.all()},
        }
        for each in rows
    ]  # fmt: skip


@router.get("/submissions/{submission}/receipt", response=ReceiptOut)
def receipt(request: HttpRequest, submission: int, revision: int | None = None) -> Receipt:
    """Return the receipt of what was submitted last, or of the revision with a number."""
    return queries.receipt_of(reader(request), submission, revision)


@router.get("/submissions/{submission}/attachments", response=list[AttachmentOut])
def attachments(request: HttpRequest, submission: int) -> list[dict[str, Any]]:
    """Return the attachments of a return, up to the revision that the reader sees."""
    found = queries.submission_of(reader(request), submission)
    return [_attachment(each) for each in kept.attachments(found)]


@router.post("/submissions/{submission}/attachments/{kind}", response={201: AttachmentOut})
def attach(request: HttpRequest, submission: int, kind: str, file: File[UploadedFile]) -> Status:
    """Add a supporting document to a draft (support), or the sealed scan to what was submitted (seal)."""
    content = file.read(LARGEST + 1)
    return Status(201, _attachment(kept.attach(actor(request), submission, kind, file.name or "", content)))


@router.get("/attachments/{attachment}/file")
def attachment(request: HttpRequest, attachment: int) -> FileResponse:
    """Give the file of an attachment."""
    found = kept.attachment_of(reader(request), attachment)
    return download(found.name, bytes(found.content))


@router.delete("/attachments/{attachment}", response={204: None})
def detach(request: HttpRequest, attachment: int) -> Status:
    """Remove an attachment of a draft."""
    kept.detach(actor(request), attachment)
    return Status(204, None)


def _attachment(found: Attachment) -> dict[str, Any]:
    names = ("kind", "name", "size", "digest", "at")
    said = {name: getattr(found, name) for name in names}
    return {"attachment": found.pk, "revision": found.revision.number, "person": found.person.username} | said


def _again(request: HttpRequest, submission: int) -> dict[str, Any]:
    person = reader(request)
    return _submission(
        person, one(queries.seen(person).select_related("form", "organisation", "zone"), pk=submission)
    )
