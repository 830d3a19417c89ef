"""Log-in by a provider of the organisation: off by default, for invited people alone, everything it says is checked."""

import pytest

from gaoxin_web.accounts import actions
from gaoxin_web.accounts.models import Person
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.models import Entry

from .provider import Provider


@pytest.fixture
def provider(settings):
    made = Provider("subject-17")
    settings.OIDC = {"issuer": made.issuer, "client": "gaoxin", "secret": "shared", "name": "单位认证"}
    yield made
    made.close()


@pytest.fixture
def invited(person):
    actor = Actor(person("reviewer1"))
    return actions.invite(
        actor,
        username="newcomer",
        name="新人",
        role="zone_officer",
        organisation=actor.person.organisation.code,
    )[1]


def through(client, provider, start="/login/oidc"):
    """Go to the provider and come back; return the answer of the last step."""
    address = client.get(start)["Location"]
    assert address.startswith(provider.issuer + "/authorize?")
    return client.get(provider.authorize(address).removeprefix("http://testserver"))


def test_it_is_off_unless_an_issuer_is_named(client, db):
    assert (client.get("/login/oidc").status_code, client.get("/login/oidc/back").status_code) == (404, 404)
    assert "/login/oidc" not in client.get("/login").content.decode()


def test_an_invitation_is_taken_up_with_it_and_afterwards_it_lets_in(client, provider, invited):
    answer = through(client, provider, f"/login/oidc?invitation={invited}")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    made = Person.objects.get(username="newcomer")
    assert (made.oidc_subject, made.has_usable_password()) == (f"{provider.issuer}#subject-17", False)
    client.post("/logout")
    assert client.get("/").status_code == 302
    assert through(client, provider, "/login/oidc?next=/account")["Location"] == "/account"
    assert Entry.objects.filter(tag="person:login", new__contains="oidc").count() == 2


def test_somebody_who_was_not_invited_does_not_come_in(client, provider, db):
    assert through(client, provider).status_code == 403
    assert client.get("/").status_code == 302
    assert not Person.objects.filter(oidc_subject__isnull=False).exists()


def test_our_own_second_factor_is_asked_as_ever(client, provider, person):
    Person.objects.filter(username="ministry1").update(oidc_subject=f"{provider.issuer}#subject-17")
    assert through(client, provider)["Location"] == "/login/step"
    assert client.get("/login/step").context["step"] == "enrol"


@pytest.mark.parametrize(
    "claims",
    [{"aud": "another"}, {"iss": "https://evil.example"}, {"nonce": "another"}, {"exp": 1_000_000_000}],
    ids=lambda claims: next(iter(claims)),
)
def test_a_token_for_others_from_others_or_too_old_is_refused(client, provider, person, claims):
    Person.objects.filter(username="officer1").update(oidc_subject=f"{provider.issuer}#subject-17")
    provider.claims = claims
    assert through(client, provider).status_code == 401
    assert client.get("/").status_code == 302


def test_a_token_signed_by_another_key_is_refused(client, provider, person):
    from joserfc.jwk import RSAKey

    Person.objects.filter(username="officer1").update(oidc_subject=f"{provider.issuer}#subject-17")
    provider.signing = RSAKey.generate_key(2048)
    assert through(client, provider).status_code == 401


def test_another_state_is_refused_and_an_answer_is_taken_once(client, provider, person):
    Person.objects.filter(username="officer1").update(oidc_subject=f"{provider.issuer}#subject-17")
    back = provider.authorize(client.get("/login/oidc")["Location"]).removeprefix("http://testserver")
    assert client.get(back + "x").status_code == 401
    assert client.get(back).status_code == 404


def test_a_provider_that_does_not_answer_is_said_in_words(client, provider, settings):
    settings.OIDC = settings.OIDC | {"issuer": "http://127.0.0.1:9"}
    answer = client.get("/login/oidc")
    assert (answer.status_code, "请用账号和密码登录" in answer.content.decode()) == (503, True)


def test_a_disabled_person_does_not_come_in_by_it(client, provider, person):
    Person.objects.filter(username="officer1").update(
        oidc_subject=f"{provider.issuer}#subject-17", is_active=False
    )
    assert through(client, provider).status_code == 403
