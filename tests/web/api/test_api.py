"""Programs use the same acts and queries as the pages, within the same scope, with tokens that end."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gaoxin_web.collect.models import Submission
from gaoxin_web.platform.models import Entry


def committee(username_zone, person):
    zone = person(username_zone).organisation
    return Submission.objects.get(round__closed=False, form__kind="committee", organisation=zone)


def test_a_token_says_who_asks(program):
    status, said = program("officer1")("GET", "/me")
    assert (status, said["username"], said["role"]) == (200, "officer1", "zone_officer")


def test_nobody_without_a_token_learns_anything(db):
    answer = Client().get("/api/v1/zones")
    assert (answer.status_code, answer.json()["error"]) == (401, "没有有效的令牌。")


def test_a_wrong_password_gives_no_token(accounts):
    given = {"username": "officer1", "password": "wrong"}
    answer = Client().post("/api/v1/tokens", json.dumps(given), content_type="application/json")
    assert answer.status_code in {400, 401, 403}
    assert "token" not in answer.json()


def test_a_zone_sees_itself_and_a_province_its_zones(program, person):
    assert [one["zone"] for one in program("officer1")("GET", "/zones")[1]] == [
        person("officer1").organisation.code
    ]
    mine = program("province1")("GET", "/zones")[1]
    assert {one["province"] for one in mine} == {person("province1").organisation.code}
    assert len(program("ministry1")("GET", "/zones")[1]) == 8


def test_a_foreign_zone_does_not_exist(program, person):
    assert program("officer1")("GET", f"/zones/{person('officer3').organisation.code}")[0] == 404
    assert program("officer1")("GET", f"/submissions/{committee('officer3', person).pk}")[0] == 404


def test_a_cell_is_saved_and_an_older_view_of_it_is_refused_with_both_values(program, person):
    call, mine = program("officer1"), committee("officer1", person)
    first = {"cells": [{"field": "national_incubators", "value": "１２", "seen": 0}]}
    status, said = call("POST", f"/submissions/{mine.pk}/cells", first)
    assert (status, said[0]["text"], said[0]["version"]) == (200, "12", 1)
    late = {"cells": [{"field": "national_incubators", "value": "13", "seen": 0}]}
    status, said = call("POST", f"/submissions/{mine.pk}/cells", late)
    assert status == 200 or said["conflicts"][0]["theirs"] == "12"
    assert call("GET", f"/submissions/{mine.pk}/cells")[1]["cells"]["national_incubators"] in {"12", "13"}


def test_a_reading_token_does_not_write(program, person):
    call, mine = program("officer1", "read"), committee("officer1", person)
    given = {"cells": [{"field": "national_incubators", "value": "1"}]}
    assert call("POST", f"/submissions/{mine.pk}/cells", given) == (
        403,
        {"error": "这个令牌只能读。", "status": 403},
    )


def test_fields_that_nobody_asked_for_are_refused_by_name(program, person):
    call, mine = program("officer1"), committee("officer1", person)
    given = {"cells": [{"field": "national_incubators", "value": "1"}], "state": "ministry_approved"}
    status, said = call("POST", f"/submissions/{mine.pk}/cells", given)
    assert (status, said["faults"][0]["where"].rpartition(".")[2]) == (422, "state")
    mine.refresh_from_db()
    assert mine.state == "draft"


def test_a_whole_way_goes_by_the_api_and_stands_in_the_journal(program, person):
    mine = committee("officer3", person)
    status, said = program("province2")("POST", f"/submissions/{mine.pk}/approve", {})
    assert (status, said["state"]) == (200, "province_approved")
    assert program("province2")("POST", f"/submissions/{mine.pk}/approve", {})[0] in {403, 409}
    status, said = program("ministry1")("POST", f"/submissions/{mine.pk}/approve", {"seen": said["revision"]})
    assert (status, said["state"], said["approved_revision"]) == (200, "ministry_approved", said["revision"])
    lines = Entry.objects.filter(subject=f"submission/{mine.pk}", tag="submission:approved")
    assert list(lines.values_list("person", "door")) == [("province2", "api"), ("ministry1", "api")]


def test_a_revoked_token_is_void_at_once(program):
    call = program("officer1")
    own = call("GET", "/tokens")[1][0]["id"]
    assert call("DELETE", f"/tokens/{own}")[0] == 204
    assert call("GET", "/me")[0] == 401


def test_the_description_names_every_operation(client, db):
    described = client.get("/api/v1/openapi.json").json()
    operations = [one for path in described["paths"].values() for one in path.values()]
    assert len(operations) > 30
    assert [one["operationId"] for one in operations if not one.get("summary")] == []


def test_a_program_sends_a_workbook_and_is_told_that_it_waits(accounts, settings, person):
    settings.DEMO = True
    client, mine = Client(raise_request_exception=False), committee("officer1", person)
    given = {"username": "officer1", "password": accounts["officer1"]["password"]}
    token = client.post("/api/v1/tokens", json.dumps(given), content_type="application/json").json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    file = SimpleUploadedFile("表.csv", "字段,本年\n".encode())
    answer = client.post(f"/api/v1/submissions/{mine.pk}/uploads", {"file": file}, headers=headers)
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    listed = client.get(f"/api/v1/submissions/{mine.pk}/uploads", headers=headers).json()
    assert [one["upload"] for one in listed] == [answer.json()["upload"]]


def test_the_journal_is_the_auditors(program):
    assert program("ministry1")("GET", "/journal")[0] == 403
    status, said = program("auditor")("GET", "/journal?tag=token:issued")
    assert (status, said["rows"][0]["person"]) == (200, "auditor")
    assert program("auditor")("GET", "/journal/chain")[1] == {"holds": True, "first_bad": None, "why": ""}


def test_a_freeze_is_asked_by_one_person_and_confirmed_by_another(program, person):
    from gaoxin_web.collect.models import Round

    last = Round.objects.get(data_year=2015)
    status, said = program("ministry1")("POST", f"/rounds/{last.pk}/freezes", {})
    assert (status, sorted(said)) == (201, ["digest", "freeze", "report"])
    assert program("ministry1")("POST", f"/freezes/{said['freeze']}/confirm", {})[0] in {403, 409}
    assert program("ministry2")("POST", f"/freezes/{said['freeze']}/confirm", {})[0] == 202
    assert program("officer1")("POST", f"/rounds/{last.pk}/freezes", {})[0] in {403, 404}


def test_a_zone_keeps_its_register_by_the_api(program, person):
    zone = person("officer1").organisation.code
    wrong = {"credit_code": "123", "name": "甲", "since": 2015, "reason": "新入区"}
    assert program("officer1")("POST", f"/zones/{zone}/enterprises", wrong)[0] == 400
    foreign = person("officer3").organisation.code
    assert program("officer1")("POST", f"/zones/{foreign}/enterprises", wrong)[0] == 404
