"""Zones, enterprises and candidates: what the register says, and its acts."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import one, require
from gaoxin_web.api.schemas import Line, Listed, Reason, ReasonIn, Strict, ZoneOut, ZoneWhole
from gaoxin_web.api.service import actor, page_of, reader
from gaoxin_web.collect.models import Submission
from gaoxin_web.collect.register_changes import changes_of, take_over
from gaoxin_web.collect.round_queries import submissions
from gaoxin_web.registry import actions, queries, zone_actions
from gaoxin_web.registry.models import Candidate, Stay, Zone

router = Router(tags=["registry"])

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,20}$")]
Year = Annotated[int, Field(ge=1988, le=2100)]
ParkType = Literal["world_class", "innovative", "featured", "none", ""]


class EntryIn(Strict):
    """An enterprise that enters a zone's register."""

    credit_code: Line
    name: Line
    since: Year
    reason: Reason


class LeavingIn(Strict):
    """The last data year of a stay, and why: exit or closed."""

    until: Year
    leaving: Literal["exit", "closed"]
    reason: Reason


class MoveIn(Strict):
    """The zone to which an enterprise moves, and from which data year on."""

    zone: Line
    since: Year
    reason: Reason


class ZoneChangeIn(Strict):
    """One line of a zone's history, by a document."""

    event: Literal["upgraded", "renamed", "retyped", "perimeter"]
    since: Year
    document: Reason
    name: str = Field("", max_length=200)
    name_en: str = Field("", max_length=200)
    park_type: ParkType = ""
    perimeter: str = Field("", max_length=200)


class NameIn(Strict):
    """Another name, and why."""

    name: Line
    reason: Reason


class SameIn(Strict):
    """The code that stands for both, and why."""

    kept: Line
    reason: Reason


class NewZone(Strict):
    """A zone as it enters the register."""

    code: Code
    name: Line
    name_en: str = Field("", max_length=200)
    province: Line
    city: str = Field("", max_length=40)
    national: bool
    since: Year
    park_type: ParkType = ""
    document: Reason


class SelfInnovationIn(Strict):
    """A national self-innovation zone, and the document."""

    self_innovation_zone: str = Field(max_length=80)
    document: Reason


class NewCandidate(Strict):
    """A provincial zone that applies."""

    code: Code
    name: Line
    province: Line
    city: str = Field("", max_length=40)
    applied_in: Year | None = None
    note: str = Field("", max_length=500)


class UpgradeIn(Strict):
    """The code of the new national zone, since when, by which document."""

    code: Code
    since: Year
    park_type: ParkType = ""
    document: Reason


class RegisterOut(Schema):
    """How a table stands to the register: how many are known, which codes are new, gone, registered elsewhere."""

    known: int
    new: list[str]
    gone: list[str]
    elsewhere: list[str]


class CandidateOut(Schema):
    """A provincial zone that applies; ``zone`` is what it became."""

    code: str
    name: str
    province: str
    city: str
    applied_in: int | None
    note: str
    zone: str | None


@router.get("/zones", response=list[ZoneOut])
def zones(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the zones in scope."""
    return [_zone(one) for one in queries.zones(reader(request)).select_related("organisation")]


@router.get("/zones/{zone}", response=ZoneWhole)
def zone(request: HttpRequest, zone: str) -> dict[str, Any]:
    """Return one zone with its history."""
    found = queries.zone(reader(request), zone)
    years = found.years.values("since", "name", "park_type", "perimeter", "event", "document")
    return _zone(found) | {"years": list(years)}


@router.get("/enterprises", response=Listed)
def enterprises(
    request: HttpRequest, year: int, q: str = "", zone: str = "", page: int = 1
) -> dict[str, Any]:
    """Return the enterprises registered in zones in scope in a data year, fifty a page."""
    count, rows = page_of(queries.stays(reader(request), year, words=q, zone=zone), page)
    return {"count": count, "page": page, "rows": [_stay(one.enterprise, one) for one in rows]}


@router.get("/enterprises/{enterprise}", response=list[dict[str, Any]])
def enterprise(request: HttpRequest, enterprise: str) -> list[dict[str, Any]]:
    """Return the stays of an enterprise in zones in scope."""
    found = queries.enterprise(reader(request), enterprise)
    return [_stay(found, one) for one in found.seen]  # type: ignore[attr-defined]


@router.post("/zones/{zone}/enterprises", response={201: dict[str, int]})
def enter(request: HttpRequest, zone: str, given: EntryIn) -> Status:
    """Enter an enterprise into a zone's register."""
    place = queries.zone(reader(request), zone)
    return Status(201, {"stay": actions.enter(actor(request), place, **given.dict()).pk})


@router.post("/stays/{stay}/leave", response={204: None})
def leave(request: HttpRequest, stay: int, given: LeavingIn) -> Status:
    """End a stay of an enterprise in a zone."""
    actions.leave(actor(request), _stay_of(request, stay), **given.dict())
    return Status(204, None)


@router.post("/stays/{stay}/move", response={201: dict[str, int]})
def move(request: HttpRequest, stay: int, given: MoveIn) -> Status:
    """Move an enterprise to another zone."""
    place = queries.zone(reader(request), given.zone)
    moved = actions.move(
        actor(request), _stay_of(request, stay), zone=place, since=given.since, reason=given.reason
    )
    return Status(201, {"stay": moved.pk})


@router.post("/zones/{zone}/history", response={201: dict[str, Any]})
def change_zone(request: HttpRequest, zone: str, given: ZoneChangeIn) -> Status:
    """Add a line to a zone's history."""
    line = zone_actions.change_zone(actor(request), queries.zone(reader(request), zone), **given.dict())
    return Status(201, {"since": line.since, "event": line.event})


@router.put("/enterprises/{enterprise}/name", response={204: None})
def rename(request: HttpRequest, enterprise: str, given: NameIn) -> Status:
    """Give an enterprise another name."""
    actions.rename(actor(request), queries.enterprise(reader(request), enterprise), **given.dict())
    return Status(204, None)


@router.get("/doubles", response=list[tuple[str, str]])
def doubles(request: HttpRequest) -> list[tuple[str, str]]:
    """Return pairs of codes in scope that may be one enterprise."""
    require(reader(request), May.REGISTER)
    return [(one.credit_code, other.credit_code) for one, other in queries.doubles(reader(request))]


@router.post("/enterprises/{enterprise}/same", response={204: None})
def declare_same(request: HttpRequest, enterprise: str, given: SameIn) -> Status:
    """Say that two rows are one enterprise: ``kept`` stands for both."""
    person = reader(request)
    double, kept = (queries.enterprise(person, code) for code in (enterprise, given.kept))
    actions.declare_same(actor(request), double, kept=kept, reason=given.reason)
    return Status(204, None)


@router.get("/submissions/{submission}/register", response=RegisterOut)
def register_changes(request: HttpRequest, submission: int) -> dict[str, Any]:
    """Return what a zone's table of enterprises would change in the register."""
    found = changes_of(reader(request), _table_of(request, submission)).found
    return {
        "known": len(found.known),
        "new": found.new,
        "gone": found.gone,
        "elsewhere": sorted(found.elsewhere),
    }


@router.post("/submissions/{submission}/register", response=dict[str, int])
def follow(request: HttpRequest, submission: int, given: ReasonIn) -> dict[str, int]:
    """Let the register follow a zone's table: enter what is new, end what is gone."""
    entered, left = take_over(actor(request), _table_of(request, submission), reason=given.reason)
    return {"entered": entered, "left": left}


@router.post("/zones", response={201: ZoneOut})
def add_zone(request: HttpRequest, given: NewZone) -> Status:
    """Add a zone to the register, national or by invitation."""
    return Status(201, _zone(zone_actions.add_zone(actor(request), **given.dict())))


@router.put("/zones/{zone}/self-innovation", response={204: None})
def join_self_innovation_zone(request: HttpRequest, zone: str, given: SelfInnovationIn) -> Status:
    """Say to which national self-innovation zone a zone belongs; empty for none."""
    place = queries.zone(reader(request), zone)
    zone_actions.join_self_innovation_zone(actor(request), place, **given.dict())
    return Status(204, None)


@router.get("/candidates", response=list[CandidateOut])
def candidates(request: HttpRequest) -> Any:
    """Return the provincial zones that apply to become national, of the provinces in scope."""
    return [candidate_out(one) for one in queries.candidates(reader(request))]


@router.post("/candidates", response={201: CandidateOut})
def add_candidate(request: HttpRequest, given: NewCandidate) -> Status:
    """Register a provincial zone that applies."""
    return Status(201, candidate_out(zone_actions.add_candidate(actor(request), **given.dict())))


@router.post("/candidates/{candidate}/upgrade", response={201: ZoneOut})
def upgrade_candidate(request: HttpRequest, candidate: str, given: UpgradeIn) -> Status:
    """Make a candidate a national zone, by the document of its approval."""
    found = one(queries.candidates(reader(request)), code=candidate)
    return Status(201, _zone(zone_actions.upgrade_candidate(actor(request), found, **given.dict())))


def _stay_of(request: HttpRequest, key: int) -> Stay:
    rows = Stay.objects.filter(zone__in=queries.zones(reader(request)).values("pk"))
    return one(rows.select_related("enterprise", "zone__organisation"), pk=key)


def _table_of(request: HttpRequest, key: int) -> Submission:
    require(reader(request), May.REGISTER)
    rows = submissions(reader(request)).filter(form__kind="enterprises")
    return one(rows.select_related("current__table", "zone"), pk=key)


def candidate_out(one: Candidate) -> dict[str, Any]:
    """Return a candidate as the API says it."""
    names = ("code", "name", "province", "city", "applied_in", "note")
    return {name: getattr(one, name) for name in names} | {"zone": one.zone.code if one.zone else None}


def _zone(zone: Zone) -> dict[str, Any]:
    return {
        "zone": zone.code, "name": zone.organisation.name, "name_en": zone.organisation.name_en,
        "province": zone.province, "city": zone.city, "national_since": zone.national_since,
        "self_innovation_zone": zone.self_innovation_zone,
    }  # fmt: skip


def _stay(enterprise: Any, stay: Any) -> dict[str, Any]:
    return {
        "enterprise": enterprise.credit_code, "name": enterprise.name, "zone": stay.zone.code, "since": stay.since,
        "until": stay.until,
    }  # fmt: skip
