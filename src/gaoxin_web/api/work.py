"""What begins work: duties, the matrix of zones and forms; and how the system runs."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import require
from gaoxin_web.api.service import actor, reader
from gaoxin_web.collect.round_queries import round_of, working_calendar
from gaoxin_web.dashboards import duties as bench
from gaoxin_web.dashboards import matrix as matrices
from gaoxin_web.dashboards import running

router = Router(tags=["work"])


class DutyOut(Schema):
    """One thing to do, by when, and the page on which it is done."""

    look: str
    word: str
    what: str
    more: str
    address: str
    due: datetime | None


class MatrixOut(Schema):
    """Zones as rows, forms as columns, the state of each return in words; the most urgent first."""

    forms: list[str]
    rows: list[dict[str, Any]]
    unfinished: int


class RunningOut(Schema):
    """The last verification of sealed returns, and jobs that failed within a week or wait."""

    verified_at: datetime | None
    subject: str
    wrong: str
    missed: bool
    failed: list[int]
    waiting: int


@router.get("/duties", response=list[DutyOut])
def duties(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what the reader has to do, overdue first."""
    found = bench.duties(reader(request), timezone.now(), working_calendar())
    return [
        {"look": one.look, "word": str(one.word), "what": str(one.what), "more": str(one.more), "address": one.address,
         "due": one.due}
        for one in found
    ]  # fmt: skip


@router.get("/rounds/{round}/matrix", response=MatrixOut)
def matrix(request: HttpRequest, round: int, province: str = "", look: str = "") -> dict[str, Any]:  # noqa: A002
    """Return the matrix of a round over the zones in scope."""
    found = _matrix(request, round, province, look)
    return {
        "forms": [form.kind for form in found.forms], "unfinished": found.unfinished,
        "rows": [{"zone": row.zone.code, "states": [cell.words for cell in row.cells], "unfinished": row.unfinished}
                 for row in found.rows],
    }  # fmt: skip


@router.post("/rounds/{round}/matrix/{kind}")
def matrix_file(
    request: HttpRequest,
    round: int,  # noqa: A002
    kind: str,
    province: str = "",
    look: str = "",
) -> HttpResponse:
    """Give the matrix as a file (csv, xlsx); the export stands in the journal."""
    found = _matrix(request, round, province, look)
    content, media = matrices.export(actor(request), found, kind)
    name = f"matrix-{found.round.data_year}.{kind}"
    return HttpResponse(content, media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.get("/running", response=RunningOut)
def how_it_runs(request: HttpRequest) -> dict[str, Any]:
    """Return how the system runs, for system and audit administrators."""
    found = running.running(reader(request), timezone.now())
    last = found.outcome
    return {
        "verified_at": last.at if last else None, "subject": last.subject if last else "",
        "wrong": str(last.wrong) if last and last.wrong else "", "missed": found.missed,
        "failed": [one.job.pk for one in found.failed], "waiting": found.waiting,
    }  # fmt: skip


def _matrix(request: HttpRequest, key: int, province: str, look: str) -> matrices.Matrix:
    require(reader(request), May.SEE_RETURNS)
    return matrices.matrix(
        reader(request), round_of(key), timezone.now(), province=province[:40], look=look[:40]
    )
