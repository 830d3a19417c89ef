"""Refusals: what is not allowed is said in words, with the rule, who can, and the way out."""

from collections.abc import Callable
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from gaoxin.terms import Text
from gaoxin_web.platform.actor import actor_of
from gaoxin_web.platform.journal import Tag, write


class Refused(Exception):
    """An act that is not allowed: HTTP status (400, 403, 404, 409, 413, 429), what to say, and facts for programs."""

    def __init__(self, status: int, said: Text, **facts: Any) -> None:
        super().__init__(said.en)
        self.status, self.said, self.facts = status, said, facts


def absent() -> Refused:
    """Return the refusal for what is not there, and for what is there but not for this person."""
    return Refused(
        404, Text("没有这一页，或者您无权查看。", "There is no such page, or it is not yours to see.")
    )


def forbidden(said: Text | None = None) -> Refused:
    """Return the refusal for an act that the role does not have."""
    return Refused(403, said or Text("您的角色不能做这件事。", "Your role cannot do this."))


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks, or the page's own script."""
    return request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", "")


WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
OUTSIDE = frozenset({403, 404})


def answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Return a refusal as a page, or as JSON ``{error, code, …facts}`` for programs.

    A write that somebody logged in tried outside his role or scope goes into the journal here, whatever room refused.
    """
    if request.method in WRITES and refused.status in OUTSIDE:
        _record(request, refused)
    if wants_json(request):
        body = {"error": str(refused.said), "status": refused.status, **refused.facts}
        return JsonResponse(body, status=refused.status)
    context = {"said": str(refused.said), "status": refused.status, "facts": refused.facts}
    return render(request, "platform/refused.html", context, status=refused.status)


def _record(request: HttpRequest, refused: Refused) -> None:
    """Write the attempt into the journal; attempts of people who are not logged in are refused as log-ins."""
    actor = actor_of(request, "api" if request.path.startswith("/api/") else "web")
    if actor.person is not None:
        tried = {"method": request.method, "path": request.path[:400], "status": refused.status}
        with transaction.atomic():
            write(actor, Tag.REFUSED, f"person/{actor.person.pk}", new=tried, succeeded=False)


class Refusals:
    """Middleware: a refusal raised anywhere below becomes its answer."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.respond(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; leave anything else to Django."""
        refused = exception if isinstance(exception, Refused) else unstorable(exception)
        return answer(request, refused) if refused else None


def unstorable(exception: Exception) -> Refused | None:
    """Return the refusal of what the database does not take, None for the rest.

    That is: words with a NUL in them or far too long (400); a second row of what there is only one of, written by two
    people at the same moment; a change of what is sealed (409).
    """
    if isinstance(exception, IntegrityError):
        return _kept_apart(exception)
    if isinstance(exception, DataError | ValueError) and "NUL" in str(exception):
        return Refused(
            400,
            Text(
                "内容里有不能保存的控制字符，请删去。",
                "There is a control character that cannot be kept: remove it.",
            ),
        )
    if isinstance(exception, DataError) and "too long" in str(exception):
        return Refused(400, Text("有一项内容太长，请缩短。", "Something is too long: shorten it."))
    return None


def _kept_apart(exception: IntegrityError) -> Refused | None:
    said = str(exception)
    if "guarded" in said:
        return Refused(409, Text("已封存、已通过或已记入日志的内容不能再改，数据没有改动。",
                                 "What is sealed, approved or in the journal never changes; no data were changed."))  # fmt: skip
    if "UNIQUE constraint" in said or getattr(exception.__cause__, "sqlstate", "") == "23505":
        return Refused(409, Text("同一时刻别人已经做了同样的事，您的这一次没有生效。请刷新页面后再看。",
                                 "Somebody else did the same at the same moment; yours changed nothing. Reload the page."))  # fmt: skip
    return None


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer an address that no room has."""
    return answer(request, absent())


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django says why
    """Answer a write that does not come from one of our own pages, or from one that is out of date."""
    said = Text("这次提交不是从本系统的页面发出的，或者页面已过期。请刷新页面后重试。",
                "This did not come from a page of this system, or the page is out of date. Reload it and try again.")  # fmt: skip
    return answer(request, Refused(403, said, stale=True))


def broken(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours: no data were changed, since every act is one transaction."""
    said = Text("系统出错，数据没有改动。请把这一页的地址告诉系统管理员。",
                "The system failed; no data were changed. Tell the system administrator the address of this page.")  # fmt: skip
    return answer(request, Refused(500, said))
