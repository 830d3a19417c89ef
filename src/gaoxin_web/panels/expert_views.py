"""Pages of experts, blind; and the first page of panels, which shows the ministry its rounds."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gaoxin.terms import Text
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import page
from gaoxin_web.panels import expert_actions, expert_page, expert_queries
from gaoxin_web.panels.survey_views import overview
from gaoxin_web.platform.actor import actor_of
from gaoxin_web.platform.refusals import Refused


@require_GET
@page(May.JUDGE, May.EVALUATE)
def panels(request: HttpRequest) -> HttpResponse:
    """Show an expert what he has to judge, and the ministry the surveys and panels of its rounds."""
    if request.user.may(May.JUDGE):
        return render(request, "panels/tasks.html", expert_page.tasks(request.user))
    return overview(request)


@require_http_methods(["GET", "POST"])
@page(May.JUDGE)
def dossier(request: HttpRequest, assignment: int) -> HttpResponse:
    """Show a blind dossier with its rubric, and save a mark."""
    found = expert_queries.assignment_of(request.user, assignment)
    if request.method == "GET":
        return render(request, "panels/dossier.html", expert_page.dossier(found))
    given = {name: request.POST.get(name, "") for name in ("score", "notes")}
    try:
        expert_actions.judge(actor_of(request), assignment, given["score"], given["notes"])
    except Refused as refused:
        if refused.status not in (400, 409):
            raise
        context = expert_page.dossier(found, given) | {"wrong": refused.said}
        return render(request, "panels/dossier.html", context, status=refused.status)
    following = expert_page.dossier(found)["after"]
    if "next" in request.POST and following:
        return redirect("dossier", assignment=following)
    messages.success(
        request, str(Text("已保存，提交之前可以修改。", "Saved; it can change until you submit."))
    )
    return redirect("dossier", assignment=assignment)


@require_POST
@page(May.JUDGE)
def recuse(request: HttpRequest, assignment: int) -> HttpResponse:
    """Recuse oneself from a zone; others are assigned to it."""
    expert_actions.recuse(actor_of(request), assignment, request.POST.get("reason", ""))
    said = Text("已申报回避，将改派其他专家。", "You are recused; others will be assigned.")
    messages.success(request, str(said))
    return redirect("panels")


@require_POST
@page(May.JUDGE)
def submit(request: HttpRequest, panel: int) -> HttpResponse:
    """Submit all one's marks of a panel."""
    number = expert_actions.submit(actor_of(request), panel)
    messages.success(request, str(Text(f"已提交 {number} 格评分。", f"{number} marks were submitted.")))
    return redirect("panels")


@require_POST
@page(May.JUDGE)
def reply(request: HttpRequest, query: int) -> HttpResponse:
    """Answer a question about one's mark."""
    expert_actions.reply(actor_of(request), query, request.POST.get("words", ""))
    return redirect("panels")
