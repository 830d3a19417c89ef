"""Pages of rounds: the list, one round with its participants and forms, opening, changing, extending, ending."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import one, page
from gaoxin_web.collect import round_actions, taking_part
from gaoxin_web.collect import round_queries as queries
from gaoxin_web.collect.calendar import moment_words
from gaoxin_web.collect.deadlines import deadline_of
from gaoxin_web.collect.models import Round
from gaoxin_web.collect.round_forms import (
    Closing,
    Extending,
    FormHead,
    MovesUntil,
    NewRound,
    Participation,
    RoundDates,
    dates_of,
    head_of,
    next_round,
)  # fmt: skip
from gaoxin_web.collect.round_rules import FORM_KINDS, KINDS, PARTICIPATIONS
from gaoxin_web.collect.states import LOOKS, NAMES, OPEN, State
from gaoxin_web.platform.filling import accepted, status_of
from gaoxin_web.platform.speech import said
from gaoxin_web.registry.queries import zones


@page(May.SEE_RETURNS)
def round_list(request: HttpRequest) -> HttpResponse:
    """List all rounds."""
    now = timezone.now()
    rows = [
        {"round": made, "kind": KINDS[made.kind], "stage": stage(made, now), "opens": moment_words(made.opens_at),
         "closes": moment_words(made.closes_at)}
        for made in queries.rounds()
    ]  # fmt: skip
    return render(
        request, "collect/rounds.html", {"rows": rows, "may_open": request.user.may(May.OPEN_ROUND)}
    )


@page(May.SEE_RETURNS)
def round_page(request: HttpRequest, made: int) -> HttpResponse:
    """Show one round."""
    return _shown(request, queries.round_of(made))


@page(May.OPEN_ROUND)
def round_new(request: HttpRequest) -> HttpResponse:
    """Open a round."""
    form = NewRound(request.POST or None, initial=next_round(queries.rounds().first()))
    opened: list[Round] = []
    if accepted(request, form, lambda actor, **told: opened.append(round_actions.open_round(actor, **told))):
        messages.success(request, said("轮次已开启，参评园区与报表已按名录生成。", "The round is open, with its zones and forms from the register."))  # fmt: skip
        return redirect("round", made=opened[0].pk)
    return _asking(request, form, said("开启评价轮次", "Open a round"), said("开启", "Open"), "/rounds/")


@page(May.OPEN_ROUND)
def round_change(request: HttpRequest, made: int) -> HttpResponse:
    """Change a round before it opens."""
    found = queries.round_of(made)
    form = RoundDates(request.POST or None, initial=dates_of(found))
    if accepted(request, form, lambda actor, **told: round_actions.change_round(actor, found, **told)):
        messages.success(request, said("轮次已修改。", "The round is changed."))
        return redirect("round", made=made)
    return _asking(
        request, form, said("修改轮次", "Change the round"), said("保存", "Save"), f"/rounds/{made}/"
    )


@page(May.OPEN_ROUND)
def round_form(request: HttpRequest, made: int, form: int) -> HttpResponse:
    """Change the head and dates of a form before it opens."""
    found = queries.form_of(queries.round_of(made), form)
    asked = FormHead(request.POST or None, initial=head_of(found))
    if accepted(request, asked, lambda actor, **told: round_actions.change_form(actor, found, **told)):
        messages.success(request, said("表样信息已修改。", "The head of the form is changed."))
        return redirect("round", made=made)
    return _asking(request, asked, said("修改表头", "Change the head of a form"), said("保存", "Save"), f"/rounds/{made}/")  # fmt: skip


@page(May.OPEN_ROUND)
def round_zone(request: HttpRequest, made: int, zone: str) -> HttpResponse:
    """Say how a zone takes part."""
    found, place = queries.round_of(made), one(zones(request.user), code=zone)
    now = found.participants.filter(zone=place).first()
    initial = {"participation": now.participation if now else "", "reason": now.reason if now else ""}
    form = Participation(request.POST or None, initial=initial)
    if accepted(
        request, form, lambda actor, **told: taking_part.set_participation(actor, found, place, **told)
    ):
        messages.success(request, said("参评方式已修改。", "How the zone takes part is changed."))
        return redirect("round", made=made)
    title = f"{place.organisation.name} · {said('参评方式', 'Takes part')}"
    return _asking(request, form, title, said("保存", "Save"), f"/rounds/{made}/")


@page(May.OPEN_ROUND)
def round_moves(request: HttpRequest, made: int) -> HttpResponse:
    """Set the last day on which zones change their register."""
    found = queries.round_of(made)
    form = MovesUntil(request.POST or None, initial={"moves_until": found.moves_until})
    if accepted(request, form, lambda actor, **told: round_actions.set_moves_until(actor, found, **told)):
        messages.success(request, said("名录变更截止日已修改。", "The last day for the register is changed."))
        return redirect("round", made=made)
    return _asking(request, form, said("企业名录变更截止", "Register changes until"), said("保存", "Save"), f"/rounds/{made}/")  # fmt: skip


@page(May.OPEN_ROUND)
def round_close(request: HttpRequest, made: int) -> HttpResponse:
    """End a round."""
    found = queries.round_of(made)
    form = Closing(request.POST or None)
    if accepted(request, form, lambda actor, **told: round_actions.close_round(actor, found, **told)):
        messages.success(
            request, said("本轮已结束，数据不再改动。", "The round has ended; its data stay as they are.")
        )
        return redirect("round", made=made)
    return _asking(request, form, said("结束本轮", "End the round"), said("结束", "End"), f"/rounds/{made}/")


@require_POST
@page(May.OPEN_ROUND)
def round_enterprises(request: HttpRequest, made: int) -> HttpResponse:
    """Make the submissions of enterprises that joined after the opening."""
    from gaoxin_web.platform.actor import actor_of

    number = taking_part.complete_enterprises(actor_of(request), queries.round_of(made))
    messages.success(
        request, said(f"补建 {number} 份企业填报。", f"{number} enterprise submissions were made.")
    )
    return redirect("round", made=made)


@page(May.REVIEW)
def round_extend(request: HttpRequest, made: int) -> HttpResponse:
    """Give submissions more time."""
    found = queries.round_of(made)
    form = Extending(request.POST or None)
    ids = [int(pk) for pk in request.POST.getlist("submission") if pk.isascii() and pk.isdigit()][:1_000]
    if accepted(request, form, lambda actor, **told: taking_part.extend(actor, ids, **told)):
        messages.success(request, said(f"已延期 {len(ids)} 份报表，并通知填报人。", f"{len(ids)} forms are extended; their people are told."))  # fmt: skip
        return redirect("round", made=made)
    open_ones = (
        queries.submissions(request.user).filter(round=found, state__in=OPEN).exclude(form__kind="enterprise")
    )
    rows = [
        {"submission": row, "until": moment_words(deadline_of(row).last), "chosen": row.pk in ids}
        for row in open_ones
    ]
    context = {"round": found, "form": form, "rows": rows}
    return render(request, "collect/round_extend.html", context, status=status_of(form))


def stage(made: Round, now: Any) -> tuple[str, str]:
    """Return the look and the word of where a round is."""
    if made.closed:
        return "lock", said("已结束", "ended")
    if now < made.opens_at:
        return "idle", said("未开始", "not yet open")
    return (
        ("draft", said("填报中", "open"))
        if now <= made.closes_at
        else ("late", said("已截止，审核中", "closed, under review"))
    )


def _shown(request: HttpRequest, made: Round) -> HttpResponse:
    person, now = request.user, timezone.now()
    tally = queries.tally(person, made)
    forms = [
        {"form": form, "opens": moment_words(form.opens_at), "closes": moment_words(form.closes_at),
         "kind": FORM_KINDS[form.kind], "total": sum(tally[form.pk].values()),
         "states": [(LOOKS[state], NAMES[state], tally[form.pk][state]) for state in State if tally[form.pk][state]]}
        for form in made.forms.all()
    ]  # fmt: skip
    people = [(row, PARTICIPATIONS[row.participation]) for row in queries.participants(person, made)]
    mine = {row.zone_id for row, _ in people}
    return render(request, "collect/round.html", {
        "round": made, "kind": KINDS[made.kind], "stage": stage(made, now), "forms": forms, "participants": people,
        "absent": [zone for zone in zones(person) if zone.pk not in mine], "left": queries.working_calendar().left(now, made.closes_at),
        "opens": moment_words(made.opens_at), "closes": moment_words(made.closes_at),
        "may_open": person.may(May.OPEN_ROUND), "begun": now >= made.opens_at, "over": now > made.closes_at,
        "may_extend": person.may(May.REVIEW) and person.organisation.level in {"province", "ministry"} and not made.closed,
    })  # fmt: skip


def _asking(request: HttpRequest, form: Any, title: str, verb: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "verb": verb, "back": back}
    return render(request, "collect/round_ask.html", context, status=status_of(form))
