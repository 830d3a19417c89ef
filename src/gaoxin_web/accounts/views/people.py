"""Pages of people: organisations, accounts, invitations, what waits for a second person, locks."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from gaoxin.terms import Text
from gaoxin_web.accounts import actions, queries, rules
from gaoxin_web.accounts.models import Organisation, Person
from gaoxin_web.accounts.queries import MANAGING
from gaoxin_web.accounts.roles import GRANTS, ROLES, Level, May, Role
from gaoxin_web.accounts.scope import page
from gaoxin_web.platform.actor import actor_of
from gaoxin_web.platform.refusals import Refused

ROWS = 50


@page(*MANAGING)
def people(request: HttpRequest) -> HttpResponse:
    """Show the tree of organisations, the people of one and below, and what waits there."""
    return _show(request)


def _show(request: HttpRequest, wrong: Refused | None = None) -> HttpResponse:
    person = _own(request)
    code = request.POST.get("organisation") or request.GET.get("organisation") or person.organisation.code
    chosen = queries.organisation_seen(person, code)
    search = request.GET.get("search", "").strip()[:80]
    found = queries.people(person, chosen, search)
    if request.GET.get("show") == "inactive":
        found = queries.unused(found)
    shown = {
        "wrong": wrong, "chosen": chosen, "search": search, "show": request.GET.get("show", ""),
        "tree": queries.tree(person, chosen),
        "rows": Paginator(found, ROWS).get_page(request.GET.get("page")),
        "inactive": queries.inactive(person).count(),
        "invitations": queries.open_invitations(person)[:ROWS],
        "proposals": _proposals(person), "unconfirmed": _unconfirmed(person),
        "locks": queries.locks(person) if person.may(May.MANAGE_SECURITY) else [],
        "roles": _roles(person, chosen), "typed": request.POST, "levels": _levels(person, chosen),
    }  # fmt: skip
    return render(request, "accounts/people.html", shown, status=wrong.status if wrong else 200)


def _roles(person: Person, organisation: Organisation) -> list[Role]:
    """Return the roles that somebody may give in an organisation."""
    return [
        role
        for role in ROLES.values()
        if rules.fits(role.key, organisation) and rules.may_manage(person, role.key, organisation)
    ]


def _levels(person: Person, organisation: Organisation) -> list[tuple[str, Text]]:
    """Return the levels of organisations that somebody may add below one."""
    if person.may(May.OPERATE):
        return [(level.value, LEVELS[level]) for level in BELOW.get(organisation.level, ())]
    return (
        [(Level.ENTERPRISE.value, LEVELS[Level.ENTERPRISE])] if _own_enterprises(person, organisation) else []
    )


def _own_enterprises(person: Person, organisation: Organisation) -> bool:
    return organisation.level == Level.ZONE and person.may(May.MANAGE_PEOPLE)


LEVELS = {
    Level.PROVINCE: Text("省级", "province"), Level.CITY: Text("市级", "city"), Level.ZONE: Text("园区", "zone"),
    Level.ENTERPRISE: Text("企业", "enterprise"), Level.OUTSIDE: Text("外部", "outside"),
}  # fmt: skip
BELOW: dict[str, tuple[Level, ...]] = {
    Level.MINISTRY: (Level.PROVINCE,), Level.PROVINCE: (Level.CITY,), Level.ZONE: (Level.ENTERPRISE,),
    Level.OUTSIDE: (Level.OUTSIDE,),
}  # fmt: skip
"""Which levels may be added below which; zones come from the register."""


def _proposals(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "role": ROLES.get(row.role),
            "mine": rules.may_confirm(person, row.kind, row.asked_by, row.person),
        }
        for row in queries.proposals(person)
    ]


def _unconfirmed(person: Person) -> dict[int, bool]:
    """Return the invitations that wait for confirmation, and whether it is this person's to give."""
    return {
        row.pk: rules.may_confirm(person, "invitation", row.invited_by, row.person)
        for row in queries.unconfirmed(person)
    }


@require_POST
@page(*MANAGING)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody and show the link once."""
    given = request.POST
    try:
        made, token = actions.invite(
            actor_of(request), username=given.get("username", ""), name=given.get("name", ""),
            role=given.get("role", ""), organisation=given.get("organisation", ""),
        )  # fmt: skip
    except Refused as refused:
        if refused.status != 400:
            raise
        return _show(request, refused)
    return _link(request, made, token)


def _link(request: HttpRequest, made: Any, token: str) -> HttpResponse:
    address = request.build_absolute_uri(f"/invitation/{token}")
    return render(
        request, "accounts/link.html", {"invitation": made, "address": address, "waits": queries.waits(made)}
    )


@require_POST
@page(*MANAGING)
def add_organisation(request: HttpRequest) -> HttpResponse:
    """Add an organisation below the chosen one."""
    given = request.POST
    try:
        made = actions.add_organisation(
            actor_of(request), code=given.get("code", "").strip(), level=given.get("level", ""),
            name=given.get("name", ""), name_en=given.get("name_en", ""), parent=given.get("organisation", ""),
        )  # fmt: skip
    except Refused as refused:
        if refused.status != 400:
            raise
        return _show(request, refused)
    return redirect(f"/people?organisation={made.code}")


@page(*MANAGING)
def person(request: HttpRequest, person: int) -> HttpResponse:
    """Show one person, and what may be done about him."""
    own, found = _own(request), queries.person_seen(_own(request), person)
    manages = own.pk != found.pk and rules.may_manage(own, found.role, found.organisation)
    guards = own.pk != found.pk and own.may(May.MANAGE_SECURITY)
    shown = {
        "subject": found, "manages": manages, "guards": guards,
        "sessions": queries.sessions(found) if guards or manages else [],
        "tokens": queries.tokens(found).count(),
        "places": list(queries.organisations_seen(own).filter(level__in=_own_levels(own))[:400]) if manages else [],
        "roles": [role for role in ROLES.values() if _may_give(own, role)],
        "unused": queries.unused(Person.objects.filter(pk=found.pk)).exists(),
        "second": rules.asks_second(found.role),
    }  # fmt: skip
    return render(request, "accounts/person.html", shown)


def _may_give(person: Person, role: Role) -> bool:
    return person.may(May.MANAGE_PEOPLE) and role.key in GRANTS.get(person.role, ())


def _own_levels(person: Person) -> set[str]:
    return {role.level.value for role in ROLES.values() if _may_give(person, role)} - {Level.ENTERPRISE.value}


@require_POST
@page(*MANAGING)
def invite_again(request: HttpRequest, person: int) -> HttpResponse:
    """Give somebody a link to choose a new password, and show it once."""
    made, token = actions.invite_again(actor_of(request), person)
    return _link(request, made, token)


@require_POST
@page(*MANAGING)
def disable(request: HttpRequest, person: int) -> HttpResponse:
    """Disable an account."""
    actions.disable(actor_of(request), person, request.POST.get("reason", ""))
    return _done(
        request, Text("账号已停用，会话与令牌已失效。", "Disabled; sessions and tokens have ended."), person
    )


@require_POST
@page(*MANAGING)
def enable(request: HttpRequest, person: int) -> HttpResponse:
    """Enable an account, or ask for it."""
    waits = actions.enable(actor_of(request), person, request.POST.get("reason", ""))
    return _done(request, _WAITS if waits else Text("账号已启用。", "Enabled."), person)


@require_POST
@page(*MANAGING)
def move(request: HttpRequest, person: int) -> HttpResponse:
    """Give somebody another role or organisation, or ask for it."""
    given = request.POST
    waits = actions.move(
        actor_of(request), person, role=given.get("role", ""), organisation=given.get("organisation", ""),
        reason=given.get("reason", ""),
    )  # fmt: skip
    done = Text("已调整，原有会话与令牌已失效。", "Changed; earlier sessions and tokens have ended.")
    return _done(request, _WAITS if waits else done, person)


@require_POST
@page(*MANAGING)
def reset_factor(request: HttpRequest, person: int) -> HttpResponse:
    """Ask that a lost second factor be taken away."""
    actions.ask_factor_reset(actor_of(request), person, request.POST.get("reason", ""))
    return _done(request, _WAITS, person)


@require_POST
@page(*MANAGING)
def end_sessions(request: HttpRequest, person: int) -> HttpResponse:
    """End all sessions and tokens of somebody."""
    actions.end_sessions(actor_of(request), person)
    return _done(request, Text("会话与令牌已全部失效。", "All sessions and tokens have ended."), person)


_WAITS = Text(
    "已提出，等另一位管理员确认后生效。", "Asked: it takes effect when a second administrator confirms it."
)


@require_POST
@page(*MANAGING)
def confirm_invitation(request: HttpRequest, invitation: int) -> HttpResponse:
    """Confirm an invitation as the second person."""
    actions.confirm_invitation(actor_of(request), invitation)
    return _done(request, Text("邀请已确认。", "The invitation is confirmed."))


@require_POST
@page(*MANAGING)
def withdraw_invitation(request: HttpRequest, invitation: int) -> HttpResponse:
    """Withdraw an invitation."""
    actions.withdraw_invitation(actor_of(request), invitation)
    return _done(request, Text("邀请已收回。", "The invitation is withdrawn."))


@require_POST
@page(*MANAGING)
def decide(request: HttpRequest, proposal: int) -> HttpResponse:
    """Confirm or decline what another asked."""
    accept = request.POST.get("decision") == "confirm"
    actions.decide(actor_of(request), proposal, accept=accept)
    return _done(
        request, Text("已确认并生效。", "Confirmed, in effect.") if accept else Text("已否决。", "Declined.")
    )


@require_POST
@page(May.MANAGE_SECURITY)
def unlock(request: HttpRequest) -> HttpResponse:
    """Unlock an account."""
    actions.unlock(actor_of(request), request.POST.get("account", ""))
    return _done(request, Text("已解锁。", "Unlocked."))


def _done(request: HttpRequest, said: Text, person: int | None = None) -> HttpResponse:
    messages.success(request, str(said))
    return redirect(f"/people/{person}" if person else "/people")


def _own(request: HttpRequest) -> Person:
    return request.user  # type: ignore[return-value]
