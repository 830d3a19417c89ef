"""The demonstration's survey and panel: this year's are under way, with made-up answers and marks, all synthetic."""

from collections.abc import Sequence
from math import ceil

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from gaoxin.panels import rehearsal
from gaoxin.panels.sampling import Listed
from gaoxin.returns import Zone as Judged
from gaoxin_web.accounts.models import Organisation, Person
from gaoxin_web.collect.models import Round
from gaoxin_web.panels.models import Assignment, Judgement, Panel, Sheet, Survey
from gaoxin_web.panels.panel_actions import open_panel, save_expert
from gaoxin_web.panels.rulebooks import asked_of, rubrics_of_round, zones_of
from gaoxin_web.panels.survey_actions import make_links, open_survey
from gaoxin_web.platform.actor import Actor

SEED = "2015"
LOAD = 100
"""Marks of one expert at most; the six with accounts are joined by others where there are many zones."""

UNMARKED = 5
"""Zones of expert1 that wait for his marks."""

SMALL = 40
"""With fewer zones three experts judge each indicator, else five as the rubrics say."""


def fill_panels_under_way(round_: Round) -> None:
    """Open the survey and the panel of a round: most answers and marks are there, five zones wait for expert1."""
    actor = Actor(Person.objects.get(username="ministry1"), door="job")
    closes = round_.closes_at
    survey = open_survey(actor, round_, closes, SEED)
    make_links(actor, survey, "")
    _answer(survey)
    zones = [zone for _, zone in zones_of(round_).values()]
    each = 3 if len(zones) < SMALL else 5
    _register(actor, round_, zones, max(6, ceil(len(zones) * 4 * each / LOAD)))
    _judge(open_panel(actor, round_, closes, each=each, most=200, seed=SEED))


def _answer(survey: Survey) -> None:
    """Let enterprises of the sample answer."""
    book, questionnaire = asked_of(survey)
    rows = list(survey.invitees.filter(reserve=False).select_related("enterprise", "zone"))
    by_code = {one.enterprise.credit_code: one for one in rows}
    asked = [Listed(code, one.zone.code, one.stratum) for code, one in by_code.items()]
    given = rehearsal.answers(asked, book, questionnaire, SEED)
    Sheet.objects.bulk_create(
        (Sheet(survey=survey, zone=by_code[one.enterprise].zone, respondent=one.respondent, stratum=one.stratum,
               ticked=dict(one.ticked), seconds=one.seconds) for one in given),
        batch_size=1_000,
    )  # fmt: skip
    answered = [by_code[one.enterprise].pk for one in given]
    for at in range(0, len(answered), 500):
        survey.invitees.filter(pk__in=answered[at : at + 500]).update(answered=True)


def _register(actor: Actor, round_: Round, zones: Sequence[Judged], number: int) -> None:
    """Put experts into the register; those beyond the six with accounts have no password."""
    outside = Organisation.objects.get(code="EXPERTS")
    rubrics = rubrics_of_round(round_)
    for at, one in enumerate(rehearsal.experts(zones, rubrics, number, SEED), 1):
        person, _ = Person.objects.get_or_create(
            username=f"expert{at}",
            defaults={"name": one.name, "organisation": outside, "role": "expert", "is_active": True,
                      "password": make_password(None), "password_changed_at": timezone.now()},
        )  # fmt: skip
        few = number <= 6  # so that five of six may judge every zone
        given = {"fields": list(one.fields), "organisation": one.organisation, "province": "" if few and at > 3 else one.province,
                 "avoid": [] if few else list(one.avoid)}  # fmt: skip
        save_expert(actor, person, given)


def _judge(panel: Panel) -> None:
    """Let every expert submit his marks, but expert1, who has judged all but five zones and submitted nothing."""
    rows = list(panel.assignments.select_related("expert__person", "dossier__zone"))
    wait = sorted({one.dossier.word for one in rows if one.expert.person.username == "expert1"})[:UNMARKED]
    given = rehearsal.marks([_pair(one) for one in rows], SEED)
    scores = {(mark.person, mark.indicator, mark.zone): mark.score for mark in given}
    mine = [one for one in rows if one.expert.person.username == "expert1"]
    Judgement.objects.bulk_create(
        (Judgement(assignment=one, score=int(scores[(pair := _pair(one))[0], *pair[1]])) for one in rows
         if one.expert.person.username != "expert1" or one.dossier.word not in wait),
        batch_size=1_000,
    )  # fmt: skip
    panel.assignments.exclude(pk__in=[one.pk for one in mine]).update(submitted_at=timezone.now())


def _pair(one: Assignment) -> tuple[str, tuple[str, str]]:
    return one.expert.person.username, (one.indicator, one.dossier.zone.code)
