"""Nothing personal and nothing secret stands where it is read by others: journal, logs, exports, pages, the database."""

import json
import logging

import pyotp
import pytest
from django.apps import apps
from django.test import Client

from gaoxin_web.accounts import actions
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.models import Entry

PHONE, EMAIL = "13912345678", "wang.ke@example.cn"
WRONG = "Wrong-Passphrase-1949"


@pytest.fixture
def secrets(browse, accounts, person, settings, caplog):
    """Let somebody do all that secrets are needed for; return each secret by its name, and what was logged meanwhile."""
    settings.DEMO = True
    caplog.set_level(logging.DEBUG)
    officer = person("officer1")
    password = accounts["officer1"]["password"]
    Client().post("/login", {"username": "officer1", "password": WRONG})
    Client().post("/login", {"username": "officer1", "password": password})
    given = {"username": "officer1", "password": password}
    token = (
        Client().post("/api/v1/tokens", json.dumps(given), content_type="application/json").json()["token"]
    )
    Client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    actions.change_profile(Actor(officer), email=EMAIL, phone=PHONE)
    secret = actions.new_secret()
    recovery = actions.enrol_factor(Actor(officer), secret, pyotp.TOTP(secret).now())
    _, invitation = actions.invite(Actor(person("reviewer1")), username="newcomer", name="新人", role="zone_officer",
                                   organisation=officer.organisation.code)  # fmt: skip
    Client().get(f"/invitation/{invitation}")
    return {
        "password": password, "wrong password": WRONG, "token": token, "phone": PHONE, "factor": secret,
        "recovery code": recovery[0], "recovery code, plain": recovery[0].replace("-", ""), "invitation": invitation,
    }  # fmt: skip


def found_in(text, secrets):
    return [name for name, secret in secrets.items() if secret in text]


def test_no_secret_stands_in_the_journal_nor_does_an_address(secrets):
    lines = "\n".join(f"{one.subject} {one.old} {one.new} {one.person}" for one in Entry.objects.all())
    assert found_in(lines, secrets | {"e-mail": EMAIL}) == []


def test_no_secret_stands_in_a_log(secrets, caplog):
    logged = "\n".join(f"{one.getMessage()} {one.args}" for one in caplog.records if "sql" not in one.name and "backends" not in one.name)  # fmt: skip
    path = {"invitation"}  # a link is shown to who was sent it; the server writes no log of addresses
    assert [name for name in found_in(logged, secrets | {"e-mail": EMAIL}) if name not in path] == []


def test_no_secret_stands_in_the_database_as_it_was_typed(secrets):
    rows = "\n".join(
        str(row)
        for model in apps.get_models()
        for row in model.objects.values_list(
            *(one.attname for one in model._meta.fields if one.get_internal_type() != "BinaryField")
        )
    )
    assert found_in(rows, secrets) == []


@pytest.mark.parametrize("username", ["reviewer1", "sysadmin", "secadmin", "auditor"])
def test_who_manages_people_is_not_shown_how_they_are_reached(browse, person, secrets, username):
    client, key = browse(username), person("officer1").pk
    pages = "".join(client.get(path).content.decode() for path in ("/people", f"/people/{key}"))
    assert found_in(pages, secrets | {"e-mail": EMAIL}) == []


@pytest.mark.parametrize(
    ("username", "address", "given"),
    [
        ("auditor", "/journal/export", {}),
        ("province1", "/matrix/export", {"kind": "csv"}),
        ("ministry1", "/matrix/export", {"kind": "xlsx"}),
        ("ministry1", "/ranking/table.csv", {}),
    ],
)
def test_no_export_holds_any_of_it(browse, secrets, username, address, given):
    from tests.web.security.world import text_of

    answer = browse(username).post(address, given)
    assert (answer.status_code, found_in(text_of(answer), secrets | {"e-mail": EMAIL})) == (200, [])
