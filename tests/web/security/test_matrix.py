"""Every address × every role × one's own and a foreign zone: the status of each stands in ``matrix.csv``.

The table is the declaration: a change of it is read in review. GAOXIN_WRITE_MATRIX=1 writes it anew. Whatever the table
says, the rules below hold: nobody outside sees a canary of the foreign zone, and nothing there can be written.
"""

import csv
import json
import os
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from tests.web.security.world import CANARY, FIGURE, OUTSIDE, ROLES, operations, pages, text_of

TABLE = Path(__file__).parent / "matrix.csv"
LEFT_OUT = {"logout", "session-end"}
"""Addresses that end the session with which the rest is asked; tests of accounts ask them."""


BODIES = {
    "cells": {"cells": [{"field": "national_incubators", "value": "3", "seen": 0}]},
    "explanations": {
        "check": "Z-0132",
        "place": "national_incubators",
        "reason": "other",
        "words": "说明说明说明说明",
    },
    "submit": {"signatories": {"head": "甲", "statistician": "乙", "filler": "丙"}, "stated": True},
    "return": {"target": "returned", "addressee": "officer3", "reason": "请核对标记的两处"},
    "reopen": {"reason": "请重新开启并改正"},
    "settle": {"confirmed": True},
    "objections": {"about": "rank", "words": "我们对这一位次有异议，依据如下"},
    "answer": {"outcome": "declined", "words": "经核对，数据与原表一致"},
}
"""What a program sends where an example of its schema is not good enough to be carried out for somebody who may."""

FORM = {
    "field": "national_incubators", "value": "3", "seen": "0", "words": "说明说明说明说明", "reason": "请核对并改正",
    "state": "ministry_approved", "zone_id": "1", "is_staff": "on", "approved_by": "1", "score": "100",
}  # fmt: skip
"""What a form sends, with fields that nobody may set."""


@pytest.fixture
def doors(browse, accounts, settings):
    """Return a client and, where there is one, a token for each role."""
    settings.DEMO = True
    opened = {}
    for role, username in ROLES.items():
        client = browse(username) if username else Client(raise_request_exception=False)
        opened[role] = client, _token(accounts[username]) if username else ""
    return opened


def _token(account):
    given = {"username": account["username"], "password": account["password"]}
    answer = Client().post("/api/v1/tokens", json.dumps(given), content_type="application/json")
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()["token"]


def routes(client):
    described = client.get("/api/v1/openapi.json").json()
    return [one for one in [*pages(), *operations(described)] if one.name not in LEFT_OUT]


def ask(door, route, method, address):
    client, token = door
    headers = (
        {"Authorization": f"Bearer {token}"} if route.name.startswith("api ") else {"Accept": "text/html"}
    )
    if method == "GET":
        return client.get(address, headers=headers)
    if route.name.startswith("api "):
        body = json.dumps(BODIES.get(route.name.rpartition("/")[2], route.body or {}))
        return client.generic(method, address, body, content_type="application/json", headers=headers)
    return client.post(address, FORM, headers=headers)


def reading(doors, places):
    """Yield (route, role, place, answer) of every address that can be read."""
    for route in routes(doors["anonymous"][0]):
        if "GET" not in route.methods:
            continue
        for role, door in doors.items():
            for place in ("own", "foreign") if route.parameters else ("own",):
                yield route, role, place, ask(door, route, "GET", route.filled(places[place]))


@pytest.mark.skipif(
    "GAOXIN_TEST_DATABASE_URL" in os.environ, reason="addresses do not depend on the database"
)
def test_every_address_answers_every_role_as_the_table_says_shows_no_canary_and_writes_nothing(doors, places):
    before = everything()
    found, shown, broken = {}, [], []
    for route, role, place, answer in reading(doors, places):
        found.setdefault((route.name, place), {})[role] = str(answer.status_code)
        body = text_of(answer)
        if role in OUTSIDE and (CANARY in body or FIGURE in body):
            shown.append((route.name, role, place))
        if answer.status_code >= 500:
            broken.append((route.name, role, place))
    assert (broken, shown) == ([], [])
    assert everything() == before
    rows = [["address", "place", *ROLES]]
    rows += [[name, place, *(found[name, place][role] for role in ROLES)] for name, place in sorted(found)]
    if os.environ.get("GAOXIN_WRITE_MATRIX"):
        with TABLE.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out, lineterminator="\n").writerows(rows)
    with TABLE.open(encoding="utf-8", newline="") as declared:
        assert rows == list(csv.reader(declared))


OWN_FILES = {"api post /releases/{release}/ranking"}
"""Operations that name nothing of a zone's: they give everybody his own rows as a file, and write the journal alone."""


@pytest.mark.skipif(
    "GAOXIN_TEST_DATABASE_URL" in os.environ, reason="addresses do not depend on the database"
)
def test_nobody_writes_what_is_not_his(doors, places):
    before = everything()
    written = []
    for route in routes(doors["anonymous"][0]):
        if not route.parameters:
            continue
        for role in OUTSIDE:
            for method in (one for one in route.methods if one != "GET"):
                answer = ask(doors[role], route, method, route.filled(places["foreign"]))
                assert answer.status_code < 500, (route.name, role)
                if answer.status_code < 300 and route.name.startswith("api "):
                    written.append((route.name, role, answer.status_code))
                    assert CANARY not in text_of(answer), (route.name, role)
    assert {name for name, _, _ in written} == OWN_FILES
    assert everything() == before


def everything():
    """Return every row that people own, without the journal of refusals, sessions and what counts requests."""
    left = {"Entry", "Session", "Failure", "Token", "Visit", "ContentType", "Permission"}
    return {
        model.__name__: sorted(map(str, model.objects.values_list()))
        for model in apps.get_models()
        if model.__name__ not in left
    }


def test_a_post_without_the_pages_token_is_refused(accounts, settings):
    client = Client(enforce_csrf_checks=True)
    given = {"username": "officer1", "password": accounts["officer1"]["password"]}
    assert client.post("/login", given).status_code == 403
