"""Coming in and going out: showing who one is, guessing slowed down, sessions begun and ended.

A guess is counted before it is looked at and struck out when it was right, so that many at once gain nothing. What
is not looked at (no answer to the question, too early) counts as well. Known and unknown names are told the same in
the same time.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.accounts import rules
from gaoxin_web.accounts.models import Failure, Person, Visit
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import require
from gaoxin_web.accounts.sealing import keyed_digest, unseal
from gaoxin_web.accounts.sessions import begin, end
from gaoxin_web.platform.actor import Actor, actor_of, address_of
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.refusals import Refused, absent

WRONG = Text("账号或密码不对。", "User name or password is wrong.")
WRONG_CODE = Text("验证码不对或已用过。等下一个验证码再试，或用一个恢复码。",
                  "The code is wrong or used. Wait for the next one, or use a recovery code.")  # fmt: skip
LOCKED = Text("尝试次数过多，已暂停 15 分钟。到时再试，或请安全管理员解锁。",
              "Too many attempts: paused for 15 minutes. Try again then, or ask the security administrator.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guess:
    """A counted guess: failures before it (of account and address, and overall), and when the last one was."""

    account: str
    address: str
    pair: int
    overall: int
    crowd: int
    since: timedelta

    @property
    def asked(self) -> bool:
        """Whether the question must be answered with it."""
        return (
            self.pair >= rules.CHALLENGE_AT
            or self.overall >= rules.CHALLENGE_AT
            or self.crowd >= rules.CROWD_AT
        )


def identify(username: str, password: str, address: str, *, answer: str = "") -> Person:
    """Return the person of a user name and password; Refused 401 or 429, with the question to answer next.

    The second factor is another step (``check_factor``); ``identify_whole`` does both.
    """
    account = username.strip()[:80]
    guess = _count(account, address)
    person = None
    if guess.asked and not _answered(guess, answer):
        said = Text("请回答下面的问题后再登录。", "Answer the question below to log in.")
    elif guess.since < rules.wait(guess.pair):
        seconds = int(rules.wait(guess.pair).total_seconds())
        said = Text(f"请等 {seconds} 秒后再试。", f"Wait {seconds} seconds before you try again.")
    else:
        person, said = _authentic(account, password), WRONG
    if person is None:
        raise _failed(guess, said)
    forget("pair", account, address)
    forget("account", account)
    Failure.objects.filter(kind="address", address=address, count__gt=0).update(count=F("count") - 1)
    return person


def identify_whole(username: str, password: str, address: str, *, code: str = "", answer: str = "") -> Person:
    """Return the person of user name, password and, where one is enrolled, second factor, all in one go.

    For programs and the log-in on the page. Refused 401 with ``needs="code"`` when the code is missing, 403 with
    ``needs="page"`` when the person must first enrol a factor or change his password on the log-in page.
    """
    person = identify(username, password, address, answer=answer)
    if wants_code(person):
        if not code:
            raise Refused(
                401, Text("请输入第二因素验证码。", "Enter the code of your second factor."), needs="code"
            )
        check_factor(Actor(person, address), code)
    if step_of(person, passed=True):
        said = Text("须先在登录页更换密码或绑定第二因素。", "Change your password or enrol a second factor on the log-in page first.")  # fmt: skip
        raise Refused(403, said, needs="page")
    return person


def wants_code(person: Person) -> bool:
    """Whether a person must show a second factor: he has one, and this is no demonstration."""
    return bool(person.factor_secret) and not settings.DEMO


def step_of(person: Person, *, passed: bool) -> str:
    """Return what still stands between a right password and a session: code, password, enrol, or nothing."""
    profile = rules.PROFILES[settings.PASSWORD_PROFILE]
    left = rules.days_left(profile, person.password_changed_at, timezone.now())
    if wants_code(person) and not passed:
        return "code"
    if left is not None and left <= 0 and person.has_usable_password():
        return "password"
    if person.duty.second_factor and not person.factor_secret and not settings.DEMO:
        return "enrol"
    return ""


def check_factor(actor: Actor, code: str) -> None:
    """Let a code of the second factor pass, or a recovery code, each once; Refused 401 or 429 otherwise."""
    person = _person(actor)
    with guarded(actor, WRONG_CODE):
        if not (_use_code(person, code) or _use_recovery(actor, code)):
            raise Refused(401, WRONG_CODE, needs="code")


def check_again(actor: Actor, password: str) -> None:
    """Let somebody logged in show his password again before he changes what he comes in with."""
    said = Text("当前密码不对。", "The current password is wrong.")
    with guarded(actor, said):
        if not check_password(password, _person(actor).password):
            raise Refused(400, said)


class guarded:  # noqa: N801 - reads as a word in `with guarded(…)`
    """Count guesses of somebody who is known already: ten wrong ones lock for fifteen minutes, wherever they come from."""

    def __init__(self, actor: Actor, said: Text) -> None:
        self.actor, self.said = actor, said

    def __enter__(self) -> None:
        with transaction.atomic():
            before, _ = _add("factor", self.actor.name, "", rules.LOCK_AT)
        if before >= rules.LOCK_AT:
            raise Refused(429, LOCKED)
        self.before = before

    def __exit__(self, kind: object, fault: BaseException | None, trace: object) -> None:
        if fault is None:
            forget("factor", self.actor.name)
        else:
            _tell(self.actor, self.said, locked=self.before + 1 >= rules.LOCK_AT)


def forget(kind: str, account: str, address: str = "") -> None:
    """Strike out the failures of a kind."""
    Failure.objects.filter(kind=kind, account=account, address=address).delete()


@act
def log_in(request: HttpRequest, person: Person, *, means: str = "password") -> None:
    """Begin a session for a person who has shown who he is."""
    person.last_login = timezone.now()
    person.save(update_fields=["last_login"])
    write(Actor(person, address_of(request)), Tag.LOGIN, f"person/{person.pk}", new={"means": means})
    begin(request, person)


@act
def log_out(request: HttpRequest) -> None:
    """End a session on the server."""
    actor = actor_of(request)
    write(actor, Tag.LOGOUT, f"person/{actor.person.pk if actor.person else 0}")
    Visit.objects.filter(key=request.session.session_key).delete()
    request.session.flush()


@act
def end_session(actor: Actor, visit: int) -> None:
    """End one of one's own sessions."""
    found = Visit.objects.filter(person=actor.person, pk=visit).first()
    if found is None:
        raise absent()
    write(
        actor,
        Tag.SESSION_ENDED,
        f"person/{found.person_id}",
        old={"since": found.begun_at, "address": found.address},
    )
    end([found])


@act
def unlock(actor: Actor, account: str) -> int:
    """Forget the failures of an account, from every address; return how many counts there were."""
    require(_person(actor), May.MANAGE_SECURITY)
    gone, _ = Failure.objects.filter(account=account).delete()
    if not gone:
        raise absent()
    write(actor, Tag.UNLOCKED, f"account/{account}", old={"counts": gone})
    return gone


def question_for(username: str, address: str) -> Text | None:
    """Return the question that the next log-in of an account from an address must answer, if any."""
    account = username.strip()[:80]
    now = timezone.now()
    found = {one.kind: rules.standing(one.count, one.last_at, now) for one in _rows(account, address)}
    guess = Guess(
        account, address, found.get("pair", 0), found.get("account", 0), found.get("address", 0), timedelta()
    )
    return _challenge(guess)[0] if guess.asked else None


def _rows(account: str, address: str) -> list[Failure]:
    places = (("pair", account, address), ("account", account, ""), ("address", "", address))
    return [one for kind, who, where in places
            for one in Failure.objects.filter(kind=kind, account=who, address=where)]  # fmt: skip


def _count(account: str, address: str) -> Guess:
    """Count a guess before it is looked at; Refused 429 where account and address are locked."""
    with transaction.atomic():
        pair, since = _add("pair", account, address, rules.LOCK_AT)
        if pair >= rules.LOCK_AT:
            raise Refused(429, LOCKED)
        overall, _ = _add("account", account, "")
        crowd, _ = _add("address", "", address)
    return Guess(account, address, pair, overall, crowd, since)


def _add(kind: str, account: str, address: str, limit: int | None = None) -> tuple[int, timedelta]:
    """Add a failure unless so many stand already; return how many stood before, and how long since the last."""
    now = timezone.now()
    kept, made = Failure.objects.select_for_update().get_or_create(
        kind=kind, account=account, address=address, defaults={"count": 0, "last_at": now}
    )
    before = 0 if made else rules.standing(kept.count, kept.last_at, now)
    since = rules.FORGOTTEN if made else now - kept.last_at
    if limit is None or before < limit:
        kept.count, kept.last_at = before + 1, now
        kept.save(update_fields=["count", "last_at"])
    return before, since


def _challenge(guess: Guess) -> tuple[Text, int]:
    return rules.challenge(settings.SECRET_KEY, guess.account, guess.address, guess.pair)


def _answered(guess: Guess, answer: str) -> bool:
    return rules.answers(answer, _challenge(guess)[1])


def _authentic(account: str, password: str) -> Person | None:
    """Return the person if the password is his; a name nobody has costs the same time."""
    person = Person.objects.select_related("organisation").filter(username=account).first()
    if person is None or not person.has_usable_password():
        make_password(password)
        return None
    return person if check_password(password, person.password) and person.is_active else None


def _failed(guess: Guess, said: Text) -> Refused:
    """Write a failure into the journal, and return the refusal with the question for the next try."""
    person = Person.objects.select_related("organisation").filter(username=guess.account).first()
    locked = guess.pair + 1 >= rules.LOCK_AT
    _tell(Actor(person, guess.address), said, locked=locked, known=person is not None)
    if locked:
        return Refused(429, LOCKED)
    asked = question_for(guess.account, guess.address)
    facts = {"needs": "answer", "question": str(asked)} if asked else {}
    return Refused(401, said, **facts)


@act
def _tell(actor: Actor, said: Text, *, locked: bool, known: bool = True) -> None:
    """Write a failure, and a lock it led to; a name that nobody has is not kept: it may be a password typed there."""
    subject = f"person/{actor.person.pk}" if actor.person else "person/unknown"
    nameless = {} if known else {"unknown": True}
    write(actor, Tag.LOGIN_FAILED, subject, new={"said": said.en, **nameless}, succeeded=False)
    if locked:
        write(actor, Tag.LOCKED, subject, new={"minutes": 15, **nameless}, succeeded=False)


def _use_code(person: Person, code: str) -> bool:
    """Take a code of the person's device, if it is right and later than the last one taken."""
    step = rules.totp_step(unseal(person.factor_secret), code, timezone.now().timestamp(), person.factor_step)
    return step is not None and bool(
        Person.objects.filter(pk=person.pk, factor_step__lt=step).update(factor_step=step)
    )


def _use_recovery(actor: Actor, code: str) -> bool:
    person = _person(actor)
    kept = keyed_digest("recovery", rules.recovery_form(code))
    with transaction.atomic():
        used = person.recovery_codes.filter(digest=kept, used_at=None).update(used_at=timezone.now())
        if used:
            left = person.recovery_codes.filter(used_at=None).count()
            write(actor, Tag.RECOVERY_USED, f"person/{person.pk}", new={"left": left})
    return bool(used)


def _person(actor: Actor) -> Person:
    if actor.person is None:
        raise absent()
    return actor.person
