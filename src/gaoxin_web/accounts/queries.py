"""Reads of people: who and what somebody may see of organisations, people, invitations, sessions and tokens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import time
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from gaoxin_web.accounts import rules
from gaoxin_web.accounts.models import Failure, Invitation, Organisation, Person, Proposal, Token, Visit
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import below, one, require
from gaoxin_web.accounts.sealing import digest
from gaoxin_web.accounts.sessions import SEEN, alive, stored
from gaoxin_web.platform.journal import Tag
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.words import word

MANAGING = (May.MANAGE_PEOPLE, May.MANAGE_SECURITY, May.SEE_JOURNAL)
"""Who looks at people: those who manage them, those who guard rights, those who audit both."""


def within(person: Person, field: str = "organisation") -> Q:
    """Return the condition that a row's organisation is somebody's to manage; administrators see those outside too."""
    everywhere = person.may(May.OPERATE) or person.may(May.MANAGE_SECURITY) or person.may(May.SEE_JOURNAL)
    return Q() if everywhere else below(person, field)


def organisations_seen(person: Person) -> QuerySet[Organisation]:
    """Return the organisations whose people somebody manages."""
    everywhere = within(person) == Q()
    return (
        Organisation.objects.all()
        if everywhere
        else Organisation.objects.filter(path__startswith=person.organisation.path)
    )


def organisation_seen(person: Person, code: str) -> Organisation:
    """Return an organisation by its code; Refused 404 outside the scope."""
    return one(organisations_seen(person), code=code)


def people(person: Person, organisation: Organisation | None = None, search: str = "") -> QuerySet[Person]:
    """Return the people in scope, of an organisation and below, whose name or user name contains a text."""
    require(person, *MANAGING)
    found = Person.objects.select_related("organisation").filter(within(person))
    if organisation is not None:
        found = found.filter(organisation__path__startswith=organisation.path)
    if search:
        found = found.filter(Q(username__icontains=search) | Q(name__icontains=search))
    return found.order_by("organisation__path", "username")


def person_seen(person: Person, key: int) -> Person:
    """Return a person by id; Refused 404 outside the scope."""
    return one(people(person), pk=key)


def tree(person: Person, chosen: Organisation) -> list[dict[str, Any]]:
    """Return the organisations to show, with head counts: the tops, the way down to the chosen one, what lies below it."""
    top = Q(parent=None) if within(person) == Q() else Q(pk=person.organisation_id)
    way = _way(chosen)
    shown = organisations_seen(person).filter(top | Q(pk__in=way) | Q(parent__in=way)).order_by("path")
    rows = list(shown.annotate(heads=Count("people")))
    least = min(row.path.count("/") for row in rows)
    return [
        {"organisation": row, "depth": row.path.count("/") - least, "heads": row.heads, "here": row == chosen}
        for row in rows
    ]


def _way(organisation: Organisation) -> list[int]:
    """Return the ids of an organisation and all above it."""
    way, at = [], organisation
    while at is not None:
        way.append(at.pk)
        at = at.parent  # type: ignore[assignment]
    return way


def invitations(person: Person) -> QuerySet[Invitation]:
    """Return the invitations in scope."""
    require(person, *MANAGING)
    return Invitation.objects.select_related("organisation", "invited_by", "confirmed_by", "person").filter(
        within(person)
    )


def invitation_seen(person: Person, key: int) -> Invitation:
    """Return an invitation by id; Refused 404 outside the scope."""
    return one(invitations(person), pk=key)


def open_invitations(person: Person) -> QuerySet[Invitation]:
    """Return the invitations that can still be used or confirmed."""
    return invitations(person).filter(used_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation of a token if it can be taken up: not used, not withdrawn, in time, confirmed, inviter active."""
    found = (
        Invitation.objects.select_related("organisation", "person", "invited_by", "confirmed_by")
        .filter(digest=digest(token), used_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
        .first()
    )
    if found is None or waits(found):
        return None
    if found.person is not None and not found.person.is_active:
        return None
    return found if found.invited_by is None or found.invited_by.is_active else None


def waits(invitation: Invitation) -> bool:
    """Whether an invitation waits for a second person; what the machine's own command made does not."""
    by_person = invitation.invited_by is not None and invitation.confirmed_by is None
    return by_person and rules.asks_second(invitation.role)


def proposals(person: Person) -> QuerySet[Proposal]:
    """Return what waits for a second person, in scope."""
    require(person, *MANAGING)
    rows = Proposal.objects.select_related("person__organisation", "organisation", "asked_by__organisation")
    return rows.filter(within(person, "person__organisation"), decided_at=None)


def proposal_seen(person: Person, key: int) -> Proposal:
    """Return something proposed by id, decided or not; Refused 404 outside the scope."""
    require(person, *MANAGING)
    rows = Proposal.objects.select_related("person__organisation", "organisation", "asked_by__organisation")
    return one(rows.filter(within(person, "person__organisation")), pk=key)


def waiting_for(person: Person) -> int:
    """Return how many invitations and proposals wait for this person's confirmation."""
    if not (person.may(May.MANAGE_SECURITY) or person.may(May.OPERATE)):
        return 0
    asked = [("invitation", row.invited_by, row.person) for row in unconfirmed(person)]
    asked += [(row.kind, row.asked_by, row.person) for row in proposals(person)]
    return sum(rules.may_confirm(person, kind, asker, subject) for kind, asker, subject in asked)


def unconfirmed(person: Person) -> list[Invitation]:
    """Return the open invitations that wait for confirmation."""
    return [
        row for row in open_invitations(person) if rules.asks_second(row.role) and row.confirmed_by is None
    ]


def inactive(person: Person) -> QuerySet[Person]:
    """Return the active people in scope who have not come in for 90 days."""
    return unused(people(person))


def unused(rows: QuerySet[Person]) -> QuerySet[Person]:
    """Return the active ones among people who have not come in for 90 days."""
    since = timezone.now() - timedelta(days=rules.INACTIVE_DAYS)
    never = Q(last_login=None, joined_at__lt=since)
    return rows.filter(Q(last_login__lt=since) | never, is_active=True)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A living session as it is listed: where from, with what, since when, last used."""

    key: int
    address: str
    agent: str
    begun_at: datetime
    seen_at: datetime
    here: bool


def sessions(person: Person, own_key: str | None = None) -> list[Sitting]:
    """Return the living sessions of a person, the newest first; ``own_key`` marks the one that asks."""
    now = int(time())
    return [
        Sitting(visit.pk, visit.address, visit.agent, visit.begun_at, _seen(visit), visit.key == own_key)
        for visit in Visit.objects.filter(person=person)
        if alive(visit, person, now)
    ]


def _seen(visit: Visit) -> datetime:
    return datetime.fromtimestamp(stored(visit.key)[SEEN], tz=timezone.get_current_timezone())


def log_ins(person: Person) -> list[tuple[Entry, str]]:
    """Return the last times that somebody came in, or tried to, as this person, with words for each."""
    tags = (Tag.LOGIN, Tag.LOGIN_FAILED, Tag.LOCKED)
    rows = Entry.objects.filter(subject=f"person/{person.pk}", tag__in=tags).order_by("-number")[:6]
    return [(row, word(row.tag)) for row in rows]


def tokens(person: Person) -> QuerySet[Token]:
    """Return a person's tokens that can still be used."""
    return person.tokens.filter(revoked_at=None, expires_at__gt=timezone.now(), stamp=person.session_stamp)


def person_of_token(raw: str, address: str) -> tuple[Person, str] | None:
    """Return the person of an API token used from an address, and its scope (read or write); None when it is void.

    Void is what is unknown, revoked, expired, from elsewhere, older than the person's last password, role or move.
    """
    token = Token.objects.select_related("person__organisation").filter(digest=digest(raw)).first()
    if token is None or token.revoked_at is not None or token.expires_at <= timezone.now():
        return None
    void = token.stamp != token.person.session_stamp or not token.person.is_active
    return None if void or not rules.comes_from(token.addresses, address) else (token.person, token.scope)


def locks(person: Person) -> list[dict[str, Any]]:
    """Return the accounts where guessing is slowed or locked now: account, address, failures, since; for who may unlock."""
    require(person, May.MANAGE_SECURITY)
    now = timezone.now()
    rows = Failure.objects.exclude(kind="address").filter(
        last_at__gt=now - rules.FORGOTTEN, count__gte=rules.CHALLENGE_AT
    )
    return [
        {"account": row.account, "address": row.address, "kind": row.kind, "failures": row.count, "last_at": row.last_at,
         "locked": row.count >= rules.LOCK_AT and row.kind != "account"}
        for row in rows.order_by("account", "kind", "address")
    ]  # fmt: skip


def password_days_left(person: Person) -> int | None:
    """Return for how many days the person's password still holds, None where it does not expire."""
    profile = rules.PROFILES[settings.PASSWORD_PROFILE]
    return rules.days_left(profile, person.password_changed_at, timezone.now())
