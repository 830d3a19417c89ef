"""Pages of coming in: log-in, the steps after the password, invitation, log-out, the life of a session."""

import json
from collections.abc import Mapping
from time import time
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from gaoxin.terms import Text
from gaoxin_web.accounts import actions, queries, rules
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.scope import page, public
from gaoxin_web.accounts.sealing import seal, unseal
from gaoxin_web.accounts.sessions import SEEN, seconds_left
from gaoxin_web.platform.actor import Actor, actor_of, address_of
from gaoxin_web.platform.refusals import Refused, absent, wants_json

PENDING = "pending"
"""Key of the session under which somebody waits who has shown a password and nothing more."""


@require_http_methods(["GET", "POST"])
@public
def log_in(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password; as JSON with ``username``, ``password``, ``code``, ``answer`` all in one go."""
    wrong, typed = None, typed_in(request)
    if request.method == "POST":
        try:
            return _here(request, typed) if wants_json(request) else _password(request, typed)
        except Refused as refused:
            if wants_json(request):
                raise
            wrong = refused
    elif request.user.is_authenticated:
        return redirect("/")
    shown = {
        "wrong": wrong,
        "username": typed.get("username", ""),
        "next": next_of(request),
        "oidc": settings.OIDC,
    }
    return render(request, "accounts/login.html", shown, status=wrong.status if wrong else 200)


def _password(request: HttpRequest, typed: Mapping[str, str]) -> HttpResponse:
    person = actions.identify(
        typed.get("username", ""),
        typed.get("password", ""),
        address_of(request),
        answer=typed.get("answer", ""),
    )
    return go_on(request, person, next_of(request))


def _here(request: HttpRequest, typed: Mapping[str, str]) -> HttpResponse:
    """Log in without leaving the page: the answer brings the token that the page's next writes need."""
    person = actions.identify_whole(
        typed.get("username", ""), typed.get("password", ""), address_of(request),
        code=typed.get("code", ""), answer=typed.get("answer", ""),
    )  # fmt: skip
    actions.log_in(request, person)
    return JsonResponse({"alive": True, "username": person.username, "csrf": get_token(request)})


def go_on(
    request: HttpRequest, person: Person, target: str, *, passed: bool = False, means: str = "password"
) -> HttpResponse:
    """Begin the session, or lead to the step that still stands before it."""
    if actions.step_of(person, passed=passed):
        request.session.cycle_key()
        request.session[PENDING] = {
            "person": person.pk, "stamp": person.session_stamp, "at": int(time()), "passed": passed, "next": target,
            "means": means, "secret": seal(actions.new_secret()),
        }  # fmt: skip
        return redirect("/login/step")
    actions.log_in(request, person, means=means)
    _remind(request, person)
    return redirect(target)


def _remind(request: HttpRequest, person: Person) -> None:
    left = queries.password_days_left(person)
    if left is not None and left <= rules.PROFILES[settings.PASSWORD_PROFILE].reminder:
        said = Text(f"密码 {left} 天后到期，请在“我的账号”中更换。", f"Your password expires in {left} days: change it under My account.")  # fmt: skip
        messages.warning(request, str(said))


@require_http_methods(["GET", "POST"])
@public
def step(request: HttpRequest) -> HttpResponse:
    """Show or take the step that stands between password and session; which one it is, the server decides."""
    kept = request.session.get(PENDING)
    person = _pending(kept) if kept else None
    if kept is None or person is None:
        request.session.pop(PENDING, None)
        return redirect("/login")
    what = actions.step_of(person, passed=kept["passed"])
    if not what:
        return go_on(request, person, kept["next"], passed=True, means=kept["means"])
    wrong = None
    if request.method == "POST":
        try:
            return _STEPS[what](request, person, kept)
        except Refused as refused:
            wrong = refused
    secret = unseal(kept["secret"])
    shown: dict[str, Any] = {"step": what, "wrong": wrong, "holder": person, "profile": _profile()}
    if what == "enrol":
        shown |= {"secret": secret, "picture": picture(person, secret)}
    return render(request, "accounts/step.html", shown, status=wrong.status if wrong else 200)


def _pending(kept: Mapping[str, Any]) -> Person | None:
    if time() - kept["at"] > rules.PENDING_MINUTES * 60:
        return None
    found = Person.objects.select_related("organisation").filter(pk=kept["person"], is_active=True).first()
    return found if found is not None and found.session_stamp == kept["stamp"] else None


def _take_code(request: HttpRequest, person: Person, kept: dict[str, Any]) -> HttpResponse:
    actions.check_factor(Actor(person, address_of(request)), request.POST.get("code", ""))
    person.refresh_from_db()
    return go_on(request, person, kept["next"], passed=True, means="password+factor")


def _take_password(request: HttpRequest, person: Person, kept: dict[str, Any]) -> HttpResponse:
    actions.renew_password(Actor(person, address_of(request)), twice(request))
    return go_on(request, person, kept["next"], passed=kept["passed"], means=kept["means"])


def _take_factor(request: HttpRequest, person: Person, kept: dict[str, Any]) -> HttpResponse:
    code = request.POST.get("code", "")
    codes = actions.enrol_factor(Actor(person, address_of(request)), unseal(kept["secret"]), code)
    actions.log_in(request, person, means="password+factor")
    return render(request, "accounts/recovery.html", {"codes": codes, "next": kept["next"]})


_STEPS = {"code": _take_code, "password": _take_password, "enrol": _take_factor}


@require_http_methods(["GET", "POST"])
@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person choose a password; an unknown, used, late or unconfirmed invitation is not there."""
    found = queries.invitation_of(token)
    if found is None:
        raise absent()
    wrong = None
    if request.method == "POST":
        try:
            actions.join(actor_of(request), token, password=twice(request))
        except Refused as refused:
            if refused.status == 404:
                raise
            wrong = refused
        else:
            messages.success(request, str(Text("密码已设好，请登录。", "The password is set: log in.")))
            return redirect("/login")
    shown = {
        "invitation": found,
        "wrong": wrong,
        "profile": _profile(),
        "oidc": settings.OIDC,
        "token": token,
    }
    return render(request, "accounts/invitation.html", shown, status=wrong.status if wrong else 200)


@require_POST
@page()
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session on the server, and let the browser forget what it kept of it."""
    actions.log_out(request)
    response = redirect("/login")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_http_methods(["GET", "POST"])
@page()
def session(request: HttpRequest) -> HttpResponse:
    """Say for how many seconds the session lives; asking leaves it as it is, POST keeps it alive."""
    if request.method == "POST":
        request.session[SEEN] = int(time())
    seconds = seconds_left(request.session, int(time()))
    return JsonResponse({"alive": True, "seconds": seconds, "csrf": get_token(request)})


def typed_in(request: HttpRequest) -> Mapping[str, str]:
    """Return what was sent, as a form or as JSON; Refused 400 for what is neither."""
    if request.content_type != "application/json":
        return request.POST
    try:
        sent = json.loads(request.body or b"{}")
    except ValueError:
        sent = None
    if not isinstance(sent, dict):
        raise Refused(400, Text("请求不是 JSON 对象。", "The request is not a JSON object."))
    return {key: str(value) for key, value in sent.items()}


def twice(request: HttpRequest) -> str:
    """Return the new password, which was typed twice; Refused 400 when the two differ."""
    new = request.POST.get("new", "")
    if new != request.POST.get("again", ""):
        raise Refused(400, Text("两次输入的新密码不一样。", "The two new passwords differ."))
    return new


def picture(person: Person, secret: str) -> str:
    """Return the picture that an authenticator reads, as SVG."""
    code = segno.make(actions.provisioning(person, secret), micro=False)
    return code.svg_inline(scale=4, border=2, svgclass="qr", lineclass=None, omitsize=True)


def next_of(request: HttpRequest) -> str:
    """Return where to go after log-in: an address of ours, else the workbench."""
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}) else "/"


def _profile() -> rules.Profile:
    return rules.PROFILES[settings.PASSWORD_PROFILE]
