"""Pages of one's own account: password, second factor, tokens, sessions, language and contrast."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gaoxin.terms import Text
from gaoxin_web.accounts import actions, queries, rules
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.scope import page
from gaoxin_web.accounts.sealing import seal, unseal
from gaoxin_web.accounts.sessions import begin
from gaoxin_web.accounts.views.door import picture, twice
from gaoxin_web.platform.actor import actor_of
from gaoxin_web.platform.refusals import Refused

SECRET = "factor-secret"  # noqa: S105 - the key of the session, not a secret
"""Key of the session under which a secret waits, sealed, until its first code is shown."""


@page()
def account(request: HttpRequest) -> HttpResponse:
    """Show one's own account."""
    return _show(request)


def _show(request: HttpRequest, wrong: Refused | None = None, **shown: Any) -> HttpResponse:
    person = _own(request)
    profile = rules.PROFILES[settings.PASSWORD_PROFILE]
    shown |= {
        "wrong": wrong,
        "phone": unseal(person.phone),
        "profile": profile,
        "days_left": queries.password_days_left(person),
        "codes_left": person.recovery_codes.filter(used_at=None).count(),
        "tokens": queries.tokens(person),
        "sessions": queries.sessions(person, request.session.session_key),
        "log_ins": queries.log_ins(person),
        "parallel": settings.PARALLEL_SESSIONS,
        "token_days": rules.TOKEN_DAYS,
    }
    return render(request, "accounts/account.html", shown, status=wrong.status if wrong else 200)


@require_POST
@page()
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; other sessions and all tokens end, this session goes on with a new key."""
    try:
        actions.change_password(actor_of(request), request.POST.get("old", ""), twice(request))
    except Refused as refused:
        return _show(request, refused)
    begin(request, _own(request))
    done = Text(
        "密码已更换；其他会话和令牌已失效。", "Password changed; other sessions and all tokens have ended."
    )
    return _done(request, done)


@require_POST
@page()
def profile(request: HttpRequest) -> HttpResponse:
    """Change e-mail and phone."""
    try:
        actions.change_profile(
            actor_of(request),
            email=request.POST.get("email", "").strip(),
            phone=request.POST.get("phone", "").strip(),
        )
    except Refused as refused:
        return _show(request, refused)
    return _done(request, Text("联系方式已保存。", "Saved."))


@require_http_methods(["GET", "POST"])
@page()
def factor(request: HttpRequest) -> HttpResponse:
    """Enrol a second factor, or another device in place of the one enrolled."""
    person, wrong = _own(request), None
    if request.method == "POST":
        try:
            return _enrol(request)
        except Refused as refused:
            wrong = refused
    if SECRET not in request.session:
        request.session[SECRET] = seal(actions.new_secret())
    secret = unseal(request.session[SECRET])
    shown = {"wrong": wrong, "secret": secret, "picture": picture(person, secret)}
    return render(request, "accounts/factor.html", shown, status=wrong.status if wrong else 200)


def _enrol(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actions.check_again(actor, request.POST.get("password", ""))
    secret = unseal(request.session.get(SECRET, ""))
    codes = actions.enrol_factor(actor, secret, request.POST.get("code", ""))
    request.session.pop(SECRET, None)
    return render(request, "accounts/recovery.html", {"codes": codes, "next": "/account"})


@require_POST
@page()
def recovery(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them once."""
    try:
        actions.check_again(actor_of(request), request.POST.get("password", ""))
        codes = actions.renew_recovery(actor_of(request))
    except Refused as refused:
        return _show(request, refused)
    return render(request, "accounts/recovery.html", {"codes": codes, "next": "/account"})


@require_POST
@page()
def issue_token(request: HttpRequest) -> HttpResponse:
    """Issue a token and show it once."""
    given = request.POST
    try:
        actions.check_again(actor_of(request), given.get("password", ""))
        _, raw = actions.issue_token(
            actor_of(request), label=given.get("label", ""), scope=given.get("scope", "read"),
            days=_days(given.get("days", "")), addresses=given.get("addresses", ""),
        )  # fmt: skip
    except Refused as refused:
        return _show(request, refused)
    return _show(request, raw=raw)


def _days(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0


@require_POST
@page()
def revoke_token(request: HttpRequest, token: int) -> HttpResponse:
    """Make a token void."""
    actions.revoke_token(actor_of(request), token)
    return _done(request, Text("令牌已作废。", "The token is void."))


@require_POST
@page()
def end_session(request: HttpRequest, session: int) -> HttpResponse:
    """End one of one's own sessions."""
    actions.end_session(actor_of(request), session)
    return _done(request, Text("会话已结束。", "The session has ended."))


def _done(request: HttpRequest, said: Text) -> HttpResponse:
    messages.success(request, str(said))
    return redirect("/account")


def _own(request: HttpRequest) -> Person:
    return request.user  # type: ignore[return-value]
