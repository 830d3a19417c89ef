"""Pages of results: each takes what it shows from rounds.visible, through the composition modules of this room."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_GET, require_POST

from gaoxin.terms import digest_bytes
from gaoxin_web.accounts.scope import page, public
from gaoxin_web.dashboards import (
    choosing,
    comparing,
    profile,
    ranking,
    scenario_page,
    supposing_page,
    target_page,
    tracing_page,
    years_page,
)
from gaoxin_web.dashboards import overview as overview_page
from gaoxin_web.dashboards.figures import dimension_names
from gaoxin_web.platform.actor import actor_of
from gaoxin_web.platform.refusals import absent, wants_json
from gaoxin_web.rounds import actions, reporting, supposing
from gaoxin_web.rounds import public as open_data
from gaoxin_web.rounds import scenarios as tried
from gaoxin_web.rounds.objections import object_to
from gaoxin_web.rounds.visible import Sight, releases, sight_of


@require_GET
@page()
def results(request: HttpRequest) -> HttpResponse:
    """List the releases that a person may know of, with the window for objections."""
    known = releases(request.user)
    context = {
        "releases": [(each, choosing.words_of(each)) for each in known],
        "corrected": choosing.corrected(request.user, known),
        **choosing.objecting(request.user),
    }
    return render(request, "dashboards/results.html", context)


@require_GET
@page()
def ranking_table(request: HttpRequest) -> HttpResponse:
    """Show the ranking of the zones that a person may see."""
    sight = choosing.chosen(request.user, request.GET)
    pins = [one for one in request.GET.getlist("pin") if one in sight.own]
    context = choosing.strip(sight) | ranking.page(sight, request.GET, pins)
    return render(request, "dashboards/ranking.html", context)


@require_POST
@page()
def ranking_csv(request: HttpRequest) -> HttpResponse:
    """Give the ranking as the page shows it as a file; the export stands in the journal."""
    sight = choosing.chosen(request.user, request.GET)
    names = list(dimension_names(sight.kept.edition).items())
    about = choosing.about(choosing.strip(sight))
    actions.told(actor_of(request), f"run/{sight.run.pk}", "ranking.csv")
    content = comparing.ranking_csv(ranking.rows(sight, request.GET), names, about)
    name = f"ranking-{sight.year}.csv"
    return HttpResponse(
        content, "text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_GET
@page()
def compare(request: HttpRequest) -> HttpResponse:
    """Show two to five zones side by side."""
    sight = choosing.chosen(request.user, request.GET)
    context = choosing.strip(sight) | comparing.page(sight, request.GET.getlist("zone"))
    return render(request, "dashboards/compare.html", context)


@require_GET
@page()
def zone_profile(request: HttpRequest, code: str) -> HttpResponse:
    """Show one zone on one page."""
    sight = choosing.chosen(request.user, request.GET)
    return render(request, "dashboards/profile.html", choosing.strip(sight) | profile.page(sight, code))


@require_GET
@page()
def own_profile(request: HttpRequest) -> HttpResponse:
    """Lead to the profile of the first zone that a person may see."""
    sight = choosing.chosen(request.user, request.GET)
    return redirect("profile", code=sight.zones[0]) if sight.zones else redirect("results")


@require_GET
@page()
def trace(request: HttpRequest, address: str) -> HttpResponse:
    """Show how the number at an address came about; programs get the step as JSON."""
    sight = choosing.chosen(request.user, request.GET, choosing.year_in(address))
    if wants_json(request) or request.GET.get("format") == "json":
        return JsonResponse(tracing_page.as_json(sight, address))
    context: dict[str, Any] = tracing_page.page(sight, address, request.GET.get("indicator", ""))
    return render(request, "dashboards/trace.html", choosing.strip(sight) | context)


@require_GET
@page()
def own_trace(request: HttpRequest) -> HttpResponse:
    """Lead to the trace of the rank of the first zone that a person may see."""
    sight = choosing.chosen(request.user, request.GET)
    if not sight.zones:
        return redirect("results")
    return redirect("trace", address=f"rank/total@{sight.zones[0]}@{sight.year}")


@require_POST
@page()
def file_objection(request: HttpRequest, release: int) -> HttpResponse:
    """File an objection of one's own zone."""
    sight = sight_of(request.user, release)
    if sight.release is not None:
        object_to(
            actor_of(request), sight.release, request.POST.get("about", ""), request.POST.get("words", "")
        )
    return redirect("results")


@require_GET
@page()
def overview(request: HttpRequest) -> HttpResponse:
    """Show six to eight figures, types and provinces."""
    sight = choosing.chosen(request.user, request.GET)
    return render(request, "dashboards/overview.html", choosing.strip(sight) | overview_page.page(sight))


@require_GET
@page()
def zone_years(request: HttpRequest, code: str) -> HttpResponse:
    """Show one zone over the released years."""
    sight = choosing.chosen(request.user, request.GET)
    context = choosing.strip(sight) | years_page.zone(sight, code, request.GET.get("indicator", ""))
    context["file"] = f"{reverse('zone-years-csv', args=[code])}?{request.GET.urlencode()}"
    return render(request, "dashboards/years.html", context)


@require_POST
@page()
def zone_years_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Give a zone over the released years as a file; the export stands in the journal."""
    sight = choosing.chosen(request.user, request.GET)
    found = years_page.zone(sight, code, request.GET.get("indicator", ""))
    return _years_csv(request, sight, found, f"{code}-years.csv")


@require_GET
@page()
def many_years(request: HttpRequest) -> HttpResponse:
    """Show the zones that a person may see over the released years."""
    sight = choosing.chosen(request.user, request.GET)
    context = choosing.strip(sight) | years_page.many(sight, request.GET.getlist("zone"))
    context["file"] = f"{reverse('years-csv')}?{request.GET.urlencode()}"
    return render(request, "dashboards/years.html", context)


@require_POST
@page()
def many_years_csv(request: HttpRequest) -> HttpResponse:
    """Give the zones over the released years as a file; the export stands in the journal."""
    sight = choosing.chosen(request.user, request.GET)
    return _years_csv(request, sight, years_page.many(sight), "years.csv")


def _years_csv(request: HttpRequest, sight: Sight, found: dict[str, Any], name: str) -> HttpResponse:
    actions.told(actor_of(request), f"run/{sight.run.pk}", name)
    content = years_page.csv_file(found, choosing.about(choosing.strip(sight)))
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, "text/csv; charset=utf-8", headers=disposition)


@require_GET
@page()
def targets(request: HttpRequest) -> HttpResponse:
    """Show the targets of one zone with their path, or of all zones that may be seen together."""
    sight = choosing.chosen(request.user, request.GET)
    code = request.GET.get("zone") or (sight.zones[0] if len(sight.zones) == 1 else "")
    context = (
        target_page.page(sight, code)
        if code
        else {"national": target_page.national(sight), **target_page.many(sight)}
    )
    return render(request, "dashboards/targets.html", choosing.strip(sight) | context)


@page()
def suppose(request: HttpRequest, code: str) -> HttpResponse:
    """Answer what-if and goal questions of a zone."""
    sight, actor = choosing.chosen(request.user, request.GET), actor_of(request)
    context = choosing.strip(sight) | supposing_page.page(sight, code)
    if request.method == "POST":
        given = supposing_page.given(request.POST.getlist("what"), request.POST.getlist("value"))
        context["sections"] = supposing.suppose(
            actor, sight, code, given, request.POST.get("goal", ""), sure="sure" in request.POST
        )
    context["left"] = supposing.left(actor, sight)
    return render(request, "dashboards/suppose.html", context)


@require_POST
@page()
def ask_report(request: HttpRequest, code: str) -> HttpResponse:
    """Queue a report about a zone; it appears on the list of reports."""
    sight = choosing.chosen(request.user, request.GET)
    kind, form = request.POST.get("kind", ""), request.POST.get("form", "")
    reporting.ask_report(actor_of(request), sight, code, kind, form)
    return redirect("reports")


@require_GET
@page()
def reports(request: HttpRequest) -> HttpResponse:
    """List the reports that a person asked for."""
    found = reporting.reports_of(request.user)
    running = any(each.state in ("queued", "running") for each, _ in found)
    name = "dashboards/reports_list.html" if request.headers.get("HX-Request") else "dashboards/reports.html"
    return render(request, name, {"reports": found, "running": running})


@require_POST
@page()
def take_report(request: HttpRequest, job: int) -> HttpResponse:
    """Give a finished report; the export stands in the journal."""
    file, name, media = reporting.take_report(actor_of(request), job)
    return FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=media)


@require_GET
@public
def public_lists(request: HttpRequest) -> HttpResponse:
    """Show the public lists of final results."""
    found = [(each, choosing.named_lists(each)) for each in open_data.public_releases()]
    return render(request, "dashboards/public.html", {"releases": found, "files": open_data.FILES})


@require_GET
@public
def public_file(request: HttpRequest, release: int, name: str) -> HttpResponse:
    """Give a file of open data; who has it already and asks whether it is still the same is told so (304)."""
    made = open_data.files(open_data.public_release(release)).get(name)
    if made is None:
        raise absent()
    media = {"csv": "text/csv; charset=utf-8", "json": "application/json"}.get(
        name.rsplit(".", maxsplit=1)[-1], "application/vnd.apache.parquet"
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache",
               "ETag": quote_etag(digest_bytes(made))}  # fmt: skip
    answer = HttpResponse(made, media, headers=headers)
    return get_conditional_response(request, headers["ETag"], response=answer) or answer


@page()
def scenarios(request: HttpRequest) -> HttpResponse:
    """Try other weights, and for evaluators other methods, over the frozen figures."""
    sight, actor = choosing.chosen(request.user, request.GET), actor_of(request)
    if sight.level == "zone":
        raise absent()
    sent = {key: value for key, value in request.POST.items() if isinstance(value, str)}
    context = choosing.strip(sight) | scenario_page.page(sight, sent)
    if request.method == "POST":
        weights = {key: sent.get(f"weight_{key}", "") for key, _, _ in context["dimensions"]}
        methods = {path: sent.get(path, "") for path, _, _ in context["methods"]}
        context["scenarios"] = scenario_page.shown(sight, tried.try_out(actor, sight, weights, methods))
    context["left"] = supposing.left(actor, sight)
    return render(request, "dashboards/scenarios.html", context)
