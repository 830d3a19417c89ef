"""Rounds: who takes part, forms, dates, the working calendar; for everybody to read, for the ministry to keep."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import require
from gaoxin_web.api.schemas import DayOut, Line, ParticipantOut, Reason, RoundOut, Strict
from gaoxin_web.api.service import actor, reader
from gaoxin_web.collect import round_actions, round_queries, taking_part
from gaoxin_web.collect.models import Round
from gaoxin_web.dashboards.reminding import remind as remind_zones
from gaoxin_web.registry import queries
from gaoxin_web.rounds.queries import round_of
from gaoxin_web.rounds.queries import rounds as rounds_of

router = Router(tags=["rounds"])


class Dates(Strict):
    """The title of a round, when it opens and closes, until when registers change, whether enterprises enter themselves."""

    title: Line
    title_en: Line
    opens_at: datetime
    closes_at: datetime
    moves_until: date | None = None
    web_entry: bool = False


class NewRound(Dates):
    """What a round is opened with."""

    edition: Line
    kind: Literal["annual", "midterm", "final"] = "annual"
    data_year: Annotated[int, Field(ge=1988, le=2100)]
    evaluation_year: Annotated[int, Field(ge=1988, le=2101)]


class FormHead(Strict):
    """The head of a form, and when it opens and closes."""

    number: Line
    title: Line
    title_en: Line
    issued_by: Line
    approval: Line
    valid_until: Line
    opens_at: datetime
    closes_at: datetime


class ParticipationIn(Strict):
    """How a zone takes part (empty for not at all), and why."""

    participation: Literal["national", "invited", "excused", ""]
    reason: str = Field("", max_length=500)


class MovesIn(Strict):
    """Until when zones change their register, and why."""

    moves_until: date
    reason: Reason


class ExtensionIn(Strict):
    """Which submissions get more time, until when, why."""

    submissions: list[int] = Field(max_length=1_000)
    until: datetime
    reason: Reason


class ReminderIn(Strict):
    """Which zones are reminded."""

    zones: list[Line] = Field(max_length=1_000)


class DaysIn(Strict):
    """Days that work, or do not, whatever their weekday."""

    first: date
    last: date
    working: bool
    name: Line


@router.get("/rounds", response=list[RoundOut])
def rounds(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the rounds that the reader takes part in or sees."""
    return [round_out(one) for one in rounds_of(reader(request))]


@router.post("/rounds", response={201: RoundOut})
def open_round(request: HttpRequest, given: NewRound) -> Status:
    """Open a round: edition frozen, participants proposed, submissions made."""
    return Status(201, round_out(round_actions.open_round(actor(request), **given.dict())))


@router.get("/rounds/{round}", response=RoundOut)
def round_(request: HttpRequest, round: int) -> dict[str, Any]:  # noqa: A002 - the noun of the address
    """Return one round."""
    return round_out(round_of(reader(request), round))


@router.put("/rounds/{round}", response={204: None})
def change_round(request: HttpRequest, round: int, given: Dates) -> Status:  # noqa: A002
    """Change a round before it opens."""
    round_actions.change_round(actor(request), round_queries.round_of(round), **given.dict())
    return Status(204, None)


@router.put("/rounds/{round}/forms/{form}", response={204: None})
def change_form(request: HttpRequest, round: int, form: int, given: FormHead) -> Status:  # noqa: A002
    """Change the head and the dates of a form before it opens."""
    found = round_queries.form_of(round_queries.round_of(round), form)
    round_actions.change_form(actor(request), found, **given.dict())
    return Status(204, None)


@router.get("/rounds/{round}/zones", response=list[ParticipantOut])
def participants(request: HttpRequest, round: int) -> list[dict[str, Any]]:  # noqa: A002
    """Return who takes part in a round, of the zones in scope."""
    require(reader(request), May.SEE_RETURNS)
    rows = round_queries.participants(reader(request), round_queries.round_of(round))
    return [
        {"zone": one.zone.code, "participation": one.participation, "park_type": one.park_type, "reason": one.reason}
        for one in rows
    ]  # fmt: skip


@router.put("/rounds/{round}/zones/{zone}", response={204: None})
def take_part(request: HttpRequest, round: int, zone: str, given: ParticipationIn) -> Status:  # noqa: A002
    """Say how a zone takes part in a round."""
    found, place = round_queries.round_of(round), queries.zone(reader(request), zone)
    taking_part.set_participation(actor(request), found, place, **given.dict())
    return Status(204, None)


@router.put("/rounds/{round}/moves", response={204: None})
def set_moves(request: HttpRequest, round: int, given: MovesIn) -> Status:  # noqa: A002
    """Set the last day on which zones change their register."""
    round_actions.set_moves_until(actor(request), round_queries.round_of(round), **given.dict())
    return Status(204, None)


@router.post("/rounds/{round}/enterprises", response={201: dict[str, int]})
def complete_enterprises(request: HttpRequest, round: int) -> Status:  # noqa: A002
    """Make the submissions of enterprises that joined after the opening."""
    number = taking_part.complete_enterprises(actor(request), round_queries.round_of(round))
    return Status(201, {"submissions": number})


@router.post("/rounds/{round}/close", response=dict[str, int])
def close_round(request: HttpRequest, round: int, reason: str) -> dict[str, int]:  # noqa: A002
    """End a round after its closing."""
    left = round_actions.close_round(actor(request), round_queries.round_of(round), reason=reason)
    return {"not_approved": left}


@router.post("/extensions", response=dict[str, int])
def extend(request: HttpRequest, given: ExtensionIn) -> dict[str, int]:
    """Give submissions more time, all or none."""
    many = taking_part.extend(actor(request), given.submissions, until=given.until, reason=given.reason)
    return {"extended": many}


@router.post("/rounds/{round}/reminders", response=dict[str, int])
def remind(request: HttpRequest, round: int, given: ReminderIn) -> dict[str, int]:  # noqa: A002
    """Remind the people of zones of the returns that wait for them."""
    return {"reminded": remind_zones(actor(request), round_queries.round_of(round), given.zones)}


@router.get("/calendar", response=list[DayOut])
def days(request: HttpRequest, year: int = 0) -> Any:  # noqa: ARG001
    """Return the days of a year (this one, if none is named) that are not what their weekday says."""
    return round_queries.days(year or timezone.localdate().year)


@router.post("/calendar", response=dict[str, int])
def set_days(request: HttpRequest, given: DaysIn) -> dict[str, int]:
    """Say of some days that they work, or do not."""
    return {"days": round_actions.set_days(actor(request), **given.dict())}


@router.delete("/calendar/{day}", response={204: None})
def clear_day(request: HttpRequest, day: date) -> Status:
    """Let a day be what its weekday says again."""
    round_actions.clear_day(actor(request), day=day)
    return Status(204, None)


def round_out(found: Round) -> dict[str, Any]:
    """Return a round as the API says it."""
    names = ("kind", "title", "title_en", "edition", "edition_digest", "data_year", "evaluation_year", "opens_at",
             "closes_at", "closed", "synthetic")  # fmt: skip
    return {"round": found.pk} | {name: getattr(found, name) for name in names}
