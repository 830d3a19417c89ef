"""Reads of surveys: for the ministry how a survey stands, for a respondent his own sheet; never a single answer."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from gaoxin.edition.questionnaires import Flag, Questionnaire
from gaoxin.micro.tables import join, rows
from gaoxin.panels.answers import Answer, Answers, flagged
from gaoxin.panels.register import size_of
from gaoxin.panels.sampling import Listed
from gaoxin.panels.survey import Frame, ZoneResult, work_out
from gaoxin.panels.survey import Survey as Worked
from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import one, require
from gaoxin_web.collect.models import Round, Submission
from gaoxin_web.panels.models import Invitee, Sheet, Survey
from gaoxin_web.panels.rulebooks import asked_of, zones_of
from gaoxin_web.panels.rules import FLAGS, digest_of_token
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.registry.queries import registered

ALL = 10**7


def surveys(person: Person) -> QuerySet[Survey]:
    """Return the surveys for somebody who evaluates; Refused 403 for anybody else."""
    require(person, May.EVALUATE)
    return Survey.objects.select_related("round", "opened_by").defer("round__edition_text")


def survey_of(person: Person, key: int) -> Survey:
    """Return one survey for somebody who evaluates."""
    return one(surveys(person), pk=key)


def rounds(person: Person) -> list[dict[str, Any]]:
    """Return the rounds with their survey and their panel, the newest first, for somebody who evaluates."""
    require(person, May.EVALUATE)
    found = (
        Round.objects.order_by("-data_year", "-id").select_related("survey", "panel").defer("edition_text")
    )
    return [
        {"round": each, "survey": getattr(each, "survey", None), "panel": getattr(each, "panel", None)}
        for each in found
    ]


def round_of(person: Person, key: int) -> Round:
    """Return one round for somebody who evaluates."""
    require(person, May.EVALUATE)
    return one(Round.objects.all(), pk=key)


def register_of(round_: Round) -> list[Listed]:
    """Return the enterprises registered in the zones of a round, with their size by the last approved return as stratum."""
    zones = zones_of(round_)
    found = registered(round_.data_year).filter(zone__code__in=list(zones))
    sizes = _sizes(round_)
    return [
        Listed(code, zone, sizes.get(code, "unknown"))
        for code, zone in found.values_list("enterprise__credit_code", "zone__code")
    ]


def _sizes(round_: Round) -> dict[str, str]:
    """Return the size of enterprises by the approved returns of the year before this one, by credit code."""
    tables = (
        Submission.objects.filter(
            form__kind="enterprises", round__data_year=round_.data_year - 1, round__kind="annual"
        )
        .exclude(approved__table=None)
        .values_list("approved__table__parquet", flat=True)
    )
    if not tables.exists():
        return {}
    with TemporaryDirectory(prefix="gaoxin-sizes-") as place:
        target = Path(place) / "returns.parquet"
        join((bytes(one) for one in tables.iterator(chunk_size=20)), target)
        _, found = rows(target.read_bytes(), ["credit_code", "employees"], limit=ALL)
    return {
        row["credit_code"]: size_of("" if row["employees"] is None else str(row["employees"]))
        for row in found
    }


def invitee_of(token: str) -> Invitee:
    """Return whom a token invites; Refused 404 when nobody was sent it, or it was replaced."""
    found = (
        Invitee.objects.select_related("survey__round", "zone")
        .defer("survey__round__edition_text")
        .filter(digest=digest_of_token(token))
        .first()
        if token
        else None
    )
    if found is None:
        raise Refused(404, Text("这个链接无效，或者已经换成新的。请用最近收到的链接，或联系发送人。",
                                "This link is not valid, or was replaced. Use the one you got last, or ask its sender."))  # fmt: skip
    return found


def why_closed(invitee: Invitee) -> Text | None:
    """Return in words why a sheet cannot be answered any more; None while it can."""
    if invitee.answered:
        return Text("这份问卷已经提交过，每个链接只能提交一次。谢谢您。",
                    "This sheet was sent already; a link works once. Thank you.")  # fmt: skip
    survey = invitee.survey
    if survey.closed_at is not None or survey.closes_at <= timezone.now():
        until = timezone.localtime(survey.closes_at).strftime("%Y-%m-%d %H:%M")
        return Text(
            f"问卷已于 {until} 截止，不再接收答卷。",
            f"The survey closed at {until}; nothing is taken any more.",
        )
    return None


@dataclass(frozen=True)
class Standing:
    """How a survey stands: what the engine makes of it, how many were asked and reminded, what was flagged."""

    worked: Worked
    asked: int
    answered: int
    flags: Mapping[str, int]


def standing(survey: Survey) -> Standing:
    """Return how a survey stands now; worked out once for the same answers."""
    count = survey.invitees.aggregate(
        asked=Count("pk", filter=Q(reserve=False) | ~Q(digest=None)),
        answered=Count("pk", filter=Q(answered=True)),
    )
    sheets = survey.sheets.aggregate(number=Count("pk"), last=Max("pk"))
    worked = _worked(survey.pk, sheets["number"], sheets["last"], count["asked"])
    return Standing(
        worked, count["asked"], count["answered"], {str(FLAGS[key]): n for key, n in worked.flags.items()}
    )


@lru_cache(maxsize=8)
def _worked(key: int, sheets: int, last: int | None, asked: int) -> Worked:  # noqa: ARG001 - they say that nothing changed
    survey = Survey.objects.select_related("round").defer("round__edition_text").get(pk=key)
    book, questionnaire = asked_of(survey)
    return work_out(
        answers_of(survey, questionnaire), book, questionnaire, list(zones_of(survey.round)), frame_of(survey)
    )


def answers_of(survey: Survey, questionnaire: Questionnaire) -> Answers:
    """Return the answer sheets of a survey with their flags, for the engine; none is ever shown."""
    sheets = list(Sheet.objects.filter(survey=survey).select_related("zone"))
    given = [
        Answer(one.zone.code, one.respondent, one.ticked, "", one.stratum, one.seconds, f"sheet {one.pk}")
        for one in sheets
    ]
    found = flagged(given, questionnaire)
    repeated: dict[int, tuple[Flag, ...]] = {
        at: ("duplicate",) for at, one in enumerate(sheets) if one.repeated
    }
    flags = {at: (*repeated.get(at, ()), *found.flags.get(at, ())) for at in {*repeated, *found.flags}}
    return Answers(found.sheets, flags, survey.round.synthetic)


def frame_of(survey: Survey) -> Frame:
    """Return the population as it was when the sample was drawn, and who was asked, by zone and stratum."""
    population = {(zone, stratum): number for zone, stratum, number in survey.population}
    asked = survey.invitees.filter(Q(reserve=False) | ~Q(digest=None)).values_list("zone__code", "stratum")
    return Frame(population, Counter(asked))


def results_by_zone(standing: Standing) -> list[dict[str, Any]]:
    """Return one row a zone: its response and its results by indicator, what is withheld without any figure."""
    by_zone: dict[str, list[ZoneResult]] = {}
    for result in standing.worked.results:
        by_zone.setdefault(result.zone, []).append(result)
    return [{"response": each, "results": by_zone.get(each.zone, [])} for each in standing.worked.response]


def waiting(survey: Survey) -> QuerySet[Invitee]:
    """Return who was sent a link and has not answered yet."""
    return survey.invitees.exclude(digest=None).filter(answered=False).select_related("enterprise", "zone")
