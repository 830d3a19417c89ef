"""The accounts of the demonstration: one a role, and two or three zones in two provinces, with printed passwords."""

import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from gaoxin_web.accounts.models import Organisation, Person
from gaoxin_web.registry.models import Zone


@dataclass(frozen=True, slots=True)
class Account:
    """A demonstration account with its password, which stands nowhere but in the home's own file."""

    role: str
    username: str
    password: str
    zone: str
    name: str


def account_zones() -> list[Zone]:
    """Return three zones with accounts: two of one province, one of another; old zones where there are enough."""
    zones = list(Zone.objects.select_related("organisation").order_by("code"))
    return _three([one for one in zones if (one.national_since or 9999) <= OLD]) or _three(zones) or zones[:3]


OLD = 2012
"""A zone that has been national since so early has figures of last year in every round of the demonstration."""


def _three(zones: list[Zone]) -> list[Zone]:
    by_province: dict[str, list[Zone]] = {}
    for zone in zones:
        by_province.setdefault(zone.province, []).append(zone)
    first = next((found for found in by_province.values() if len(found) > 1), [])
    other = next((found for found in by_province.values() if found is not first), [])
    return [*first[:2], other[0]] if first and other else []


def fill_people() -> list[Account]:
    """Create the accounts and return them with their passwords."""
    ministry = Organisation.objects.get(level="ministry")
    outside = Organisation.objects.get(code="EXPERTS")
    accounts = [
        _account("ministry_reviewer", "ministry1", ministry, "陈立"),
        _account("ministry_reviewer", "ministry2", ministry, "罗清"),
        _account("ministry_leader", "leader", ministry, "郑安"),
        _account("system_admin", "sysadmin", ministry, "秦朗"),
        _account("security_admin", "secadmin", ministry, "高远"),
        _account("auditor", "auditor", ministry, "沈明"),
        *(_account("expert", f"expert{at}", outside, name) for at, name in enumerate(_EXPERTS, 1)),
    ]
    provinces: set[str] = set()
    for at, zone in enumerate(account_zones(), 1):
        mine = zone.organisation
        accounts.append(_account("zone_officer", f"officer{at}", mine, _OFFICERS[at - 1], zone.code))
        accounts.append(_account("zone_reviewer", f"reviewer{at}", mine, _REVIEWERS[at - 1], zone.code))
        if zone.province not in provinces:
            provinces.add(zone.province)
            province = Organisation.objects.get(code=zone.province)
            accounts.append(
                _account(
                    "province_reviewer", f"province{len(provinces)}", province, _PROVINCES[len(provinces) - 1]
                )
            )
    firm = Organisation.objects.filter(level="enterprise").order_by("path").first()
    if firm:
        accounts.append(
            _account("enterprise_clerk", "enterprise1", firm, "何微", firm.parent.code if firm.parent else "")
        )
    return accounts


_EXPERTS = ("顾平", "苏晴", "韩越", "唐宁", "宋岚", "魏川")
_OFFICERS, _REVIEWERS, _PROVINCES = ("王珂", "李闻", "赵新"), ("周敏", "吴桐", "孙宜"), ("林岳", "许蔚")


def _account(role: str, username: str, organisation: Organisation, name: str, zone: str = "") -> Account:
    password = f"Demo-{secrets.token_hex(5)}"
    Person.objects.create(
        username=username, name=name, organisation=organisation, role=role, password=make_password(password),
        password_changed_at=timezone.now(),
    )  # fmt: skip
    return Account(role, username, password, zone, name)
