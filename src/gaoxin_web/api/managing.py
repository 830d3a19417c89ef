"""People for those who manage them: organisations, accounts, invitations, what waits for a second person, locks."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from gaoxin_web.accounts import actions, queries
from gaoxin_web.accounts.models import Invitation, Person, Proposal
from gaoxin_web.api.schemas import Line, Listed, Reason, ReasonIn, Strict
from gaoxin_web.api.service import actor, page_of, reader

router = Router(tags=["managing"])


class PersonIn(Strict):
    """Who is invited, to which role and organisation."""

    username: Line
    name: Line
    role: Line
    organisation: Line


class DutyIn(Strict):
    """The role and organisation that somebody gets, and why."""

    role: Line
    organisation: Line
    reason: Reason


class OrganisationIn(Strict):
    """An organisation below another (``parent``)."""

    code: Line
    level: Literal["province", "city", "zone", "enterprise", "outside"]
    name: Line
    name_en: str = Field("", max_length=200)
    parent: Line


class DecisionIn(Strict):
    """Whether the second person accepts."""

    accept: bool


class AccountIn(Strict):
    """An account that is locked."""

    account: Line


class OrganisationOut(Schema):
    """An organisation."""

    code: str
    level: str
    name: str
    name_en: str


class PersonOut(Schema):
    """A person, without how he is reached."""

    person: int
    username: str
    name: str
    role: str
    organisation: str
    active: bool
    last_login: datetime | None


class InvitationOut(Schema):
    """An invitation that can still be used; ``waits`` says that a second person must confirm it first."""

    invitation: int
    username: str
    name: str
    role: str
    organisation: str
    expires_at: datetime
    waits: bool


class Invited(InvitationOut):
    """A new invitation with its token, which is shown this once."""

    token: str


class ProposalOut(Schema):
    """What one person asks about another, and a second one must confirm."""

    proposal: int
    kind: str
    person: str
    role: str
    organisation: str | None
    reason: str
    asked_by: str
    asked_at: datetime


@router.get("/organisations", response=Listed)
def organisations(request: HttpRequest, page: int = 1) -> dict[str, Any]:
    """Return the organisations whose people the reader manages, fifty a page."""
    queries.people(reader(request))
    count, rows = page_of(queries.organisations_seen(reader(request)).order_by("path"), page)
    names = ("code", "level", "name", "name_en")
    return {
        "count": count,
        "page": page,
        "rows": [{name: getattr(one, name) for name in names} for one in rows],
    }


@router.post("/organisations", response={201: OrganisationOut})
def add_organisation(request: HttpRequest, given: OrganisationIn) -> Status:
    """Add an organisation below one in scope."""
    return Status(201, actions.add_organisation(actor(request), **given.dict()))


@router.get("/people", response=Listed)
def people(request: HttpRequest, organisation: str = "", search: str = "", page: int = 1) -> dict[str, Any]:
    """Return the people in scope, of an organisation and below, fifty a page."""
    person = reader(request)
    place = queries.organisation_seen(person, organisation) if organisation else None
    count, rows = page_of(queries.people(person, place, search), page)
    return {"count": count, "page": page, "rows": [_person(one) for one in rows]}


@router.get("/people/{person}", response=PersonOut)
def person(request: HttpRequest, person: int) -> dict[str, Any]:
    """Return one person in scope."""
    return _person(queries.person_seen(reader(request), person))


@router.post("/invitations", response={201: Invited})
def invite(request: HttpRequest, given: PersonIn) -> Status:
    """Invite somebody; the token makes the link /invitation/TOKEN, and is shown this once."""
    made, token = actions.invite(actor(request), **given.dict())
    return Status(201, _invitation(made) | {"token": token})


@router.get("/invitations", response=list[InvitationOut])
def invitations(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the invitations in scope that can still be used or confirmed."""
    return [_invitation(one) for one in queries.open_invitations(reader(request))]


@router.post("/invitations/{invitation}/confirm", response={204: None})
def confirm_invitation(request: HttpRequest, invitation: int) -> Status:
    """Confirm, as the second person, an invitation to a role of the ministry's level."""
    actions.confirm_invitation(actor(request), invitation)
    return Status(204, None)


@router.delete("/invitations/{invitation}", response={204: None})
def withdraw_invitation(request: HttpRequest, invitation: int) -> Status:
    """Withdraw an invitation that was not used."""
    actions.withdraw_invitation(actor(request), invitation)
    return Status(204, None)


@router.post("/people/{person}/invitation", response={201: Invited})
def invite_again(request: HttpRequest, person: int) -> Status:
    """Give somebody who is here a link to choose a new password, once."""
    made, token = actions.invite_again(actor(request), person)
    return Status(201, _invitation(made) | {"token": token})


@router.put("/people/{person}/duty", response={200: ProposalOut, 204: None})
def move(request: HttpRequest, person: int, given: DutyIn) -> Status:
    """Give somebody another role or organisation: at once (204), or when a second person confirms it (200)."""
    return _done(actions.move(actor(request), person, **given.dict()))


@router.post("/people/{person}/disable", response={204: None})
def disable(request: HttpRequest, person: int, given: ReasonIn) -> Status:
    """Disable an account at once: sessions and tokens end."""
    actions.disable(actor(request), person, given.reason)
    return Status(204, None)


@router.post("/people/{person}/enable", response={200: ProposalOut, 204: None})
def enable(request: HttpRequest, person: int, given: ReasonIn) -> Status:
    """Enable an account again: at once (204), or when a second person confirms it (200)."""
    return _done(actions.enable(actor(request), person, given.reason))


@router.post("/people/{person}/factor-reset", response={201: ProposalOut})
def ask_factor_reset(request: HttpRequest, person: int, given: ReasonIn) -> Status:
    """Ask that somebody's lost second factor be taken away; a second person confirms it."""
    return Status(201, _proposal(actions.ask_factor_reset(actor(request), person, given.reason)))


@router.delete("/people/{person}/sessions", response={204: None})
def end_sessions(request: HttpRequest, person: int) -> Status:
    """End every session and token of somebody else."""
    actions.end_sessions(actor(request), person)
    return Status(204, None)


@router.get("/proposals", response=list[ProposalOut])
def proposals(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what waits for a second person, in scope."""
    return [_proposal(one) for one in queries.proposals(reader(request))]


@router.post("/proposals/{proposal}", response={204: None})
def decide(request: HttpRequest, proposal: int, given: DecisionIn) -> Status:
    """Confirm or decline, as the second person, what another asked."""
    actions.decide(actor(request), proposal, accept=given.accept)
    return Status(204, None)


@router.get("/locks", response=list[dict[str, Any]])
def locks(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the accounts where guessing is slowed or locked now."""
    return queries.locks(reader(request))


@router.post("/locks/unlock", response=dict[str, int])
def unlock(request: HttpRequest, given: AccountIn) -> dict[str, int]:
    """Forget the failures of an account, from every address."""
    return {"counts": actions.unlock(actor(request), given.account)}


def _done(waits: Proposal | None) -> Status:
    return Status(200, _proposal(waits)) if waits else Status(204, None)


def _person(one: Person) -> dict[str, Any]:
    names = ("username", "name", "role", "last_login")
    said = {name: getattr(one, name) for name in names}
    return {"person": one.pk, "organisation": one.organisation.code, "active": one.is_active} | said


def _invitation(one: Invitation) -> dict[str, Any]:
    said = {name: getattr(one, name) for name in ("username", "name", "role", "expires_at")}
    return {"invitation": one.pk, "organisation": one.organisation.code, "waits": queries.waits(one)} | said


def _proposal(one: Proposal) -> dict[str, Any]:
    said = {name: getattr(one, name) for name in ("kind", "role", "reason", "asked_at")}
    place = one.organisation.code if one.organisation else None
    who = {"person": one.person.username, "asked_by": one.asked_by.username}
    return {"proposal": one.pk, "organisation": place} | who | said
