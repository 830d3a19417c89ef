"""Rules of people, pure: passwords by profile, how guessing is slowed, second factor, who may do what to whom."""

import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from ipaddress import ip_address, ip_network

import pyotp

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Organisation, Person
from gaoxin_web.accounts.roles import CONFIRMED, GRANTS, ROLES, May

INVITATION_DAYS = 7
TOKEN_DAYS = 90
INACTIVE_DAYS = 90
PENDING_MINUTES = 10
LONGEST_PASSWORD = 128
"""An invitation holds a week, a token at most 90 days; accounts unused for 90 days are disabled; ten minutes may pass
between password and second factor."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Rules for passwords: least length, kinds of characters of four, past ones refused, days until it must change."""

    length: int
    classes: int
    history: int
    days: int | None
    reminder: int = 14


PROFILES = {"djbh3": Profile(10, 3, 5, 90), "asvs": Profile(12, 0, 0, None)}
"""``djbh3``: level 3 of classified protection (GB/T 22239-2019); ``asvs``: OWASP ASVS 5.0, 6.2."""

_CLASSES = (str.islower, str.isupper, str.isdigit, lambda one: not one.isalnum())


def password_faults(profile: Profile, password: str, names: tuple[str, ...]) -> list[Text]:
    """Return everything that is wrong with a new password; ``names`` must not be in it."""
    faults = []
    kinds = sum(any(kind(one) for one in password) for kind in _CLASSES)
    if len(password) < profile.length:
        faults.append(
            Text(f"密码至少 {profile.length} 位", f"a password has at least {profile.length} characters")
        )
    if len(password) > LONGEST_PASSWORD:
        faults.append(
            Text(f"密码至多 {LONGEST_PASSWORD} 位", f"a password has at most {LONGEST_PASSWORD} characters")
        )
    if kinds < profile.classes:
        faults.append(Text(f"须含小写字母、大写字母、数字、符号中的 {profile.classes} 类",
                           f"use {profile.classes} of: small letters, capitals, digits, signs"))  # fmt: skip
    if any(len(name) >= 3 and name.lower() in password.lower() for name in names):
        faults.append(Text("密码不能含账号或姓名", "the user name or name must not be in the password"))
    if is_common(password):
        faults.append(
            Text("这是常见密码，或常见密码加数字符号", "this is a common password, or one with digits added")
        )
    return faults


def is_common(password: str) -> bool:
    """Whether a password, or its letters alone, is one of the 20,000 that are tried first."""
    letters = re.sub(r"[^a-z]", "", password.lower())
    return password.lower().strip() in _common() or (len(letters) >= 4 and letters in _common())


@cache
def _common() -> frozenset[str]:
    from django.contrib.auth.password_validation import CommonPasswordValidator

    return frozenset(CommonPasswordValidator().passwords)


def days_left(profile: Profile, changed_at: datetime | None, now: datetime) -> int | None:
    """Return for how many days a password still holds; None where it never expires."""
    if profile.days is None:
        return None
    return profile.days - (now - changed_at).days if changed_at else 0


CHALLENGE_AT, LOCK_AT, CROWD_AT = 5, 10, 300
FORGOTTEN = timedelta(minutes=15)
"""Five failures: a question is asked; ten: locked. After 300 failures from one address each of its log-ins is asked.
Fifteen minutes after the last failure the count is forgotten, and so the lock ends."""


def standing(count: int, last_at: datetime, now: datetime) -> int:
    """Return how many failures still count."""
    return count if now - last_at < FORGOTTEN else 0


def wait(failures: int) -> timedelta:
    """Return how long to wait after so many failures: 1, 2, 4, 8, 16 seconds from the fifth on."""
    return timedelta(seconds=2 ** (failures - CHALLENGE_AT) if failures >= CHALLENGE_AT else 0)


_NUMBERS = {
    "zh": ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
}  # fmt: skip


def challenge(secret: str, account: str, address: str, failures: int) -> tuple[Text, int]:
    """Return a question in words and its answer, another one after each failure; no state is kept for it."""
    drawn = hmac.new(secret.encode(), f"{account}\n{address}\n{failures}".encode(), sha256).digest()
    one, two, add = 2 + drawn[0] % 11, 2 + drawn[1] % 11, drawn[2] % 2
    large, small = max(one, two), min(one, two)
    zh, en = _NUMBERS["zh"], _NUMBERS["en"]
    if add:
        return Text(f"{zh[one]}加{zh[two]}等于几？", f"What is {en[one]} plus {en[two]}?"), one + two
    return Text(f"{zh[large]}减{zh[small]}等于几？", f"What is {en[large]} minus {en[small]}?"), large - small


def answers(given: str, expected: int) -> bool:
    """Whether an answer is the number, in digits of any width or in words."""
    plain = unicodedata.normalize("NFKC", given).strip().lower()
    words = {names[expected] for names in _NUMBERS.values() if expected < len(names)}
    return plain == str(expected) or plain in words


STEP_SECONDS = 30


def totp_step(secret: str, code: str, now: float, last: int) -> int | None:
    """Return the step of time a code belongs to, one before and after allowed; None when wrong or used already."""
    given = re.sub(r"\s", "", unicodedata.normalize("NFKC", code))
    here = int(now) // STEP_SECONDS
    right = [
        step
        for step in (here - 1, here, here + 1)
        if hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), given.encode())
    ]
    return next((step for step in right if step > last), None)


def recovery_form(code: str) -> str:
    """Return a recovery code as it is compared: no hyphens or spaces, small letters."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code)).lower()


def networks(addresses: str) -> list[str]:
    """Return the networks of a list of addresses, separated by blanks or commas; ValueError for what is none."""
    return [str(ip_network(one, strict=False)) for one in re.split(r"[\s,，;；]+", addresses) if one]


def comes_from(addresses: str, address: str) -> bool:
    """Whether an address is in a list of networks; an empty list means anywhere."""
    try:
        return not addresses or any(ip_address(address) in ip_network(one) for one in addresses.split())
    except ValueError:
        return False


def may_manage(actor: Person, role: str, organisation: Organisation) -> bool:
    """Whether somebody may invite, move or disable people of a role in an organisation."""
    everywhere = actor.role == "system_admin"
    inside = everywhere or organisation.path.startswith(actor.organisation.path)
    return actor.may(May.MANAGE_PEOPLE) and inside and role in GRANTS.get(actor.role, ())


def fits(role: str, organisation: Organisation) -> bool:
    """Whether a role belongs to the level of an organisation."""
    return role in ROLES and ROLES[role].level == organisation.level


def asks_second(*roles: str) -> bool:
    """Whether an act on people of these roles needs a second person."""
    return any(role in CONFIRMED for role in roles)


def may_confirm(actor: Person, kind: str, asker: Person | None, subject: Person | None) -> bool:
    """Whether somebody may confirm what another asked: a security administrator, neither the asker nor the one concerned.

    The reset of a second factor that a security administrator asks may be confirmed by a system administrator.
    """
    if actor.pk in {asker.pk if asker else None, subject.pk if subject else None}:
        return False
    by_system = kind == "factor" and asker is not None and asker.may(May.MANAGE_SECURITY)
    return actor.may(May.MANAGE_SECURITY) or (by_system and actor.may(May.OPERATE))
