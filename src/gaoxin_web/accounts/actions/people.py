"""Acts on people: inviting, joining, moving, disabling; what one asks and a second person confirms."""

import re
import secrets
from datetime import timedelta

from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.accounts import rules
from gaoxin_web.accounts.actions.means import bad, faults_of_password, set_password
from gaoxin_web.accounts.models import Invitation, Organisation, Person, Proposal
from gaoxin_web.accounts.queries import (
    invitation_of,
    invitation_seen,
    organisation_seen,
    person_seen,
    proposal_seen,
    waits,
)
from gaoxin_web.accounts.roles import ADMINISTRATORS, ROLES, Level, May
from gaoxin_web.accounts.sealing import digest
from gaoxin_web.accounts.sessions import end_all
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.refusals import Refused, absent, forbidden

NOT_YOURS = Text(
    "这个角色或单位的人员不归您管理。", "People of this role or organisation are not yours to manage."
)
NOT_SECOND = Text("须由另一位安全管理员确认：提出的人和当事人不能自己确认。",
                  "Another person must confirm this: a security administrator, not who asked and not who is concerned.")  # fmt: skip


@act
def invite(actor: Actor, *, username: str, name: str, role: str, organisation: str) -> tuple[Invitation, str]:
    """Invite somebody; return the invitation and its token, which is shown this once and stored as a digest.

    Roles of the ministry's level count only when a security administrator has confirmed the invitation.
    """
    place = organisation_seen(_person(actor), organisation)
    _allow(actor, role, place)
    username, name = username.strip(), name.strip()
    faults = []
    if not re.fullmatch(r"[\w.@-]{3,80}", username):
        faults.append(
            Text("账号为 3–80 个字母、数字或 . _ - @", "a user name is 3 to 80 letters, digits or . _ - @")
        )
    if not 1 <= len(name) <= 80:
        faults.append(Text("姓名为 1–80 个字", "a name has 1 to 80 characters"))
    if not rules.fits(role, place):
        faults.append(
            Text("角色与单位的层级不符", "the role does not belong to an organisation of this level")
        )
    if Person.objects.filter(username=username).exists():
        faults.append(Text(f"账号“{username}”已有人用", f"the user name “{username}” is taken"))
    if faults:
        raise bad(*faults)
    return invitation(actor, Invitation(organisation=place, role=role, username=username, name=name))


@act
def invite_again(actor: Actor, person: int) -> tuple[Invitation, str]:
    """Give somebody who is here a link to choose a new password, once; what he had holds until he has used it."""
    found = _managed(actor, person)
    given = Invitation(
        organisation=found.organisation,
        role=found.role,
        username=found.username,
        name=found.name,
        person=found,
    )
    return invitation(actor, given)


def invitation(actor: Actor, given: Invitation) -> tuple[Invitation, str]:
    """Store an invitation and write it, in the transaction of an act; return it and its token."""
    token = secrets.token_urlsafe(32)
    given.digest, given.invited_by = digest(token), actor.person
    given.expires_at = timezone.now() + timedelta(days=rules.INVITATION_DAYS)
    given.save()
    said = {"username": given.username, "role": given.role, "organisation": given.organisation.code,
            "again": given.person_id is not None}  # fmt: skip
    write(actor, Tag.PERSON_INVITED, f"invitation/{given.pk}", new=said)
    return given, token


@act
def confirm_invitation(actor: Actor, invitation: int) -> None:
    """Confirm, as the second person, an invitation to a role of the ministry's level."""
    found = invitation_seen(_person(actor), invitation)
    if not rules.may_confirm(_person(actor), "invitation", found.invited_by, found.person):
        raise forbidden(NOT_SECOND)
    _still(found.invited_by, found.role, found.organisation)
    if found.used_at or found.withdrawn_at or not waits(found):
        raise Refused(409, Text("这份邀请不用再确认。", "This invitation needs no confirmation any more."))
    found.confirmed_by = actor.person
    found.save(update_fields=["confirmed_by"])
    write(
        actor,
        Tag.INVITATION_CONFIRMED,
        f"invitation/{found.pk}",
        new={"username": found.username, "role": found.role},
    )


@act
def withdraw_invitation(actor: Actor, invitation: int) -> None:
    """Withdraw an invitation that was not used."""
    found = invitation_seen(_person(actor), invitation)
    if not (
        rules.may_manage(_person(actor), found.role, found.organisation)
        or _person(actor).may(May.MANAGE_SECURITY)
    ):
        raise forbidden(NOT_YOURS)
    if not Invitation.objects.filter(pk=found.pk, used_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    ):
        raise Refused(409, Text("这份邀请已用过或已收回。", "This invitation is used or withdrawn already."))
    write(actor, Tag.INVITATION_WITHDRAWN, f"invitation/{found.pk}", old={"username": found.username})


@act
def join(actor: Actor, token: str, *, password: str = "", subject: str | None = None) -> Person:
    """Take up an invitation with a password, or with the subject of the organisation's provider; once."""
    found = invitation_of(token)
    if found is None or not Invitation.objects.filter(pk=found.pk, used_at=None).update(
        used_at=timezone.now()
    ):
        raise absent()
    person = found.person or Person(
        username=found.username, name=found.name, organisation=found.organisation, role=found.role
    )
    if subject is None:
        faults = faults_of_password(person, password)
        if faults:
            raise bad(*faults)
    else:
        person.oidc_subject = subject
        person.set_unusable_password()
    taken = Person.objects.filter(username=found.username).exclude(pk=person.pk).exists()
    if taken or (subject and Person.objects.filter(oidc_subject=subject).exclude(pk=person.pk).exists()):
        raise Refused(
            409,
            Text(
                "这个账号已有人用，请联系邀请您的人。",
                "The account is taken: ask the person who invited you.",
            ),
        )
    person.save()
    if subject is None:
        set_password(person, password)
    new = {"username": person.username, "role": person.role, "organisation": person.organisation.code}
    tag = Tag.PASSWORD_CHANGED if found.person_id else Tag.PERSON_JOINED
    write(Actor(person, actor.address, actor.door), tag, f"person/{person.pk}", new=new)
    return person


@act
def disable(actor: Actor, person: int, reason: str) -> None:
    """Disable an account at once: sessions and tokens end. Managers of the role and security administrators may."""
    found = person_seen(_person(actor), person)
    if found.pk == _person(actor).pk or not (
        _manages(actor, found) or _person(actor).may(May.MANAGE_SECURITY)
    ):
        raise forbidden(NOT_YOURS)
    _reasoned(reason)
    switch(actor, found, active=False, reason=reason)


def switch(actor: Actor, person: Person, *, active: bool, reason: str) -> None:
    """Enable or disable a person and write it; in the transaction of an act."""
    if person.is_active == active:
        raise Refused(409, Text("账号已经是这个状态。", "The account is in this state already."))
    if not active:
        _not_last(person)
    person.is_active = active
    person.last_login = timezone.now() if active else person.last_login
    person.save(update_fields=["is_active", "last_login"])
    end_all(person)
    tag = Tag.PERSON_ENABLED if active else Tag.PERSON_DISABLED
    write(actor, tag, f"person/{person.pk}", new={"reason": reason})


@act
def enable(actor: Actor, person: int, reason: str) -> Proposal | None:
    """Enable an account again; for roles of the ministry's level this is a proposal that waits for a second person."""
    found = _managed(actor, person)
    _reasoned(reason)
    if rules.asks_second(found.role):
        return _propose(actor, Proposal(kind="enable", person=found, reason=reason))
    switch(actor, found, active=True, reason=reason)
    return None


@act
def move(actor: Actor, person: int, *, role: str, organisation: str, reason: str) -> Proposal | None:
    """Give somebody another role or organisation; where the ministry's level is touched, a second person confirms it."""
    found = _managed(actor, person)
    place = organisation_seen(_person(actor), organisation)
    _allow(actor, role, place)
    _reasoned(reason)
    if not rules.fits(role, place):
        raise bad(Text("角色与单位的层级不符", "the role does not belong to an organisation of this level"))
    if rules.asks_second(found.role, role):
        return _propose(
            actor, Proposal(kind="move", person=found, role=role, organisation=place, reason=reason)
        )
    _move(actor, found, role, place, reason)
    return None


def _move(actor: Actor, person: Person, role: str, organisation: Organisation, reason: str) -> None:
    if role != person.role:
        _not_last(person)
    old = {"role": person.role, "organisation": person.organisation.code}
    person.role, person.organisation = role, organisation
    person.save(update_fields=["role", "organisation"])
    end_all(person)
    new = {"role": role, "organisation": organisation.code, "reason": reason}
    write(actor, Tag.PERSON_CHANGED, f"person/{person.pk}", old=old, new=new)


@act
def ask_factor_reset(actor: Actor, person: int, reason: str) -> Proposal:
    """Ask that somebody's lost second factor be taken away, so that he enrols another; a second person confirms it."""
    found = person_seen(_person(actor), person)
    allowed = _person(actor).may(May.MANAGE_SECURITY) or _manages(actor, found)
    if found.pk == _person(actor).pk or not allowed:
        raise forbidden(NOT_YOURS)
    _reasoned(reason)
    if not found.factor_secret:
        raise Refused(409, Text("没有绑定第二因素。", "No second factor is enrolled."))
    return _propose(actor, Proposal(kind="factor", person=found, reason=reason))


def _propose(actor: Actor, proposal: Proposal) -> Proposal:
    if Proposal.objects.filter(kind=proposal.kind, person=proposal.person, decided_at=None).exists():
        raise Refused(409, Text("同样的申请已在等待确认。", "The same is waiting to be confirmed already."))
    proposal.asked_by = _person(actor)
    proposal.save()
    said = {
        "kind": proposal.kind,
        "person": proposal.person.username,
        "role": proposal.role,
        "reason": proposal.reason,
    }
    write(actor, Tag.PROPOSED, f"proposal/{proposal.pk}", new=said)
    return proposal


@act
def decide(actor: Actor, proposal: int, *, accept: bool) -> None:
    """Confirm or decline, as the second person, what another asked; what is confirmed happens at once."""
    found = proposal_seen(_person(actor), proposal)
    if not rules.may_confirm(_person(actor), found.kind, found.asked_by, found.person):
        raise forbidden(NOT_SECOND)
    if not Proposal.objects.filter(pk=found.pk, decided_at=None).update(
        decided_by=_person(actor), decided_at=timezone.now(), accepted=accept
    ):
        raise Refused(409, Text("这份申请已有决定。", "This is decided already."))
    tag = Tag.PROPOSAL_CONFIRMED if accept else Tag.PROPOSAL_DECLINED
    write(actor, tag, f"proposal/{found.pk}", new={"kind": found.kind, "person": found.person.username})
    if accept:
        _carry_out(actor, found)


def _carry_out(actor: Actor, proposal: Proposal) -> None:
    person, asker = proposal.person, proposal.asked_by
    if not (proposal.kind == "factor" and asker.may(May.MANAGE_SECURITY)):
        _still(asker, person.role, person.organisation)
    if proposal.kind == "enable":
        switch(actor, person, active=True, reason=proposal.reason)
    elif proposal.kind == "move" and proposal.organisation:
        _still(asker, proposal.role, proposal.organisation)
        _move(actor, person, proposal.role, proposal.organisation, proposal.reason)
    else:
        person.factor_secret, person.factor_step = "", 0
        person.save(update_fields=["factor_secret", "factor_step"])
        person.recovery_codes.all().delete()
        end_all(person)
        write(actor, Tag.FACTOR_RESET, f"person/{person.pk}", new={"asked_by": asker.username})


@act
def end_sessions(actor: Actor, person: int) -> None:
    """End every session and token of somebody else."""
    found = person_seen(_person(actor), person)
    if not (_person(actor).may(May.MANAGE_SECURITY) or _manages(actor, found)):
        raise forbidden(NOT_YOURS)
    end_all(found)
    write(actor, Tag.SESSION_ENDED, f"person/{found.pk}", new={"all": True})


@act
def add_organisation(
    actor: Actor, *, code: str, level: str, name: str, name_en: str = "", parent: str
) -> Organisation:
    """Add an organisation below one in scope: a system administrator any, a zone's reviewer its enterprises."""
    above = organisation_seen(_person(actor), parent)
    own = level == Level.ENTERPRISE and above.level == Level.ZONE and _person(actor).may(May.MANAGE_PEOPLE)
    if not (own or _person(actor).may(May.OPERATE)):
        raise forbidden(NOT_YOURS)
    faults = []
    if not re.fullmatch(r"[^\s/]{1,40}", code):
        faults.append(
            Text("代码为 1–40 个字，不含空格和 /", "a code has 1 to 40 characters, no blanks, no /")
        )
    if level not in {one.value for one in Level} - {Level.MINISTRY}:
        faults.append(Text("没有这个层级", "there is no such level"))
    if not 1 <= len(name.strip()) <= 200:
        faults.append(Text("名称为 1–200 个字", "a name has 1 to 200 characters"))
    if Organisation.objects.filter(code=code).exists():
        faults.append(Text(f"代码“{code}”已有", f"the code “{code}” is taken"))
    if faults:
        raise bad(*faults)
    made = Organisation.objects.create(
        code=code,
        level=level,
        name=name.strip(),
        name_en=name_en.strip(),
        parent=above,
        path=f"{above.path}{code}/",
    )
    write(
        actor,
        Tag.ORGANISATION_CHANGED,
        f"organisation/{made.pk}",
        new={"code": code, "name": name, "level": level},
    )
    return made


def _person(actor: Actor) -> Person:
    if actor.person is None:
        raise absent()
    return actor.person


def _managed(actor: Actor, person: int) -> Person:
    found = person_seen(_person(actor), person)
    if not _manages(actor, found):
        raise forbidden(NOT_YOURS)
    return found


def _manages(actor: Actor, person: Person) -> bool:
    own = _person(actor)
    return person.pk != own.pk and rules.may_manage(own, person.role, person.organisation)


def _allow(actor: Actor, role: str, organisation: Organisation) -> None:
    if role not in ROLES or not rules.may_manage(_person(actor), role, organisation):
        raise forbidden(NOT_YOURS)


def _still(asker: Person | None, role: str, organisation: Organisation) -> None:
    """Refuse to confirm what the asker could not ask any more: his own rights may have changed in between."""
    if asker is None or not rules.may_manage(asker, role, organisation):
        raise Refused(409, Text("提出的人已无此权限。", "Who asked this has no right to it any more."))


def _not_last(person: Person) -> None:
    """Refuse to take away the last active administrator of a kind: nobody could bring him back."""
    others = Person.objects.filter(role=person.role, is_active=True).exclude(pk=person.pk)
    if person.role in ADMINISTRATORS and not others.exists():
        said = Text(f"这是最后一位{person.duty.name.zh}，先邀请并启用另一位。",
                    f"This is the last {person.duty.name.en}: invite another one first.")  # fmt: skip
        raise Refused(409, said)


def _reasoned(reason: str) -> None:
    if len(reason.strip()) < 2:
        raise bad(Text("请写明理由", "give a reason"))
