"""What the pages do, programs do: people, calendar, register, surveys, panels, results; the same refusals."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gaoxin_web.accounts.models import Person
from gaoxin_web.collect.models import Day, Round, Submission
from gaoxin_web.panels.models import Assignment, Panel, Survey
from gaoxin_web.platform.models import Entry


def last(tag):
    line = Entry.objects.filter(tag=tag).order_by("-number").first()
    return line and (line.person, line.door)


@pytest.fixture
def zone(person):
    return person("officer1").organisation.code


def test_a_zone_invites_and_disables_its_own_people_and_nobody_elses(program, person, zone):
    call = program("reviewer1")
    given = {"username": "newcomer", "name": "新人", "role": "zone_officer", "organisation": zone}
    status, said = call("POST", "/invitations", given)
    assert (status, said["waits"], len(said["token"]) > 30) == (201, False, True)
    assert last("person:invited") == ("reviewer1", "api")
    assert [one["username"] for one in call("GET", "/invitations")[1]] == ["newcomer"]
    assert call("DELETE", f"/invitations/{said['invitation']}")[0] == 204
    foreign = given | {"organisation": person("officer3").organisation.code}
    assert call("POST", "/invitations", foreign)[0] == 404
    own, other = person("officer1").pk, person("officer3").pk
    assert call("POST", f"/people/{own}/disable", {"reason": "离职"})[0] == 204
    assert call("POST", f"/people/{other}/disable", {"reason": "离职"})[0] == 404
    assert not Person.objects.get(pk=own).is_active
    assert call("POST", f"/people/{own}/enable", {"reason": "返聘"})[0] == 204


def test_a_role_of_the_ministry_waits_for_the_second_administrator(program, person):
    place = person("sysadmin").organisation.code
    given = {"username": "auditor2", "name": "丁", "role": "auditor", "organisation": place}
    made = program("sysadmin")("POST", "/invitations", given)[1]
    assert made["waits"]
    assert program("sysadmin")("POST", f"/invitations/{made['invitation']}/confirm")[0] == 403
    assert program("secadmin")("POST", f"/invitations/{made['invitation']}/confirm")[0] == 204
    leader, move = person("leader").pk, {"role": "auditor", "organisation": place, "reason": "轮岗"}
    status, wish = program("sysadmin")("PUT", f"/people/{leader}/duty", move)
    assert (status, wish["kind"], wish["person"]) == (200, "move", "leader")
    assert program("sysadmin")("POST", f"/proposals/{wish['proposal']}", {"accept": True})[0] == 403
    assert program("secadmin")("POST", f"/proposals/{wish['proposal']}", {"accept": True})[0] == 204
    assert Person.objects.get(pk=leader).role == "auditor"


def test_sessions_of_others_are_ended_and_locks_are_lifted(program, person):
    officer = program("officer1")
    assert program("secadmin")("DELETE", f"/people/{person('officer1').pk}/sessions")[0] == 204
    assert officer("GET", "/me")[0] == 401
    assert program("secadmin")("POST", "/locks/unlock", {"account": "nobody"})[0] == 404
    assert program("officer2")("GET", "/locks")[0] == 403


def test_people_are_listed_without_how_they_are_reached(program, zone):
    said = program("reviewer1")("GET", f"/people?organisation={zone}")[1]
    assert {one["username"] for one in said["rows"]} >= {"officer1", "reviewer1"}
    assert {key for one in said["rows"] for key in one} == {
        "person", "username", "name", "role", "organisation", "active", "last_login",
    }  # fmt: skip


def test_the_ministry_keeps_the_calendar(program):
    days = {"first": "2016-05-02", "last": "2016-05-03", "working": False, "name": "劳动节"}
    assert program("officer1")("POST", "/calendar", days)[0] == 403
    assert program("ministry1")("POST", "/calendar", days) == (200, {"days": 2})
    said = program("officer1")("GET", "/calendar?year=2016")[1]
    assert [one["date"] for one in said if one["name"] == "劳动节"] == ["2016-05-02", "2016-05-03"]
    assert program("ministry1")("DELETE", "/calendar/2016-05-02")[0] == 204
    assert not Day.objects.filter(date="2016-05-02").exists()


def test_a_round_is_opened_changed_and_its_forms_get_their_approval(program):
    now = timezone.localtime()
    wednesday = timedelta(days=(2 - now.weekday()) % 7)
    given = {
        "edition": "cn-2013-388", "kind": "midterm", "data_year": 2015, "evaluation_year": 2016, "title": "中期",
        "title_en": "Mid-term", "opens_at": (now + wednesday + timedelta(days=14)).isoformat(),
        "closes_at": (now + wednesday + timedelta(days=56)).isoformat(),
    }  # fmt: skip
    status, made = program("ministry1")("POST", "/rounds", given)
    assert (status, last("round:opened")) == (201, ("ministry1", "api"))
    dates = {key: given[key] for key in ("title", "title_en", "opens_at", "closes_at")} | {
        "title": "中期检查"
    }
    assert program("ministry1")("PUT", f"/rounds/{made['round']}", dates)[0] == 204
    assert program("province1")("PUT", f"/rounds/{made['round']}", dates)[0] == 403
    form = Round.objects.get(pk=made["round"]).forms.first()
    head = {name: getattr(form, name) for name in ("number", "title", "title_en", "issued_by", "valid_until")}
    head |= {"approval": "国统制〔2016〕1号", "opens_at": given["opens_at"], "closes_at": given["closes_at"]}
    assert program("ministry1")("PUT", f"/rounds/{made['round']}/forms/{form.pk}", head)[0] == 204
    assert Round.objects.get(pk=made["round"]).forms.get(pk=form.pk).approval == "国统制〔2016〕1号"


def test_returns_are_received_and_approved_together(program, person):
    mine = Submission.objects.filter(round__closed=False, state="zone_approved").values_list("pk", flat=True)
    inside = [key for key in mine if program("province2")("GET", f"/submissions/{key}")[0] == 200]
    status, said = program("province2")("POST", "/submissions/approve", {"submissions": inside})
    assert (status, {one["state"] for one in said}) == (200, {"province_approved"})
    status, said = program("province2")("POST", "/submissions/receive", {"submissions": inside})
    assert (status, len(said["refused"])) == (409, len(inside))


def test_a_note_is_saved_unless_somebody_else_changed_it(program, person):
    mine = Submission.objects.get(round__closed=False, form__kind="committee", organisation=person("officer1").organisation)  # fmt: skip
    call, place = program("officer1"), f"/submissions/{mine.pk}/notes/national_incubators"
    assert call("PUT", place, {"words": "含新建两家", "seen": ""}) == (200, {"note": "含新建两家"})
    assert call("PUT", place, {"words": "含新建三家", "seen": ""})[0] == 409
    said = {"place": "national_incubators", "words": "请核实"}
    assert program("reviewer1")("POST", f"/submissions/{mine.pk}/comments", said)[0] == 201
    assert [one["words"] for one in call("GET", f"/submissions/{mine.pk}/comments")[1]] == ["请核实"]


def test_candidates_are_the_provinces_and_the_ministrys(program, person):
    province = person("province1").organisation.code
    given = {"code": "C771", "name": "新申请园区", "province": province, "applied_in": 2015}
    assert program("province1")("POST", "/candidates", given)[0] == 201
    assert program("province1")("POST", "/candidates", given)[0] == 409
    seen = {name: program(name)("GET", "/candidates")[0] for name in ("province1", "ministry1", "leader", "auditor", "officer1", "enterprise1", "expert1")}  # fmt: skip
    assert seen == {
        "province1": 200, "ministry1": 200, "leader": 200, "auditor": 200, "officer1": 403, "enterprise1": 403, "expert1": 403,
    }  # fmt: skip


def test_an_enterprise_is_renamed_and_the_register_follows_a_table(program, person, zone):
    stays = program("officer1")("GET", f"/enterprises?year=2015&zone={zone}")[1]
    code = stays["rows"][0]["enterprise"]
    assert (
        program("officer1")("PUT", f"/enterprises/{code}/name", {"name": "新名称", "reason": "更名"})[0]
        == 204
    )
    assert program("officer3")("PUT", f"/enterprises/{code}/name", {"name": "甲", "reason": "更名"})[0] == 404
    table = Submission.objects.get(form__kind="enterprises", round__data_year=2015, organisation__code=person("officer3").organisation.code)  # fmt: skip
    status, said = program("officer3")("GET", f"/submissions/{table.pk}/register")
    assert (status, sorted(said)) == (200, ["elsewhere", "gone", "known", "new"])


def test_a_survey_is_linked_once_and_its_answers_stay_unknown(program, db):
    key = Survey.objects.get().pk
    status, said = program("ministry1")("GET", f"/surveys/{key}")
    assert (status, {"asked", "answers", "zones"} <= set(said)) == (200, True)
    assert program("officer1")("GET", f"/surveys/{key}")[0] == 403
    assert program("ministry1")("POST", f"/rounds/{said['round']}/survey", {"closes_at": "2099-01-01T00:00:00Z", "seed": "x"})[0] == 409  # fmt: skip


def test_an_expert_judges_blind_by_the_api(program, person):
    call = program("expert1")
    mine = [one for one in call("GET", "/assignments")[1] if not one["submitted"]]
    names = set(Panel.objects.get().dossiers.values_list("zone__organisation__name", flat=True))
    said = call("GET", f"/assignments/{mine[0]['assignment']}")[1]
    assert not any(name in str(said) for name in names)
    assert call("POST", f"/assignments/{mine[0]['assignment']}/mark", {"score": "77.5"}) == (
        201,
        {"score": "77.5"},
    )
    assert call("POST", f"/assignments/{mine[0]['assignment']}/mark", {"score": "101"})[0] == 400
    foreign = Assignment.objects.exclude(expert__person__username="expert1").first().pk
    assert call("POST", f"/assignments/{foreign}/mark", {"score": "1"})[0] == 404
    panel = mine[0]["panel"]
    assert program("ministry1")("GET", f"/panels/{panel}")[1]["asked"] > 0
    assert program("ministry1")("POST", f"/panels/{panel}/reminders")[0] == 200
    assert call("GET", f"/panels/{panel}")[0] == 403


def test_duties_messages_and_the_matrix(program, zone):
    assert {one["word"] for one in program("officer2")("GET", "/duties")[1]} >= {"退回"}
    told = program("officer2")("GET", "/messages")[1]
    assert program("officer2")("POST", "/messages/read")[1] == {"read": sum(one["read_at"] is None for one in told["rows"])}  # fmt: skip
    running = Round.objects.get(closed=False).pk
    said = program("officer1")("GET", f"/rounds/{running}/matrix")[1]
    assert [one["zone"] for one in said["rows"]] == [zone]
    assert program("auditor")("GET", "/running")[1]["missed"] is True
    assert program("officer1")("GET", "/running")[0] == 403


def test_a_zone_supposes_and_is_told_direction_and_band_and_no_score(program):
    call, asked = program("officer3"), {"figures": {"indicator/1.4": "9"}}
    key = call("GET", "/releases")[1][0]["release"]
    status, said = call("POST", f"/releases/{key}/suppose/Z003", asked)
    assert (status, said["left"], last("result:supposed")) == (200, 19, ("officer3", "api"))
    assert not any("得分 " in one for one in said["said"])
    assert call("POST", f"/releases/{key}/suppose/Z005", asked)[0] == 404
    assert call("POST", f"/releases/{key}/scenarios", {"weights": {}})[0] == 404


def test_a_report_is_asked_for_and_given_to_who_asked_alone(program):
    call = program("officer3")
    key = call("GET", "/releases")[1][0]["release"]
    status, job = call("POST", f"/releases/{key}/reports/Z003", {"kind": "letter", "form": "pdf"})
    assert (status, job["state"]) == (202, "queued")
    assert call("POST", f"/reports/{job['job']}/file")[0] == 404
    assert program("officer1")("GET", f"/jobs/{job['job']}")[0] == 404
