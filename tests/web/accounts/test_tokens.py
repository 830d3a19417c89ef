"""API tokens: scope, expiry, addresses, revoked, stored as a digest, void when the person's rights change."""

import pytest

from gaoxin_web.accounts import actions, queries
from gaoxin_web.accounts.models import Token
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.refusals import Refused

from .conftest import PASSWORD


def test_a_token_names_its_person_and_scope(person):
    officer = person("officer1")
    _, raw = actions.issue_token(Actor(officer), label="脚本", scope="read", days=30)
    assert queries.person_of_token(raw, "10.0.0.1") == (officer, "read")
    assert queries.person_of_token(raw + "x", "10.0.0.1") is None
    assert queries.person_of_token("", "10.0.0.1") is None


def test_a_token_is_stored_as_a_digest_and_stands_nowhere_else(person):
    _, raw = actions.issue_token(Actor(person("officer1")))
    assert raw not in str(Token.objects.values())
    assert not Entry.objects.filter(new__contains=raw).exists()


def test_a_token_expires(person, clock):
    _, raw = actions.issue_token(Actor(person("officer1")), days=1)
    clock.forward(hours=23)
    assert queries.person_of_token(raw, "10.0.0.1") is not None
    clock.forward(hours=1, seconds=1)
    assert queries.person_of_token(raw, "10.0.0.1") is None


@pytest.mark.parametrize(
    ("addresses", "address", "held"),
    [("", "203.0.113.9", True), ("10.1.0.0/16, 192.0.2.7", "10.1.2.3", True), ("10.1.0.0/16;192.0.2.7", "192.0.2.7", True),
     ("10.1.0.0/16", "10.2.0.1", False), ("10.1.0.0/16", "", False), ("2001:db8::/32", "2001:db8::1", True)],
)  # fmt: skip
def test_a_token_holds_from_the_addresses_it_names(person, addresses, address, held):
    _, raw = actions.issue_token(Actor(person("officer1")), addresses=addresses)
    assert (queries.person_of_token(raw, address) is not None) == held


def test_everything_wrong_with_a_token_is_said_at_once(person):
    with pytest.raises(Refused) as refused:
        actions.issue_token(Actor(person("officer1")), scope="admin", days=91, addresses="10.0.0.300")
    assert (refused.value.status, len(refused.value.facts["faults"])) == (400, 3)
    assert Token.objects.count() == 0


def test_only_the_owner_revokes_a_token(person, browse):
    token, raw = actions.issue_token(Actor(person("officer1")))
    assert browse("officer2").post(f"/account/tokens/{token.pk}/revoke").status_code == 404
    assert queries.person_of_token(raw, "10.0.0.1") is not None
    assert browse("officer1").post(f"/account/tokens/{token.pk}/revoke").status_code == 302
    assert queries.person_of_token(raw, "10.0.0.1") is None


def test_a_token_is_shown_once_after_the_password_was_given(known, browse):
    known("officer1")
    client = browse("officer1")
    given = {"label": "脚本", "scope": "write", "days": "30"}
    assert client.post("/account/tokens", given | {"password": "wrong"}).status_code == 400
    shown = client.post("/account/tokens", given | {"password": PASSWORD})
    assert queries.person_of_token(shown.context["raw"], "10.0.0.1")[1] == "write"
    assert shown.context["raw"] not in client.get("/account").content.decode()
    assert client.post("/account/tokens", given | {"password": PASSWORD, "days": "x"}).status_code == 400
