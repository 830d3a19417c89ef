"""The first people of an installation: there is no account to begin with, only three invitations made on the machine."""

from gaoxin.terms import Text
from gaoxin_web.accounts.actions.people import invitation
from gaoxin_web.accounts.models import Invitation, Organisation, Person
from gaoxin_web.accounts.roles import ADMINISTRATORS, ROLES, Level
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write

COMMAND = Actor(None, door="command")
EXPERTS = Text("评审专家", "Experts")


def found(ministry: str) -> dict[str, str]:
    """Make the ministry and invite one administrator of each kind; return tokens by user name, none if there are people."""
    return {} if Person.objects.exists() else _found(ministry)


@act
def _found(ministry: str) -> dict[str, str]:
    top, _ = Organisation.objects.get_or_create(
        code="M", defaults={"level": Level.MINISTRY, "name": ministry, "path": "/M/"}
    )
    Organisation.objects.get_or_create(
        code="EXPERTS",
        defaults={"level": Level.OUTSIDE, "name": EXPERTS.zh, "name_en": EXPERTS.en, "path": "/EXPERTS/"},
    )
    write(COMMAND, Tag.ORGANISATION_CHANGED, f"organisation/{top.pk}", new={"code": "M", "name": ministry})
    return {role: _invited(role, top) for role in ADMINISTRATORS}


def _invited(role: str, top: Organisation) -> str:
    given = Invitation(organisation=top, role=role, username=role, name=ROLES[role].name.zh)
    return invitation(COMMAND, given)[1]
