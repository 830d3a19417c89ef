"""Pages of the registry: zones with their history, self-innovation zones, candidates."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import one, page, require
from gaoxin_web.platform.filling import accepted, status_of
from gaoxin_web.platform.speech import said
from gaoxin_web.registry import queries, zone_actions
from gaoxin_web.registry.forms import NewCandidate, NewZone, SelfInnovation, Upgrade, ZoneChange
from gaoxin_web.registry.rules import EVENTS, PARK_TYPES


@page(May.SEE_RETURNS)
def zone_list(request: HttpRequest) -> HttpResponse:
    """List the zones in scope: what they are now, since when, with how many enterprises."""
    person = request.user
    year = timezone.localdate().year
    found = queries.zones_with_history(person)
    wished = {name: request.GET.get(name, "") for name in ("province", "park_type", "self_innovation_zone")}
    rows = list(found.filter(**{name: value for name, value in wished.items() if value}))
    counts = queries.counts_by_zone(person, year)
    for row in rows:
        row.enterprises, row.type_words = counts.get(row.pk, 0), PARK_TYPES[row.park_type or ""]
        row.is_new = row.national_since is not None and row.national_since >= year - 1
    return render(request, "registry/zones.html", {
        "rows": rows, "wished": wished, "total": sum(row.enterprises for row in rows),
        "provinces": sorted({row.province for row in found}), "types": PARK_TYPES.items(),
        "groups": sorted({row.self_innovation_zone for row in found} - {""}),
        "may_change": person.may(May.OPEN_ROUND), "year": year, "may_see_candidates": queries.sees_candidates(person),
    })  # fmt: skip


@page(May.SEE_RETURNS)
def zone(request: HttpRequest, code: str) -> HttpResponse:
    """Show one zone: what it is, its history, its rounds."""
    found = queries.zone(request.user, code)
    now = timezone.localdate().year
    history = [(line, EVENTS[line.event], PARK_TYPES[line.park_type]) for line in found.years.all()]
    return render(request, "registry/zone.html", {
        "zone": found, "history": history, "line": queries.as_of(found, now), "type_words": PARK_TYPES[found.park_type or ""],
        "rounds": found.participations.select_related("round").defer("round__edition_text"), "may_change": request.user.may(May.OPEN_ROUND),
        "enterprises": queries.count_of(found, now), "year": now,
    })  # fmt: skip


@page(May.OPEN_ROUND)
def zone_change(request: HttpRequest, code: str) -> HttpResponse:
    """Change a zone: a new line of its history, by a document."""
    found = queries.zone(request.user, code)
    form = ZoneChange(request.POST or None)
    if accepted(request, form, partial(_with, zone_actions.change_zone, found)):
        messages.success(request, said("已登记园区变更。", "The change of the zone is registered."))
        return redirect("registry_zone", code=code)
    return _asking(
        request, form, found.organisation.name, said("园区变更", "Change of a zone"), f"/zones/{code}/"
    )


@page(May.OPEN_ROUND)
def zone_self_innovation(request: HttpRequest, code: str) -> HttpResponse:
    """Say to which self-innovation zone a zone belongs."""
    found = queries.zone(request.user, code)
    form = SelfInnovation(request.POST or None, initial={"self_innovation_zone": found.self_innovation_zone})
    if accepted(request, form, partial(_with, zone_actions.join_self_innovation_zone, found)):
        messages.success(
            request, said("已登记所属自主创新示范区。", "The self-innovation zone is registered.")
        )
        return redirect("registry_zone", code=code)
    title = said("所属国家自主创新示范区", "National self-innovation zone")
    return _asking(request, form, found.organisation.name, title, f"/zones/{code}/")


@page(May.OPEN_ROUND)
def zone_new(request: HttpRequest) -> HttpResponse:
    """Add a zone to the registry."""
    form = NewZone(request.POST or None)
    if accepted(request, form, zone_actions.add_zone):
        messages.success(request, said("已登记园区。", "The zone is registered."))
        return redirect("registry_zone", code=form.cleaned_data["code"])
    return _asking(request, form, "", said("登记园区", "Register a zone"), "/zones/")


@page(May.SEE_RETURNS)
def candidate_list(request: HttpRequest) -> HttpResponse:
    """List the provincial zones that apply, and register one."""
    person = request.user
    may_add = person.may(May.REGISTER) and person.organisation.level in {"province", "ministry"}
    form = NewCandidate(person, request.POST or None)
    if request.method == "POST":
        require(person, May.REGISTER)
    if accepted(request, form, zone_actions.add_candidate):
        messages.success(request, said("已登记候选。", "The candidate is registered."))
        return redirect("candidates")
    return render(request, "registry/candidates.html", {
        "rows": queries.candidates(person), "form": form, "may_add": may_add, "may_upgrade": person.may(May.OPEN_ROUND),
    }, status=status_of(form))  # fmt: skip


@page(May.OPEN_ROUND)
def candidate_upgrade(request: HttpRequest, code: str) -> HttpResponse:
    """Make a candidate a national zone."""
    found = one(queries.candidates(request.user), code=code)
    form = Upgrade(request.POST or None)
    if accepted(request, form, partial(_with, zone_actions.upgrade_candidate, found)):
        messages.success(request, said("已升级为国家高新区。", "The candidate is a national zone now."))
        return redirect("registry_zone", code=form.cleaned_data["code"])
    return _asking(request, form, found.name, said("升级为国家高新区", "Upgrade to national"), "/candidates/")


def _with(act: object, subject: object, actor: object, **told: object) -> object:
    """Call an act on a subject, as ``accepted`` calls it with the actor first."""
    return act(actor, subject, **told)  # type: ignore[operator]


def _asking(request: HttpRequest, form: object, about: str, title: str, back: str) -> HttpResponse:
    context = {"form": form, "about": about, "title": title, "back": back}
    return render(request, "registry/ask.html", context, status=status_of(form))  # type: ignore[arg-type]
