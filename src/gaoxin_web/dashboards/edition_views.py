"""Pages of editions: side by side, local ones, their results, the laboratory; queries and acts do the work."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import page
from gaoxin_web.dashboards import edition_page, edition_result_page, laboratory_page
from gaoxin_web.dashboards.comparing import guarded
from gaoxin_web.platform.actor import actor_of
from gaoxin_web.platform.refusals import absent
from gaoxin_web.rounds import edition_actions as actions
from gaoxin_web.rounds import edition_files, edition_weights
from gaoxin_web.rounds import edition_sights as sights
from gaoxin_web.rounds.edition_choice import thawed
from gaoxin_web.rounds.laboratory import file_of
from gaoxin_web.rounds.visible import sight_of


@require_GET
@page()
def editions(request: HttpRequest) -> HttpResponse:
    """List the editions that a person may look at."""
    return render(request, "dashboards/editions/list.html", edition_page.listing(request.user))


@page()
def compare(request: HttpRequest) -> HttpResponse:
    """Show two editions side by side; posted, give the differences as a file."""
    context = edition_page.compared(request.user, request.GET.get("a", ""), request.GET.get("b", ""))
    if request.method == "POST":
        subject = f"editions/{context['first'].key}+{context['second'].key}"
        return _csv(request, subject, "editions.csv", edition_page.compared_rows(context))
    return render(request, "dashboards/editions/compare.html", context)


@page(May.WEIGH)
def derive(request: HttpRequest) -> HttpResponse:
    """Derive a local edition by a form of weights."""
    base = edition_page.base_of(request.user)
    edition = thawed(base.edition_text)
    edition_page.refuse_nested(edition)
    sent = _sent(request)
    context: dict[str, Any] = {"base": base, "name": sent.get("name", ""), "name_en": sent.get("name_en", "")}
    if request.method == "POST":
        made, faults = edition_weights.read(edition, sent, request.POST.getlist("out"))
        name = sent.get("name", "").strip()
        if not edition_weights.good_name(name):
            faults.insert(0, edition_weights.Fault("name", edition_weights.NAME))
        if not faults:
            version = actions.derive(
                actor_of(request), base, name, sent.get("name_en", "").strip()[:120], made
            )
            return redirect("local-edition", local=version.edition_id)
        context |= edition_page.form(edition, made, faults, sent)
        return render(request, "dashboards/editions/form.html", context, status=400)
    context |= edition_page.form(edition, None, [])
    return render(request, "dashboards/editions/form.html", context)


@page(May.WEIGH)
def revise(request: HttpRequest, local: int) -> HttpResponse:
    """Save other weights of one's local edition as its next version."""
    found = sights.edition_of(request.user, local)
    actions.owner(actor_of(request), found)
    edition, last = thawed(found.base.edition_text), found.versions.first()
    context: dict[str, Any] = {"base": found.base, "edition": found, "name": edition_page.name_of(found)}
    if request.method == "POST":
        sent = _sent(request)
        made, faults = edition_weights.read(edition, sent, request.POST.getlist("out"))
        if not faults:
            actions.revise(actor_of(request), found, made, sent.get("reason", ""))
            return redirect("local-edition", local=local)
        context |= edition_page.form(edition, made, faults, sent) | {"reason": sent.get("reason", "")}
        return render(request, "dashboards/editions/form.html", context, status=400)
    context |= edition_page.form(edition, edition_weights.Weights.of(last.weights) if last else None, [])
    return render(request, "dashboards/editions/form.html", context)


@require_GET
@page()
def local_edition(request: HttpRequest, local: int) -> HttpResponse:
    """Show a local edition; the part that changes while a job runs is asked for again by itself."""
    context = edition_page.local(request.user, sights.edition_of(request.user, local))
    part = "state" if request.headers.get("HX-Request") else "local"
    return render(request, f"dashboards/editions/{part}.html", context)


@require_POST
@page(May.WEIGH)
def settle(request: HttpRequest, version: int) -> HttpResponse:
    """Put a draft in force, or decline it."""
    found = sights.version_of(request.user, version)
    actions.settle(actor_of(request), found, request.POST.get("do", ""))
    return redirect("local-edition", local=found.edition_id)


@require_POST
@page(May.WEIGH)
def evaluate(request: HttpRequest, version: int) -> HttpResponse:
    """Queue the evaluation of a version over the owner's zones."""
    found = sights.version_of(request.user, version)
    release = request.POST.get("release", "")
    if not release.isdecimal():
        raise absent()
    actions.ask_evaluation(actor_of(request), found, sight_of(request.user, int(release)))
    return redirect("local-edition", local=found.edition_id)


@require_POST
@page(May.WEIGH)
def replay_years(request: HttpRequest, version: int) -> HttpResponse:
    """Queue the replay of a version over every frozen year."""
    found = sights.version_of(request.user, version)
    actions.ask_laboratory(actor_of(request), found)
    return redirect("local-edition", local=found.edition_id)


@require_POST
@page()
def download(request: HttpRequest, version: int) -> HttpResponse:
    """Give a version as an edition folder."""
    found = sights.version_of(request.user, version)
    name, content = edition_files.zipped(found)
    actions.given_out(actor_of(request), f"edition/{found.edition_id}", name)
    return _file(name, content, "application/zip")


@require_GET
@page()
def result(request: HttpRequest, made: int) -> HttpResponse:
    """Show a local result: both places of the zones that may be seen."""
    view = sights.local_sight(request.user, made)
    return render(request, "dashboards/editions/result.html", edition_result_page.page(request.user, view))


@require_POST
@page()
def result_csv(request: HttpRequest, made: int) -> HttpResponse:
    """Give a local result as the page shows it."""
    view = sights.local_sight(request.user, made)
    return _csv(request, f"local-run/{made}", f"local-{made}.csv", edition_result_page.rows(view))


@require_POST
@page(May.WEIGH)
def step_result(request: HttpRequest, made: int) -> HttpResponse:
    """Show a local result to the owner's zones, hide it again, or have it replayed."""
    view, actor = sights.local_sight(request.user, made), actor_of(request)
    if request.POST.get("do") == "replay":
        actions.ask_local_replay(actor, view.made)
    else:
        actions.tell(actor, view.made, request.POST.get("do") == "tell")
    return redirect("local-result", made=made)


@require_GET
@page()
def laboratory(request: HttpRequest, laboratory: int) -> HttpResponse:
    """Show what a version would have done in a frozen year."""
    found, year = sights.laboratory_of(request.user, laboratory), request.GET.get("year", "")
    context = laboratory_page.page(found, int(year) if year.isdecimal() and len(year) == 4 else None)
    return render(request, "dashboards/editions/laboratory.html", context)


@require_POST
@page()
def laboratory_csv(request: HttpRequest, laboratory: int, name: str) -> HttpResponse:
    """Give a table of the laboratory as the file that is kept."""
    found = sights.laboratory_of(request.user, laboratory)
    content = file_of(found.folder, name)
    if content is None:
        raise absent()
    actions.given_out(actor_of(request), f"laboratory/{laboratory}", name)
    return _file(name, content, "text/csv; charset=utf-8")


def _sent(request: HttpRequest) -> dict[str, str]:
    return {key: value for key, value in request.POST.items() if isinstance(value, str)}


def _csv(request: HttpRequest, subject: str, name: str, rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Give rows as a file that spreadsheets open in Chinese; the export stands in the journal."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([guarded(cell) for cell in row] for row in rows)
    actions.given_out(actor_of(request), subject, name)
    return _file(name, b"\xef\xbb\xbf" + text.getvalue().encode(), "text/csv; charset=utf-8")


def _file(name: str, content: bytes, media: str) -> HttpResponse:
    return HttpResponse(content, media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
