"""Submissions and their cells."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.scope import one
from gaoxin_web.api.schemas import (
    CellOut,
    CellsIn,
    CellsOut,
    CommentIn,
    CommentOut,
    ExplanationIn,
    FindingOut,
    JobOut,
    Listed,
    NoteIn,
    SubmissionOut,
)  # fmt: skip
from gaoxin_web.api.service import actor, page_of, reader
from gaoxin_web.collect import actions, checking, queries
from gaoxin_web.collect.findings import Finding
from gaoxin_web.collect.models import Revision, Submission
from gaoxin_web.collect.states import moves_of
from gaoxin_web.platform.jobs import cancel
from gaoxin_web.platform.models import Job
from gaoxin_web.review.queries import visible

router = Router(tags=["collection"])


@router.get("/submissions", response=Listed)
def submissions(
    request: HttpRequest,
    round: int | None = None,  # noqa: A002
    state: str = "",
    zone: str = "",
    page: int = 1,
) -> dict[str, Any]:
    """Return the submissions in scope, fifty a page."""
    rows = queries.seen(reader(request)).select_related("form", "organisation", "zone", "current", "approved")
    wanted = {"round": round, "state": state, "zone__code": zone}
    rows = rows.filter(**{key: value for key, value in wanted.items() if value})
    count, found = page_of(rows.order_by("pk"), page)
    return {"count": count, "page": page, "rows": [_submission(reader(request), each) for each in found]}


@router.get("/submissions/{int:submission}", response=SubmissionOut)
def submission(request: HttpRequest, submission: int) -> dict[str, Any]:
    """Return one submission: whose, its state, and what the reader may do with it."""
    person = reader(request)
    return _submission(person, queries.submission_of(person, submission))


@router.get("/submissions/{submission}/cells", response=CellsOut)
def cells(request: HttpRequest, submission: int, revision: int | None = None) -> dict[str, Any]:
    """Return the cells of the working revision, or of the one with a number."""
    found = queries.submission_of(reader(request), submission)
    chosen = found.current if revision is None else one(visible(reader(request), found), number=revision)
    if chosen is None:
        chosen = Revision(submission=found, number=0)
    return {
        "revision": chosen.number, "sealed_at": chosen.sealed_at, "digest": chosen.digest, "cells": chosen.cells,
        "notes": chosen.notes, "versions": queries.versions_of(chosen if chosen.pk else None),
        "last_year": dict(checking.before_of(found)),
    }  # fmt: skip


@router.post("/submissions/{submission}/cells", response=list[CellOut])
def save_cells(request: HttpRequest, submission: int, given: CellsIn) -> list[dict[str, Any]]:
    """Save cells, all or none; 409 with both values where somebody changed one after the version seen."""
    asked = [actions.Asked(each.field, each.value, each.seen) for each in given.cells]
    saved = actions.save_block(actor(request), submission, asked, revision=given.revision, money=given.money)
    return [
        {"field": each.field, "text": each.typed.text, "section": each.section, "version": each.version}
        for each in saved.cells
    ]


@router.get("/submissions/{submission}/findings", response=list[FindingOut])
def findings(request: HttpRequest, submission: int) -> list[dict[str, Any]]:
    """Return what the checks say, the heaviest class first."""
    found = checking.findings(queries.submission_of(reader(request), submission))
    return [_finding(each) for each in found]


@router.post("/submissions/{submission}/explanations", response={204: None})
def explain(request: HttpRequest, submission: int, given: ExplanationIn) -> Status:
    """Explain a finding."""
    actions.explain(actor(request), submission, given.check, given.place, given.reason, given.words)
    return Status(204, None)


@router.put("/submissions/{submission}/notes/{field}", response=dict[str, str])
def save_note(request: HttpRequest, submission: int, field: str, given: NoteIn) -> dict[str, str]:
    """Save the note of a cell; 409 with both where it is not what was seen."""
    return {"note": actions.note(actor(request), submission, field, given.words, given.seen)}


@router.get("/submissions/{submission}/comments", response=list[CommentOut])
def comments(request: HttpRequest, submission: int, place: str = "") -> list[dict[str, Any]]:
    """Return what was said about the cells, or about one place."""
    found = queries.submission_of(reader(request), submission)
    rows = found.comments.select_related("person").order_by("pk")
    return [
        {"place": each.place, "words": each.words, "person": each.person.username, "at": each.at}
        for each in (rows.filter(place=place) if place else rows)
    ]


@router.post("/submissions/{submission}/comments", response={201: None})
def comment(request: HttpRequest, submission: int, given: CommentIn) -> Status:
    """Say something about a cell, for everybody who fills or reviews the submission."""
    actions.comment(actor(request), submission, given.place, given.words)
    return Status(201, None)


@router.get("/submissions/{submission}/history/{field}", response=list[dict[str, Any]])
def history(request: HttpRequest, submission: int, field: str) -> list[dict[str, Any]]:
    """Return every accepted edit of a cell."""
    found = queries.submission_of(reader(request), submission)
    return [
        {
            "old": each.old,
            "new": each.new,
            "at": each.at,
            "person": each.person.username if each.person else "system",
        }
        for each in queries.history(found, field)
    ]


@router.get("/jobs/{job}", response=JobOut)
def job(request: HttpRequest, job: int) -> dict[str, Any]:
    """Return how far one's own job is."""
    return job_of(one(Job.objects.filter(person=reader(request)), pk=job))


@router.post("/jobs/{job}/cancel", response=JobOut)
def cancel_job(request: HttpRequest, job: int) -> dict[str, Any]:
    """Ask one's own job to stop."""
    found = one(Job.objects.filter(person=reader(request)), pk=job)
    cancel(actor(request), found)
    found.refresh_from_db()
    return job_of(found)


def _submission(person: Person, found: Submission) -> dict[str, Any]:
    return {
        "submission": found.pk, "round": found.round_id, "form": found.form.kind, "organisation": found.organisation.code,
        "zone": found.zone.code, "state": found.state, "turned_back": found.turned_back,
        "revision": found.current.number if found.current else None,
        "approved_revision": found.approved.number if found.approved else None,
        "may": sorted({each.action.value for each in moves_of(person, found)}),
    }  # fmt: skip


def _finding(found: Finding) -> dict[str, Any]:
    words = {name: str(getattr(found, name)) for name in ("title", "found", "allowed", "fix")}
    return words | {
        "check": found.check, "letter": found.letter, "cells": list(found.cells), "mend": found.mend,
        "explained": found.explained,
    }  # fmt: skip


def job_of(found: Job) -> dict[str, Any]:
    """Return a job as the API says it."""
    names = ("kind", "state", "done", "total", "saying", "error", "result")
    return {"job": found.pk} | {name: getattr(found, name) for name in names}
