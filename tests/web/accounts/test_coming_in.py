"""Log-in: known and unknown alike, guessing slowed and locked, an attacker locks out nobody but himself."""

from statistics import median
from time import perf_counter

import pytest

from gaoxin_web.accounts import actions, rules
from gaoxin_web.accounts.models import Failure, Person
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import first_bad
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.refusals import Refused

PASSWORD = "Blau-Wagen7x"


def said(answer) -> str:
    import re

    return re.sub(
        r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"|data-csrf="\w+"', "", answer.content.decode()
    )


def solution(username, address="10.0.0.1") -> str:
    from django.conf import settings

    row = Failure.objects.filter(kind="pair", account=username, address=address).first()
    return str(rules.challenge(settings.SECRET_KEY, username, address, row.count if row else 0)[1])


def fail(try_in, clock, username, times, **more) -> list[int]:
    """Try wrong passwords as a patient guesser does: with the right answer to the question, and not too early."""
    statuses = []
    for _ in range(times):
        clock.forward(seconds=20)
        answer = solution(username, more.get("address", "10.0.0.1"))
        statuses.append(try_in(username, "Wrong-pass1", answer=answer, **more).status_code)
    return statuses


def test_the_right_password_leads_in_and_stands_in_the_journal(known, try_in, client):
    known("officer1")
    answer = try_in("officer1")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    line = Entry.objects.order_by("-number").first()
    assert (line.tag, line.person, line.address, line.succeeded) == (
        "person:login",
        "officer1",
        "10.0.0.1",
        True,
    )


def test_a_wrong_password_stands_in_the_journal_as_failed(known, try_in):
    officer = known("officer1")
    assert try_in("officer1", "Wrong-pass1").status_code == 401
    line = Entry.objects.order_by("-number").first()
    assert (line.tag, line.subject, line.succeeded) == ("person:login-failed", f"person/{officer.pk}", False)


def test_what_was_typed_as_an_unknown_name_is_not_kept_by_the_journal(try_in, db):
    try_in("My-Secret-9-typed-here", "Wrong-pass1")
    line = Entry.objects.order_by("-number").first()
    assert (line.tag, line.subject, line.person) == ("person:login-failed", "person/unknown", "system")
    assert "Secret" not in line.new


@pytest.mark.parametrize("times", [1, 5, 9, 10])
def test_known_unknown_and_disabled_names_are_told_the_same(known, try_in, clock, times):
    known("officer1")
    disabled = known("officer2")
    Person.objects.filter(pk=disabled.pk).update(is_active=False)
    heard = set()
    for name in ("officer1", "nobody99", "officer2"):
        fail(try_in, clock, name, times - 1)
        clock.forward(seconds=20)
        answer = try_in(name, "Wrong-pass1", answer=solution(name))
        text = said(answer).replace(name, "NAME")
        question = rules.challenge(_key(), name, "10.0.0.1", times)[0].zh
        heard.add((answer.status_code, text.replace(question, "QUESTION")))
    assert len(heard) == 1


def _key() -> str:
    from django.conf import settings

    return settings.SECRET_KEY


def test_known_and_unknown_names_take_the_same_time(known, try_in, settings, clock):
    """Fifty tries each, in turn, with the hashing that is used in earnest but fewer rounds."""
    settings.PASSWORD_HASHERS = ["tests.web.accounts.hashing.TwentyThousandRounds"]
    known("officer1")
    spent = {"officer1": [], "nobody99": []}
    for _ in range(50):
        for name, times in spent.items():
            Failure.objects.all().delete()
            begun = perf_counter()
            assert try_in(name, "Wrong-pass1").status_code == 401
            times.append(perf_counter() - begun)
    known_time, unknown_time = (median(times) for times in spent.values())
    assert abs(known_time - unknown_time) < 0.2 * max(known_time, unknown_time)


def test_after_five_failures_a_question_is_asked_and_its_answer_lets_in(known, try_in, clock):
    known("officer1")
    answers = [try_in("officer1", "Wrong-pass1") for _ in range(5)]
    assert [bool(one.context["wrong"].facts) for one in answers] == [False] * 4 + [True]
    clock.forward(seconds=2)
    assert try_in("officer1", answer=solution("officer1")).status_code == 302


def test_without_the_answer_not_even_the_right_password_lets_in(known, try_in, clock):
    known("officer1")
    fail(try_in, clock, "officer1", 5)
    clock.forward(seconds=20)
    assert try_in("officer1").status_code == 401
    clock.forward(seconds=20)
    assert try_in("officer1", answer="99").status_code == 401


def test_a_question_is_another_one_after_each_failure_and_can_be_answered_in_words(db):
    questions = {rules.challenge("key", "officer1", "10.0.0.1", count)[0].en for count in range(5, 10)}
    assert len(questions) > 1
    assert (rules.answers(" １２ ", 12), rules.answers("十二", 12), rules.answers("Twelve", 12)) == (
        True,
        True,
        True,
    )
    assert (rules.answers("", 12), rules.answers("13", 12)) == (False, False)


def test_from_the_fifth_failure_on_each_try_must_wait_longer(known, try_in, clock):
    known("officer1")
    fail(try_in, clock, "officer1", 7)
    clock.forward(seconds=3)
    early = try_in("officer1", answer=solution("officer1"))
    assert (early.status_code, "请等 4 秒" in early.content.decode()) == (401, True)
    assert [rules.wait(count).total_seconds() for count in range(4, 10)] == [0, 1, 2, 4, 8, 16]


def test_after_ten_failures_account_and_address_are_locked_for_fifteen_minutes(known, try_in, clock):
    known("officer1")
    assert fail(try_in, clock, "officer1", 10) == [401] * 9 + [429]
    clock.forward(minutes=14)
    assert try_in("officer1", answer=solution("officer1")).status_code == 429
    clock.forward(minutes=1, seconds=1)
    assert try_in("officer1").status_code == 302
    assert Entry.objects.filter(tag="person:locked").count() == 1


def test_hammering_without_answers_locks_as_well(known, try_in):
    known("officer1")
    assert [try_in("officer1", "Wrong-pass1").status_code for _ in range(12)] == [401] * 9 + [429] * 3


def test_other_people_are_not_locked_by_it(known, try_in, clock):
    known("officer1"), known("officer2")
    fail(try_in, clock, "officer1", 10)
    assert try_in("officer2").status_code == 302


def test_an_attacker_cannot_lock_out_the_ministry_from_its_own_address(known, try_in, clock, settings):
    settings.DEMO = True
    known("ministry1")
    for host in range(1, 4):
        fail(try_in, clock, "ministry1", 10, address=f"203.0.113.{host}")
    assert try_in("ministry1", address="203.0.113.1").status_code == 429
    asked = try_in("ministry1", address="10.0.0.1")
    assert (asked.status_code, bool(asked.context["wrong"].facts["question"])) == (401, True)
    assert try_in("ministry1", address="10.0.0.1", answer=solution("ministry1")).status_code == 302


def test_guesses_from_many_addresses_must_answer_the_question(known, try_in):
    known("officer1")
    for host in range(1, 6):
        try_in("officer1", "Wrong-pass1", address=f"203.0.113.{host}")
    asked = try_in("officer1", address="203.0.113.99")
    assert (asked.status_code, asked.context["wrong"].facts["needs"]) == (401, "answer")


def test_a_forged_forwarded_address_has_no_effect(known, try_in):
    known("officer1")
    statuses = [try_in("officer1", "Wrong-pass1", forged=f"198.51.100.{at}").status_code for at in range(10)]
    assert statuses == [401] * 9 + [429]
    assert {line.address for line in Entry.objects.filter(tag="person:login-failed")} == {"10.0.0.1"}


def test_behind_one_proxy_only_its_own_entry_is_believed(known, try_in, monkeypatch):
    monkeypatch.setattr("gaoxin_web.settings.PROXIES", 1)
    known("officer1")
    for at in range(10):
        try_in("officer1", "Wrong-pass1", forged=f"198.51.100.{at}, 192.0.2.7")
    assert try_in("officer1", forged="192.0.2.7").status_code == 429
    assert Failure.objects.get(kind="pair").address == "192.0.2.7"
    try_in("officer2", "Wrong-pass1", forged="<script>")
    assert Failure.objects.get(kind="pair", account="officer2").address == "10.0.0.1"


def test_the_security_administrator_unlocks_and_nobody_else(known, try_in, clock, browse):
    known("officer1")
    fail(try_in, clock, "officer1", 10)
    assert browse("sysadmin").post("/people/unlock", {"account": "officer1"}).status_code == 403
    assert "officer1" in browse("secadmin").get("/people").content.decode()
    assert browse("secadmin").post("/people/unlock", {"account": "officer1"}).status_code == 302
    assert try_in("officer1").status_code == 302
    assert Entry.objects.filter(tag="person:unlocked", person="secadmin").count() == 1


def test_a_success_forgets_the_failures_of_the_account_and_not_of_the_address(known, try_in):
    known("officer1")
    for _ in range(4):
        try_in("officer1", "Wrong-pass1")
    try_in("officer1")
    assert {(row.kind, row.count) for row in Failure.objects.all()} == {("address", 4)}


def test_a_session_that_was_planted_does_not_become_the_persons(known, try_in, client):
    known("officer1")
    client.get("/login")
    session = client.session
    session["planted"] = "yes"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    try_in("officer1")
    after = client.cookies["sessionid"].value
    assert after != before
    assert "planted" not in client.session
    client.cookies["sessionid"] = before
    assert client.get("/")["Location"] == "/login?next=%2F"


def test_after_log_in_one_is_led_where_one_wanted_and_never_elsewhere(known, try_in):
    known("officer1")
    assert try_in("officer1", next="/account")["Location"] == "/account"
    assert try_in("officer1", next="https://evil.example/")["Location"] == "/"


def test_a_program_is_answered_in_json_and_gets_a_fresh_token_for_its_writes(known, client):
    known("officer1")
    asked = {"username": "officer1", "password": PASSWORD}
    answer = client.post("/login", asked, content_type="application/json", HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer.json()["alive"], len(answer.json()["csrf"])) == (200, True, 64)
    wrong = client.post(
        "/login", asked | {"password": "x"}, content_type="application/json", HTTP_ACCEPT="application/json"
    )
    assert (wrong.status_code, wrong.json()) == (401, {"error": "账号或密码不对。", "status": 401})
    broken = client.post("/login", "[1", content_type="application/json", HTTP_ACCEPT="application/json")
    assert broken.status_code == 400


def test_many_guesses_at_once_gain_nothing_since_each_is_counted_before_it_is_looked_at(known):
    known("officer1")
    for _ in range(9):
        Failure.objects.all().update(last_at="2000-01-01T00:00Z")
        with pytest.raises(Refused):
            actions.identify("officer1", "Wrong-pass1", "10.0.0.1")
    from django.utils import timezone

    Failure.objects.filter(kind="pair").update(count=10, last_at=timezone.now())
    with pytest.raises(Refused) as refused:
        actions.identify("officer1", PASSWORD, "10.0.0.1")
    assert refused.value.status == 429


def test_the_chain_holds_after_all_of_it(known, try_in, person):
    known("officer1")
    try_in("officer1", "Wrong-pass1")
    try_in("officer1")
    actions.change_profile(Actor(person("officer1")), email="a@b.example", phone="")
    assert first_bad() is None


def test_behind_a_proxy_that_ends_tls_a_write_from_our_own_page_is_taken_and_another_is_not(known, settings):
    from django.test import Client

    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    known("officer1")
    client = Client(enforce_csrf_checks=True, headers={"X-Forwarded-Proto": "https", "Host": "testserver"})
    token = client.get("/login").context["csrf_token"]
    typed = {"username": "officer1", "password": PASSWORD, "csrfmiddlewaretoken": str(token)}
    foreign = client.post("/login", typed, headers={"Origin": "https://evil.example"})
    own = client.post("/login", typed, headers={"Origin": "https://testserver"})
    assert (foreign.status_code, own.status_code) == (403, 302)
