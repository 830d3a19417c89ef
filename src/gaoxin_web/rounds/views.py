"""Pages of a round's end: freeze, evaluate, waive, release, answer."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_POST

from gaoxin.terms import Text
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import one, page
from gaoxin_web.platform.actor import actor_of
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.registry.models import Zone
from gaoxin_web.rounds import actions, effects, objections, queries
from gaoxin_web.rounds.rules import LEVELS, LISTED, LOOKS, PARTS, STATES, USUAL, clean_listed


@require_GET
@page(May.EVALUATE)
def rounds(request: HttpRequest) -> HttpResponse:
    """List the rounds with where their evaluation is."""
    found = [{"round": each, "last": each.releases.first(), "freezes": each.freezes.count()}
             for each in queries.rounds(request.user)]  # fmt: skip
    return render(request, "rounds/rounds.html", {"rounds": found, "states": STATES, "looks": LOOKS})


@require_GET
@page(May.EVALUATE)
def evaluation(request: HttpRequest, round: int) -> HttpResponse:  # noqa: A002 - the noun of the address
    """Show one round's end; the part that changes while a job runs is asked for again by itself."""
    found = queries.round_of(request.user, round)
    state = queries.state_of(found)
    running = any(each["job"] and each["job"].state in ("queued", "running") for each in state["freezes"])
    replaying = any(
        each["replay"] and each["replay"].state in ("queued", "running") for each in state["runs"]
    )
    context = {"round": found, "states": STATES, "looks": LOOKS, "running": running or replaying, **state}
    return render(
        request,
        "rounds/state.html" if request.headers.get("HX-Request") else "rounds/evaluation.html",
        context,
    )


@require_POST
@page(May.EVALUATE)
def ask_freeze(request: HttpRequest, round: int) -> HttpResponse:  # noqa: A002
    """Ask to freeze a round."""
    actions.ask_freeze(actor_of(request), queries.round_of(request.user, round))
    return redirect("evaluation", round=round)


@require_POST
@page(May.EVALUATE)
def settle_freeze(request: HttpRequest, freeze: int) -> HttpResponse:
    """Confirm or decline a freeze, or evaluate a confirmed one again."""
    found = queries.freeze_of(request.user, freeze)
    verb = {
        "confirm": actions.confirm_freeze,
        "decline": actions.decline_freeze,
        "again": actions.evaluate_again,
    }
    chosen = verb.get(request.POST.get("do", ""))
    if chosen is None:
        raise Refused(400, Text("没有这个动作。", "There is no such act."))
    chosen(actor_of(request), found)
    return redirect("evaluation", round=found.round_id)


@require_POST
@page(May.EVALUATE)
def replay(request: HttpRequest, run: int) -> HttpResponse:
    """Queue the replay of a kept result."""
    found = queries.run_of(request.user, run)
    actions.ask_replay(actor_of(request), found)
    return redirect("evaluation", round=found.freeze.round_id)


@require_POST
@page(May.RELEASE)
def waive(request: HttpRequest, round: int) -> HttpResponse:  # noqa: A002
    """Waive a figure that a zone did not report."""
    found = queries.round_of(request.user, round)
    zone = one(Zone.objects.all(), code=request.POST.get("zone", ""))
    reason = request.POST.get("reason", "")
    actions.waive(actor_of(request), found, zone, request.POST.get("indicator", ""), reason)
    return redirect("evaluation", round=round)


@page(May.RELEASE)
def make_release(request: HttpRequest, run: int) -> HttpResponse:
    """Choose what a release shows to whom, and make it."""
    found = queries.run_of(request.user, run)
    dimensions = queries.dimensions(found)
    if request.method == "POST":
        sees = {level: request.POST.getlist(f"sees_{level}") for level in LEVELS}
        lists = request.POST.getlist("lists")
        listed = clean_listed(
            _whole(request, "top"), lists, _whole(request, "each"), [key for key, _ in dimensions]
        )
        made = actions.make_release(actor_of(request), found, sees, listed, request.POST.get("reason", ""))
        return redirect("release", release=made.pk)
    context = {"run": found, "parts": PARTS, "levels": LEVELS, "usual": USUAL, "listed": LISTED,
               "dimensions": dimensions, "first": not found.freeze.round.releases.exists()}  # fmt: skip
    return render(request, "rounds/make_release.html", context)


@require_GET
@page(May.RELEASE)
def release(request: HttpRequest, release: int) -> HttpResponse:
    """Show one release: its switches, difference, secrecy review, steps and objections."""
    found = queries.release_of(request.user, release)
    until = timezone.localtime() + timedelta(days=7)
    context = {
        "release": found, "states": STATES, "look": LOOKS[found.state], "parts": PARTS, "levels": LEVELS,
        "clearance": getattr(found, "clearance", None), "objections": queries.objections(found),
        "until": until.strftime("%Y-%m-%dT%H:%M"), "moved": found.difference.get("moved", {}),
        **queries.called(found),
    }  # fmt: skip
    return render(request, "rounds/release.html", context)


@require_POST
@page(May.RELEASE)
def step_release(request: HttpRequest, release: int) -> HttpResponse:
    """Sign the secrecy review, notify, or make final."""
    found, actor = queries.release_of(request.user, release), actor_of(request)
    verb = request.POST.get("do", "")
    if verb == "clear":
        actions.clear(actor, found, request.POST.get("words", ""))
    elif verb == "notify":
        until = parse_datetime(request.POST.get("until", ""))
        if until is None:
            raise Refused(400, Text("请填写异议期的结束时间。", "Say when the window for objections ends."))
        actions.notify(actor, found, timezone.make_aware(until) if timezone.is_naive(until) else until)
    elif verb == "finish":
        actions.finish(actor, found)
    else:
        raise Refused(400, Text("没有这个动作。", "There is no such act."))
    return redirect("release", release=release)


@require_POST
@page(May.RELEASE)
def answer(request: HttpRequest, objection: int) -> HttpResponse:
    """Answer an objection."""
    found = queries.objection_of(request.user, objection)
    objections.answer(
        actor_of(request), found, request.POST.get("outcome", ""), request.POST.get("words", "")
    )
    return redirect("release", release=found.release_id)


@require_GET
@page(May.EVALUATE)
def effect(request: HttpRequest, submission: int, field: str) -> HttpResponse:
    """Say what a figure under review moves: a part of the review desk."""
    found = effects.effect_of(request.user, submission, field)
    return render(request, "rounds/effect.html", {"effect": found})


def _whole(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not text.isdecimal() or int(text) > 1000:
        raise Refused(400, Text("请填 0 至 1000 的整数。", "Write a whole number from 0 to 1000."))
    return int(text)
