"""Pages of surveys: a respondent's sheet without an account, and the ministry's page of a survey."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gaoxin.terms import Text
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import page, public
from gaoxin_web.panels import expert_queries, survey_actions, survey_closing, survey_page, survey_queries
from gaoxin_web.platform.actor import actor_of
from gaoxin_web.platform.refusals import Refused


@require_http_methods(["GET", "POST"])
@never_cache
@public
def sheet(request: HttpRequest, sheet: str) -> HttpResponse:
    """Show a respondent his sheet, keep what he ticked, and take it once."""
    token, invitee = sheet, survey_queries.invitee_of(sheet)
    given = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    if why := survey_queries.why_closed(invitee):
        return render(
            request, "panels/sheet_over.html", {"said": why, "thanks": invitee.answered}, status=409
        )
    wrong = None
    if request.method == "POST":
        work: Callable[..., object] = (
            survey_actions.send_sheet if "send" in given else survey_actions.save_sheet
        )
        try:
            work(token, given, given.get("begun", ""))
        except Refused as refused:
            if refused.status != 400:
                return render(
                    request, "panels/sheet_over.html", {"said": refused.said}, status=refused.status
                )
            wrong = refused.said
        else:
            return redirect(
                "sheet-done" if "send" in given else "sheet", **({} if "send" in given else {"sheet": token})
            )
    context = survey_page.sheet(invitee, given if wrong else None) | {
        "wrong": wrong, "begun": given.get("begun") or survey_actions.begun(token),
    }  # fmt: skip
    return render(request, "panels/sheet.html", context, status=400 if wrong else 200)


@require_GET
@public
def done(request: HttpRequest) -> HttpResponse:
    """Thank a respondent."""
    said = Text("答卷已收到。谢谢您。这份答卷不记名，链接不能再用。",
                "Your answers are in. Thank you. They carry no name; the link does not work again.")  # fmt: skip
    return render(request, "panels/sheet_over.html", {"said": said, "thanks": True})


def overview(request: HttpRequest, wrong: Refused | None = None) -> HttpResponse:
    """Show the ministry the surveys and panels of its rounds, and what was wrong with opening one."""
    context = {
        "rounds": survey_queries.rounds(request.user), "experts": expert_queries.experts(request.user).count(),
        "wrong": wrong, "faults": wrong.facts.get("faults", []) if wrong else [],
    }  # fmt: skip
    return render(request, "panels/panels.html", context, status=wrong.status if wrong else 200)


@require_POST
@page(May.EVALUATE)
def open_survey(request: HttpRequest, round: int) -> HttpResponse:  # noqa: A002 - the noun of the address
    """Open the survey of a round and draw its sample."""
    found = survey_queries.round_of(request.user, round)
    closes_at, seed = request.POST.get("closes_at", ""), request.POST.get("seed", "")
    try:
        made = survey_actions.open_survey(actor_of(request), found, moment(closes_at), seed)
    except Refused as refused:
        if refused.status not in (400, 409):
            raise
        return overview(request, refused)
    return redirect("survey", survey=made.pk)


@require_GET
@page(May.EVALUATE)
def survey(request: HttpRequest, survey: int) -> HttpResponse:
    """Show how a survey stands."""
    return _shown(request, survey)


def _shown(request: HttpRequest, key: int, wrong: Refused | None = None) -> HttpResponse:
    found = survey_queries.survey_of(request.user, key)
    context: dict[str, Any] = survey_page.survey(found) | {
        "wrong": wrong,
        "faults": wrong.facts.get("faults", []) if wrong else [],
    }
    return render(request, "panels/survey.html", context, status=wrong.status if wrong else 200)


@require_POST
@page(May.EVALUATE)
def links(request: HttpRequest, survey: int) -> HttpResponse:
    """Make links and hand them over, once."""
    found = survey_queries.survey_of(request.user, survey)
    base = request.build_absolute_uri("/").rstrip("/")
    content = survey_actions.make_links(
        actor_of(request), found, base, renew="renew" in request.POST, reserve="reserve" in request.POST
    )
    return _file(content, f"survey-{found.round.data_year}-links.csv")


@require_POST
@page(May.EVALUATE)
def reminders(request: HttpRequest, survey: int) -> HttpResponse:
    """Hand over who has not answered."""
    found = survey_queries.survey_of(request.user, survey)
    return _file(
        survey_actions.reminder_list(actor_of(request), found),
        f"survey-{found.round.data_year}-reminders.csv",
    )


@require_POST
@page(May.EVALUATE)
def import_answers(request: HttpRequest, survey: int) -> HttpResponse:
    """Take a file of answers; what is wrong with it stands on the page."""
    found = survey_queries.survey_of(request.user, survey)
    sent = request.FILES.get("file")
    if sent is None or isinstance(sent, list):
        raise Refused(400, Text("没有选择文件。", "No file was chosen."))
    try:
        number = survey_closing.import_answers(
            actor_of(request), found, sent.name or "", sent.read(survey_closing.MOST + 1)
        )
    except Refused as refused:
        if refused.status not in (400, 413):
            raise
        return _shown(request, survey, refused)
    messages.success(request, str(Text(f"已导入 {number} 份答卷。", f"{number} answers were taken.")))
    return redirect("survey", survey=found.pk)


@require_POST
@page(May.EVALUATE)
def close_survey(request: HttpRequest, survey: int) -> HttpResponse:
    """Close a survey."""
    found = survey_queries.survey_of(request.user, survey)
    survey_closing.close_survey(actor_of(request), found)
    return redirect("survey", survey=found.pk)


def moment(text: str) -> datetime:
    """Return a moment that a form sends, in the time zone of the system; Refused 400 when it is none."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise Refused(400, Text("请填写截止日期和时间。", "Write the day and time at which it closes."))
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
