"""Moves of submissions."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

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
from gaoxin_web.review.models import Receipt

router = Router(tags=["review"])


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


def _again(request: HttpRequest, submission: int) -> dict[str, Any]:
    person = reader(request)
    return _submission(
        person, one(queries.seen(person).select_related("form", "organisation", "zone"), pk=submission)
    )
