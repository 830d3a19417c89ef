"""The pages from which work begins: workbench, task list, status matrix, messages."""

from django.contrib import messages as notes
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import one, page
from gaoxin_web.collect.models import Round
from gaoxin_web.collect.round_queries import current_round, round_of, rounds
from gaoxin_web.dashboards import matrix as matrices
from gaoxin_web.dashboards import reminding, running
from gaoxin_web.dashboards import workbench as bench
from gaoxin_web.platform import messages
from gaoxin_web.platform.actor import actor_of
from gaoxin_web.platform.refusals import absent
from gaoxin_web.platform.speech import said

ROWS = 50


@page()
def workbench(request: HttpRequest) -> HttpResponse:
    """Show what I must do, by when, and where what I sent is now."""
    context = {
        "bench": bench.workbench(request.user, timezone.now()),
        "empty": bench.empty_words(request.user),
    }
    return render(request, "dashboards/workbench.html", context)


@page(May.FILL)
def tasks(request: HttpRequest) -> HttpResponse:
    """List the forms of my organisation with their state and what the checks say."""
    return render(
        request, "dashboards/workbench_tasks.html", {"rows": bench.tasks(request.user, timezone.now())}
    )


@page(May.SEE_RETURNS)
def matrix(request: HttpRequest) -> HttpResponse:
    """Show zones × forms, overdue first."""
    made = _round(request)
    wished = {name: request.GET.get(name, "")[:40] for name in ("province", "look")}
    found = matrices.matrix(request.user, made, timezone.now(), **wished)
    may_remind = request.user.may(May.REVIEW) and not made.closed
    return render(request, "dashboards/matrix.html", {
        "matrix": found, "rows": [matrices.drawn(row, may_remind) for row in found.rows], "wished": wished,
        "looks": matrices.LOOKS.items(), "rounds": rounds(), "may_remind": may_remind,
    })  # fmt: skip


@require_POST
@page(May.SEE_RETURNS)
def matrix_export(request: HttpRequest) -> HttpResponse:
    """Give the matrix as a file."""
    made = _round(request)
    wished = {name: request.GET.get(name, "")[:40] for name in ("province", "look")}
    found = matrices.matrix(request.user, made, timezone.now(), **wished)
    kind = request.POST.get("kind", "csv")
    content, media = matrices.export(actor_of(request), found, kind)
    name = f"matrix-{made.data_year}.{kind}"
    return HttpResponse(content, media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_POST
@page(May.REVIEW)
def matrix_remind(request: HttpRequest) -> HttpResponse:
    """Remind the people of the chosen zones."""
    made = _round(request)
    number = reminding.remind(actor_of(request), made, reminding.chosen(request.POST.getlist("zone")))
    notes.success(request, said(f"已催报 {number} 份报表，只通知了有待办的人员。", f"Reminded of {number} forms; only those concerned were told."))  # fmt: skip
    return redirect(f"/matrix/?{request.GET.urlencode()}")


@require_GET
@page(May.OPERATE, May.SEE_JOURNAL)
def jobs(request: HttpRequest) -> HttpResponse:
    """Show how the system runs: the nightly verification, daily jobs, failures."""
    shown = running.running(request.user, timezone.now())
    return render(request, "dashboards/running.html", {"running": shown})


@page()
def message_list(request: HttpRequest) -> HttpResponse:
    """List what was told to me."""
    shown = Paginator(messages.messages_of(request.user), ROWS).get_page(request.GET.get("page"))
    rows = [(each, messages.words_of(each)) for each in shown]
    context = {"found": shown, "rows": rows, "new": messages.unread(request.user)}
    return render(request, "dashboards/workbench_messages.html", context)


@require_POST
@page()
def message_read(request: HttpRequest, message: int) -> HttpResponse:
    """Mark a message as read and go to the page it speaks of."""
    found = one(messages.messages_of(request.user), pk=message)
    messages.read(actor_of(request), found)
    return redirect(found.link or "messages")


@require_POST
@page()
def messages_read(request: HttpRequest) -> HttpResponse:
    """Mark every message as read."""
    messages.read(actor_of(request))
    return redirect("messages")


def _round(request: HttpRequest) -> Round:
    """Return the round that a page asks for, else the one that is open, else the newest."""
    asked = request.GET.get("round", "")
    made = round_of(int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 10 else current_round() or rounds().first()  # fmt: skip
    if made is None:
        raise absent()
    return made
