"""Rounds, registers and reminders, for those who run them."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from gaoxin_web.accounts.scope import one
from gaoxin_web.api.collection import round_out
from gaoxin_web.api.schemas import RoundOut, Strict
from gaoxin_web.api.service import actor, reader
from gaoxin_web.collect import round_actions, round_queries, taking_part
from gaoxin_web.dashboards.reminding import remind as remind_zones
from gaoxin_web.registry import actions, queries, zone_actions
from gaoxin_web.registry.models import Stay

router = Router(tags=["administration"])


class NewRound(Strict):
    """What a round is opened with."""

    edition: str
    kind: str = "annual"
    data_year: int
    evaluation_year: int
    title: str
    title_en: str
    opens_at: datetime
    closes_at: datetime
    moves_until: date | None = None
    web_entry: bool = False


class ParticipationIn(Strict):
    """How a zone takes part (national, invited, excused, empty for not at all), and why."""

    participation: str
    reason: str = ""


class ExtensionIn(Strict):
    """Which submissions get more time, until when, why."""

    submissions: list[int]
    until: datetime
    reason: str


class ReminderIn(Strict):
    """Which zones are reminded."""

    zones: list[str]


class EntryIn(Strict):
    """An enterprise that enters a zone's register."""

    credit_code: str
    name: str
    since: int
    reason: str


class LeavingIn(Strict):
    """The last data year of a stay, and why: exit or closed."""

    until: int
    leaving: str
    reason: str


class MoveIn(Strict):
    """The zone to which an enterprise moves, and from which data year on."""

    zone: str
    since: int
    reason: str


class ZoneChangeIn(Strict):
    """One line of a zone's history, by a document."""

    event: str
    since: int
    document: str
    name: str = ""
    name_en: str = ""
    park_type: str = ""
    perimeter: str = ""


@router.post("/rounds", response={201: RoundOut})
def open_round(request: HttpRequest, given: NewRound) -> Status:
    """Open a round: edition frozen, participants proposed, submissions made."""
    return Status(201, round_out(round_actions.open_round(actor(request), **given.dict())))


@router.put("/rounds/{round}/zones/{zone}", response={204: None})
def take_part(request: HttpRequest, round: int, zone: str, given: ParticipationIn) -> Status:  # noqa: A002
    """Say how a zone takes part in a round."""
    found, place = round_queries.round_of(round), queries.zone(reader(request), zone)
    taking_part.set_participation(actor(request), found, place, **given.dict())
    return Status(204, None)


@router.post("/rounds/{round}/close", response=dict[str, int])
def close_round(request: HttpRequest, round: int, reason: str) -> dict[str, int]:  # noqa: A002
    """End a round after its closing."""
    return {
        "not_approved": round_actions.close_round(
            actor(request), round_queries.round_of(round), reason=reason
        )
    }


@router.post("/extensions", response=dict[str, int])
def extend(request: HttpRequest, given: ExtensionIn) -> dict[str, int]:
    """Give submissions more time, all or none."""
    many = taking_part.extend(actor(request), given.submissions, until=given.until, reason=given.reason)
    return {"extended": many}


@router.post("/rounds/{round}/reminders", response=dict[str, int])
def remind(request: HttpRequest, round: int, given: ReminderIn) -> dict[str, int]:  # noqa: A002
    """Remind the people of zones of the returns that wait for them."""
    return {"reminded": remind_zones(actor(request), round_queries.round_of(round), given.zones)}


@router.post("/zones/{zone}/enterprises", response={201: dict[str, int]})
def enter(request: HttpRequest, zone: str, given: EntryIn) -> Status:
    """Enter an enterprise into a zone's register."""
    place = queries.zone(reader(request), zone)
    return Status(201, {"stay": actions.enter(actor(request), place, **given.dict()).pk})


@router.post("/stays/{stay}/leave", response={204: None})
def leave(request: HttpRequest, stay: int, given: LeavingIn) -> Status:
    """End a stay of an enterprise in a zone."""
    actions.leave(actor(request), _stay(request, stay), **given.dict())
    return Status(204, None)


@router.post("/stays/{stay}/move", response={201: dict[str, int]})
def move(request: HttpRequest, stay: int, given: MoveIn) -> Status:
    """Move an enterprise to another zone."""
    place = queries.zone(reader(request), given.zone)
    moved = actions.move(
        actor(request), _stay(request, stay), zone=place, since=given.since, reason=given.reason
    )
    return Status(201, {"stay": moved.pk})


@router.post("/zones/{zone}/history", response={201: dict[str, Any]})
def change_zone(request: HttpRequest, zone: str, given: ZoneChangeIn) -> Status:
    """Add a line to a zone's history."""
    line = zone_actions.change_zone(actor(request), queries.zone(reader(request), zone), **given.dict())
    return Status(201, {"since": line.since, "event": line.event})


def _stay(request: HttpRequest, key: int) -> Stay:
    rows = Stay.objects.filter(zone__in=queries.zones(reader(request)).values("pk"))
    return one(rows.select_related("enterprise", "zone__organisation"), pk=key)
