"""Passwords by profile, their history and age, and that a change ends what was open."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gaoxin_web.accounts import actions, rules
from gaoxin_web.accounts.models import PastPassword, Person
from gaoxin_web.accounts.rules import PROFILES, password_faults
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.refusals import Refused

from .conftest import PASSWORD

DJBH3, ASVS = PROFILES["djbh3"], PROFILES["asvs"]
LONG, KINDS, NAME, COMMON = (
    "密码至少 10 位",
    "须含小写字母、大写字母、数字、符号中的 3 类",
    "密码不能含账号或姓名",
    "这是常见密码，或常见密码加数字符号",
)


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("Blau-Wagen7x", []),
        ("Blau7-Wage", []),
        ("Blau7-Wag", [LONG]),
        ("blauwagen-xy", [KINDS]),
        ("blauwagen7xyz", [KINDS]),
        ("蓝车Blauwagen7", []),
        ("Officer1-7xyQ", [NAME]),
        ("Password123!", [COMMON]),
        ("", [LONG, KINDS]),
        ("1234567890", [KINDS, COMMON]),
    ],
)
def test_the_profile_of_classified_protection(password, faults):
    assert [one.zh for one in password_faults(DJBH3, password, ("officer1", "王珂"))] == faults


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("blauwagenxyz", []),
        ("blauwagenxy", ["密码至少 12 位"]),
        ("correct horse battery", []),
        ("蓝" * 12, []),
        ("x" * 129, ["密码至多 128 位"]),
    ],
)
def test_the_profile_of_the_verification_standard_asks_for_length_alone(password, faults):
    assert [one.zh for one in password_faults(ASVS, password, ("officer1",))] == faults


def test_three_thousand_common_passwords_are_refused_in_both_profiles():
    import gzip
    from pathlib import Path

    from django.contrib.auth import password_validation

    file = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    common = gzip.decompress(file.read_bytes()).decode().split("\n")[:3_000]
    let_in = [one for one in common for profile in PROFILES.values() if not password_faults(profile, one, ())]
    assert let_in == []


def test_a_password_holds_ninety_days_or_for_ever():
    now = timezone.now()
    assert rules.days_left(DJBH3, now - timedelta(days=80), now) == 10
    assert rules.days_left(DJBH3, None, now) == 0
    assert rules.days_left(ASVS, now - timedelta(days=8_000), now) is None


def test_the_last_five_passwords_are_not_taken_again(known):
    person = known("officer1")
    actor = Actor(person)
    for at in range(5):
        actions.renew_password(actor, f"Blau-Wagen{at}y")
    with pytest.raises(Refused) as refused:
        actions.renew_password(actor, "Blau-Wagen0y")
    assert refused.value.said.zh == "最近 5 次用过的密码不能再用。"
    actions.renew_password(actor, "Blau-Wagen5y")
    actions.renew_password(actor, "Blau-Wagen0y")
    assert PastPassword.objects.filter(person=person).count() == 5
    assert "Blau" not in "".join(PastPassword.objects.values_list("password", flat=True))


def test_an_expired_password_must_be_changed_before_anything_else(known, try_in, client):
    person = known("officer1")
    Person.objects.filter(pk=person.pk).update(password_changed_at=timezone.now() - timedelta(days=90))
    assert try_in("officer1")["Location"] == "/login/step"
    assert client.get("/").status_code == 302
    assert client.get("/login/step").context["step"] == "password"
    same = client.post("/login/step", {"new": PASSWORD, "again": PASSWORD})
    assert (same.status_code, same.context["wrong"].said.zh) == (400, "最近 5 次用过的密码不能再用。")
    assert client.post("/login/step", {"new": "Blau-Wagen8y", "again": "Blau-Wagen8y"})["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_reminder_is_given_in_the_last_fourteen_days(known, try_in, client):
    person = known("officer1")
    Person.objects.filter(pk=person.pk).update(
        password_changed_at=timezone.now() - timedelta(days=80, hours=1)
    )
    try_in("officer1")
    assert "密码 10 天后到期" in client.get("/account").content.decode()


def test_a_change_needs_the_old_one_and_ends_other_sessions_and_tokens(known, browse):
    from gaoxin_web.accounts import queries

    person = known("officer1")
    _, raw = actions.issue_token(Actor(person), label="x")
    here, elsewhere = browse("officer1"), browse("officer1")
    new = {"new": "Blau-Wagen8y", "again": "Blau-Wagen8y"}
    assert here.post("/account/password", new | {"old": "wrong"}).status_code == 400
    assert elsewhere.get("/").status_code == 200
    assert here.post("/account/password", new | {"old": PASSWORD, "again": "other"}).status_code == 400
    before = here.cookies["sessionid"].value
    assert here.post("/account/password", new | {"old": PASSWORD}).status_code == 302
    assert here.cookies["sessionid"].value != before
    assert here.get("/").status_code == 200
    assert elsewhere.get("/")["Location"] == "/login?next=%2F"
    assert queries.person_of_token(raw, "10.0.0.1") is None


def test_no_password_stands_in_the_journal(known):
    person = known("officer1")
    actions.change_password(Actor(person), PASSWORD, "Blau-Wagen8y")
    assert [line.new for line in Entry.objects.filter(tag="person:password-changed")] == [""]
    assert not Entry.objects.filter(new__contains="Wagen").exists()
