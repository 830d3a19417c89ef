"""Pages of the Excel round trip: send a file, see what it would change, confirm; take tables out."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gaoxin.terms import Text, language
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import page
from gaoxin_web.collect import excel_actions as actions
from gaoxin_web.collect import excel_queries as queries
from gaoxin_web.collect.actions import explain as explain_finding
from gaoxin_web.collect.deadlines import may_edit
from gaoxin_web.collect.excel_page import dry_run, warned, way
from gaoxin_web.collect.findings import REASONS
from gaoxin_web.collect.queries import submission_of
from gaoxin_web.collect.warnings import GROUP
from gaoxin_web.platform.actor import actor_of
from gaoxin_web.platform.refusals import Refused

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


@require_http_methods(["GET", "HEAD", "POST"])
@page(May.FILL)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a file is sent to and what was sent before; take one."""
    person = _person(request)
    submission = submission_of(person, pk)
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None or file.name is None:
            raise Refused(400, Text("没有选文件", "no file was chosen"))
        if file.size is None or file.size > settings.MAX_UPLOAD:
            raise Refused(
                413,
                Text(
                    f"文件超过 {settings.MAX_UPLOAD // 2**20} MB",
                    f"the file is larger than {settings.MAX_UPLOAD // 2**20} MB",
                ),
            )
        return redirect(
            "upload", pk=actions.receive(actor_of(request), pk, file.name, file.read(), language()).pk
        )
    allowed, reason = may_edit(submission, person, timezone.now())
    shown = {
        "submission": submission, "allowed": allowed and submission.form.kind != "enterprise", "reason": str(reason),
        "uploads": [way(one) for one in queries.uploads(person, submission)[:50]],
        "most": settings.MAX_UPLOAD // 2**20, "rows": submission.current.table.rows if submission.current and submission.current.table else 0,
        "warnings": warned(submission) if submission.form.kind == "enterprises" else [], "reasons": REASONS.items(),
    }  # fmt: skip
    return render(request, "collect/upload_new.html", shown)


@require_POST
@page(May.FILL)
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Explain a warning of the table, for all its rows or for one."""
    given = request.POST
    place = given.get("place", "").strip().upper() or GROUP
    explanation = (given.get("check", ""), place, given.get("reason", ""), given.get("words", ""))
    explain_finding(actor_of(request), pk, *explanation)
    return redirect("upload_new", pk=pk)


@require_GET
@page(May.FILL)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one file: how far its reading is, or what it would change and what is wrong."""
    return render(request, "collect/upload.html", _shown(request, pk))


@require_GET
@page(May.FILL)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far the reading is; when it has ended, tell the page to load anew."""
    found = queries.upload_of(_person(request), pk)
    response = render(request, "collect/upload_progress.html", {"way": way(found)})
    if not way(found).busy:
        response["HX-Refresh"] = "true"
    return response


def _shown(request: HttpRequest, pk: int) -> dict[str, Any]:
    found = queries.upload_of(_person(request), pk)
    asked = request.GET.get("page", "1")
    return {
        "way": way(found),
        "run": dry_run(found, max(1, int(asked)) if asked.isdecimal() and len(asked) < 8 else 1),
    }


@require_POST
@page(May.FILL)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Store what the file says."""
    choices = {
        name.removeprefix("choice-"): value
        for name, value in request.POST.items()
        if name.startswith("choice-")
    }
    done = actions.confirm(actor_of(request), pk, choices=choices, replace="replace" in request.POST)
    return redirect("upload", pk=done.pk)


@require_POST
@page(May.FILL)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the file away."""
    done = actions.discard(actor_of(request), pk)
    return redirect("upload_new", pk=done.submission_id)


@require_POST
@page(May.FILL)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the file again."""
    return redirect("upload", pk=actions.check_again(actor_of(request), pk, language()).pk)


@require_GET
@page(May.FILL)
def annotated(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the sender's own workbook back, with what is wrong."""
    found, content = queries.sent_back(_person(request), pk)
    stem = found.name.rpartition(".")[0]
    return _download(content, f"{stem}_{Text('审核', 'checked')}.xlsx", WORKBOOK)


@require_GET
@page(May.FILL)
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the file back as it came."""
    found, content = queries.as_sent(_person(request), pk)
    return _download(content, found.name, "application/octet-stream")


@require_POST
@page(May.FILL, May.REVIEW, May.SEE_RETURNS)
def ask_for(request: HttpRequest, pk: int) -> HttpResponse:
    """Take data out: a form at once, a table of enterprises through a job."""
    kind, actor = request.POST.get("kind", ""), actor_of(request)
    if submission_of(_person(request), pk).form.kind == "committee":
        name, content = actions.export_form(actor, pk, kind)
        return _download(content, name, WORKBOOK if name.endswith(".xlsx") else "text/csv")
    return redirect("export", pk=actions.ask_export(actor, pk, kind, language()).pk)


@require_GET
@page(May.FILL, May.REVIEW, May.SEE_RETURNS)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a file is, and where it is when it is written."""
    job, submission, result = queries.export_of(_person(request), pk)
    return render(request, "collect/export.html", {"job": job, "submission": submission, "result": result})


@require_GET
@page(May.FILL, May.REVIEW, May.SEE_RETURNS)
def export_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a file is; when it is written, tell the page to load anew."""
    job, submission, result = queries.export_of(_person(request), pk)
    response = render(
        request, "collect/export_progress.html", {"job": job, "submission": submission, "result": result}
    )
    if job.state not in ("queued", "running"):
        response["HX-Refresh"] = "true"
    return response


@require_GET
@page(May.FILL, May.REVIEW, May.SEE_RETURNS)
def export_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a written file."""
    name, file = queries.written(_person(request), pk)
    return FileResponse(
        file.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream"
    )


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=kind)
