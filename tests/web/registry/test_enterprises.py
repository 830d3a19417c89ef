"""The register of enterprises: entry, exit, move, doubles, check digits, and the comparison of an import."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gaoxin.returns.credit_code import credit_check, organisation_check
from gaoxin_web.collect.models import Round
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.registry import actions, queries
from gaoxin_web.registry.models import Enterprise, Stay


def code_of(number: int) -> str:
    """A credit code with true check characters."""
    organisation = f"MA{number:06d}"
    body = "91110000" + organisation + organisation_check(organisation)
    return body + credit_check(body)


@pytest.fixture
def officer(person):
    return Actor(person("officer1"))


@pytest.fixture
def zone(person):
    return person("officer1").organisation.zone


@pytest.fixture
def neighbour(person):
    return person("officer2").organisation.zone


@pytest.fixture
def settled(db):
    """An enterprise that has been in a zone since 2013."""

    def made(zone, number=99):
        firm = Enterprise.objects.create(credit_code=code_of(number), name="常驻公司")
        return Stay.objects.create(enterprise=firm, zone=zone, since=2013)

    return made


def registered(zone, year=2015):
    return set(queries.registered(year).filter(zone=zone).values_list("enterprise__credit_code", flat=True))


def refused(status, function, *args, **kwargs):
    with pytest.raises(Refused) as found:
        function(*args, **kwargs)
    assert found.value.status == status
    return found.value.said


def test_an_entry_makes_the_enterprise_and_its_stay(officer, zone):
    stay = actions.enter(officer, zone, credit_code=code_of(1), name="甲公司", since=2015, reason="新注册")
    assert (stay.enterprise.name, stay.zone, stay.since, stay.until) == ("甲公司", zone, 2015, None)
    assert Entry.objects.last().subject == f"enterprise/{code_of(1)}"


def test_a_wrong_check_digit_is_refused_with_the_right_one(officer, zone):
    code = code_of(2)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    said = refused(
        400, actions.enter, officer, zone, credit_code=wrong, name="乙", since=2015, reason="新注册"
    )
    assert f"应为 {code[-1]}" in said.zh
    assert not Enterprise.objects.filter(credit_code=wrong).exists()


def test_an_enterprise_enters_once(officer, zone):
    actions.enter(officer, zone, credit_code=code_of(3), name="丙", since=2015, reason="新注册")
    refused(409, actions.enter, officer, zone, credit_code=code_of(3), name="丙", since=2016, reason="新注册")


def test_an_enterprise_of_another_zone_is_moved_by_somebody_who_sees_both(
    person, officer, zone, neighbour, settled
):
    other = settled(neighbour)
    said = refused(409, actions.enter, officer, zone, credit_code=other.enterprise.credit_code, name="x", since=2015, reason="迁入")  # fmt: skip
    assert neighbour.organisation.name not in said.zh + said.en
    refused(404, actions.move, officer, other, zone=zone, since=2015, reason="迁入")
    made = actions.move(Actor(person("province1")), other, zone=zone, since=2015, reason="整体搬迁")
    other.refresh_from_db()
    assert (other.until, other.leaving, made.zone, made.since, made.entry) == (
        2014,
        "move",
        zone,
        2015,
        "move",
    )


def test_a_move_needs_both_zones_in_scope(person, zone, settled):
    far = person("officer3").organisation.zone
    stay = settled(zone)
    refused(404, actions.move, Actor(person("province1")), stay, zone=far, since=2015, reason="搬迁")


def test_an_exit_ends_the_stay_with_its_last_year(officer, zone, settled):
    stay = settled(zone)
    actions.leave(officer, stay, until=2014, leaving="closed", reason="注销")
    assert stay.enterprise.credit_code in registered(zone, 2014)
    assert stay.enterprise.credit_code not in registered(zone, 2015)
    refused(409, actions.leave, officer, stay, until=2015, leaving="exit", reason="再退")


def test_a_zone_changes_its_register_until_the_last_day_and_the_province_after_it(person, officer, zone):
    Round.objects.filter(data_year=2015).update(moves_until=timezone.localdate())
    actions.enter(officer, zone, credit_code=code_of(5), name="戊", since=2015, reason="新注册")
    Round.objects.filter(data_year=2015).update(moves_until=timezone.localdate() - timedelta(days=1))
    said = refused(
        409, actions.enter, officer, zone, credit_code=code_of(6), name="己", since=2015, reason="新注册"
    )
    assert "省级或部级审核员" in said.zh
    actions.enter(
        Actor(person("province1")), zone, credit_code=code_of(6), name="己", since=2015, reason="新注册"
    )


def test_a_zone_does_not_change_the_register_of_a_year_whose_round_has_ended(person):
    officer = Actor(person("officer2"))
    zone = officer.person.organisation.zone
    assert zone.participations.filter(round__data_year=2014, round__closed=True).exists()
    refused(409, actions.enter, officer, zone, credit_code=code_of(7), name="庚", since=2014, reason="补登")


@pytest.mark.parametrize("username", ["leader", "auditor", "sysadmin", "expert1", "enterprise1"])
def test_who_may_not_register_is_refused(person, zone, username):
    refused(403, actions.enter, Actor(person(username)), zone, credit_code=code_of(8), name="辛", since=2015, reason="新注册")  # fmt: skip


def test_another_zones_register_does_not_exist_for_a_zone(person, zone):
    refused(404, actions.enter, Actor(person("officer2")), zone, credit_code=code_of(9), name="壬", since=2015, reason="新注册")  # fmt: skip


def test_two_rows_with_one_organisation_code_are_found_and_joined(officer, zone):
    new = code_of(10)
    nine = new[8:17]
    old = Stay.objects.create(
        enterprise=Enterprise.objects.create(credit_code=nine, name="癸厂"), zone=zone, since=2013, until=2014
    )
    actions.enter(officer, zone, credit_code=new, name="癸公司", since=2015, reason="换码")
    pairs = [(one.credit_code, other.credit_code) for one, other in queries.doubles(officer.person)]
    assert (nine, new) in pairs
    kept = Enterprise.objects.get(credit_code=new)
    actions.declare_same(officer, old.enterprise, kept=kept, reason="九位换十八位")
    assert [(one.since, one.until) for one in kept.stays.order_by("since")] == [(2013, 2014), (2015, None)]
    assert (new in registered(zone, 2014), nine in registered(zone, 2014)) == (True, False)
    assert (nine, new) not in [(a.credit_code, b.credit_code) for a, b in queries.doubles(officer.person)]


def test_an_import_is_compared_with_the_register_of_its_zone(zone, neighbour):
    here, there = sorted(registered(zone)), sorted(registered(neighbour) - registered(zone))
    found = queries.compare_register(zone, 2015, [*here[1:], there[0], code_of(11), code_of(11)])
    assert found.known == tuple(here[1:])
    assert found.gone == (here[0],)
    assert found.new == (code_of(11),)
    assert found.elsewhere == {there[0]: neighbour.code}


def test_an_enterprise_known_under_two_codes_is_known_under_both(officer, zone, neighbour):
    new, nine = code_of(12), code_of(12)[8:17]
    actions.enter(officer, zone, credit_code=new, name="子公司", since=2015, reason="新注册")
    Enterprise.objects.create(credit_code=nine, name="子厂", same_as=Enterprise.objects.get(credit_code=new))
    found = queries.compare_register(zone, 2015, registered(zone) - {new} | {nine})
    assert (found.new, found.gone, found.elsewhere, nine in found.known) == ((), (), {}, True)
    assert queries.compare_register(neighbour, 2015, [nine]).elsewhere == {nine: zone.code}


def test_the_comparison_asks_a_few_questions_however_many_codes_there_are(
    zone, django_assert_max_num_queries
):
    codes = [code_of(number) for number in range(4_000)]
    with django_assert_max_num_queries(4):
        assert len(queries.compare_register(zone, 2015, codes).new) == 4_000


def test_new_and_gone_enterprises_of_an_import_are_registered_in_one_act(officer, zone, settled):
    gone = settled(zone).enterprise.credit_code
    before = registered(zone)
    assert (
        actions.enter_many(
            officer, zone, year=2015, names={code_of(13): "丑", code_of(14): "寅"}, reason="导入"
        )
        == 2
    )
    assert actions.leave_many(officer, zone, year=2015, codes=[gone], reason="导入") == 1
    assert registered(zone) == before - {gone} | {code_of(13), code_of(14)}
    refused(409, actions.enter_many, officer, zone, year=2015, names={code_of(13): "丑"}, reason="导入")


def test_the_list_finds_by_the_first_signs_of_the_code_and_by_a_part_of_the_name(browse, zone, settled):
    stay = settled(zone)
    client = browse("officer1")
    by_code = client.get("/enterprises/", {"words": stay.enterprise.credit_code[:14].lower(), "year": 2015})
    by_name = client.get("/enterprises/", {"words": stay.enterprise.name[1:], "year": 2015})
    assert [stay.enterprise.credit_code in one.content.decode() for one in (by_code, by_name)] == [True, True]


def test_the_list_shows_fifty_a_page_and_no_enterprise_of_another_zone(browse, zone, neighbour):
    shown = browse("province1").get("/enterprises/", {"year": 2015})
    assert len(shown.context["found"].object_list) == 50
    assert shown.context["found"].paginator.count == len(registered(zone)) + len(registered(neighbour))
    mine = browse("officer1").get("/enterprises/", {"year": 2015})
    assert mine.context["found"].paginator.count == len(registered(zone))


def test_an_enterprise_of_another_zone_has_no_page_for_a_zone(browse, zone, neighbour):
    code = min(registered(neighbour) - registered(zone))
    assert browse("officer1").get(f"/enterprises/{code}/").status_code == 404
    assert browse("officer2").get(f"/enterprises/{code}/").status_code == 200


def test_the_page_registers_an_exit_and_says_a_refusal_on_the_form(browse, zone, settled):
    stay = settled(zone)
    client, address = browse("reviewer1"), f"/enterprises/{stay.enterprise.credit_code}/stays/{stay.pk}/leave"
    early = client.post(address, {"until": stay.since - 1, "leaving": "exit", "reason": "退出园区"})
    assert (early.status_code, "年进入，最早自" in early.content.decode()) == (400, True)
    assert client.post(address, {"until": 2014, "leaving": "exit", "reason": "退出园区"}).status_code == 302
    stay.refresh_from_db()
    assert (stay.until, stay.reason) == (2014, "退出园区")


def test_pages_of_the_registry_ask_the_database_little(browse, django_assert_max_num_queries):
    client = browse("ministry1")
    budget = {"/zones/": 12, "/enterprises/": 13, "/candidates/": 12, "/enterprises/doubles": 12}
    for address, most in budget.items():
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
