"""Zones and candidates: history is only added to, each change by a document, by the ministry alone."""

import pytest
from django.db import DatabaseError, transaction

from gaoxin_web.accounts.models import Organisation
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.registry import queries, zone_actions
from gaoxin_web.registry.models import Candidate, Zone, ZoneYear


@pytest.fixture
def ministry(person):
    return Actor(person("ministry1"))


@pytest.fixture
def zone(person):
    return person("officer1").organisation.zone


def test_a_renamed_zone_keeps_its_old_name_in_the_years_before(ministry, zone):
    old = zone.organisation.name
    zone_actions.change_zone(
        ministry, zone, event="renamed", since=2016, name="新名高新区", document="国函〔2016〕9 号"
    )
    found = queries.zone(ministry.person, zone.code)
    assert [queries.as_of(found, year).name for year in (2015, 2016, 2020)] == [
        old,
        "新名高新区",
        "新名高新区",
    ]
    assert Organisation.objects.get(code=zone.code).name == "新名高新区"
    assert Entry.objects.last().subject == f"zone/{zone.code}"


def test_a_new_type_holds_from_its_year_and_the_rest_of_the_line_stays(ministry, zone):
    before = queries.as_of(queries.zone(ministry.person, zone.code), 2015)
    other = "featured" if before.park_type != "featured" else "innovative"
    zone_actions.change_zone(
        ministry, zone, event="retyped", since=2016, park_type=other, document="国科发火〔2016〕1 号"
    )
    after = queries.as_of(queries.zone(ministry.person, zone.code), 2016)
    assert (after.park_type, after.name, after.perimeter) == (other, before.name, before.perimeter)


def test_a_change_may_not_begin_before_the_last_one(ministry, zone):
    zone_actions.change_zone(
        ministry, zone, event="perimeter", since=2016, perimeter="2", document="自然资源部公告"
    )
    with pytest.raises(Refused) as refused:
        zone_actions.change_zone(
            ministry, zone, event="perimeter", since=2015, perimeter="3", document="公告"
        )
    assert refused.value.status == 409


def test_a_change_that_changes_nothing_is_refused(ministry, zone):
    with pytest.raises(Refused) as refused:
        zone_actions.change_zone(
            ministry, zone, event="renamed", since=2016, name=zone.organisation.name, document="x"
        )
    assert refused.value.status == 400


def test_the_database_refuses_to_rewrite_the_history_of_a_zone(db):
    with pytest.raises(DatabaseError, match="guarded: zoneyear"), transaction.atomic():
        ZoneYear.objects.update(park_type="world_class")


@pytest.mark.parametrize("username", ["officer1", "reviewer1", "province1", "leader", "auditor", "sysadmin"])
def test_only_the_ministry_reviewer_changes_what_zones_are(person, zone, username):
    with pytest.raises(Refused) as refused:
        zone_actions.change_zone(
            Actor(person(username)), zone, event="renamed", since=2016, name="另一名称", document="文"
        )
    assert refused.value.status == 403


def test_a_candidate_becomes_a_zone_with_its_document_and_organisation(ministry):
    candidate = Candidate.objects.first()
    zone_actions.upgrade_candidate(
        ministry, candidate, code="Z900", since=2016, park_type="featured", document="国函〔2016〕2 号"
    )
    made = Zone.objects.get(code="Z900")
    assert (made.national_since, made.candidate, made.years.get().event) == (2016, candidate, "upgraded")
    assert made.organisation.path == f"/M/{candidate.province}/Z900/"
    with pytest.raises(Refused) as refused:
        zone_actions.upgrade_candidate(ministry, candidate, code="Z901", since=2016, document="文")
    assert refused.value.status == 409


def test_a_park_that_is_invited_has_no_year_of_being_national(ministry, zone):
    made = zone_actions.add_zone(
        ministry,
        code="Z950",
        name="受邀园区",
        province=zone.province,
        national=False,
        since=2015,
        document="函",
    )
    assert made.national_since is None
    zone_actions.change_zone(ministry, made, event="upgraded", since=2017, document="国函〔2017〕3 号")
    assert Zone.objects.get(code="Z950").national_since == 2017


def test_a_province_registers_candidates_of_its_own_only(person, zone):
    actor = Actor(person("province1"))
    zone_actions.add_candidate(actor, code="C77", name="某省级高新区", province=zone.province)
    with pytest.raises(Refused) as refused:
        zone_actions.add_candidate(actor, code="C78", name="他省高新区", province="无此省")
    assert refused.value.status == 400
    assert list(Candidate.objects.filter(code__startswith="C7").values_list("code", flat=True)) == ["C77"]


def test_a_zone_sees_itself_on_the_list_of_zones_and_no_other(browse, zone):
    shown = browse("officer1").get("/zones/").content.decode()
    others = Zone.objects.exclude(pk=zone.pk).values_list("code", flat=True)
    assert (f">{zone.code}<" in shown, [code for code in others if f">{code}<" in shown]) == (True, [])


def test_another_zones_page_does_not_exist_for_a_zone(browse, person):
    other = person("officer2").organisation.zone
    assert browse("officer1").get(f"/zones/{other.code}/").status_code == 404


def test_the_page_of_a_change_says_what_is_wrong_and_keeps_what_was_typed(browse, zone):
    answer = browse("ministry1").post(
        f"/zones/{zone.code}/change",
        {"event": "renamed", "since": "2016", "name": "", "document": "国函〔2016〕9 号"},
    )
    assert answer.status_code == 400
    assert "请填写变更后的内容" in answer.content.decode()
    assert "国函〔2016〕9 号" in answer.content.decode()


def test_the_page_of_a_change_changes_the_zone(browse, zone):
    answer = browse("ministry1").post(
        f"/zones/{zone.code}/change",
        {"event": "perimeter", "since": "2016", "perimeter": "2016 版", "document": "公告"},
    )
    assert answer.status_code == 302
    assert "2016 版" in browse("officer1").get(f"/zones/{zone.code}/").content.decode()


@pytest.mark.parametrize("username", ["officer1", "leader", "auditor", "enterprise1"])
def test_nobody_else_registers_a_candidate(browse, zone, username):
    told = {"code": "C90", "name": "某省级高新区", "province": zone.province}
    assert browse(username).post("/candidates/", told).status_code in {400, 403}
    assert Candidate.objects.filter(code="C90").exists() is False
