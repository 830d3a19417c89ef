"""The register follows a zone's table: both new and gone ones in one act, by the rules of the register."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gaoxin.micro.tables import rows
from gaoxin_web.collect.models import Round, Submission, Upload
from gaoxin_web.collect.register_changes import changes_of, take_over
from gaoxin_web.collect.round_queries import own_submissions
from gaoxin_web.dashboards.duties import registering
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.registry import queries
from gaoxin_web.registry.models import Enterprise, Stay


@pytest.fixture
def officer(person):
    return person("officer2")


@pytest.fixture
def table(officer):
    """The zone's table of enterprises, one of them taken out of the register, and one more put in since 2013."""
    found = Submission.objects.select_related("zone", "round", "current__table").get(
        organisation=officer.organisation, form__kind="enterprises", round__closed=False
    )
    code = rows(bytes(found.current.table.parquet), ["credit_code"], limit=1)[1][0]["credit_code"]
    Stay.objects.filter(enterprise__credit_code=code).delete()
    Stay.objects.create(
        enterprise=Enterprise.objects.create(credit_code="GONE00000000000000", name="已搬走公司"),
        zone=found.zone,
        since=2013,
    )
    return found


def codes(table):
    _, found = rows(bytes(table.current.table.parquet), ["credit_code"], limit=10**6)
    return {row["credit_code"] for row in found}


def registered(zone, year=2015):
    return set(queries.registered(year).filter(zone=zone).values_list("enterprise__credit_code", flat=True))


def test_after_it_the_register_holds_the_codes_of_the_table(officer, table):
    before = changes_of(officer, table).found
    assert (len(before.new), before.gone) == (1, ("GONE00000000000000",))
    assert take_over(Actor(officer), table, reason="按年报核对") == (1, 1)
    assert registered(table.zone) == codes(table) - before.elsewhere.keys()
    assert "GONE00000000000000" in registered(table.zone, 2014)
    assert Entry.objects.filter(tag="enterprise:changed", subject=f"zone/{table.zone.code}").count() == 2


def test_nothing_is_taken_over_twice(officer, table):
    take_over(Actor(officer), table, reason="按年报核对")
    with pytest.raises(Refused) as refused:
        take_over(Actor(officer), table, reason="再来")
    assert refused.value.status == 409


def test_after_the_last_day_for_the_register_nothing_of_it_happens(officer, table):
    Round.objects.filter(data_year=2015).update(moves_until=timezone.localdate() - timedelta(days=1))
    before = registered(table.zone)
    with pytest.raises(Refused) as refused:
        take_over(Actor(officer), table, reason="按年报核对")
    assert (refused.value.status, registered(table.zone)) == (409, before)


def test_another_zone_does_not_see_it(browse, table):
    assert browse("officer1").get(f"/submissions/{table.pk}/register").status_code == 404


def test_the_page_shows_names_and_takes_over(browse, table):
    client = browse("officer2")
    shown = client.get(f"/submissions/{table.pk}/register").content.decode()
    assert ("已搬走公司" in shown, "合成企业" in shown) == (True, True)
    assert client.post(f"/submissions/{table.pk}/register", {"reason": "按年报核对"}).status_code == 302
    assert "名录与本表一致" in client.get(f"/submissions/{table.pk}/register").content.decode()


def test_the_workbench_asks_to_compare_until_the_register_follows(officer, table):
    Upload.objects.create(
        submission=table, person=officer, name="x.xlsx", digest="0", size=1, content=b"x", state="confirmed",
        summary={"register": {"counts": {"new": 1, "gone": 1}}},
    )  # fmt: skip
    found = list(registering(officer, own_submissions(officer, under_way=True)))
    assert [(one.what.zh, one.address) for one in found] == [
        ("企业名录变动 · 新增 1 家、减少 1 家，待确认", f"/submissions/{table.pk}/register")
    ]
    take_over(Actor(officer), table, reason="按年报核对")
    assert list(registering(officer, own_submissions(officer, under_way=True))) == []
