"""Pages of the register of enterprises: search, one enterprise, entry, exit, move, doubles."""

from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from gaoxin.terms import language
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import one, page
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.filling import accepted, status_of
from gaoxin_web.platform.speech import said
from gaoxin_web.registry import actions, queries
from gaoxin_web.registry.forms import Entry, Leaving, Move, NewName, Same
from gaoxin_web.registry.models import Stay
from gaoxin_web.registry.rules import ENTRIES, LEAVINGS, code_fault

ROWS = 50


@page(May.SEE_RETURNS)
def enterprise_list(request: HttpRequest) -> HttpResponse:
    """Search the enterprises registered in a data year, fifty a page."""
    person = request.user
    years = queries.data_years(person) or [timezone.localdate().year]
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else years[0]
    words, zone = request.GET.get("words", "").strip()[:100], request.GET.get("zone", "")[:20]
    found = queries.stays(person, year, words=words, zone=zone)
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    for stay in shown:
        one, place = stay.enterprise, stay.zone.organisation.name
        stay.drawn = _drawn(one.credit_code, one.name, place, stay.since, stay.until, stay.entry, language())
    return render(request, "registry/enterprises.html", {
        "found": shown, "year": year, "years": years, "words": words, "zone": zone,
        "zones": queries.zones(person), "may_change": person.may(May.REGISTER),
    })  # fmt: skip


@lru_cache(maxsize=16_384)
def _drawn(
    code: str, name: str, zone: str, since: int, until: int | None, entry: str, _language: str
) -> SafeString:
    """Draw the row of one stay; it is kept by all that stands in it."""
    return render_to_string("registry/enterprise_row.html", {
        "code": code, "name": name, "zone": zone, "since": since, "until": until, "entry": ENTRIES[entry],
        "fault": code_fault(code, since),
    })  # fmt: skip


@page(May.SEE_RETURNS)
def enterprise(request: HttpRequest, code: str) -> HttpResponse:
    """Show one enterprise: its stays in zones in scope, and what can be done with it."""
    return _shown(request, code)


@page(May.REGISTER)
def enterprise_enter(request: HttpRequest) -> HttpResponse:
    """Enter an enterprise into a zone."""
    initial = {
        name: request.GET[name] for name in ("zone", "credit_code", "name", "since") if name in request.GET
    }
    form = Entry(request.user, request.POST or None, initial=initial)
    if accepted(request, form, actions.enter):
        messages.success(request, said("已登记企业进入。", "The entry is registered."))
        return redirect("enterprise", code=form.cleaned_data["credit_code"].strip().upper())
    context = {"form": form, "title": said("企业进入名录", "Entry of an enterprise"), "back": "/enterprises/"}
    return render(request, "registry/ask.html", context, status=status_of(form))


@page(May.REGISTER)
def enterprise_leave(request: HttpRequest, code: str, stay: int) -> HttpResponse:
    """End an enterprise's stay in a zone."""
    form = Leaving(request.POST or None, auto_id="leaving_%s")
    mine = _stay(request, code, stay)
    if accepted(request, form, lambda actor, **told: actions.leave(actor, mine, **told)):
        messages.success(request, said("已登记企业离开。", "The exit is registered."))
        return redirect("enterprise", code=code)
    return _shown(request, code, leaving=form)


@page(May.REGISTER)
def enterprise_move(request: HttpRequest, code: str, stay: int) -> HttpResponse:
    """Move an enterprise to another zone."""
    form = Move(request.user, request.POST or None, auto_id="moving_%s")
    mine = _stay(request, code, stay)
    if accepted(request, form, lambda actor, **told: actions.move(actor, mine, **told)):
        messages.success(request, said("已登记企业迁移。", "The move is registered."))
        return redirect("enterprise", code=code)
    return _shown(request, code, moving=form)


@page(May.REGISTER)
def enterprise_rename(request: HttpRequest, code: str) -> HttpResponse:
    """Give an enterprise another name."""
    found = queries.enterprise(request.user, code)
    form = NewName(request.POST or None, auto_id="renaming_%s")
    if accepted(request, form, lambda actor, **told: actions.rename(actor, found, **told)):
        messages.success(request, said("已登记更名。", "The new name is registered."))
        return redirect("enterprise", code=code)
    return _shown(request, code, renaming=form)


@page(May.REGISTER)
def enterprise_same(request: HttpRequest, code: str) -> HttpResponse:
    """Say that two rows are one enterprise."""
    found = queries.enterprise(request.user, code)
    form = Same(request.user, request.POST or None, auto_id="same_%s")

    def join(actor: Actor, **told: Any) -> None:
        actions.declare_same(actor, found, **told)

    if accepted(request, form, join):
        messages.success(request, said("已并为一家企业。", "Both rows are one enterprise now."))
        return redirect("enterprise", code=form.cleaned_data["kept"].credit_code)
    return _shown(request, code, same=form)


@page(May.REGISTER)
def enterprise_doubles(request: HttpRequest) -> HttpResponse:
    """List rows that may be one enterprise."""
    found = Paginator(queries.doubles(request.user), ROWS).get_page(request.GET.get("page"))
    return render(request, "registry/doubles.html", {"found": found})


def _stay(request: HttpRequest, code: str, stay: int) -> Stay:
    mine = Stay.objects.filter(
        zone__in=queries.zones(request.user).values("pk"), enterprise__credit_code=code
    )
    return one(mine.select_related("enterprise", "zone"), pk=stay)


def _shown(request: HttpRequest, code: str, **forms: Any) -> HttpResponse:
    """Show one enterprise with the forms of its changes; one that was refused keeps what was typed."""
    found = queries.enterprise(request.user, code)
    stays = [(stay, ENTRIES[stay.entry], LEAVINGS.get(stay.leaving, "")) for stay in found.seen]  # type: ignore[attr-defined]
    current = next((stay for stay, _, _ in stays if stay.until is None), None)
    person = request.user
    context = {
        "enterprise": found, "stays": stays, "current": current, "fault": code_fault(code, stays[-1][0].since),
        "may_change": person.may(May.REGISTER) and not found.same_as_id, "may_move": person.organisation.level != "zone",
        "leaving": forms.get("leaving") or Leaving(auto_id="leaving_%s"), "moving": forms.get("moving") or Move(person, auto_id="moving_%s"),
        "renaming": forms.get("renaming") or NewName(auto_id="renaming_%s"), "same": forms.get("same") or Same(person, auto_id="same_%s"),
        "opened": next(iter(forms), ""),
    }  # fmt: skip
    bound = next(iter(forms.values()), None)
    return render(request, "registry/enterprise.html", context, status=status_of(bound) if bound else 200)
