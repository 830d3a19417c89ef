"""What the pages of a survey show, laid out for templates."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from gaoxin.panels.survey import Response, ZoneResult
from gaoxin.terms import Text
from gaoxin_web.collect.editions import edition_of
from gaoxin_web.panels.models import Invitee, Survey
from gaoxin_web.panels.rulebooks import asked_of, zones_of
from gaoxin_web.panels.survey_queries import results_by_zone, standing, waiting


def sheet(invitee: Invitee, given: Mapping[str, str] | None) -> dict[str, Any]:
    """Return a sheet with its questions, and what is ticked already."""
    book, questionnaire = asked_of(invitee.survey)
    ticked = invitee.draft if given is None else given
    questions = [
        {
            "id": one.id, "number": number, "words": Text(one.label, one.label_en), "ticked": one.id in ticked,
            "levels": [(level.value, Text(level.label, level.label_en), ticked.get(one.id) == level.value)
                       for level in book.levels(one)],
        }
        for number, one in enumerate(questionnaire.questions, 1)
    ]  # fmt: skip
    return {
        "title": Text(questionnaire.label, questionnaire.label_en),
        "intro": Text(questionnaire.intro, questionnaire.intro_en), "survey": invitee.survey,
        "questions": questions, "saved": bool(invitee.draft), "synthetic": invitee.survey.round.synthetic,
        "zone": zones_of(invitee.survey.round)[invitee.zone.code][1].name,
    }  # fmt: skip


def survey(found: Survey) -> dict[str, Any]:
    """Return the ministry's page of a survey: response, results that may be shown, reminders, flags."""
    book, questionnaire = asked_of(found)
    now, edition = standing(found), edition_of(found.round)
    zones = zones_of(found.round)
    labels = [
        (code, Text(edition.indicator(code).label, edition.indicator(code).label_en))
        for code in questionnaire.indicators
    ]
    lines = [
        {"code": each["response"].zone, "name": zones[each["response"].zone][1].name,
         **_response(each["response"]), "results": [_result(one) for one in each["results"]]}
        for each in results_by_zone(now)
    ]  # fmt: skip
    responses = now.worked.response
    return {
        "survey": found, "questionnaire": questionnaire, "title": Text(questionnaire.label, questionnaire.label_en),
        "labels": labels, "lines": lines, "asked": now.asked, "answers": sum(one.answers for one in responses),
        "counted": sum(one.counted for one in responses), "flags": now.flags, "basis": book.basis,
        "leave_out": questionnaire.leave_out, "withheld": len(now.worked.withheld),
        "waiting": waiting(found).count(), "over": found.closes_at <= timezone.now(),
        "unlinked": found.invitees.filter(digest=None, reserve=False, answered=False).count(),
        "reserve": found.invitees.filter(digest=None, reserve=True).count(),
    }  # fmt: skip


def _response(one: Response) -> dict[str, Any]:
    return {
        "population": one.population, "asked": one.asked, "answers": one.answers, "counted": one.counted,
        "rate": None if one.rate is None else f"{one.rate:.0%}",
        "margin": None if one.margin is None else f"±{one.margin * 100:.1f}",
    }  # fmt: skip


def _result(one: ZoneResult) -> dict[str, Any]:
    """Return a result as it is shown: nothing at all of one that is withheld, but why."""
    if one.withheld is not None or one.mean is None:
        return {"withheld": one.withheld}
    span = None if one.lower is None or one.upper is None else f"{one.lower:.1f}–{one.upper:.1f}"
    return {"mean": f"{one.mean:.1f}", "span": span, "withheld": None}
