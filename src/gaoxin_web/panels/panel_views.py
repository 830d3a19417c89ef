"""Pages of the organiser of a panel: the register of experts, progress, agreement, questions, meetings, closing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import one, page
from gaoxin_web.panels import expert_queries, panel_actions, panel_page, survey_queries
from gaoxin_web.panels.forms import ExpertForm
from gaoxin_web.panels.models import Dossier
from gaoxin_web.panels.register_page import fields_of_knowledge, register
from gaoxin_web.panels.survey_views import moment, overview
from gaoxin_web.platform.actor import actor_of
from gaoxin_web.platform.refusals import Refused


@require_GET
@page(May.EVALUATE)
def experts(request: HttpRequest) -> HttpResponse:
    """Show the register of experts."""
    return render(request, "panels/experts.html", register(request.user))


@require_http_methods(["GET", "POST"])
@page(May.EVALUATE)
def expert(request: HttpRequest, person: int) -> HttpResponse:
    """Change what is known of an expert."""
    found = one(Person.objects.filter(role="expert").select_related("organisation"), pk=person)
    there = expert_queries.experts(request.user).filter(person=found).first()
    form = ExpertForm(
        request.POST if request.method == "POST" else None, fields=fields_of_knowledge(), expert=there
    )
    if request.method == "POST" and form.is_valid():
        try:
            panel_actions.save_expert(actor_of(request), found, form.given)
            return redirect("experts")
        except Refused as refused:
            if refused.status != 400:
                raise
            form.add_error(None, str(refused.said))
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "panels/expert.html", {"of": found, "form": form}, status=status)


@require_POST
@page(May.EVALUATE)
def open_panel(request: HttpRequest, round: int) -> HttpResponse:  # noqa: A002 - the noun of the address
    """Assign the experts of the register to a round."""
    found = survey_queries.round_of(request.user, round)
    try:
        made = panel_actions.open_panel(
            actor_of(request), found, moment(request.POST.get("closes_at", "")), each=_whole(request, "each"),
            most=_whole(request, "most"), seed=request.POST.get("seed", ""),
        )  # fmt: skip
    except Refused as refused:
        if refused.status not in (400, 409):
            raise
        return overview(request, refused)
    return redirect("panel", panel=made.pk)


@require_GET
@page(May.EVALUATE)
def panel(request: HttpRequest, panel: int) -> HttpResponse:
    """Show how a panel stands."""
    found = expert_queries.panel_of(request.user, panel)
    return render(request, "panels/panel.html", panel_page.panel(found))


@require_POST
@page(May.EVALUATE)
def step_panel(request: HttpRequest, panel: int) -> HttpResponse:
    """Remind the experts, take a zone from one, assign others where some were recused, or close the panel."""
    found, actor = expert_queries.panel_of(request.user, panel), actor_of(request)
    match request.POST.get("do", ""):
        case "remind":
            number = panel_actions.remind(actor, found)
            said = Text(f"已提醒 {number} 位专家。", f"{number} experts were reminded.")
        case "replace":
            number = panel_actions.replace(actor, found)
            said = Text(f"已改派 {number} 格。", f"{number} marks were assigned anew.")
        case "bar":
            given = request.POST
            number = panel_actions.bar(
                actor, _dossier(request, panel), given.get("expert", ""), given.get("reason", "")
            )
            said = Text(
                f"{number} 格已收回，将改派其他专家。",
                f"{number} marks were taken back; others will be assigned.",
            )
        case "close":
            panel_actions.close_panel(actor, found, request.POST.get("using", ""))
            said = Text(
                "评审已结束，评分已入本轮数据。", "The panel is closed; its marks are part of the round."
            )
        case _:
            raise Refused(400, Text("没有这个动作。", "There is no such act."))
    messages.success(request, str(said))
    return redirect("panel", panel=panel)


@require_POST
@page(May.EVALUATE)
def ask(request: HttpRequest, panel: int) -> HttpResponse:
    """Ask an expert about an outlying mark."""
    found, key = expert_queries.panel_of(request.user, panel), _whole(request, "judgement")
    away = panel_page.outlying(found, key)
    if away is None:
        raise Refused(
            409, Text("这个评分没有异常，不必询问。", "This mark is no outlier; there is nothing to ask.")
        )
    panel_actions.query(actor_of(request), found, key, *away)
    return redirect("panel", panel=panel)


@require_POST
@page(May.EVALUATE)
def agree(request: HttpRequest, panel: int) -> HttpResponse:
    """Write down what a meeting agreed on."""
    given = request.POST
    panel_actions.agree(
        actor_of(request), _dossier(request, panel), given.get("indicator", ""), given.get("meeting", ""),
        given.get("score", ""), given.get("words", ""),
    )  # fmt: skip
    return redirect("panel", panel=panel)


@require_POST
@page(May.EVALUATE)
def material(request: HttpRequest, panel: int) -> HttpResponse:
    """Put material into a dossier, with what would name the zone blacked out."""
    given = request.POST
    panel_actions.set_material(
        actor_of(request), _dossier(request, panel), given.get("indicator", ""), given.get("words", "")
    )
    messages.success(
        request,
        str(Text("材料已放入卷宗，园区名称已隐去。", "The material is in the dossier, names blacked out.")),
    )
    return redirect("panel", panel=panel)


def _dossier(request: HttpRequest, panel: int) -> Dossier:
    found = expert_queries.panel_of(request.user, panel)
    return one(
        found.dossiers.select_related("panel__round", "zone__organisation"), pk=_whole(request, "dossier")
    )


def _whole(request: HttpRequest, name: str) -> int:
    """Return a whole number that a form sends; Refused 400 when it is none."""
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise Refused(400, Text(f"“{name}”应为整数。", f"{name!r} must be a whole number."))
    return int(text)
