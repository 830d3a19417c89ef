"""Scope: what somebody may see, decided in one place below all views, pages, exports, counts and the API.

An organisation sees itself and everything below it in the tree. Every read of a room starts with ``seen(person)``;
what is outside it does not exist for that person (404, never 403, so that nothing is learnt from the answer).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.db.models import Expression, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Organisation, Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.platform.refusals import Refused, absent, answer, forbidden, wants_json

M = TypeVar("M", bound=Model)
View = Callable[..., HttpResponse]


def organisations(person: Person) -> QuerySet[Organisation]:
    """Return the organisations that a person may see: his own and all below it."""
    return Organisation.objects.filter(path__startswith=person.organisation.path)


def below(person: Person, field: str = "organisation") -> Q:
    """Return the condition that a row's organisation (named by ``field``) lies in the person's scope."""
    return beneath(person.organisation.path, field)


def beneath(path: str | Expression, field: str = "organisation") -> Q:
    """Return the condition that a row's organisation lies at a path or below it."""
    return Q(**{f"{field}__path__startswith": path})


def one(rows: QuerySet[M], **key: Any) -> M:
    """Return the one row with a key among those in scope; Refused 404 when it is not there or not in scope."""
    for found in rows.order_by().filter(**key)[:1]:  # one row needs no order
        return found
    raise absent()


def require(person: Person, *any_of: May) -> None:
    """Refuse (403) somebody whose role has none of these rights."""
    if not any(person.may(what) for what in any_of):
        raise forbidden()


def page(*any_of: May) -> Callable[[View], View]:
    """Make a view a page for people who are logged in and have one of these rights (none named: all roles)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_login(request)
            if any_of:
                require(request.user, *any_of)  # type: ignore[arg-type]
            return view(request, *args, **kwargs)

        guarded.rights = any_of  # type: ignore[attr-defined]
        guarded.is_page = True  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: View) -> View:
    """Make a view open to everybody, said aloud: log-in, health, invitations, the survey."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def _to_login(request: HttpRequest) -> HttpResponse:
    if wants_json(request) or request.method != "GET" or "HX-Request" in request.headers:
        said = Text("会话已结束，请重新登录；未保存的内容还在这一页。",
                    "The session has ended: log in again; what is unsaved is still on this page.")  # fmt: skip
        return answer(request, Refused(401, said, login=True))
    return redirect("/login?" + urlencode({"next": request.get_full_path()}))
