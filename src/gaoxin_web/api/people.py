"""Who asks, his tokens, what was told to him."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from gaoxin_web.accounts import actions, queries
from gaoxin_web.accounts.actions import identify_whole, issue_token, revoke_token
from gaoxin_web.accounts.models import Token
from gaoxin_web.accounts.scope import one as one_of
from gaoxin_web.api.schemas import Listed, Strict
from gaoxin_web.api.service import actor, page_of, reader
from gaoxin_web.platform import messages
from gaoxin_web.platform.actor import Actor, address_of
from gaoxin_web.platform.models import Message

router = Router(tags=["people"])


class Credentials(Strict):
    """User name, password and, where one is enrolled, the code of the second factor; after failures the question's answer."""

    username: str
    password: str
    otp: str = ""
    answer: str = ""
    scope: str = "write"
    label: str = ""
    days: int = Field(30, ge=1, le=366)


class Issued(Schema):
    """A token, shown this once."""

    token: str
    id: int
    scope: str
    expires_at: datetime


class TokenOut(Schema):
    """A token that can still be used; its text is not kept."""

    id: int
    label: str
    scope: str
    addresses: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class ProfileIn(Strict):
    """How one can be reached; what is left out is emptied."""

    email: str = Field("", max_length=200)
    phone: str = Field("", max_length=30)


class SessionOut(Schema):
    """A session that lives: where from, with what, since when, last used."""

    key: int
    address: str
    agent: str
    begun_at: datetime
    seen_at: datetime


class Me(Schema):
    """Who asks."""

    username: str
    name: str
    role: str
    organisation: str
    may: list[str]


@router.post("/tokens", auth=None, response=Issued)
def make_token(request: HttpRequest, credentials: Credentials) -> Issued:
    """Give a token for user name, password and, where one is enrolled, the second factor (``otp``)."""
    address = address_of(request)
    person = identify_whole(
        credentials.username, credentials.password, address, code=credentials.otp, answer=credentials.answer
    )
    token, raw = issue_token(
        Actor(person, address, "api"), label=credentials.label, scope=credentials.scope, days=credentials.days
    )
    return Issued(token=raw, id=token.pk, scope=token.scope, expires_at=token.expires_at)


@router.get("/tokens", response=list[TokenOut])
def tokens(request: HttpRequest) -> list[Token]:
    """Return one's own tokens that can still be used."""
    return list(queries.tokens(reader(request)))


@router.delete("/tokens/{token}", response={204: None})
def end_token(request: HttpRequest, token: int) -> Status:
    """Make one of one's own tokens void."""
    revoke_token(actor(request), token)
    return Status(204, None)


@router.get("/me", response=Me)
def me(request: HttpRequest) -> Me:
    """Return who asks and what the role may do."""
    person = reader(request)
    return Me(
        username=person.username, name=person.name, role=person.role, organisation=person.organisation.code,
        may=sorted(person.duty.may),
    )  # fmt: skip


@router.put("/me/profile", response={204: None})
def change_profile(request: HttpRequest, given: ProfileIn) -> Status:
    """Change how one can be reached."""
    actions.change_profile(actor(request), **given.dict())
    return Status(204, None)


@router.get("/me/sessions", response=list[SessionOut])
def sessions(request: HttpRequest) -> list[queries.Sitting]:
    """Return one's own living sessions."""
    return queries.sessions(reader(request))


@router.delete("/me/sessions/{session}", response={204: None})
def end_session(request: HttpRequest, session: int) -> Status:
    """End one of one's own sessions."""
    actions.end_session(actor(request), session)
    return Status(204, None)


@router.get("/messages", response=Listed)
def told(request: HttpRequest, page: int = 1) -> dict[str, Any]:
    """Return what was told to the reader, the newest first, fifty a page."""
    count, rows = page_of(messages.messages_of(reader(request)), page)
    return {"count": count, "page": page, "rows": [_message(one) for one in rows]}


@router.post("/messages/read", response=dict[str, int])
def read_all(request: HttpRequest) -> dict[str, int]:
    """Mark every message as read."""
    return {"read": messages.read(actor(request))}


@router.post("/messages/{message}/read", response=dict[str, int])
def read_one(request: HttpRequest, message: int) -> dict[str, int]:
    """Mark a message as read."""
    return {"read": messages.read(actor(request), one_of(messages.messages_of(reader(request)), pk=message))}


def _message(found: Message) -> dict[str, Any]:
    names = ("at", "zh", "en", "link", "read_at")
    return {"message": found.pk} | {name: getattr(found, name) for name in names}
