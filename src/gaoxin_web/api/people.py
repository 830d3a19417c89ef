"""Tokens, and who asks."""

from django.http import HttpRequest
from ninja import Router, Status

from gaoxin_web.accounts import queries
from gaoxin_web.accounts.actions import identify_whole, issue_token, revoke_token
from gaoxin_web.accounts.models import Token
from gaoxin_web.api.schemas import Credentials, Issued, Me, TokenOut
from gaoxin_web.api.service import actor, reader
from gaoxin_web.platform.actor import Actor, address_of

router = Router(tags=["people"])


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
