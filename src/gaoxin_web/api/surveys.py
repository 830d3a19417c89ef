"""Surveys, for who runs them: open, link, remind, import, close; what no answer gives away."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema, Status, UploadedFile
from pydantic import Field

from gaoxin_web.api.schemas import Line, Strict
from gaoxin_web.api.service import actor, reader
from gaoxin_web.panels import survey_actions, survey_closing, survey_page, survey_queries
from gaoxin_web.panels.models import Survey

router = Router(tags=["surveys"])


class NewSurvey(Strict):
    """Until when a survey is answered, by which seed its sample is drawn, which questionnaire of the edition it asks."""

    closes_at: datetime
    seed: str = Field(min_length=1, max_length=40)
    questionnaire: str = Field("", max_length=40)


class LinksIn(Strict):
    """Where the links lead (``https://host``), whether old ones are replaced, whether the reserve is asked too."""

    base: Line
    renew: bool = False
    reserve: bool = False


class SurveyOut(Schema):
    """A survey."""

    survey: int
    round: int
    questionnaire: str
    seed: str
    closes_at: datetime
    closed_at: datetime | None


class SurveyWhole(SurveyOut):
    """How a survey stands, zone by zone; what is withheld has no figure."""

    asked: int
    answers: int
    counted: int
    waiting: int
    flags: dict[str, int]
    zones: list[dict[str, Any]]


@router.get("/surveys", response=list[SurveyOut])
def surveys(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the surveys, the newest first."""
    return [_survey(one) for one in survey_queries.surveys(reader(request))]


@router.post("/rounds/{round}/survey", response={201: SurveyOut})
def open_survey(request: HttpRequest, round: int, given: NewSurvey) -> Status:  # noqa: A002 - the noun of the address
    """Open the survey of a round and draw its sample from the register."""
    found = survey_queries.round_of(reader(request), round)
    made = survey_actions.open_survey(actor(request), found, given.closes_at, given.seed, given.questionnaire)
    return Status(201, _survey(made))


@router.get("/surveys/{survey}", response=SurveyWhole)
def survey(request: HttpRequest, survey: int) -> dict[str, Any]:
    """Return how a survey stands."""
    found = survey_queries.survey_of(reader(request), survey)
    shown = survey_page.survey(found)
    names = ("asked", "answers", "counted", "waiting", "flags")
    return _survey(found) | {name: shown[name] for name in names} | {"zones": shown["lines"]}


@router.post("/surveys/{survey}/links")
def make_links(request: HttpRequest, survey: int, given: LinksIn) -> HttpResponse:
    """Give the links of those who have none as CSV, this once."""
    found = survey_queries.survey_of(reader(request), survey)
    made = survey_actions.make_links(
        actor(request), found, given.base.rstrip("/"), renew=given.renew, reserve=given.reserve
    )
    return _csv(made, f"survey-{survey}-links.csv")


@router.post("/surveys/{survey}/reminders")
def reminders(request: HttpRequest, survey: int) -> HttpResponse:
    """Give who was sent a link and has not answered, as CSV."""
    found = survey_queries.survey_of(reader(request), survey)
    return _csv(survey_actions.reminder_list(actor(request), found), f"survey-{survey}-reminders.csv")


@router.post("/surveys/{survey}/answers", response={201: dict[str, int]})
def import_answers(request: HttpRequest, survey: int, file: File[UploadedFile]) -> Status:
    """Take a file of answers (CSV or workbook): all, or every fault at once."""
    found = survey_queries.survey_of(reader(request), survey)
    content = file.read(survey_closing.MOST + 1)
    return Status(
        201, {"answers": survey_closing.import_answers(actor(request), found, file.name or "", content)}
    )


@router.post("/surveys/{survey}/close", response=SurveyOut)
def close_survey(request: HttpRequest, survey: int) -> dict[str, Any]:
    """Close a survey: its marks become part of the round."""
    return _survey(
        survey_closing.close_survey(actor(request), survey_queries.survey_of(reader(request), survey))
    )


def _survey(one: Survey) -> dict[str, Any]:
    names = ("questionnaire", "seed", "closes_at", "closed_at")
    return {"survey": one.pk, "round": one.round_id} | {name: getattr(one, name) for name in names}


def _csv(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
