"""What a person comes in with: password, second factor, recovery codes, tokens; and what he says about himself."""

import secrets
from base64 import b32encode
from datetime import timedelta

import pyotp
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.accounts import rules
from gaoxin_web.accounts.actions.door import WRONG_CODE, check_again, guarded
from gaoxin_web.accounts.models import PastPassword, Person, RecoveryCode, Token
from gaoxin_web.accounts.sealing import digest, keyed_digest, seal
from gaoxin_web.accounts.sessions import end_all
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.refusals import Refused, absent

RECOVERY_CODES = 10
SCOPES = ("read", "write")


def bad(*faults: Text) -> Refused:
    """Return the refusal of an input, with all its faults at once."""
    said = Text("；".join(one.zh for one in faults) + "。", "; ".join(one.en for one in faults) + ".")
    return Refused(400, said, faults=[str(one) for one in faults])


def change_password(actor: Actor, old: str, new: str) -> None:
    """Change one's own password; every session and token ends, so a session of the actor must begin anew."""
    check_again(actor, old)
    renew_password(actor, new)


@act
def renew_password(actor: Actor, new: str) -> None:
    """Set the password of the actor, who has just shown who he is; Refused 400 with everything wrong with it."""
    person = _person(actor)
    faults = faults_of_password(person, new)
    if faults:
        raise bad(*faults)
    set_password(person, new)
    write(actor, Tag.PASSWORD_CHANGED, f"person/{person.pk}")


def faults_of_password(person: Person, new: str) -> list[Text]:
    """Return what is wrong with a new password of a person: the profile's rules, and whether he had it before."""
    profile = rules.PROFILES[settings.PASSWORD_PROFILE]
    faults = rules.password_faults(profile, new, (person.username, person.name))
    if faults or not person.password:
        return faults
    past = list(person.past_passwords.order_by("-id").values_list("password", flat=True)[: profile.history])
    if any(check_password(new, one) for one in {person.password, *past}):
        before = Text(f"最近 {max(profile.history, 1)} 次用过的密码不能再用",
                      f"the last {max(profile.history, 1)} passwords cannot be used again")  # fmt: skip
        return [before]
    return []


def set_password(person: Person, new: str) -> None:
    """Keep a password and the last ones as hashes, and end every session and token."""
    person.password, person.password_changed_at = make_password(new), timezone.now()
    person.save(update_fields=["password", "password_changed_at"])
    PastPassword.objects.create(person=person, password=person.password)
    history = max(rules.PROFILES[settings.PASSWORD_PROFILE].history, 1)
    kept = person.past_passwords.order_by("-id").values_list("pk", flat=True)[:history]
    person.past_passwords.exclude(pk__in=list(kept)).delete()
    end_all(person)


def new_secret() -> str:
    """Return a fresh secret for a second factor."""
    return pyotp.random_base32()


def provisioning(person: Person, secret: str) -> str:
    """Return the address that an authenticator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=person.username, issuer_name="Gaoxin")


def enrol_factor(actor: Actor, secret: str, code: str) -> list[str]:
    """Enrol a second factor once its first code is right; return the recovery codes, which are shown this once."""
    with guarded(actor, WRONG_CODE):
        step = rules.totp_step(secret, code, timezone.now().timestamp(), 0) if secret else None
        if step is None:
            raise Refused(401, WRONG_CODE, needs="code")
    return _enrol(actor, secret, step)


@act
def _enrol(actor: Actor, secret: str, step: int) -> list[str]:
    person = _person(actor)
    person.factor_secret, person.factor_step = seal(secret), step
    person.save(update_fields=["factor_secret", "factor_step"])
    write(actor, Tag.FACTOR_ENROLLED, f"person/{person.pk}")
    return _recovery(person)


@act
def renew_recovery(actor: Actor) -> list[str]:
    """Make new recovery codes in place of the old ones; return them, shown this once."""
    person = _person(actor)
    if not person.factor_secret:
        raise Refused(409, Text("还没有绑定第二因素。", "No second factor is enrolled."))
    write(actor, Tag.FACTOR_ENROLLED, f"person/{person.pk}", new={"recovery_codes": RECOVERY_CODES})
    return _recovery(person)


def _recovery(person: Person) -> list[str]:
    person.recovery_codes.all().delete()
    codes = [b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, digest=keyed_digest("recovery", one)) for one in codes
    )
    return ["-".join(one[at : at + 4] for at in range(0, 16, 4)) for one in codes]


@act
def issue_token(
    actor: Actor, *, label: str = "", scope: str = "read", days: int = 30, addresses: str = ""
) -> tuple[Token, str]:
    """Issue an API token for oneself; return it and its text, which is shown this once and stored as a digest.

    ``addresses`` are networks separated by blanks, empty for anywhere; all faults are refused (400) at once.
    """
    person = _person(actor)
    faults, allowed = [], []
    if scope not in SCOPES:
        faults.append(Text("范围为 read 或 write", "the scope is read or write"))
    if not 1 <= days <= rules.TOKEN_DAYS:
        faults.append(
            Text(f"有效期为 1–{rules.TOKEN_DAYS} 天", f"it holds from 1 to {rules.TOKEN_DAYS} days")
        )
    try:
        allowed = rules.networks(addresses)
    except ValueError as fault:
        faults.append(Text(f"地址不对：{fault}", f"not an address: {fault}"))
    if faults:
        raise bad(*faults)
    person.last_login = timezone.now()
    person.save(update_fields=["last_login"])
    raw = "gx_" + secrets.token_urlsafe(32)
    token = Token.objects.create(
        person=person, digest=digest(raw), label=label.strip()[:80], scope=scope, addresses=" ".join(allowed)[:400],
        stamp=person.session_stamp, expires_at=timezone.now() + timedelta(days=days),
    )  # fmt: skip
    said = {"label": token.label, "scope": scope, "addresses": token.addresses, "until": token.expires_at}
    write(actor, Tag.TOKEN_ISSUED, f"token/{token.pk}", new=said)
    return token, raw


@act
def revoke_token(actor: Actor, token: int) -> None:
    """Make one of one's own tokens void."""
    if not Token.objects.filter(person=actor.person, pk=token, revoked_at=None).update(
        revoked_at=timezone.now()
    ):
        raise absent()
    write(actor, Tag.TOKEN_REVOKED, f"token/{token}")


@act
def change_profile(actor: Actor, *, email: str, phone: str) -> None:
    """Change how one can be reached; the phone is stored sealed, and neither stands in the journal."""
    person = _person(actor)
    faults = []
    if email and ("@" not in email or len(email) > 200 or any(one.isspace() for one in email)):
        faults.append(
            Text(f"邮箱“{email[:60]}”不对：须含 @，不含空格", f"e-mail “{email[:60]}”: one @, no blanks")
        )
    if phone and not (len(phone) <= 30 and all(one in "+-() 0123456789" for one in phone)):
        faults.append(
            Text(
                f"电话“{phone[:60]}”不对：只能有数字、+、-、括号",
                f"phone “{phone[:60]}”: digits, +, -, brackets",
            )
        )
    if faults:
        raise bad(*faults)
    person.email, person.phone = email, seal(phone)
    person.save(update_fields=["email", "phone"])
    write(actor, Tag.PROFILE_CHANGED, f"person/{person.pk}")


def _person(actor: Actor) -> Person:
    if actor.person is None:
        raise absent()
    return actor.person
