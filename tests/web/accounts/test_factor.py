"""Second factor: compulsory by role, each code once, guessing locked, recovery codes once, reset by two persons."""

import re

import pytest

from gaoxin_web.accounts import actions
from gaoxin_web.accounts.models import Person, RecoveryCode
from gaoxin_web.accounts.sealing import seal, unseal
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.refusals import Refused

from .conftest import PASSWORD, code_of


@pytest.fixture
def enrolled(known):
    """A ministry reviewer with a second factor; returns him and his recovery codes."""

    def enrol(username="ministry1"):
        found = known(username)
        secret = actions.new_secret()
        import pyotp
        from django.utils import timezone

        codes = actions.enrol_factor(Actor(found), secret, pyotp.TOTP(secret).at(timezone.now()))
        return Person.objects.select_related("organisation").get(pk=found.pk), codes

    return enrol


def test_a_role_that_needs_it_must_enrol_before_anything_else(known, try_in, client):
    import pyotp
    from django.utils import timezone

    known("ministry1")
    assert try_in("ministry1")["Location"] == "/login/step"
    page = client.get("/login/step")
    assert page.context["step"] == "enrol"
    assert client.get("/")["Location"] == "/login?next=%2F"
    secret = page.context["secret"]
    assert re.search(r'<svg viewBox="0 0 \d+ \d+" class="qr">', page.content.decode())
    done = client.post("/login/step", {"code": pyotp.TOTP(secret).at(timezone.now())})
    assert (done.status_code, len(done.context["codes"])) == (200, 10)
    assert client.get("/").status_code == 200
    kept = Person.objects.get(username="ministry1").factor_secret
    assert (secret in kept, unseal(kept)) == (False, secret)
    assert RecoveryCode.objects.filter(person__username="ministry1").count() == 10


def test_the_step_cannot_be_skipped_by_address_or_json(enrolled, try_in, client):
    enrolled()
    try_in("ministry1")
    assert client.get("/people").status_code == 302
    assert client.get("/session", HTTP_ACCEPT="application/json").status_code == 401
    assert client.post("/account/profile", {"email": ""}).status_code == 401
    asked = {"username": "ministry1", "password": PASSWORD}
    answer = client.post("/login", asked, content_type="application/json", HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer.json()["needs"]) == (401, "code")


def test_the_code_of_the_device_lets_in_once(enrolled, try_in, client, clock):
    person, _ = enrolled()
    clock.forward(seconds=60)
    code = code_of(person)
    assert try_in("ministry1")["Location"] == "/login/step"
    assert client.post("/login/step", {"code": code})["Location"] == "/"
    try_in("ministry1")
    again = client.post("/login/step", {"code": code})
    assert (again.status_code, again.context["wrong"].said.en[:30]) == (401, "The code is wrong or used. Wai")


def test_an_earlier_code_does_not_count_after_a_later_one(enrolled, clock):
    person, _ = enrolled()
    clock.forward(seconds=60)
    earlier = code_of(person)
    clock.forward(seconds=30)
    actions.check_factor(Actor(person), code_of(person))
    person.refresh_from_db()
    with pytest.raises(Refused):
        actions.check_factor(Actor(person), earlier)


def test_after_ten_wrong_codes_the_right_one_is_refused_from_every_address(enrolled, clock):
    person, _ = enrolled()
    statuses = []
    for at in range(1000):
        with pytest.raises(Refused) as refused:
            actions.check_factor(Actor(person, f"203.0.113.{at % 250}"), f"{at:06}")
        statuses.append(refused.value.status)
    assert statuses == [401] * 10 + [429] * 990
    clock.forward(seconds=60)
    with pytest.raises(Refused):
        actions.check_factor(Actor(person, "10.0.0.1"), code_of(person))
    clock.forward(minutes=15)
    actions.check_factor(Actor(person, "10.0.0.1"), code_of(person))
    assert Entry.objects.filter(tag="person:locked", person="ministry1").count() == 1


def test_a_recovery_code_stands_in_once(enrolled, try_in, client):
    _, codes = enrolled()
    try_in("ministry1")
    assert client.post("/login/step", {"code": codes[0].upper().replace("-", " ")})["Location"] == "/"
    try_in("ministry1")
    assert client.post("/login/step", {"code": codes[0]}).status_code == 401
    assert Entry.objects.get(tag="person:recovery-used").new == '{"left": 9}'
    assert codes[0].replace("-", "") not in "".join(RecoveryCode.objects.values_list("digest", flat=True))


def test_recovery_codes_of_another_person_do_not_count(enrolled):
    _, codes = enrolled("ministry1")
    other, _ = enrolled("ministry2")
    with pytest.raises(Refused):
        actions.check_factor(Actor(other), codes[0])


def test_all_in_one_go_for_programs(enrolled, clock):
    person, _ = enrolled()
    clock.forward(seconds=60)
    with pytest.raises(Refused) as refused:
        actions.identify_whole("ministry1", PASSWORD, "10.0.0.1")
    assert (refused.value.status, refused.value.facts) == (401, {"needs": "code"})
    assert actions.identify_whole("ministry1", PASSWORD, "10.0.0.1", code=code_of(person)).pk == person.pk


def test_who_must_still_enrol_is_sent_to_the_log_in_page(known):
    known("ministry1")
    with pytest.raises(Refused) as refused:
        actions.identify_whole("ministry1", PASSWORD, "10.0.0.1")
    assert (refused.value.status, refused.value.facts) == (403, {"needs": "page"})


def test_a_demonstration_asks_for_no_second_factor_and_says_so(enrolled, try_in, client, settings):
    enrolled()
    settings.DEMO = True
    assert try_in("ministry1")["Location"] == "/"
    assert "演示账号，未启用第二因素" in client.get("/").content.decode()


def test_a_reset_takes_two_persons_and_ends_sessions(enrolled, browse):
    person, _ = enrolled("ministry1")
    theirs = browse("ministry1")
    asked = browse("sysadmin").post(f"/people/{person.pk}/factor", {"reason": "手机丢失"})
    assert asked["Location"] == f"/people/{person.pk}"
    proposal = person.proposals.get()
    assert browse("sysadmin").post(f"/proposals/{proposal.pk}", {"decision": "confirm"}).status_code == 403
    assert unseal(Person.objects.get(pk=person.pk).factor_secret) != ""
    assert browse("secadmin").post(f"/proposals/{proposal.pk}", {"decision": "confirm"}).status_code == 302
    assert Person.objects.get(pk=person.pk).factor_secret == ""
    assert theirs.get("/").status_code == 302
    assert RecoveryCode.objects.filter(person=person).count() == 0


def test_one_cannot_ask_for_ones_own_reset(enrolled, browse):
    person, _ = enrolled("secadmin")
    assert browse("secadmin").post(f"/people/{person.pk}/factor", {"reason": "手机丢失"}).status_code == 403


def test_another_device_needs_the_password_and_makes_the_old_one_void(enrolled, browse, clock):
    import pyotp
    from django.utils import timezone

    person, _ = enrolled("ministry1")
    client = browse("ministry1")
    secret = client.get("/account/factor").context["secret"]
    code = pyotp.TOTP(secret).at(timezone.now())
    assert client.post("/account/factor", {"code": code, "password": "wrong"}).status_code == 400
    assert client.post("/account/factor", {"code": code, "password": PASSWORD}).status_code == 200
    person.refresh_from_db()
    assert unseal(person.factor_secret) == secret


def test_what_was_sealed_with_another_key_is_not_readable(settings):
    sealed = seal("secret")
    settings.SECRET_KEY = "another"
    assert (unseal(sealed), unseal("plain"), unseal("")) == ("", "", "")
