"""The service: who asks, what a token may do, and how a refusal is told. Every operation wraps a query or an action."""

from typing import Any

from django.db import DataError, IntegrityError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer

from gaoxin.terms import Refusal, Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.queries import person_of_token
from gaoxin_web.platform.actor import Actor, address_of
from gaoxin_web.platform.refusals import Refused, answer, unstorable

READS = {"GET", "HEAD"}


class Bearer(HttpBearer):
    """``Authorization: Bearer …``: the person of the token; a token of scope ``read`` only reads."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """Return the person of a token, who is the request's user from then on."""
        found = person_of_token(token, address_of(request))
        if found is None:
            return None
        person, scope = found
        request.user = person  # type: ignore[assignment]
        if scope == "read" and request.method not in READS:
            raise Refused(403, Text("这个令牌只能读。", "This token only reads."))
        return person


service = NinjaAPI(
    title="国家高新区评价系统 · Gaoxin",
    version="1",
    description="The same acts and queries as the pages. POST /tokens gives a token for user name and password.",
    auth=Bearer(),
    urls_namespace="api",
)


def actor(request: HttpRequest) -> Actor:
    """Return the actor of a request, by the door of the API."""
    return Actor(reader(request), address_of(request), "api")


def reader(request: HttpRequest) -> Person:
    """Return the person who asks."""
    assert isinstance(request.user, Person)
    return request.user


@service.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return answer(request, refused)


@service.exception_handler(Refusal)
def _refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return answer(request, Refused(400, Text(str(refusal), str(refusal))))


@service.exception_handler(DataError)
@service.exception_handler(IntegrityError)
@service.exception_handler(ValueError)
def _unstorable(request: HttpRequest, error: Exception) -> HttpResponse:
    refused = unstorable(error)
    if refused is None:
        raise error
    return answer(request, refused)


@service.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    said = Text("没有有效的令牌。", "There is no valid token.")
    return answer(request, Refused(401, said))


@service.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Tell every fault of an input at once: where, what is wrong."""
    faults = [{"where": ".".join(map(str, one["loc"])), "found": one["msg"]} for one in error.errors]
    said = Text("请求的内容不对。", "The request is not as it should be.")
    return answer(request, Refused(422, said, faults=faults))


def page_of(rows: Any, page: int, size: int = 50) -> tuple[int, list[Any]]:
    """Return how many rows there are, and those of a page, counted from 1."""
    at = (max(page, 1) - 1) * size
    return rows.count(), list(rows[at : at + size])
