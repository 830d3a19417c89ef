"""Roles: what each kind of person may do. One table; pages, API and refusals all come from it."""

from dataclasses import dataclass
from enum import StrEnum

from gaoxin.terms import Text


class Level(StrEnum):
    """Where an organisation stands on the way of a return; the ministry sees all below it."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    CITY = "city"
    ZONE = "zone"
    ENTERPRISE = "enterprise"
    OUTSIDE = "outside"


class May(StrEnum):
    """One thing that a role may do, within its scope."""

    FILL = "fill"
    REVIEW = "review"
    REGISTER = "register"
    OPEN_ROUND = "open-round"
    EVALUATE = "evaluate"
    RELEASE = "release"
    WEIGH = "weigh"
    SEE_INTEGRITY = "see-integrity"
    SEE_RETURNS = "see-returns"
    SEE_JOURNAL = "see-journal"
    JUDGE = "judge"
    MANAGE_PEOPLE = "manage-people"
    MANAGE_SECURITY = "manage-security"
    OPERATE = "operate"


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its name, the level of its organisation, what it may do, whether a second factor is compulsory."""

    key: str
    name: Text
    level: Level
    may: frozenset[May]
    second_factor: bool = False


def _role(key: str, zh: str, en: str, level: Level, *may: May, second_factor: bool = False) -> Role:
    return Role(key, Text(zh, en), level, frozenset(may), second_factor)


ROLES: dict[str, Role] = {
    one.key: one
    for one in (
        _role("enterprise_clerk", "企业填报员", "enterprise clerk", Level.ENTERPRISE, May.FILL, May.SEE_RETURNS),
        _role("zone_officer", "园区填报员", "zone officer", Level.ZONE, May.FILL, May.REGISTER, May.SEE_RETURNS),
        _role("zone_reviewer", "园区审核员", "zone reviewer", Level.ZONE, May.REVIEW, May.REGISTER, May.SEE_RETURNS,
              May.MANAGE_PEOPLE),
        _role("city_viewer", "市级查看员", "city viewer", Level.CITY, May.SEE_RETURNS, May.WEIGH),
        _role("province_reviewer", "省级审核员", "province reviewer", Level.PROVINCE, May.REVIEW, May.REGISTER,
              May.SEE_RETURNS, May.MANAGE_PEOPLE, May.WEIGH, second_factor=True),
        _role("ministry_reviewer", "部级审核员", "ministry reviewer", Level.MINISTRY, May.REVIEW, May.REGISTER,
              May.OPEN_ROUND, May.EVALUATE, May.RELEASE, May.WEIGH, May.SEE_INTEGRITY, May.SEE_RETURNS, second_factor=True),
        _role("ministry_leader", "部级领导", "ministry leader", Level.MINISTRY, May.SEE_INTEGRITY, May.SEE_RETURNS,
              second_factor=True),
        _role("expert", "评审专家", "expert", Level.OUTSIDE, May.JUDGE),
        _role("system_admin", "系统管理员", "system administrator", Level.MINISTRY, May.OPERATE, May.MANAGE_PEOPLE,
              second_factor=True),
        _role("security_admin", "安全管理员", "security administrator", Level.MINISTRY, May.MANAGE_SECURITY,
              second_factor=True),
        _role("auditor", "审计管理员", "auditor", Level.MINISTRY, May.SEE_JOURNAL, May.SEE_INTEGRITY, May.SEE_RETURNS,
              second_factor=True),
    )
}  # fmt: skip
"""Every role. The three administrators are system_admin (people, running), security_admin (rights, locks), auditor."""

GRANTS: dict[str, frozenset[str]] = {
    "system_admin": frozenset(ROLES),
    "province_reviewer": frozenset({"city_viewer", "zone_officer", "zone_reviewer"}),
    "zone_reviewer": frozenset({"zone_officer", "enterprise_clerk"}),
}
"""Who may invite, move and disable people of which roles, in his own organisation and below; nobody himself."""

CONFIRMED = frozenset(key for key, role in ROLES.items() if role.level == Level.MINISTRY)
"""Roles that nobody gives alone: a security administrator confirms what a system administrator asks."""

ADMINISTRATORS = ("system_admin", "security_admin", "auditor")
"""The three separated administrators; the last active one of each is neither disabled nor moved away."""
